"""The one place where the state of a report changes: locked, judged by the table of states, counted, told as an event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.events import emit
from core.models import Event
from core.refusal import Refused
from reg44.models import Report, Visit
from reg44.states import REPORT_MOVES

STALE = "Something has happened with this report since you opened the page. Look at it again before you go on."


def hold(report: Report | int) -> Report:
    """The report under lock, with visit, home, visitor and response. Call within a transaction."""
    pk = report if isinstance(report, int) else report.pk
    rows = Report.objects.select_for_update(of=("self",)).select_related("visit__home", "visit__visitor", "response")
    return rows.get(pk=pk)


def hold_visit(visit: Visit) -> Visit:
    """The visit under lock, with home and visitor. Call within a transaction."""
    return Visit.objects.select_for_update(of=("self",)).select_related("home", "visitor").get(pk=visit.pk)


def done_before(report: Report, name: str, by: Any) -> bool:
    """Whether this person has made this move of this report already: a second press of the button changes nothing."""
    move = REPORT_MOVES[name]
    if report.state in move.sources:
        return False
    found = Event.objects.filter(code=move.event, subject_type="reg44.report", subject_id=report.pk)
    return found.filter(by=by).exists()


def demand_ready(report: Report, name: str, version: int | None) -> None:
    """Refused when the move is not possible from where the report stands, or when the page was older than the report."""
    move = REPORT_MOVES[name]
    if report.state not in move.sources or (version is not None and version != report.version):
        raise Refused("stale", STALE)


def make(report: Report, name: str, *, by: Any, now: dt.datetime, **data: Any) -> None:
    """Set the new state of a held report, save it, tell the event. Every caller has asked ``demand_ready``."""
    move = REPORT_MOVES[name]
    report.state = move.target
    report.version += 1
    report.save()
    emit(move.event, report, by=by, now=now, home=report.visit.home, **data)
