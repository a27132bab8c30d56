"""How Django meets this app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """What the home records itself: behaviour, missing episodes, notifications, the monthly return."""

    name = "records"
    verbose_name = "Records of the home"

    def ready(self) -> None:
        """Guard what is complete, name records beside their time limits, hang what this app shows elsewhere."""
        from deadlines import subjects
        from records import entries, guards, models, policy, selectors

        guards.declare()
        subjects.named(models.Record, selectors.names)
        subjects.named(models.MonthlyReturn, selectors.names_of_returns)
        subjects.barred(models.Record, policy.kept_from)
        entries.register()
