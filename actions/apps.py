"""How Django meets this app."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Actions."""

    name = "actions"
    verbose_name = "Actions"

    def ready(self) -> None:
        """Declare the events; follow the time limits; hang what this app shows elsewhere."""
        from actions import entries, models, selectors, services
        from core.events import listen
        from deadlines import subjects
        from deadlines.events import MOVED

        subjects.named(models.Action, selectors.names)
        listen(MOVED, services.limit_moved)
        entries.register()
