"""How Django meets this app."""

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """Actions."""

    name = "actions"
    verbose_name = "Actions"

    def ready(self) -> None:
        """Declare the events."""
        from actions import events  # noqa: F401
