"""How Django meets this app."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Ofsted's inspections of the homes, and the import of Ofsted's published file."""

    name = "inspections"
    verbose_name = "Inspections"

    def ready(self) -> None:
        """Declare the events, guard what is only ever added, hang what this app shows elsewhere."""
        from core import guards
        from deadlines import subjects
        from inspections import entries, events, models, selectors  # noqa: F401

        guards.guard_kept(models.Circulation, "inspections_circulation")
        guards.guard_kept(models.Point, "inspections_point")
        guards.guard(models.Inspection, "inspections_inspection_delete", "DELETE")
        guards.guard(models.PublishedFile, "inspections_file_update", "UPDATE", "OLD.imported_at IS NOT NULL")
        guards.guard(models.PublishedFile, "inspections_file_delete", "DELETE")
        guards.guard_kept(models.Inspection.history.model, "inspections_history_inspection")
        guards.guard_kept(models.PublishedInspection.history.model, "inspections_history_published")
        subjects.named(models.Inspection, selectors.names)
        entries.register()
