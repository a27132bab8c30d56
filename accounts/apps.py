"""How Django meets this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People."""

    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Listen to the sign-in library, tell the ground how to ask for a fresh sign-in."""
        from accounts.freshness import fresh_required
        from core import access as ground

        ground.set_freshness(fresh_required)
