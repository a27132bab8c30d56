"""How Django meets this app."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Actions."""

    name = "actions"
    verbose_name = "Actions"

    def ready(self) -> None:
        """Declare the events; follow the time limits; hang what this app shows elsewhere."""
        from actions import entries, services
        from core.events import listen
        from deadlines.events import MOVED

        listen(MOVED, services.limit_moved)
        entries.register()
