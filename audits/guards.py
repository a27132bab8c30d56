"""Triggers below every line of Python: what was judged, found and said stays; an agreed audit keeps its head."""

from __future__ import annotations

from audits import models
from core.guards import changed, guard, guard_kept


def declare() -> None:
    """Declare every guard of this app."""
    for model, name in (
        (models.Moderation, "audits_moderation"),
        (models.Finding, "audits_finding"),
        (models.Discussion, "audits_discussion"),
        (models.Audit.history.model, "audits_history_audit"),
        (models.AuditKind.history.model, "audits_history_kind"),
    ):
        guard_kept(model, name)
    guard(models.Audit, "audits_audit_delete", "DELETE")
    guard(models.AuditKind, "audits_kind_delete", "DELETE")
    kept = changed("kind_id", "home_id", "resident_id", "planned_at")
    final = changed("auditor_id", "moderator_id", "response_id", "agreed_at", "judgement", "sha256", "talked_on")
    guard(models.Audit, "audits_audit_update", "UPDATE", f"({kept}) OR (OLD.agreed_at IS NOT NULL AND ({final}))")
