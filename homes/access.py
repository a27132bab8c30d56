"""Who may be where: the only place that reads appointments to answer a question of rights.

Within a request the appointments of the person who asks are read once (``User.request_cache``); they are read afresh, so that a long-lived process never works with yesterday's rights.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from core import clock
from core.models import Message
from homes.roles import Role

if TYPE_CHECKING:
    from homes.models import Appointment, Home, HomeQuerySet


@dataclass(frozen=True)
class Scope:
    """The appointments of one person that are in force on one day."""

    appointments: tuple[Appointment, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """Every role held, anywhere."""
        return frozenset(a.role for a in self.appointments)

    def holds(self, role: str, home: Home | int | None = None) -> bool:
        """Whether the role is held: anywhere, or so that it covers this home."""
        return any(a.role == role and _covers(a, home) for a in self.appointments)

    def holds_any(self, wanted: Iterable[str], home: Home | int | None = None) -> bool:
        """Whether any of the roles is held."""
        return any(self.holds(role, home) for role in wanted)

    def roles_at(self, home: Home | int) -> frozenset[str]:
        """The roles that cover this home."""
        return frozenset(a.role for a in self.appointments if _covers(a, home))

    def covers_everything(self, *wanted: str) -> bool:
        """Whether one of the roles (any role, when none is named) is held for the whole council."""
        return any(_council_wide(a) for a in self.appointments if not wanted or a.role in wanted)

    def home_ids(self, *wanted: str) -> frozenset[int]:
        """The homes named by appointments in these roles (any role, when none is named)."""
        return frozenset(
            a.home_id for a in self.appointments if a.home_id is not None and (not wanted or a.role in wanted)
        )

    def authority_ids(self) -> frozenset[int]:
        """The placing authorities this person works for."""
        return frozenset(a.authority_id for a in self.appointments if a.authority_id is not None)


def _council_wide(appointment: Appointment) -> bool:
    return appointment.home_id is None and appointment.role != Role.PLACING_AUTHORITY


def _covers(appointment: Appointment, home: Home | int | None) -> bool:
    if home is None:
        return True
    home_id = home if isinstance(home, int) else home.pk
    return appointment.home_id == home_id or _council_wide(appointment)


def scope(user: Any, on: date | None = None) -> Scope:
    """What the person is appointed to on a day in London (today unless told). Nobody, or an ended account: nothing."""
    if user is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    day = on or clock.today()
    return Scope(tuple(a for a in _all_of(user) if a.in_force(day)))


def _all_of(user: Any) -> tuple[Appointment, ...]:
    from homes.models import Appointment

    kept: dict[str, Any] | None = user.request_cache
    if kept is not None and "appointments" in kept:
        return kept["appointments"]
    # Every page that reads the appointments draws the menu, too: the count of unread messages comes with them, not by a query more.
    unread = Message.objects.filter(to=OuterRef("person"), read_at=None, superseded_at=None).order_by()
    count = Coalesce(Subquery(unread.values("to").annotate(count=Count("pk")).values("count")), 0)
    found = tuple(Appointment.objects.filter(person_id=user.pk).annotate(unread=count).order_by("pk"))
    if kept is not None:
        kept["appointments"] = found
    return found


def unread_messages(user: Any) -> int:
    """How many messages the person has not opened; 0 for somebody without an appointment."""
    mine = scope(user).appointments
    return mine[0].unread if mine else 0  # type: ignore[attr-defined]


def holds(user: Any, role: str, home: Home | int | None = None, on: date | None = None) -> bool:
    """Whether the person holds the role on that day, anywhere or covering this home."""
    return scope(user, on).holds(role, home)


def holds_any(user: Any, *wanted: str, home: Home | int | None = None, on: date | None = None) -> bool:
    """Whether the person holds one of the roles on that day, anywhere or covering this home."""
    return scope(user, on).holds_any(wanted, home)


def role_source(user: Any) -> frozenset[str]:
    """The roles in force today, for ``core.access.holds``."""
    return scope(user).roles


def homes_for(user: Any, *wanted: str, on: date | None = None) -> HomeQuerySet:
    """The homes that the person's appointments in these roles (any role, when none is named) cover on that day."""
    from homes.models import Home

    return narrow(Home.objects.all(), user, *wanted, on=on)


def narrow(homes: HomeQuerySet, user: Any, *wanted: str, on: date | None = None) -> HomeQuerySet:
    """``homes`` without those that no appointment of the person covers."""
    mine = scope(user, on)
    if mine.covers_everything(*wanted):
        return homes
    return homes.filter(pk__in=mine.home_ids(*wanted))


def at_homes(user: Any, *wanted: str, field: str = "home", on: date | None = None) -> Q:
    """The rows whose home (``field``) such appointments cover: ids instead of a subquery, since every request asks this."""
    mine = scope(user, on)
    if mine.covers_everything(*wanted):
        return Q(pk__isnull=False)
    return Q(**{f"{field}__in": sorted(mine.home_ids(*wanted))})


def covers(user: Any, home: Home | int, *wanted: str, on: date | None = None) -> bool:
    """Whether an appointment in one of these roles (any role, when none is named) covers the home."""
    at = scope(user, on).roles_at(home)
    return bool(at & set(wanted)) if wanted else bool(at)


def ever_covered(user: Any, home: Home | int, *wanted: str) -> bool:
    """Whether an appointment in one of these roles covers the home now, did once, or will."""
    return any(a.role in wanted and _covers(a, home) for a in _all_of(user))
