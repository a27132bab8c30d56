"""Addresses of inspections."""

from django.urls import path

from inspections.views import importing, inspections

app_name = "inspections"
urlpatterns = [
    path("inspections/", inspections.home_list, name="list"),
    path("homes/<int:pk>/inspections/", inspections.history, name="history"),
    path("homes/<int:pk>/inspections/new/", inspections.record, name="record"),
    path("inspections/<int:pk>/", inspections.inspection, name="inspection"),
    path("inspections/<int:pk>/draft/", inspections.draft, name="draft"),
    path("inspections/<int:pk>/comments/", inspections.comments, name="comments"),
    path("inspections/<int:pk>/final/", inspections.final, name="final"),
    path("inspections/<int:pk>/correct/", inspections.correct, name="correct"),
    path("inspections/<int:pk>/point/", inspections.point, name="point"),
    path("inspections/<int:pk>/circulated/", inspections.circulated, name="circulated"),
    path("inspections/<int:pk>/mistake/", inspections.withdraw, name="withdraw"),
    path("inspections/<int:pk>/file/<str:what>/", inspections.file, name="file"),
    path("inspections/published/", importing.check, name="check_file"),
    path("inspections/published/<int:pk>/", importing.shown, name="checked_file"),
    path("inspections/published/<int:pk>/import/", importing.confirm, name="import_file"),
]
