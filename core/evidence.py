"""What each app knows of one home in one period: gathered by a quality of care review, and later by overviews (E1).

An app offers its records in ``ready()``; whoever gathers them knows none of those apps. Each item names the record behind it, so every
figure opens what it was counted from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.db import models


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened or was said: ``on`` is its day in London, ``text`` one or two plain sentences without a name.

    ``figures`` are numbers by the key of their measure (“restraints”). What several of them make, the measure says.
    """

    heading: str
    text: str
    on: dt.date
    subject: models.Model
    figures: dict[str, Decimal] = field(default_factory=dict)


class Kind(StrEnum):
    """What several values of one measure make. Only a count is ever added up."""

    COUNT = "count"  # what happened: added up
    LEVEL = "level"  # how it stood on one day: the first and the last
    MONTHLY = "monthly"  # people in one month, who may count again in the next: the least and the most
    PERCENT = "percent"  # each with its month


@dataclass(frozen=True, slots=True)
class Measure:
    """What a figure is called (``title``, words for people), and what several values of it make.

    ``same`` names (provider, key) of the figures that count the same thing from another source, ``why`` how the two can differ.
    ``fewest`` is the number from which an item shows what people answered (0: always).
    """

    title: str
    kind: Kind = Kind.COUNT
    same: tuple[tuple[str, str], ...] = ()
    why: str = ""
    fewest: int = 0


@dataclass(frozen=True, slots=True)
class Provider:
    """An app that offers items: ``items(home, since, until)``, and ``measures(keys)``: what those of its figures are called."""

    order: int
    items: Callable[[Any, dt.date, dt.date], list[Item]]
    title: str = ""
    measures: Callable[[Collection[str]], Mapping[str, Measure]] = lambda keys: {}


PROVIDERS: Final[dict[str, Provider]] = {}


def offer(
    name: str,
    order: int,
    items: Callable[[Any, dt.date, dt.date], list[Item]],
    *,
    title: str = "",
    measures: Callable[[Collection[str]], Mapping[str, Measure]] = lambda keys: {},
) -> None:
    """``items(home, since, until)``: of the days from ``since`` to ``until``, both included, oldest first. ``title`` is for people."""
    PROVIDERS[name] = Provider(order, items, title, measures)


def gather(home: Any, since: dt.date, until: dt.date) -> dict[str, list[Item]]:
    """Name of the provider -> its items, in the order of the providers; those with nothing to say are there with no item."""
    ordered = sorted(PROVIDERS.items(), key=lambda entry: (entry[1].order, entry[0]))
    return {name: provider.items(home, since, until) for name, provider in ordered}


def title_of(name: str) -> str:
    """A provider in words; one that offers nothing any more by its own name."""
    provider = PROVIDERS.get(name)
    return provider.title if provider is not None and provider.title else _words(name)


def measures_of(name: str, keys: Collection[str]) -> dict[str, Measure]:
    """What these figures of a provider are called and make, in its order; one that it does not know (any more) is a count, at the end."""
    provider = PROVIDERS.get(name)
    known = provider.measures(keys) if provider is not None else {}
    found = {key: measure for key, measure in known.items() if key in keys}
    return found | {key: Measure(_words(key)) for key in sorted(set(keys) - found.keys())}


def _words(name: str) -> str:
    return name.replace("_", " ").replace(".", ", ").capitalize()
