"""The registers of a home: children and staff, by initials (regulation 37 and Schedule 4)."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db import transaction

from core.events import emit
from core.refusal import Refused
from core.tracked import save
from homes import events, initials, policy
from homes.models import Home, LocalAuthority, Resident, StaffMember
from homes.services._shared import check, locked, not_in_the_future

Entry = TypeVar("Entry", Resident, StaffMember)


@transaction.atomic
def admit_resident(
    *,
    home: Home,
    initials: str,
    reference: str,
    placing_authority: LocalAuthority,
    arrived_on: dt.date,
    by: Any,
    now: dt.datetime,
) -> Resident:
    """A child has come to live in the home. Two who share initials get numbers (J.S., J.S. 2).

    Refused for a name instead of initials, a reference that the home already uses, or a day in the future.
    """
    home = _mine(home, by)
    not_in_the_future(arrived_on, now, "The day they came")
    resident = Resident(
        home=home, reference=reference.strip(), placing_authority=placing_authority, arrived_on=arrived_on
    )
    _label(resident, initials)
    _reference_is_free(resident)
    check(resident)
    save(resident, by=by, now=now)
    emit(events.RESIDENT_ADMITTED, resident, by=by, now=now, home=home, label=resident.label)
    return resident


@transaction.atomic
def change_resident(
    *,
    resident: Resident,
    initials: str,
    reference: str,
    placing_authority: LocalAuthority,
    arrived_on: dt.date,
    by: Any,
    now: dt.datetime,
) -> Resident:
    """Correct an entry. Refused as for ``admit_resident``, or when they would leave before they came."""
    home = _mine(resident.home, by)
    resident = Resident.objects.select_for_update().get(pk=resident.pk, home=home)
    not_in_the_future(arrived_on, now, "The day they came")
    _label(resident, initials)
    resident.reference, resident.placing_authority, resident.arrived_on = (
        reference.strip(),
        placing_authority,
        arrived_on,
    )
    _reference_is_free(resident)
    _leaves_later(resident)
    check(resident)
    save(resident, by=by, now=now)
    emit(events.RESIDENT_CHANGED, resident, by=by, now=now, home=home, label=resident.label)
    return resident


@transaction.atomic
def discharge_resident(*, resident: Resident, left_on: dt.date, by: Any, now: dt.datetime) -> Resident:
    """The child has moved out on that day. Refused when they already have, or before the day they came."""
    home = _mine(resident.home, by)
    return _leave(
        Resident.objects.select_for_update().get(pk=resident.pk), left_on, home, events.RESIDENT_LEFT, by, now
    )


@transaction.atomic
def add_staff_member(
    *, home: Home, initials: str, job: str, agency: bool, arrived_on: dt.date, by: Any, now: dt.datetime
) -> StaffMember:
    """Somebody has started to work in the home. Refused for a name, an empty job or a day in the future."""
    home = _mine(home, by)
    not_in_the_future(arrived_on, now, "The day they started")
    member = StaffMember(home=home, job=job.strip(), agency=agency, arrived_on=arrived_on)
    _label(member, initials)
    check(member)
    save(member, by=by, now=now)
    emit(events.STAFF_ADDED, member, by=by, now=now, home=home, label=member.label)
    return member


@transaction.atomic
def change_staff_member(
    *, member: StaffMember, initials: str, job: str, agency: bool, arrived_on: dt.date, by: Any, now: dt.datetime
) -> StaffMember:
    """Correct an entry. Refused as for ``add_staff_member``, or when they would leave before they started."""
    home = _mine(member.home, by)
    member = StaffMember.objects.select_for_update().get(pk=member.pk, home=home)
    not_in_the_future(arrived_on, now, "The day they started")
    _label(member, initials)
    member.job, member.agency, member.arrived_on = job.strip(), agency, arrived_on
    _leaves_later(member)
    check(member)
    save(member, by=by, now=now)
    emit(events.STAFF_CHANGED, member, by=by, now=now, home=home, label=member.label)
    return member


@transaction.atomic
def staff_member_left(*, member: StaffMember, left_on: dt.date, by: Any, now: dt.datetime) -> StaffMember:
    """They no longer work in the home from that day. Refused when that is entered already, or before they started."""
    home = _mine(member.home, by)
    return _leave(StaffMember.objects.select_for_update().get(pk=member.pk), left_on, home, events.STAFF_LEFT, by, now)


def _mine(home: Home, by: Any) -> Home:
    if by is not None:
        policy.can_write_registers(by, home).demand()
    return locked(home)


def _label(entry: Resident | StaffMember, text: str) -> None:
    """Tidy initials and the lowest number that is free among those of the same home (under the lock of the home)."""
    tidied = initials.tidy(text)
    if entry.pk is not None and entry.initials == tidied:
        return
    entry.initials = tidied
    same = type(entry)._default_manager.filter(home_id=entry.home_id, initials=tidied)
    taken = set(same.exclude(pk=entry.pk).values_list("number", flat=True))
    entry.number = next(number for number in range(1, len(taken) + 2) if number not in taken)


def _reference_is_free(resident: Resident) -> None:
    others = Resident.objects.filter(home_id=resident.home_id, reference=resident.reference).exclude(pk=resident.pk)
    if others.exists():
        raise Refused("reference_taken", "Another child of this home has this reference.")


def _leaves_later(entry: Resident | StaffMember) -> None:
    if entry.left_on is not None and entry.left_on < entry.arrived_on:
        raise Refused("left_before_arrival", "The day they left is before the day they came.")


def _leave(entry: Entry, left_on: dt.date, home: Home, code: str, by: Any, now: dt.datetime) -> Entry:
    if entry.left_on is not None:
        raise Refused("already_left", f"It is already entered that they left on {entry.left_on:%-d %B %Y}.")
    not_in_the_future(left_on, now, "The day they left")
    entry.left_on = left_on
    _leaves_later(entry)
    save(entry, by=by, now=now)
    emit(code, entry, by=by, now=now, home=home, label=entry.label)
    return entry
