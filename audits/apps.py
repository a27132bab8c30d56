"""How Django meets this app."""

from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """Audits, checks and visits of quality assurance. Their kinds are rows (docs/adr/0018).

    What could go wrong first: somebody reads the audit of a child who has no part in it; somebody moderates what they wrote; a finding
    never becomes an action. ``policy``, ``services/judging`` and ``models.Finding`` stand against these.
    """

    name = "audits"
    verbose_name = "Audits"

    def ready(self) -> None:
        """Declare events, guard what is final, put the shipped kinds where definitions are published, hang what this app shows elsewhere."""
        from django.db.models.signals import post_migrate

        from audits import entries, events, guards, models, selectors, shipping  # noqa: F401
        from audits.services import planning
        from core.events import listen
        from deadlines import subjects
        from homes.events import RESIDENT_ADMITTED, RESIDENT_LEFT
        from questionnaires.events import PUBLISHED

        guards.declare()
        subjects.named(models.Audit, selectors.names)
        entries.register()
        listen(PUBLISHED, shipping.definition_published)
        listen(RESIDENT_ADMITTED, planning.child_came)
        listen(RESIDENT_LEFT, planning.child_left)
        post_migrate.connect(shipping.migrated, sender=self)
