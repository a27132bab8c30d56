"""Addresses of the questionnaire pages."""

from django.urls import path

from questionnaires import views

app_name = "questionnaires"
urlpatterns = [
    path("questionnaires/", views.listing, name="list"),
    path("questionnaires/add/", views.add, name="add"),
    path("questionnaires/<int:version_id>/", views.version, name="version"),
    path("questionnaires/<int:version_id>/form/<slug:section_id>/", views.form_preview, name="form_preview"),
    path("questionnaires/<int:version_id>/print/", views.print_preview, name="print_preview"),
    path("questionnaires/<int:version_id>/file/", views.source_file, name="source"),
    path("questionnaires/<int:version_id>/publish/", views.publish, name="publish"),
    path("questionnaires/<int:version_id>/withdraw/", views.withdraw, name="withdraw"),
    path("gallery/questions/", views.gallery, name="gallery"),
    path("gallery/questions/<slug:state>/", views.gallery, name="gallery_state"),
]
