"""What is read about actions; every list takes the person who asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from actions import likeness, policy, sources
from actions.models import Action, ActionQuerySet
from core import clock, events
from deadlines.selectors import MINE_SHOWN, TWO_WEEKS, with_limits
from homes import access, people
from homes.roles import Role

ALIKE_SHOWN = 20


def ended(field: str = "") -> Q:
    """Verified as done, itself or the one it was merged into; ``field`` is the way to the action ("recommendation__action")."""
    way = f"{field}__" if field else ""
    return Q(**{f"{way}state": Action.State.CLOSED}) | Q(**{f"{way}merged_into__state": Action.State.CLOSED})


@dataclass(frozen=True, slots=True)
class Owed:
    """An open action, and the number of its time limit."""

    action: Action
    limit: int | None


def owed(*, user: Any, now: dt.datetime) -> list[Owed]:
    """Open actions of the homes this person manages, or that were given to them, due within two weeks or overdue; one query, at most twelve."""
    mine = access.at_homes(user, *policy.OWNERS) | Q(owner=user)
    rows = Action.objects.visible_to(user).filter(mine, state=Action.State.OPEN, act_by__lte=now + TWO_WEEKS)
    found = with_limits(rows.select_related("home", *sources.related()), user=user).order_by("act_by", "pk")
    return [Owed(row, row.limit_number) for row in found[:MINE_SHOWN]]


def earlier(
    *, home: Any, source: str, standard: str, text: str, now: dt.datetime, but: int | None = None
) -> Action | None:
    """The action of this home and regulation that asked for the same and was closed less than six months before; one query.

    What came of a source with readers of its own is found by its own kind only: that something repeats it would tell of it.
    """
    since = clock.at_london(clock.add_months(clock.today(now), -policy.AGAIN))
    rows = Action.objects.filter(home=home, standard=standard, state=Action.State.CLOSED, closed_at__gte=since)
    others = [name for name in sources.SOURCES if sources.narrow(name) and name != source]
    return next(iter(_alike(text, rows.exclude(pk=but or 0).exclude(source__in=others), least=likeness.SAME)), None)


def to_merge_with(*, user: Any, action: Action) -> list[Action]:
    """Open actions of the home that this person may see, what says the most alike first; one query."""
    rows = _open_beside(user, action).select_related(*sources.related())
    return _alike(action.text, rows)[:ALIKE_SHOWN]


def has_others(*, user: Any, action: Action) -> bool:
    """Whether the home has another open action that it could be merged with; one query."""
    return _open_beside(user, action).exists()


def _open_beside(user: Any, action: Action) -> ActionQuerySet:
    rows = Action.objects.visible_to(user).filter(home=action.home_id, in_draft=False)
    rows = rows.filter(state__in=(Action.State.OPEN, Action.State.CLAIMED)).exclude(pk=action.pk)
    return rows.exclude(source__in=[name for name in sources.SOURCES if sources.narrow(name)])


def _alike(text: str, rows: Iterable[Action], least: float = 0.0) -> list[Action]:
    wanted = likeness.parts(text)
    found = [(likeness.alike(wanted, likeness.parts(row.text)), row.pk, row) for row in rows]
    return [row for much, _, row in sorted(found, key=lambda each: (-each[0], each[1])) if much >= least]


def owners(action: Action, today: dt.date) -> list[tuple[str, Any]]:
    """(role, person or None for whoever holds it) that the action can be given to on that London date; one query."""
    rows = people.appointed(action.home, *policy.OWN, on=today)
    held = {(row.role, row.person_id): row.person for row in rows}
    everybody = [(str(role), None) for role in (Role.REGISTERED_MANAGER, Role.RESPONSIBLE_INDIVIDUAL)]
    return [*everybody, *((role, person) for (role, _), person in held.items())]


@dataclass(frozen=True, slots=True)
class Related:
    """Another action that this one has to do with, and how."""

    how: str
    action: Action
    label: str


def related(*, user: Any, action: Action) -> list[Related]:
    """What it repeats or is repeated by, what it was merged into and what was merged into it, of those the person may see; one query."""
    rows = Action.objects.visible_to(user).filter(
        Q(pk__in=[pk for pk in (action.repeats_id, action.merged_into_id) if pk])
        | Q(repeats=action.pk)
        | Q(merged_into=action.pk)
    )
    found = []
    for row in rows.select_related(*sources.related()).order_by("raised_at", "pk"):
        if row.pk == action.merged_into_id:
            how = "Merged into"
        elif row.pk == action.repeats_id:
            how = "Repeats"
        else:
            how = "Repeated by" if row.repeats_id == action.pk else "Asks for the same, and was merged into this one"
        found.append(Related(how, row, sources.label(row)))
    return found


def names(numbers: set[int]) -> dict[int, str]:
    """Number of the action -> what it is called, to tell time limits of one home apart; one query."""
    rows = Action.objects.filter(pk__in=numbers).select_related(*sources.related())
    return {row.pk: sources.label(row) for row in rows}


def history(action: Action) -> list[dict[str, Any]]:
    """What happened to it, newest first; the caller has got the action by its getter. One query."""
    rows = reversed(list(events.history(action)))
    return [
        {"title": _capital(events.sentence(row)), "at": row.at, "by": row.by.full_name if row.by else "the portal"}
        for row in rows
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
