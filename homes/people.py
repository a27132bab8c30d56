"""Who holds which role at a home on a day: whom a message goes to, who gets a copy, whom the report may name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from core import clock, outbox
from homes.models import Appointment, Home
from homes.roles import Role

MANAGERS = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)


def appointed(home: Home, *roles: str, on: dt.date) -> list[Appointment]:
    """Appointments in these roles that cover the home on that London date, of people who can sign in; one query."""
    rows = Appointment.objects.in_force(on).covering(home).filter(role__in=roles, person__is_active=True)
    return list(rows.select_related("person").order_by("role", "pk"))


def holders(home: Home, *roles: str, on: dt.date) -> list[Any]:
    """The people behind ``appointed``, each once."""
    return list({row.person_id: row.person for row in appointed(home, *roles, on=on)}.values())


def named(home: Home, on: dt.date) -> dict[str, str]:
    """Full names that the report may hold: registered manager and responsible individual ("" when vacant)."""
    rows = appointed(home, Role.REGISTERED_MANAGER, Role.RESPONSIBLE_INDIVIDUAL, on=on)
    own = sorted(rows, key=lambda row: (row.home_id is None, row.pk))  # the home's own before the whole council's
    return {
        role: next((row.person.full_name for row in own if row.role == role), "")
        for role in (Role.REGISTERED_MANAGER, Role.RESPONSIBLE_INDIVIDUAL)
    }


def tell(
    people: Iterable[Any],
    *,
    home: Home,
    code: str,
    key: str,
    subject: str,
    body: str,
    link: str,
    now: dt.datetime,
    but: Any = None,
    at_once: bool = False,
) -> None:
    """Put one note about the home for each person (not for ``but``, who did it). ``at_once``: it does not wait for a digest.

    Notes name no child and carry none of the report's words.
    """
    for person in people:
        if but is None or person.pk != but.pk:
            outbox.put(
                to=person,
                code=code,
                key=key,
                subject=subject,
                body=body,
                link=link,
                now=now,
                home=home,
                at_once=at_once,
            )


def today(now: dt.datetime) -> dt.date:
    """The London date of a moment (short for services)."""
    return clock.today(now)
