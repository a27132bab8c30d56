"""How Django meets this app."""

from django.apps import AppConfig


class Reg44Config(AppConfig):
    """Regulation 44: visits and reports."""

    name = "reg44"
    verbose_name = "Regulation 44"

    def ready(self) -> None:
        """Guard what is sealed, hang what this app shows elsewhere."""
        from core.events import listen
        from deadlines import subjects
        from homes.events import INDEPENDENCE_DECLARED
        from records.policy import WINDOWS
        from reg44 import evidence, guards, models, panels, selectors
        from reg44.documents import kinds, verification
        from reg44.services import visits

        guards.declare()
        kinds.register()
        verification.register()
        panels.register()
        evidence.register()
        subjects.belongs(models.Report, lambda report: report.visit)
        subjects.belongs(models.Recommendation, lambda recommendation: recommendation.action)
        subjects.named(models.Visit, selectors.names_of_visits)
        if selectors.record_windows not in WINDOWS:
            WINDOWS.append(selectors.record_windows)
        listen(INDEPENDENCE_DECLARED, visits.independence_declared)
