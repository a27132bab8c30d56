"""Triggers below every line of Python: completed versions, signatures, sent returns and their numbers are only ever added."""

from __future__ import annotations

from core.guards import changed, guard, guard_kept
from records import models


def declare() -> None:
    """Declare every guard of this app."""
    guard_kept(models.Revision, "records_revision")
    guard_kept(models.Step, "records_step")
    guard_kept(models.Measure, "records_measure")
    guard_kept(models.Record.history.model, "records_history_record")
    guard(models.Record, "records_record_delete", "DELETE")
    kept = changed("home_id", "kind", "response_id", "begun_at", "begun_by_id")
    shorter = "NEW.last_revision < OLD.last_revision OR (OLD.kept_at IS NOT NULL AND NEW.kept_at IS NULL)"
    guard(models.Record, "records_record_update", "UPDATE", f"({kept}) OR {shorter}")
    guard(models.MonthlyReturn, "records_return_update", "UPDATE", "OLD.state = 'sent'")
    guard(models.MonthlyReturn, "records_return_delete", "DELETE")
