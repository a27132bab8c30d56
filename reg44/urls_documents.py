"""Addresses of files and of the check whether one is genuine."""

from django.urls import path

from reg44.views import documents

urlpatterns = [
    path("reports/<int:report_id>/files/", documents.documents, name="documents"),
    path("reports/<int:report_id>/files/ask/", documents.ask, name="ask_document"),
    path("verify/", documents.verify, name="verify"),
]
