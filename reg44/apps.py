"""How Django meets this app."""

from django.apps import AppConfig


class Reg44Config(AppConfig):
    """Regulation 44: visits and reports."""

    name = "reg44"
    verbose_name = "Regulation 44"

    def ready(self) -> None:
        """Declare events, guard what is sealed, hang what this app shows elsewhere."""
        from deadlines import subjects
        from reg44 import events, guards, models, panels  # noqa: F401
        from reg44.documents import kinds

        guards.declare()
        kinds.register()
        panels.register()
        subjects.belongs(models.Report, lambda report: report.visit)
        subjects.belongs(models.Recommendation, lambda recommendation: recommendation.action)
