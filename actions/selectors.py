"""What is read about actions; every list takes the person who asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from actions import policy, sources
from actions.models import Action
from core import events
from deadlines.selectors import MINE_SHOWN, TWO_WEEKS, with_limits
from homes import access


@dataclass(frozen=True, slots=True)
class Owed:
    """An open action, and the number of its time limit."""

    action: Action
    limit: int | None


def owed(*, user: Any, now: dt.datetime) -> list[Owed]:
    """Open actions of the homes this person manages that are due within two weeks or overdue; one query, at most twelve."""
    mine = access.at_homes(user, *policy.OWNERS)
    rows = Action.objects.visible_to(user).filter(mine, state=Action.State.OPEN, act_by__lte=now + TWO_WEEKS)
    found = with_limits(rows.select_related("home", *sources.related()), user=user).order_by("act_by", "pk")
    return [Owed(row, row.limit_number) for row in found[:MINE_SHOWN]]


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
