"""Addresses of governance: the start page."""

from django.urls import path

from governance import views

app_name = "governance"
urlpatterns = [path("", views.start, name="start")]
