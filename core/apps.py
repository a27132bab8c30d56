"""How Django meets this app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CoreConfig(AppConfig):
    """The ground."""

    name = "core"
    verbose_name = "The ground"

    def ready(self) -> None:
        """Lay the guards after each migrate, and declare those of this app."""
        from core import guards, models

        guards.guard(models.Event, "event_update", "UPDATE")
        guards.guard(models.Event, "event_delete", "DELETE")
        guards.guard(models.Seal, "seal_update", "UPDATE")
        guards.guard(models.Seal, "seal_delete", "DELETE")
        guards.guard(
            models.Document,
            "document_update",
            "UPDATE",
            "OLD.state = 'ready' AND (NEW.sha256 <> OLD.sha256 OR NEW.content <> OLD.content)",
        )
        pre_migrate.connect(guards.before_migrate, dispatch_uid="guards.lift")
        post_migrate.connect(guards.after_migrate, dispatch_uid="guards.lay")
