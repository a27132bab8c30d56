"""How Django meets this app."""

from django.apps import AppConfig


class Reg45Config(AppConfig):
    """Regulation 45: quality of care reviews."""

    name = "reg45"
    verbose_name = "Regulation 45"

    def ready(self) -> None:
        """Guard what is frozen and sealed, hang what this app shows elsewhere."""
        from core import seals
        from deadlines import subjects
        from reg45 import entries, guards, models, sealing, selectors
        from reg45.documents import kinds, verification

        guards.declare()
        kinds.register()
        verification.register()
        entries.register()
        if sealing.check not in seals.CHECKS:
            seals.CHECKS.append(sealing.check)
        subjects.named(models.Review, selectors.names)
