"""How Django meets this app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """The ground."""

    name = "core"
    verbose_name = "The ground"

    def ready(self) -> None:
        """Load what apps declare by being loaded, lay the guards after each migrate, and declare those of this app.

        Every app's ``events`` declare what can happen, its ``signals`` and ``checks`` listen and look.
        """
        from core import guards, models

        autodiscover_modules("events", "signals", "checks")
        guards.guard_kept(models.Event, "event")
        guards.guard_kept(models.Seal, "seal")
        guards.guard_kept(models.Reading, "reading")
        guards.guard_kept(models.StoredFile, "stored_file")
        made = guards.changed("sha256", "content", "kind", "subject_id", "revision", "format")
        guards.guard(models.Document, "document_update", "UPDATE", f"OLD.state = 'ready' AND ({made})")
        guards.guard(models.Document, "document_delete", "DELETE", "OLD.state = 'ready'")
        pre_migrate.connect(guards.before_migrate, dispatch_uid="guards.lift")
        post_migrate.connect(guards.after_migrate, dispatch_uid="guards.lay")
