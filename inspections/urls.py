"""Addresses of inspections."""

from django.urls import path

from inspections.views import importing, inspections, steps

app_name = "inspections"
STEPS = {name: "mistake" if name == "withdraw" else name for name in steps.STEPS}
urlpatterns = [
    path("inspections/", inspections.home_list, name="list"),
    path("homes/<int:pk>/inspections/", inspections.history, name="history"),
    path("homes/<int:pk>/inspections/new/", inspections.record, name="record"),
    path("inspections/<int:pk>/", inspections.inspection, name="inspection"),
    *(
        path(f"inspections/<int:pk>/{address}/", steps.step, {"name": name}, name=name)
        for name, address in STEPS.items()
    ),
    path("inspections/<int:pk>/file/<str:what>/", inspections.file, name="file"),
    path("inspections/published/", importing.check, name="check_file"),
    path("inspections/published/<int:pk>/", importing.shown, name="checked_file"),
    path("inspections/published/<int:pk>/import/", importing.confirm, name="import_file"),
]
