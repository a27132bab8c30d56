"""How Django meets this app."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Time limits."""

    name = "deadlines"
    verbose_name = "Time limits"

    def ready(self) -> None:
        """Listen to every event that a rule file names."""
        from core import outbox
        from deadlines import entries, subjects
        from deadlines.services import listening, sweep, telling
        from homes.models import DocumentVersion
        from homes.selectors import names_of_versions

        listening.register()
        entries.register()
        subjects.named(DocumentVersion, names_of_versions)
        for code in (sweep.REMINDER, sweep.ESCALATION, telling.MOVED):
            outbox.STILL_WANTED[code] = sweep.still_wanted
