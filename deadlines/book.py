"""What counts at one moment: the rule files, the council's settings and its closure days, read in two queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core import clock
from deadlines import engine
from deadlines.calendar import Calendar
from deadlines.engine import Due, Override
from deadlines.models import ClosureDay, Setting
from deadlines.schema import Limit, Rule, Unit


@dataclass(frozen=True)
class Book:
    """Settings by rule (oldest first) and the working days of the council."""

    settings: Mapping[str, Sequence[Override]] = field(default_factory=dict)
    days: Calendar = field(default_factory=Calendar)

    def setting(self, rule: Rule, on: dt.date) -> Override | None:
        """The council's own limit for what starts on that London date."""
        found = [each for each in self.settings.get(rule.id, ()) if each.starts <= on]
        return found[-1] if found else None

    def due(self, rule: Rule, started_at: dt.datetime, named: dt.date | None = None) -> Due:
        """When it ends for something that started then (aware), judged by the setting of its time."""
        return engine.due(rule, self.setting(rule, clock.today(started_at)), started_at, self.days, named=named)


def load() -> Book:
    """Everything as it stands in the database now."""
    settings: dict[str, list[Override]] = defaultdict(list)
    for row in Setting.objects.order_by("rule", "starts"):
        settings[row.rule].append(Override(Limit(row.count, Unit(row.unit)), row.starts, row.reason, row.roll))
    return Book(settings, Calendar(dict(ClosureDay.objects.values_list("day", "reason"))))
