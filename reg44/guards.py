"""Triggers below every line of Python: what is sealed, signed or sent is never changed or removed (security.md T1)."""

from __future__ import annotations

from typing import Any

from core.guards import changed, guard, guard_kept
from reg44 import models

SEALED_ROWS = (
    models.Recommendation,
    models.FollowUp,
    models.AccuracyComment,
    models.ManagerAnswer,
    models.NarrativeResponse,
    models.SupervisorComment,
)
WITH_HISTORY: tuple[Any, ...] = (
    models.Visit,
    models.Report,
    models.Recommendation,
    models.AccuracyComment,
    models.ManagerAnswer,
    models.NarrativeResponse,
    models.SupervisorComment,
)
BACK = "OLD.state IN ('final', 'issued', 'signed_off') AND NEW.state NOT IN ('final', 'issued', 'signed_off')"
FINAL = changed(
    "visit_id", "response_id", "period_from", "period_to", "begun_at", "sent_at", "commented_at", "no_comment", "finalised_at", "draft"
)  # fmt: skip
SIGNED_OFF = changed("state", "issued_at", "answered_at", "returned_at", "signed_off_at", "signed_off_by_id")
REPORT = f"""
    ({BACK}) OR (OLD.finalised_at IS NOT NULL AND ({FINAL})) OR (OLD.state = 'signed_off' AND ({SIGNED_OFF}))
    OR NEW.last_addendum < OLD.last_addendum OR (OLD.returned_at IS NOT NULL AND NEW.returned_at IS NULL)
"""
VISITED = changed("home_id", "month", "visitor_id", "state", "planned_for", "announced", "independent_at", "arrived_at")
NOTICE = changed("visit_id", "text", "serious_concern", "regulation", "told_by_id", "told_at")
OFSTED = changed("ofsted_told_at", "ofsted_told_how")
LISTED = changed("report_id", '"to"', "recipient", "person_id", "authority_id", "listed_at")
ADDENDUM = changed("report_id", "number", "text", "reason", "written_by_id", "written_at")


def declare() -> None:
    """Declare every guard of this app."""
    for model in SEALED_ROWS:
        name = model.__name__.lower()
        guard(model, f"reg44_{name}_update", "UPDATE", "OLD.sealed")
        guard(model, f"reg44_{name}_delete", "DELETE", "OLD.sealed")
    for kept in WITH_HISTORY:
        guard_kept(kept.history.model, f"reg44_history_{kept.__name__.lower()}")
    guard(models.Report, "reg44_report_update", "UPDATE", REPORT.strip())
    guard(models.Report, "reg44_report_delete", "DELETE")
    guard(models.Visit, "reg44_visit_update", "UPDATE", f"OLD.state <> 'planned' AND ({VISITED})")
    guard(models.Visit, "reg44_visit_delete", "DELETE")
    told = f"({NOTICE}) OR (OLD.ofsted_told_at IS NOT NULL AND ({OFSTED}))"
    guard(models.UrgentNotice, "reg44_notice_update", "UPDATE", told)
    guard(models.UrgentNotice, "reg44_notice_delete", "DELETE")
    guard_kept(models.PlanReturn, "reg44_planreturn")
    said = "(OLD.referred_at IS NOT NULL AND NEW.words <> OLD.words) OR OLD.answered_at IS NOT NULL"
    guard(models.Referral, "reg44_referral_update", "UPDATE", said)
    guard(models.Referral, "reg44_referral_delete", "DELETE")
    guard_kept(models.Signature, "reg44_signature")
    guard(models.Despatch, "reg44_despatch_insert", "INSERT", "NEW.sent_at IS NOT NULL")
    guard(models.Despatch, "reg44_despatch_update", "UPDATE", f"OLD.sent_at IS NOT NULL OR {LISTED}")
    guard(models.Despatch, "reg44_despatch_delete", "DELETE")
    guard(models.Addendum, "reg44_addendum_insert", "INSERT", "NEW.approved_at IS NOT NULL")
    guard(models.Addendum, "reg44_addendum_update", "UPDATE", f"OLD.approved_at IS NOT NULL OR {ADDENDUM}")
    guard(models.Addendum, "reg44_addendum_delete", "DELETE")
