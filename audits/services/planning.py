"""Planning audits: one at a time, another day or auditor, cancelling; and those that come again by themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from audits import events, policy
from audits.models import Audit, AuditKind
from audits.services import kinds
from audits.services.moving import demand_ready, due_clock, hold, make, save
from audits.states import OPEN, State
from core import clock, outbox
from core.events import emit, history
from core.models import Event
from core.refusal import Refused
from core.texts import within
from homes.models import Home, Resident

LONGEST_REASON = 500
NO_LATER = 24  # months ahead


def plan(
    *,
    kind: AuditKind,
    home: Home,
    period_from: dt.date,
    period_to: dt.date,
    due_on: dt.date,
    by: Any,
    now: dt.datetime,
    resident: Resident | None = None,
    auditor: Any = None,
) -> Audit:
    """Plan an audit (London dates). The same plan sent twice is one audit; one still open of the same kind, home and child is named.

    Refused: not_allowed, not_in_use, no_version, no_child, not_here, no_auditor, bad_period, date_past, too_far, open_already.
    """
    policy.plans(by, home, kind).demand()
    today = clock.today(now)
    if kinds.in_force(kind.definition) is None:
        raise Refused("no_version", "The questionnaire of this kind of audit is not in force. Publish it first.")
    if kind.of_child and resident is None:
        raise Refused("no_child", "Choose the child. Plan one audit for each child.")
    resident = resident if kind.of_child else None
    if resident is not None and (resident.home_id != home.pk or (resident.left_on and resident.left_on < period_from)):
        raise Refused("not_here", "This child does not live in the home. Choose another one.")
    if auditor is not None:
        policy.may_audit(auditor, home, kind).demand()
    elif kind.outsider:
        raise Refused("no_auditor", "Choose who carries it out: somebody from outside the home.")
    if period_to < period_from:
        raise Refused("bad_period", "The last day that it looks at comes before the first.")
    _judge_day(due_on, today)
    with transaction.atomic():
        home = Home.objects.select_for_update(of=("self",)).get(pk=home.pk)
        standing = Audit.objects.filter(kind=kind, home=home, resident=resident, state__in=OPEN).order_by("pk").first()
        if standing is not None:
            if standing.state == State.PLANNED and (standing.due_on, standing.planned_by_id) == (due_on, by.pk):
                return standing
            if kind.every or resident is not None:
                raise Refused("open_already", f"{standing} is not finished yet. Finish it, or change its day.")
        audit = _planned(kind, home, resident, period_from, period_to, due_on, auditor, by, now)
        _tell_auditor(audit, by, now)
    return audit


def _judge_day(due_on: dt.date, today: dt.date) -> None:
    if due_on < today:
        raise Refused("date_past", "The last day must not be in the past.")
    if due_on > clock.add_months(today, NO_LATER):
        raise Refused("too_far", "The last day must be within the next two years.")


def _planned(
    kind: AuditKind,
    home: Home,
    resident: Resident | None,
    period_from: dt.date,
    period_to: dt.date,
    due_on: dt.date,
    auditor: Any,
    by: Any,
    now: dt.datetime,
) -> Audit:
    audit = Audit(
        kind=kind,
        home=home,
        resident=resident,
        period_from=period_from,
        period_to=period_to,
        due_on=due_on,
        auditor=auditor,
        planned_at=now,
        planned_by=by,
        version=0,
    )
    save(audit, by, now)
    emit(events.PLANNED, audit, by=by, now=now, home=home, kind=kind.key, **_limit(audit))
    return audit


def _limit(audit: Audit) -> dict[str, Any]:
    """What the rule files look at: whose limit it is, and its last day. It counts from when it was planned, also when it is moved."""
    return {
        "clock": due_clock(audit.kind),
        "act_by": audit.due_on.isoformat(),
        "counts_from": audit.planned_at.isoformat(),
    }


def _tell_auditor(audit: Audit, by: Any, now: dt.datetime) -> None:
    if audit.auditor is not None:
        tell(audit, [audit.auditor], "planned", "an audit is planned for you", by, now)


def tell(audit: Audit, whom: list[Any], what: str, subject: str, by: Any, now: dt.datetime) -> None:
    """One note for each of them: no child, no word of the audit. Whoever comes from outside the home gets it without its name."""
    for person in whom:
        here = policy.has_part(person, audit.home)
        if person.pk != by.pk:
            outbox.put(
                to=person,
                code=f"audits.{what}",
                key=f"audits.{what}:{audit.pk}:{audit.version}",
                subject=f"{audit.home.name}: {subject}",
                body=f"{audit.kind.title}. Sign in to see it.",
                link=reverse("audits:audit", args=[audit.pk]),
                now=now,
                home=audit.home if here else None,
            )


def assign(*, audit: Audit, auditor: Any, by: Any, now: dt.datetime) -> Audit:
    """Another auditor; whoever wrote in it before never moderates it. Refused: not_allowed, wrong_state, no_auditor, own_audit."""
    with transaction.atomic():
        held = hold(audit)
        policy.changes_plan(by, held).demand()
        policy.may_audit(auditor, held.home, held.kind).demand()
        if held.auditor_id == auditor.pk:
            return held
        if held.moderations.filter(by=auditor).exists():
            raise Refused("own_audit", "This person has moderated the audit, so somebody else has to carry it out.")
        held.auditor = auditor
        save(held, by, now)
        emit(events.ASSIGNED, held, by=by, now=now, home=held.home, auditor=auditor.pk)
        _tell_auditor(held, by, now)
    return held


def move(*, audit: Audit, due_on: dt.date, reason: str, by: Any, now: dt.datetime) -> Audit:
    """Another last day, and why; the same twice is once. Refused: not_allowed, wrong_state, no_reason, same_day, date_past, too_far."""
    reason = _reason(reason)
    with transaction.atomic():
        held = hold(audit)
        policy.changes_plan(by, held).demand()
        if held.due_on == due_on:
            last = history(held).filter(code=events.MOVED).last()
            if last is not None and last.data.get("reason") == reason:
                return held
            raise Refused(
                "same_day", "This is the day it has already. Choose another one. What you typed is still here."
            )
        _judge_day(due_on, clock.today(now))
        held.due_on = due_on
        make(held, "move", by=by, now=now, reason=reason, **_limit(held))
    return held


def cancel(*, audit: Audit, reason: str, by: Any, now: dt.datetime, version: int | None = None) -> Audit:
    """It will not take place, and why. Twice is once. Refused: not_allowed, wrong_state, no_reason, stale."""
    reason = _reason(reason)
    with transaction.atomic():
        held = hold(audit)
        if held.state == State.CANCELLED:
            return held
        policy.cancels(by, held).demand()
        demand_ready(held, "cancel", version)
        make(held, "cancel", by=by, now=now, reason=reason)
    return held


def _reason(text: str) -> str:
    reason = within(text, LONGEST_REASON, "The reason")
    if not reason:
        raise Refused("no_reason", "Write why. The reason stands in the history of the audit.")
    return reason


def plan_next(audit: Audit, *, now: dt.datetime) -> Audit | None:
    """The next one of an audit that is agreed, where its kind comes again and the child still lives there; by the portal itself."""
    kind, today = audit.kind, clock.today(now)
    gone = audit.resident is not None and audit.resident.left_on is not None
    closed = audit.home.closed_on is not None
    same = Audit.objects.filter(kind=kind, home=audit.home, resident=audit.resident, state__in=OPEN)
    if not kind.every or not kind.in_use or gone or closed or kind.outsider or same.exists():
        return None
    due_on = next_day(kind, audit.due_on)
    while due_on < today:
        due_on = next_day(kind, due_on)
    since = audit.period_to + dt.timedelta(1)
    return _planned(kind, audit.home, audit.resident, since, max(due_on, since), due_on, None, None, now)


def next_day(kind: AuditKind, day: dt.date) -> dt.date:
    """When the next one is due after one that was due on that day."""
    count = kind.every or 1
    if kind.unit == AuditKind.Unit.MONTHS:
        return clock.add_months(day, count)
    return day + dt.timedelta(count * (7 if kind.unit == AuditKind.Unit.WEEKS else 1))


def child_came(event: Event, child: Resident) -> None:
    """A child moved in: the first audit of each kind that comes again for the other children of the home is planned, too."""
    used = AuditKind.objects.filter(concerns=AuditKind.Concerns.CHILD, every__isnull=False, in_use=True, outsider=False)
    for kind in used.filter(audits__home=child.home_id).distinct():
        due_on = next_day(kind, child.arrived_on)
        if due_on >= clock.today(event.at):
            _planned(kind, child.home, child, child.arrived_on, due_on, due_on, None, event.by, event.at)


def child_left(event: Event, child: Resident) -> None:
    """A child moved out: what was planned for them and not started does not take place."""
    for audit in Audit.objects.filter(resident=child, state=State.PLANNED):
        make(hold(audit), "cancel", by=event.by, now=event.at, reason="the child moved out")
