"""Appointing people and ending appointments, with the independence gate of regulation 43."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.events import emit
from core.refusal import Refused
from core.tracked import save
from homes import events, policy, roles
from homes.independence import Declaration
from homes.models import Appointment, Home, Independence, LocalAuthority
from homes.roles import Role


@transaction.atomic
def appoint(
    *,
    person: Any,
    role: str,
    starts: dt.date,
    ends: dt.date | None = None,
    home: Home | None = None,
    authority: LocalAuthority | None = None,
    independence: Declaration | None = None,
    by: Any,
    now: dt.datetime,
) -> Appointment:
    """Put a person into a role from ``starts`` (first day of access) until ``ends`` (first day without; None: open).

    ``by`` None is the portal itself (set-up). Refused with the reason: the role needs a home or must have none, the person cannot
    sign in, the days run backwards, the same appointment stands, two duties that one person may not hold together, or somebody
    who is not independent is to visit (regulation 43(3)).
    """
    if by is not None:
        policy.can_appoint_person(by, person).demand()
    person = _held(person)
    _place_fits(role, home, authority)
    if not person.is_active:
        raise Refused("person_closed", f"{person} cannot sign in. Let them sign in first, then appoint them.")
    if ends is not None and ends < starts:
        raise Refused("ends_before_start", "The day on which access ends is before the first day.")
    others = list(_overlapping(person, starts, ends))
    _not_twice(others, role, home, authority)
    _duties_apart(others, role, home)
    _independent(others, role, independence)
    appointment = Appointment(person=person, role=role, home=home, authority=authority, starts=starts, ends=ends)
    save(appointment, by=by, now=now)
    emit(events.APPOINTED, appointment, by=by, now=now, home=home, person=str(person), role=Role(role).label)
    if role == Role.VISITOR and independence is not None:
        _record(appointment, independence, by=by, now=now)
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, ends: dt.date, by: Any, now: dt.datetime) -> Appointment:
    """Let access end on ``ends`` (that day it is gone). Refused when it ended earlier or ``ends`` is before the start."""
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if by is not None:
        policy.can_appoint_person(by, appointment.person).demand()
    if ends < appointment.starts:
        raise Refused("ends_before_start", "The day on which access ends is before the first day.")
    if appointment.ends is not None and appointment.ends <= ends:
        raise Refused("already_ended", "This appointment already ends on or before that day.")
    appointment.ends = ends
    save(appointment, by=by, now=now)
    emit(
        events.APPOINTMENT_ENDED,
        appointment,
        by=by,
        now=now,
        home=appointment.home,
        person=str(appointment.person),
        role=appointment.get_role_display(),
    )
    return appointment


@transaction.atomic
def declare_independence(
    *, appointment: Appointment, declaration: Declaration, by: Any, now: dt.datetime
) -> Independence:
    """Record a new declaration of a visitor; it may say that they are no longer independent (regulation 43(6)).

    What follows then (the visit is cancelled, somebody else is asked) is the business of reg44, which listens to the event.
    """
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if appointment.role != Role.VISITOR:
        raise Refused("not_a_visitor", "Only the appointment of an independent person carries this declaration.")
    if by is not None and by.pk != appointment.person_id:
        policy.can_appoint_person(by, appointment.person).demand()
    return _record(appointment, declaration, by=by, now=now)


def _record(appointment: Appointment, declaration: Declaration, *, by: Any, now: dt.datetime) -> Independence:
    _complete(declaration)
    row = Independence.objects.create(appointment=appointment, declared_at=now, recorded_by=by, **asdict(declaration))
    emit(
        events.INDEPENDENCE_DECLARED,
        appointment,
        by=by,
        now=now,
        home=appointment.home,
        independent=declaration.independent,
    )
    return row


def _complete(declaration: Declaration) -> None:
    if declaration.exception and not declaration.exception_reason.strip():
        raise Refused("reason_missing", "Write why the exception applies.")
    if declaration.doubtful_connection and not declaration.connection.strip():
        raise Refused("connection_missing", "Write what the connection is.")


def _place_fits(role: str, home: Home | None, authority: LocalAuthority | None) -> None:
    if role not in Role.values:
        raise Refused("unknown_role", "There is no such role.")
    if role in roles.HOME_ONLY and home is None:
        raise Refused("home_missing", "Choose the home for this role.")
    if role in roles.COUNCIL_ONLY and home is not None:
        raise Refused("home_not_wanted", "This role is not held at one home. Choose no home.")
    if role == Role.PLACING_AUTHORITY and authority is None:
        raise Refused("authority_missing", "Choose the authority this person works for.")
    if role != Role.PLACING_AUTHORITY and authority is not None:
        raise Refused(
            "authority_not_wanted", "Only a placing authority’s own people work for an authority. Choose none."
        )


def _held(person: Any) -> Any:
    """The person as they stand now, held until the end: of two appointments at once the second sees the first.

    Without the key, since rows that name the person (events) are written meanwhile.
    """
    return type(person).objects.select_for_update(no_key=True).get(pk=person.pk)


def _overlapping(person: Any, starts: dt.date, ends: dt.date | None) -> Any:
    """The person's appointments that are in force on any day of [starts, ends)."""
    rows = Appointment.objects.select_for_update().filter(person=person)
    rows = rows.filter(Q(ends__isnull=True) | Q(ends__gt=starts))
    return rows if ends is None else rows.filter(starts__lt=ends)


def _not_twice(others: list[Appointment], role: str, home: Home | None, authority: LocalAuthority | None) -> None:
    for other in others:
        same_place = other.home_id == getattr(home, "pk", None) and other.authority_id == getattr(authority, "pk", None)
        if other.role == role and same_place:
            raise Refused("already_appointed", f"They already hold this role there from {other.starts:%-d %B %Y}.")


def _duties_apart(others: list[Appointment], role: str, home: Home | None) -> None:
    for other in others:
        if frozenset({role, other.role}) not in roles.NEVER_TOGETHER:
            continue
        if home is None or other.home_id is None or other.home_id == home.pk:
            raise Refused(
                "duties_together",
                f"They are {other.get_role_display().lower()} there. One person cannot hold both duties at one home.",
            )


def _independent(others: list[Appointment], role: str, independence: Declaration | None) -> None:
    for other in others:
        pair = {role: other, other.role: other}
        bar = next((name for name in pair if name in roles.BARS_VISITING), None)
        if bar is not None and Role.VISITOR in pair:
            raise Refused(
                "not_independent",
                f"A person who is {Role(bar).label.lower()} cannot be an independent person "
                f"(regulation 43(3){roles.BARS_VISITING[bar]}).",
            )
    if role != Role.VISITOR:
        return
    if independence is None:
        raise Refused("declaration_missing", "An independent person needs a declaration of independence first.")
    _complete(independence)
    if not independence.independent:
        raise Refused("not_independent", f"They cannot visit this home: {independence.reasons()}.")
