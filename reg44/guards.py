"""Triggers below every line of Python: what is sealed, signed or sent is never changed or removed (security.md T1)."""

from __future__ import annotations

from core.guards import guard
from reg44 import models

SEALED_ROWS = (
    models.Recommendation,
    models.FollowUp,
    models.AccuracyComment,
    models.ManagerAnswer,
    models.NarrativeResponse,
    models.SupervisorComment,
)
BACK = "OLD.state IN ('final', 'issued', 'signed_off') AND NEW.state NOT IN ('final', 'issued', 'signed_off')"
CHANGED_REPORT = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("visit_id", "response_id", "finalised_at", "sent_at", "period_to")
)
CHANGED_VISIT = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("home_id", "month", "visitor_id", "state", "arrived_at")
)
CHANGED_ADDENDUM = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in ("report_id", "number", "text", "reason"))


def declare() -> None:
    """Declare every guard of this app."""
    for model in SEALED_ROWS:
        name = model.__name__.lower()
        guard(model, f"reg44_{name}_update", "UPDATE", "OLD.sealed")
        guard(model, f"reg44_{name}_delete", "DELETE", "OLD.sealed")
    guard(
        models.Report,
        "reg44_report_update",
        "UPDATE",
        f"({BACK}) OR (OLD.finalised_at IS NOT NULL AND ({CHANGED_REPORT}))",
    )
    guard(models.Report, "reg44_report_delete", "DELETE")
    guard(models.Visit, "reg44_visit_update", "UPDATE", f"OLD.state <> 'planned' AND ({CHANGED_VISIT})")
    guard(models.Visit, "reg44_visit_delete", "DELETE")
    guard(models.UrgentNotice, "reg44_notice_update", "UPDATE", "NEW.text <> OLD.text OR NEW.told_at <> OLD.told_at")
    guard(models.UrgentNotice, "reg44_notice_delete", "DELETE")
    guard(models.PlanReturn, "reg44_planreturn_update", "UPDATE")
    guard(models.PlanReturn, "reg44_planreturn_delete", "DELETE")
    said = "(OLD.referred_at IS NOT NULL AND NEW.words <> OLD.words) OR OLD.answered_at IS NOT NULL"
    guard(models.Referral, "reg44_referral_update", "UPDATE", said)
    guard(models.Referral, "reg44_referral_delete", "DELETE")
    guard(models.Signature, "reg44_signature_update", "UPDATE")
    guard(models.Signature, "reg44_signature_delete", "DELETE")
    guard(models.Despatch, "reg44_despatch_update", "UPDATE", "OLD.sent_at IS NOT NULL")
    guard(models.Despatch, "reg44_despatch_delete", "DELETE", "OLD.sent_at IS NOT NULL")
    guard(models.Addendum, "reg44_addendum_update", "UPDATE", f"OLD.approved_at IS NOT NULL OR {CHANGED_ADDENDUM}")
    guard(models.Addendum, "reg44_addendum_delete", "DELETE")
