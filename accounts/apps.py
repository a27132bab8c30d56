"""How Django meets this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People."""

    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Declare the events and listen to the sign-in library."""
        from accounts import events, signals  # noqa: F401
