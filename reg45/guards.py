"""Triggers below every line of Python: what is frozen, sealed, signed or sent is never changed or removed (security.md T1)."""

from __future__ import annotations

from core.guards import changed, guard, guard_kept
from reg45 import models

BACK = "OLD.approved_at IS NOT NULL AND NEW.state NOT IN ('approved', 'seen', 'sent')"
APPROVED = changed(
    "home_id", "response_id", "period_from", "period_to", "begun_at", "begun_by_id", "gathered_at", "gathered_by_id",
    "completed_at", "completed_by_id", "approved_at", "approved_by_id", "last_item", "last_row",
)  # fmt: skip
SEEN = changed("seen_at", "seen_by_id", "seen_on", "seen_remarks")
REVIEW = f"""
    ({BACK}) OR (OLD.approved_at IS NOT NULL AND ({APPROVED})) OR (OLD.seen_at IS NOT NULL AND ({SEEN}))
    OR (OLD.sent_at IS NOT NULL AND ({changed("sent_at")})) OR NEW.last_addendum < OLD.last_addendum
"""
ITEM = changed("review_id", "number", "provider", "subject_type", "subject_id", "place")
LISTED = changed("review_id", '"to"', "recipient", "authority_id", "asked_on", "listed_at", "listed_by_id")
ADDENDUM = changed("review_id", "number", "text", "reason", "written_by_id", "written_at")


def declare() -> None:
    """Declare every guard of this app."""
    guard(models.Review, "reg45_review_update", "UPDATE", REVIEW.strip())
    guard(models.Review, "reg45_review_delete", "DELETE")
    frozen = f"OLD.frozen AND (NEW.frozen AND NOT NEW.sealed OR {changed('gone_at')})"
    guard(models.EvidenceItem, "reg45_item_update", "UPDATE", f"({ITEM}) OR OLD.sealed OR ({frozen})")
    guard(models.EvidenceItem, "reg45_item_delete", "DELETE")
    guard_kept(models.EvidenceText, "reg45_text")
    guard(models.PlanRow, "reg45_row_update", "UPDATE", "OLD.sealed")
    guard(models.PlanRow, "reg45_row_delete", "DELETE")
    for kept, name in ((models.Review, "review"), (models.PlanRow, "row")):
        guard_kept(kept.history.model, f"reg45_history_{name}")
    guard_kept(models.GivenBack, "reg45_return")
    guard_kept(models.Signature, "reg45_signature")
    guard(models.Copy, "reg45_copy_insert", "INSERT", "NEW.sent_at IS NOT NULL")
    guard(models.Copy, "reg45_copy_update", "UPDATE", f"OLD.sent_at IS NOT NULL OR {LISTED}")
    guard(models.Copy, "reg45_copy_delete", "DELETE")
    guard(models.Addendum, "reg45_addendum_insert", "INSERT", "NEW.approved_at IS NOT NULL")
    guard(models.Addendum, "reg45_addendum_update", "UPDATE", f"OLD.approved_at IS NOT NULL OR {ADDENDUM}")
    guard(models.Addendum, "reg45_addendum_delete", "DELETE")
