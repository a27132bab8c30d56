"""Planning a visit, going there, and what is done at the door: conflict, arrival, leaving, urgent notice, consents."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

import questionnaires.services as engine
from actions.models import Priority
from core import clock
from core.events import emit
from core.models import Event
from core.refusal import Refused
from core.texts import for_column
from homes import access, people
from homes.independence import declared
from homes.models import Appointment, Home, Independence
from homes.roles import Role
from homes.selectors import declaration_of, is_independent
from reg44 import events, policy
from reg44.models import Recommendation, Report, UrgentNotice, Visit
from reg44.services import carry
from reg44.services.moving import hold, hold_visit
from reg44.services.recommendations import begin_action
from reg44.states import SEALED, VisitState

QUESTIONNAIRE = "reg44_report"
NOT_INDEPENDENT = "The visitor declared that they are no longer independent of this home (regulation 43(3))."
ALREADY = "This visit was {state} already. Nothing was changed."


def plan(
    *,
    home: Home,
    planned_for: dt.date,
    announced: bool,
    visitor: Any,
    independent: bool,
    planned_time: dt.time | None = None,
    by: Any,
    now: dt.datetime,
) -> Visit:
    """Plan the visit of a month; one per home and calendar month (regulation 44(1)). The same plan twice is one visit.

    ``independent``: the visitor who plans says that no conflict is known. Nobody says so for another person: then what the
    visitor last declared for this home counts (regulation 43(6)).
    Refused: not_allowed, not_declared, date_past, not_a_visitor, not_independent, home_closed, month_taken.
    """
    policy.plans(by, home).demand()
    if by.pk == visitor.pk and not independent:
        raise Refused("not_declared", "Tick that no conflict of interest is known, or ask for another visitor.")
    _date_is_possible(home, planned_for, visitor, now)
    declaration = _independent(home, visitor, planned_for)
    with transaction.atomic():
        Home.objects.select_for_update().get(pk=home.pk)
        month = clock.month_of(planned_for)
        standing = Visit.objects.filter(home=home, month=month).exclude(state=VisitState.CANCELLED).first()
        if standing is not None:
            same = (standing.visitor_id, standing.planned_for, standing.announced, standing.planned_time)
            if same == (visitor.pk, planned_for, announced, planned_time):
                return standing
            raise Refused("month_taken", f"A visit in {month:%B %Y} is there already. A home has one visit each month.")
        visit = Visit.objects.create(
            home=home,
            month=month,
            visitor=visitor,
            planned_for=planned_for,
            planned_time=planned_time,
            announced=announced,
            independent_at=now if by.pk == visitor.pk else declaration.declared_at,
        )
        emit(events.VISIT_PLANNED, visit, by=by, now=now, home=home)
    return visit


def _date_is_possible(home: Home, day: dt.date, visitor: Any, now: dt.datetime) -> None:
    if day < clock.today(now):
        raise Refused("date_past", "This day is in the past. Choose today or a later day.")
    if not Home.objects.open_on(day).filter(pk=home.pk).exists():
        raise Refused("home_closed", "The home is not open on that day.")
    if not access.holds(visitor, Role.VISITOR, home, on=day):
        raise Refused("not_a_visitor", f"{visitor} is not appointed as the visitor of this home on that day.")


def _independent(home: Home, visitor: Any, day: dt.date) -> Independence:
    """What the visitor last declared for this home. Refused("not_independent") when that bars them or there is nothing."""
    row = declaration_of(visitor=visitor, home=home, on=day)
    if row is None or not declared(row).independent:
        raise Refused(
            "not_independent",
            f"By what they declared, {visitor} is not independent of this home, so somebody else has to make the visit "
            "(regulation 43(3) and (7)). If this has changed, a new declaration comes first.",
        )
    return row


def move(
    *,
    visit: Visit,
    planned_for: dt.date,
    announced: bool,
    planned_time: dt.time | None = None,
    by: Any,
    now: dt.datetime,
) -> Visit:
    """Move a planned visit to another day.

    Refused: not_allowed, done_already, date_past, not_a_visitor, not_independent, month_taken.
    """
    with transaction.atomic():
        held = hold_visit(visit)
        policy.plans(by, held.home).demand()
        _still_planned(held)
        _date_is_possible(held.home, planned_for, held.visitor, now)
        _independent(held.home, held.visitor, planned_for)
        month = clock.month_of(planned_for)
        others = Visit.objects.filter(home=held.home, month=month).exclude(state=VisitState.CANCELLED)
        if others.exclude(pk=held.pk).exists():
            raise Refused("month_taken", f"A visit in {month:%B %Y} is there already. A home has one visit each month.")
        before = (held.planned_for, held.planned_time, held.announced)
        if before != (planned_for, planned_time, announced):
            held.planned_for, held.planned_time, held.announced, held.month = (
                planned_for,
                planned_time,
                announced,
                month,
            )
            held.save()
            emit(events.VISIT_MOVED, held, by=by, now=now, home=held.home)
    return held


def _still_planned(visit: Visit) -> None:
    if visit.state != VisitState.PLANNED:
        raise Refused("done_already", ALREADY.format(state=visit.get_state_display().lower()))


def cancel(*, visit: Visit, why: str, by: Any, now: dt.datetime) -> Visit:
    """Cancel a planned visit; the month is owed still. Cancelling twice is one. Refused: not_allowed, done_already, no_reason."""
    with transaction.atomic():
        held = hold_visit(visit)
        policy.plans(by, held.home).demand()
        if held.state == VisitState.CANCELLED:
            return held
        _still_planned(held)
        if not why.strip():
            raise Refused("no_reason", "Write why the visit is cancelled.")
        _cancel(held, why.strip(), now)
        emit(events.VISIT_CANCELLED, held, by=by, now=now, home=held.home)
    return held


def _cancel(visit: Visit, why: str, now: dt.datetime) -> None:
    visit.state, visit.cancelled_at, visit.cancelled_why = VisitState.CANCELLED, now, why
    visit.save()


def declare_conflict(*, visit: Visit, what: str, by: Any, now: dt.datetime) -> Visit:
    """A conflict known before the visit cancels it, and another person is asked for (regulation 43(6) and (7)).

    Refused: not_the_visitor, done_already (after arrival it belongs in the report), no_reason.
    """
    with transaction.atomic():
        held = hold_visit(visit)
        policy.goes(by, held).demand()
        if held.state == VisitState.CANCELLED:
            return held
        _still_planned(held)
        if not what.strip():
            raise Refused("no_reason", "Write what the conflict is.")
        _cancel(held, what.strip(), now)
        emit(events.CONFLICT_DECLARED, held, by=by, now=now, home=held.home)
        _ask_for_another(held, now)
    return held


def _ask_for_another(visit: Visit, now: dt.datetime) -> None:
    people.tell(
        people.holders(visit.home, Role.QA_OFFICER, Role.SERVICE_LEAD, on=clock.today(now)),
        home=visit.home,
        code="reg44.conflict",
        key=f"reg44.conflict:{visit.pk}",
        subject=f"{visit.home}: another visitor is needed this month",
        body="The visitor has declared a conflict of interest. Regulation 43(7): somebody else has to make the visit.",
        link=reverse("reg44:visits"),
        now=now,
    )


def independence_declared(event: Event, appointment: Appointment) -> None:
    """A declaration that bars the visitor cancels what they planned at that home (listener; regulation 43(6) and (7))."""
    if event.data.get("independent") or appointment.home is None:
        return
    planned = Visit.objects.filter(visitor=appointment.person_id, home=appointment.home_id, state=VisitState.PLANNED)
    for visit in planned.order_by("pk"):
        held = hold_visit(visit)
        if held.state == VisitState.PLANNED and not is_independent(
            visitor=held.visitor, home=held.home, on=held.planned_for
        ):
            _cancel(held, NOT_INDEPENDENT, event.at)
            emit(events.CONFLICT_DECLARED, held, by=event.by, now=event.at, home=held.home)
            _ask_for_another(held, event.at)


def arrive(*, visit: Visit, arrived_at: dt.datetime, by: Any, now: dt.datetime) -> Report:
    """The visitor is at the home: the report begins, with everything the portal knows filled in. Twice is once.

    ``arrived_at`` is an aware moment, not in the future, in the month of the visit, and at most a day before it was planned for.
    Refused: not_the_visitor, done_already, not_independent, wrong_time, wrong_month, no_version.
    """
    with transaction.atomic():
        held = hold_visit(visit)
        policy.goes(by, held).demand()
        if held.state == VisitState.ARRIVED:
            return Report.objects.select_related("visit__home").get(visit=held)
        _still_planned(held)
        if arrived_at > now:
            raise Refused("wrong_time", "The time you arrived cannot be in the future.")
        day = clock.today(arrived_at)
        if clock.month_of(day) != held.month:
            raise Refused(
                "wrong_month", f"This visit is planned for {held.month:%B %Y}. Move it to this month before you arrive."
            )
        if day < held.planned_for - dt.timedelta(days=1):
            raise Refused(
                "wrong_time",
                f"This visit is planned for {held.planned_for:%-d %B %Y}. If you go earlier, move it to that day before you go.",
            )
        _independent(held.home, held.visitor, day)
        held.state, held.arrived_at = VisitState.ARRIVED, arrived_at
        held.save()
        report = Report.objects.create(
            visit=held,
            response=engine.begin(key=QUESTIONNAIRE, by=by, now=now),
            period_from=_period_from(held),
            period_to=day,
            begun_at=now,
        )
        emit(events.VISIT_ARRIVED, held, by=by, now=now, home=held.home, counts_from=arrived_at.isoformat())
        emit(events.REPORT_BEGUN, report, by=by, now=now, home=held.home)
        carry.fill(report=report, by=by, now=now)
    return report


def _period_from(visit: Visit) -> dt.date:
    """The day after the visit before; without one, the first of the month (domain.md 2.4, 7)."""
    before = Visit.objects.filter(home=visit.home_id, state=VisitState.ARRIVED, arrived_at__lt=visit.arrived_at)
    last = before.exclude(pk=visit.pk).order_by("-arrived_at").first()
    if last is None or last.arrived_at is None:
        return visit.month
    return min(clock.today(last.arrived_at) + dt.timedelta(days=1), clock.today(visit.arrived_at))


def leave(*, visit: Visit, left_at: dt.datetime, by: Any, now: dt.datetime) -> Visit:
    """The visitor left the home: the draft is due from here. Told again, it corrects the time until the draft is sent.

    Refused: not_the_visitor, not_arrived, wrong_time, sealed, sent.
    """
    with transaction.atomic():
        held = hold_visit(visit)
        policy.goes(by, held).demand()
        if held.state != VisitState.ARRIVED or held.arrived_at is None:
            raise Refused("not_arrived", "Record first when you arrived.")
        report = hold(held.report)
        if held.left_at == left_at:
            return held
        if report.sealed:
            raise Refused("sealed", "This report is final and sealed. Nothing was changed.")
        if report.sent_at is not None:
            raise Refused("sent", "The draft was sent with the time you left. Nothing was changed.")
        if not held.arrived_at <= left_at <= now:
            raise Refused("wrong_time", "The time you left must be after you arrived, and not in the future.")
        held.left_at = left_at
        held.save()
        emit(events.VISIT_LEFT, held, by=by, now=now, home=held.home, counts_from=left_at.isoformat())
        carry.departure(report=report, left_at=left_at, by=by, now=now)
    return held


def urgent_notice(
    *, visit: Visit, text: str, serious_concern: bool, regulation: str = "12", op_id: str, by: Any, now: dt.datetime
) -> UrgentNotice:
    """Tell manager and responsible individual now: a High recommendation whose 24 hours begin here (C22, domain.md 2.4, 4).

    The same ``op_id`` has one effect. Refused: not_the_visitor, not_arrived, sealed, no_text, bad_operation.
    """
    with transaction.atomic():
        held = hold_visit(visit)
        policy.goes(by, held).demand()
        if held.state != VisitState.ARRIVED:
            raise Refused("not_arrived", "Record first when you arrived. Then tell the manager.")
        report = hold(held.report)
        before = UrgentNotice.objects.filter(op_id=op_id).first()
        if before is not None and before.visit_id == held.pk:
            return before
        if before is not None or not op_id or len(op_id) > 57:
            raise Refused("bad_operation", "This page is out of step. Reload it; nothing was sent.")
        if report.sealed:
            raise Refused(
                "sealed", "This report is final and sealed. Write an addendum, and telephone the manager now."
            )
        text = text.replace("\x00", "").strip()
        if not text:
            raise Refused("no_text", "Write what the manager needs to know.")
        notice = UrgentNotice.objects.create(
            visit=held,
            serious_concern=serious_concern,
            text=text,
            regulation=regulation,
            told_at=now,
            told_by=by,
            op_id=op_id,
        )
        _urgent_recommendation(report, notice, by, now)
        told = {"notice": notice.pk, "serious_concern": serious_concern}
        emit(events.URGENT_NOTICE, held, by=by, now=now, home=held.home, **told)
        people.tell(
            people.holders(held.home, *people.MANAGERS, Role.RESPONSIBLE_INDIVIDUAL, on=clock.today(now)),
            home=held.home,
            code="reg44.urgent",
            at_once=True,
            key=f"reg44.urgent:{notice.pk}",
            subject=f"Urgent: {held.home}",
            body="The visitor has told you something that must be acted on within 24 hours. Sign in to read it.",
            link=reverse("reg44:notice", args=[notice.pk]),
            now=now,
        )
    return notice


def _urgent_recommendation(report: Report, notice: UrgentNotice, by: Any, now: dt.datetime) -> None:
    report.last_number += 1
    report.save()
    row = Recommendation.objects.create(
        report=report,
        visit=report.visit,
        number=report.last_number,
        text=notice.text,
        priority=Priority.HIGH,
        regulation=notice.regulation,
        urgent=notice,
        op_id=f"urgent:{notice.op_id}",
        made_by=by,
        made_at=now,
    )
    begin_action(row, told_at=notice.told_at, by=by, now=now)


def record_ofsted_told(
    *, notice: UrgentNotice, told_at: dt.datetime, how: str, by: Any, now: dt.datetime
) -> UrgentNotice:
    """The visitor told Ofsted of the serious concern, when and how (SCCIF). Once recorded it stands.

    Refused: wrong_time, no_text, too_long.
    """
    with transaction.atomic():
        held = UrgentNotice.objects.select_for_update(of=("self",)).select_related("visit__home").get(pk=notice.pk)
        policy.goes(by, held.visit).demand()
        if held.ofsted_told_at is not None:
            return held
        if not held.told_at - dt.timedelta(days=1) <= told_at <= now:
            raise Refused("wrong_time", "The time you told Ofsted cannot be in the future or before the visit.")
        how = for_column(UrgentNotice, "ofsted_told_how", how, "How you told Ofsted")
        if not how:
            raise Refused("no_text", "Write how you told Ofsted, such as by telephone and the number of the call.")
        held.ofsted_told_at, held.ofsted_told_how = told_at, how
        held.save()
        emit(events.OFSTED_TOLD, held.visit, by=by, now=now, home=held.visit.home, counts_from=told_at.isoformat())
    return held


def record_consent(
    *, report: Report, row: str, child: str, authority: str, op_id: str, by: Any, now: dt.datetime
) -> None:
    """What a child and their placing authority say about reading the child's file (regulation 44(2)(b)); both must say yes.

    ``child`` and ``authority`` are choices of the report's list of consents: yes, no, withdrawn, not_asked. The same ``op_id`` has
    one effect. Refused: not_the_visitor, sealed, with_manager, unknown_row.
    """
    with transaction.atomic():
        held = hold(report)
        policy.writes(by, held).demand()
        changed = [
            carry.put(held, f"consents.{column}", row, value, op_id=f"{op_id}:{column}", by=by, now=now)
            for column, value in (("child_consent", child), ("authority_consent", authority))
        ]
        if any(changed):
            withdrawn = "withdrawn" in (child, authority)
            code = events.CONSENT_WITHDRAWN if withdrawn else events.CONSENT_RECORDED
            emit(code, held, by=by, now=now, home=held.visit.home)


def sealed_reports(home: Home) -> Any:
    """Final reports of a home, the latest visit first."""
    return Report.objects.filter(visit__home=home, state__in=SEALED).order_by("-visit__arrived_at")
