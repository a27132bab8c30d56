"""Entering homes and keeping their particulars, buildings and bedrooms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core.events import emit
from core.refusal import Refused
from core.tracked import save
from homes import events, policy
from homes.models import Bedroom, Building, Home, LocalAuthority
from homes.services import documents
from homes.services._shared import check, locked


@transaction.atomic
def open_home(
    *,
    name: str,
    urn: str,
    kind: str,
    registered_places: int,
    conditions: str,
    address: str,
    host_authority: LocalAuthority,
    external: bool,
    provider: str,
    opened_on: dt.date | None,
    by: Any,
    now: dt.datetime,
) -> Home:
    """Enter a home with one building that bears its name. Refused("not_complete") with what a field does not accept."""
    _demand(by)
    home = Home(
        name=name.strip(),
        urn=urn.strip().upper(),
        kind=kind,
        registered_places=registered_places,
        conditions=conditions,
        address=address,
        host_authority=host_authority,
        external=external,
        provider=provider.strip(),
        opened_on=opened_on,
    )
    check(home)
    save(home, by=by, now=now)
    emit(events.HOME_OPENED, home, by=by, now=now, home=home)
    Building.objects.create(home=home, name="Main building", address=address)
    return home


@transaction.atomic
def change_home(*, home: Home, changes: dict[str, Any], by: Any, now: dt.datetime) -> Home:
    """Change particulars: any of the fields of ``open_home``. Refused("not_complete") with what a field does not accept."""
    _demand(by)
    home = locked(home)
    for name, value in changes.items():
        if name not in CHANGEABLE:
            raise Refused("not_changeable", f"{name} cannot be changed here.")
        setattr(home, name, value.strip().upper() if name == "urn" else value)
    check(home)
    save(home, by=by, now=now)
    emit(events.HOME_CHANGED, home, by=by, now=now, home=home, fields=sorted(changes))
    return home


CHANGEABLE = frozenset(
    {
        "name",
        "urn",
        "kind",
        "registered_places",
        "conditions",
        "address",
        "host_authority",
        "external",
        "provider",
        "opened_on",
    }
)


@transaction.atomic
def close_home(*, home: Home, closed_on: dt.date, by: Any, now: dt.datetime) -> Home:
    """The home closes on that day; its records stay. Refused while a child is still entered as living there."""
    _demand(by)
    home = locked(home)
    if home.residents.on(closed_on).exists():
        raise Refused(
            "children_live_here",
            "Children are still entered as living here. Their manager enters first when they left.",
        )
    home.closed_on = closed_on
    check(home)
    save(home, by=by, now=now)
    documents.home_closed(home=home, closed_on=closed_on, by=by, now=now)
    emit(events.HOME_CLOSED, home, by=by, now=now, home=home, closed_on=closed_on.isoformat())
    return home


@transaction.atomic
def add_building(*, home: Home, name: str, address: str, by: Any, now: dt.datetime) -> Building:
    """One more building of the home. Refused("not_complete") when the name is empty or taken."""
    _demand(by)
    building = Building(home=locked(home), name=name.strip(), address=address.strip())
    check(building)
    building.save()
    emit(events.BUILDING_ADDED, building, by=by, now=now, home=home, name=building.name)
    return building


@transaction.atomic
def add_bedroom(*, building: Building, name: str, by: Any, now: dt.datetime) -> Bedroom:
    """One more bedroom of a building. Refused("not_complete") when the name is empty or taken."""
    _demand(by)
    bedroom = Bedroom(building=building, name=name.strip())
    check(bedroom)
    bedroom.save()
    emit(events.BEDROOM_ADDED, bedroom, by=by, now=now, home=building.home, name=bedroom.name)
    return bedroom


@transaction.atomic
def set_in_use(*, room: Building | Bedroom, in_use: bool, by: Any, now: dt.datetime) -> None:
    """A building or bedroom is used, or stands empty (it is still checked at visits)."""
    _demand(by)
    room.in_use = in_use
    room.save(update_fields=["in_use"])
    home = room.home if isinstance(room, Building) else room.building.home
    emit(events.ROOM_CHANGED, room, by=by, now=now, home=home, name=room.name)


def _demand(by: Any) -> None:
    if by is not None:
        policy.can_write_particulars(by).demand()
