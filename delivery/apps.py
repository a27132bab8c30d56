"""How Django meets this app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Messages and mail."""

    name = "delivery"
    verbose_name = "Messages and mail"

    def ready(self) -> None:
        """Say how the delivery is woken, hang entries into navigation and start page."""
        from core import outbox
        from delivery import entries, tasks

        outbox.set_waker(tasks.wake)
        entries.register()
