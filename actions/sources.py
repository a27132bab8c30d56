"""Where actions come from. Higher apps say so here: what an action is called after its source, and where that is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

if TYPE_CHECKING:
    from actions.models import Action


@dataclass(frozen=True, slots=True)
class Source:
    """``label(action)``: “March 2027, recommendation 2”. ``place(action, user)``: the page of it, "" when it is not theirs to read.

    ``related`` are the records to be read with the action, so that a list asks the database once. ``readable(user)`` gives the numbers of
    the actions that this person may know of, where not everybody who follows the home may know of all of them (without a query of its own).
    """

    label: Callable[[Action], str]
    place: Callable[[Action, Any], str]
    related: tuple[str, ...] = ()
    readable: Callable[[Any], QuerySet[Any]] | None = None


SOURCES: dict[str, Source] = {}


def label(action: Action) -> str:
    """What the action is called."""
    found = SOURCES.get(action.source)
    return found.label(action) if found else "an action"


def place(action: Action, user: Any) -> str:
    """Where its source is read by this person, "" for nowhere."""
    found = SOURCES.get(action.source)
    return found.place(action, user) if found else ""


def related() -> list[str]:
    """What every source wants read with its actions."""
    return sorted({name for source in SOURCES.values() for name in source.related})
