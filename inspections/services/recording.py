"""An inspection from the inspector's visit to the final report; each step once, under lock, as the table of states allows.

``by`` None is the portal itself (the demonstration council).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max

import actions.services as action_services
from actions.models import Action, Priority
from core import clock, uploads
from core.events import emit
from core.models import StoredFile
from core.refusal import Refused
from core.texts import for_column, within
from core.uploads import Checked
from deadlines.models import Obligation
from homes.models import Home
from inspections import events, policy
from inspections.models import ASKED, FINDINGS, Circulation, Inspection, Kind, Point, asked_of
from inspections.states import MOVES, State

TEXT_LONGEST = 3000
STALE = "Somebody has recorded this step already, or a later one. Look at the inspection again. Nothing was changed."


@transaction.atomic
def record(*, home: Home, kind: str, inspected_on: dt.date, by: Any, now: dt.datetime) -> Inspection:
    """An inspection has begun on that London date. Refused: not_allowed, unknown_kind, in_the_future, there_already."""
    home = Home.objects.select_for_update().get(pk=home.pk)
    _demand(by, home)
    if kind not in Kind.values:
        raise Refused("unknown_kind", "Choose the kind of inspection from the list.")
    _past(inspected_on, now, "The first day of the inspection")
    same = Inspection.objects.filter(home=home, kind=kind, inspected_on=inspected_on).exclude(state=State.WITHDRAWN)
    if same.exists():
        raise Refused("there_already", "This inspection is recorded already. Open it from the list of inspections.")
    made = Inspection(home=home, kind=kind, inspected_on=inspected_on, recorded_at=now, recorded_by=by)
    _save(made, by, now)
    emit(events.RECORDED, made, by=by, now=now, home=home, kind=made.short_kind.lower())
    return made


@transaction.atomic
def receive_draft(
    *, inspection: Inspection, received_on: dt.date, file: Checked | None = None, by: Any, now: dt.datetime
) -> Inspection:
    """The draft report came; Ofsted takes comments for five working days from that day (SCCIF). Refused: stale, dates."""
    row = _held(inspection, by, "draft")
    _between(row.inspected_on, received_on, now, "The day the draft came", "the inspection")
    row.draft_received_on, row.draft = received_on, _kept(file, row, "draft", by, now)
    return _move(row, "draft", by, now, counts_from=clock.at_london(received_on).isoformat())


@transaction.atomic
def send_comments(
    *, inspection: Inspection, sent_on: dt.date, no_comments: bool, by: Any, now: dt.datetime
) -> Inspection:
    """The home sent its comments on the accuracy of the draft, or told Ofsted that it has none. Refused: stale, dates."""
    row = _held(inspection, by, "comment")
    assert row.draft_received_on is not None
    _between(row.draft_received_on, sent_on, now, "The day the comments were sent", "the draft")
    row.commented_on, row.no_comments = sent_on, no_comments
    what = "there were no comments on the draft" if no_comments else "comments on the draft went to Ofsted"
    return _move(row, "comment", by, now, counts_from=clock.at_london(sent_on).isoformat(), what=what)


@transaction.atomic
def receive_final(
    *,
    inspection: Inspection,
    received_on: dt.date,
    findings: dict[str, str],
    compliance_notice: bool = False,
    notice: str = "",
    file: Checked | None = None,
    by: Any,
    now: dt.datetime,
) -> Inspection:
    """The final report came, with what it found. Refused: stale, dates, findings_missing, notice_missing, notice_unasked."""
    row = _held(inspection, by, "final")
    after = row.commented_on or row.draft_received_on or row.inspected_on
    _between(after, received_on, now, "The day the final report came", "the step before it")
    row.final_received_on, row.report = received_on, _kept(file, row, "report", by, now)
    _find(row, findings, compliance_notice, notice)
    return _move(row, "final", by, now, counts_from=clock.at_london(received_on).isoformat())


@transaction.atomic
def correct(
    *,
    inspection: Inspection,
    findings: dict[str, str],
    compliance_notice: bool,
    notice: str = "",
    file: Checked | None = None,
    by: Any,
    now: dt.datetime,
) -> Inspection:
    """What the final report says was entered wrongly, or its file was missing; the history keeps what stood there."""
    row = _locked(inspection, by)
    if row.state != State.FINAL:
        raise Refused("stale", STALE)
    _find(row, findings, compliance_notice, notice)
    row.report = _kept(file, row, "report", by, now) or row.report
    _save(row, by, now)
    emit(events.CORRECTED, row, by=by, now=now, home=row.home)
    return row


@transaction.atomic
def withdraw(*, inspection: Inspection, why: str, by: Any, now: dt.datetime) -> Inspection:
    """It was entered by mistake. The row stays, with the reason. Refused: stale, no_text."""
    row = _held(inspection, by, "withdraw")
    why = within(why, 300, "The reason")
    if not why:
        raise Refused("no_text", "Write why it was entered by mistake.")
    if row.points.exists():
        raise Refused("has_points", "Requirements or recommendations are entered, so it cannot be taken back.")
    return _move(row, "withdraw", by, now, why=why)


@transaction.atomic
def raise_point(
    *,
    inspection: Inspection,
    kind: str,
    text: str,
    regulation: str = "",
    act_by: dt.date | None = None,
    by: Any,
    now: dt.datetime,
) -> Point:
    """A requirement or recommendation of the final report; it becomes an action of the home.

    ``act_by`` is the day (London) that Ofsted names. Refused: not_final, unknown_kind, no_text, too_long.
    """
    row = _locked(inspection, by)
    if row.state != State.FINAL:
        raise Refused("not_final", "Record the final report first. What Ofsted asks for stands in it.")
    if kind not in Point.Kind.values:
        raise Refused("unknown_kind", "Choose whether it is a requirement or a recommendation.")
    text = within(text, TEXT_LONGEST, "What Ofsted asks for")
    if not text:
        raise Refused("no_text", "Write what Ofsted asks for, in the words of the report.")
    regulation = within(regulation, 10, "The regulation")
    same = row.points.filter(kind=kind, action__text=text, action__standard=regulation)
    of_actions = Obligation.objects.filter(subject_type=Action._meta.label_lower, rule=f"inspections.{kind}")
    for standing in same.order_by("number"):
        if of_actions.filter(subject_id=standing.action_id, named_day=act_by).exists():
            return standing  # a second press of the button; another regulation or day is another point
    last = row.points.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    action = action_services.create(
        home=row.home,
        source=f"ofsted.{kind}",
        text=text,
        priority=Priority.HIGH if kind == Point.Kind.REQUIREMENT else Priority.MEDIUM,
        standard=regulation,
        act_by=act_by,
        by=by,
        now=now,
    )
    made = Point.objects.create(inspection=row, kind=kind, number=last + 1, action=action)
    emit(events.POINT_RAISED, row, by=by, now=now, home=row.home, kind=kind, number=made.number)
    return made


@transaction.atomic
def circulate(*, inspection: Inspection, to: str, sent_on: dt.date, by: Any, now: dt.datetime) -> Circulation:
    """The final report went to somebody on that day. Refused: not_final, no_text, too_long, dates."""
    row = _locked(inspection, by)
    if row.state != State.FINAL or row.final_received_on is None:
        raise Refused("not_final", "Record the final report first. A draft is not passed on.")
    to = for_column(Circulation, "to", to, "To whom it went")
    if not to:
        raise Refused("no_text", "Write to whom the report went.")
    _between(row.final_received_on, sent_on, now, "The day it was sent", "the final report")
    standing = row.circulations.filter(to=to, sent_on=sent_on).first()
    if standing is not None:
        return standing
    made = Circulation.objects.create(inspection=row, to=to, sent_on=sent_on, recorded_at=now, recorded_by=by)
    emit(events.CIRCULATED, row, by=by, now=now, home=row.home, to=to)
    return made


def _demand(by: Any, home: Home) -> None:
    if by is not None:
        policy.records(by, home).demand()


def _locked(inspection: Inspection, by: Any) -> Inspection:
    row = Inspection.objects.select_for_update(of=("self",)).select_related("home").get(pk=inspection.pk)
    _demand(by, row.home)
    return row


def _held(inspection: Inspection, by: Any, name: str) -> Inspection:
    row = _locked(inspection, by)
    if row.state not in MOVES[name].sources:
        raise Refused("stale", STALE)
    return row


def _move(row: Inspection, name: str, by: Any, now: dt.datetime, **data: Any) -> Inspection:
    row.state = MOVES[name].target
    _save(row, by, now)
    emit(MOVES[name].event, row, by=by, now=now, home=row.home, **data)
    return row


def _save(row: Any, by: Any, now: dt.datetime) -> None:
    row._history_user, row._history_date = by, now
    row.save()


def _past(day: dt.date, now: dt.datetime, what: str) -> None:
    if day > clock.today(now):
        raise Refused("in_the_future", f"{what} is in the future. Write the day on which it happened.")


def _between(first: dt.date, day: dt.date, now: dt.datetime, what: str, before: str) -> None:
    _past(day, now, what)
    if day < first:
        raise Refused("too_early", f"{what} is before {before} ({first:%-d %B %Y}). Check the dates.")


def _find(row: Inspection, findings: dict[str, str], compliance_notice: bool, notice: str) -> None:
    """What was found, and nothing that this kind of inspection does not judge."""
    asked = ASKED[row.kind]
    for name in FINDINGS:
        value = findings.get(name, "") if name in asked else ""
        label, choices = asked_of(name)
        if name in asked and value not in dict(choices):
            raise Refused("findings_missing", f"Choose what Ofsted found: {label}.")
        setattr(row, name, value)
    row.compliance_notice = compliance_notice
    row.notice = for_column(Inspection, "notice", notice, "What the compliance notice asks")
    if compliance_notice and not row.notice:
        raise Refused("notice_missing", "Write what the compliance notice asks, and by when.")
    if row.notice and not compliance_notice:
        raise Refused("notice_unasked", "You wrote what a notice asks, and that there was none. Change one of the two.")


def _kept(file: Checked | None, row: Inspection, what: str, by: Any, now: dt.datetime) -> StoredFile | None:
    if file is None:
        return None
    name = f"ofsted {row.kind} {what} {row.home.name} {row.inspected_on:%Y-%m-%d}"
    return uploads.keep(file=file, name=name, by=by, now=now)
