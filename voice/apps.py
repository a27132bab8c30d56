"""How Django meets this app."""

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    """What children, parents, placing authorities and staff say: surveys, and words at any time."""

    name = "voice"
    verbose_name = "Voice"

    def ready(self) -> None:
        """Declare the events, hang what this app shows elsewhere, keep what was said as it was said."""
        from core import guards
        from deadlines import subjects
        from voice import entries, events, help_now, models  # noqa: F401

        subjects.belongs(models.Survey, lambda survey: survey.home)  # the yearly duty to ask is the home's
        guards.guard(models.Survey, "survey_update", "UPDATE", "OLD.closed_at IS NOT NULL")
        guards.guard(models.Survey, "survey_delete", "DELETE", "OLD.closed_at IS NOT NULL")
        guards.guard(models.Reply, "reply_update", "UPDATE")
        guards.guard_kept(models.Word, "word")
        guards.guard_kept(models.Step, "word_step")
        entries.register()
