"""The one place where the state of an audit changes: locked, judged by the table of states, counted, told as an event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.models import Audit, AuditKind
from audits.states import MOVES
from core.events import emit
from core.refusal import Refused
from deadlines import book
from homes.roles import WORKS_AT_HOME, Role

STALE = "Something has happened with this audit since you opened the page. Look at it again before you go on."


def hold(audit: Audit) -> Audit:
    """The audit under lock, with kind, home, child and response. Call within a transaction."""
    rows = Audit.objects.select_for_update(of=("self",))
    return rows.select_related("kind", "home", "resident", "response__version", "auditor").get(pk=audit.pk)


def demand_ready(audit: Audit, name: str, version: int | None) -> None:
    """Refused (stale) when the move is not possible from where the audit stands, or when the page was older than the audit."""
    if audit.state not in MOVES[name].steps or (version is not None and version != audit.version):
        raise Refused("stale", STALE)


def make(audit: Audit, name: str, *, by: Any, now: dt.datetime, **data: Any) -> None:
    """Set the new state of a held audit, save it, tell the event. Every caller has asked ``demand_ready``."""
    move = MOVES[name]
    audit.state = move.steps[audit.state]
    save(audit, by, now)
    emit(move.event, audit, by=by, now=now, home=audit.home, kind=audit.kind.key, **data)


def save(audit: Audit, by: Any, now: dt.datetime) -> None:
    """Save a held audit as its next version; its history names who and when."""
    audit.version += 1
    audit._history_user, audit._history_date = by, now  # type: ignore[attr-defined]
    audit.save()


def due_clock(kind: AuditKind) -> str:
    """Whose time limit it is until it is sent on: the home’s, the responsible individual’s, or the QA officer’s, who sees to all others."""
    if not kind.outsider and set(kind.writers) & set(WORKS_AT_HOME):
        return "home"
    return "ri" if Role.RESPONSIBLE_INDIVIDUAL in kind.writers else "qa"


def moderation_clock(kind: AuditKind) -> str:
    """Whose time limit the second look is."""
    return "ri" if set(kind.moderators) == {Role.RESPONSIBLE_INDIVIDUAL} else "qa"


def working_days(day: dt.date, count: int) -> dt.date:
    """So many working days of the council after that day."""
    return book.load().days.add(day, count)
