"""Addresses of the ground."""

from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("documents/<int:document_id>/", views.document, name="document"),
    path("documents/<int:document_id>/file/", views.document_file, name="document_file"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("gallery/components/", views.components, name="components"),
]
