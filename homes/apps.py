"""How Django meets this app."""

from django.apps import AppConfig


class HomesConfig(AppConfig):
    """Homes."""

    name = "homes"
    verbose_name = "Homes"

    def ready(self) -> None:
        """Tell the ground who holds which role, hang entries into the navigation, guard the declarations."""
        from core import access as ground
        from core import guards
        from homes import access, entries, models

        ground.set_role_source(access.role_source)
        entries.register()
        guards.guard(models.Independence, "independence_update", "UPDATE")
        guards.guard(models.Independence, "independence_delete", "DELETE")
        said = guards.changed(
            "document_id", "number", "label", "revised", "checked_on", "expires_on", "review_by", "note", "file_id", "recorded_at", "recorded_by_id"
        )  # fmt: skip
        approved, sent = guards.changed("approved_at", "approved_by_id"), guards.changed("sent_on")
        refused = guards.changed("refused_at", "refused_by_id", "refused_why")
        judged = f"(OLD.approved_at IS NOT NULL OR OLD.refused_at IS NOT NULL) AND ({approved} OR {refused})"
        once = f"({judged}) OR (OLD.sent_on IS NOT NULL AND ({sent}))"
        guards.guard(models.DocumentVersion, "document_version_update", "UPDATE", f"{said} OR {once}")
        guards.guard(models.DocumentVersion, "document_version_delete", "DELETE")
