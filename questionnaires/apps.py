"""How Django meets this app."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    """Questionnaires."""

    name = "questionnaires"
    verbose_name = "Questionnaires"

    def ready(self) -> None:
        """Lay the triggers that keep published versions and frozen answers as they are."""
        from core.guards import guard, guard_kept
        from core.registry import NavItem, navigation
        from questionnaires import models, policy

        same = " AND ".join(
            f"NEW.{column} = OLD.{column}" for column in ("source", "canonical", "sha256", "number", "questionnaire_id")
        )
        guard(
            models.Version,
            "version_update",
            "UPDATE",
            f"OLD.state <> 'draft' AND (NEW.state = 'draft' OR NOT ({same}))",
        )
        guard(models.Version, "version_delete", "DELETE", "OLD.state <> 'draft'")
        guard(models.Response, "response_update", "UPDATE", "OLD.state = 'frozen'")
        guard(models.Response, "response_delete", "DELETE", "OLD.state = 'frozen'")
        for model in (models.Answer, models.Row, models.SectionState):
            name = model.__name__.lower()
            guard(model, f"{name}_update", "UPDATE", "OLD.frozen")
            guard(model, f"{name}_delete", "DELETE", "OLD.frozen")
        guard_kept(models.AnswerRevision, "revision")
        navigation.add(NavItem("Questionnaires", "questionnaires:list", 80, policy.sees_questionnaires))
