"""What each app knows of one home in one period: gathered by a quality of care review, and later by overviews (E1).

An app offers its records in ``ready()``; whoever gathers them knows none of those apps. Each item names the record behind it, so every
figure opens what it was counted from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened or was said: ``on`` is its day in London, ``text`` one or two plain sentences without a name.

    ``figures`` are numbers by the key of their measure (“restraints”); a sum over items of a period is the figure of that period.
    """

    heading: str
    text: str
    on: dt.date
    subject: models.Model
    figures: dict[str, Decimal] = field(default_factory=dict)


Provider = Callable[[Any, dt.date, dt.date], list[Item]]
PROVIDERS: dict[str, tuple[int, Provider]] = {}


def offer(name: str, order: int, provider: Provider) -> None:
    """``provider(home, since, until)``: items of the days from ``since`` to ``until``, both included, oldest first."""
    PROVIDERS[name] = (order, provider)


def gather(home: Any, since: dt.date, until: dt.date) -> dict[str, list[Item]]:
    """Name of the provider -> its items, in the order of the providers; those with nothing to say are there with no item."""
    ordered = sorted(PROVIDERS.items(), key=lambda entry: (entry[1][0], entry[0]))
    return {name: provider(home, since, until) for name, (_, provider) in ordered}
