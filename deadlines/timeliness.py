"""Who kept time limits (D5): by month and by home in the past twelve months, with the time limits behind each count."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page as Pages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from core import clock
from deadlines import policy, rulebook
from deadlines.models import Obligation
from deadlines.schema import Rule
from deadlines.selectors import Line, lines_of
from homes import access
from homes.models import Home

MONTHS: Final = 12
A_PAGE: Final = 50  # homes, or lines behind a count
HOW: Final = {"met": "On time", "late": "Late", "missed": "Missed", "overdue": "Overdue now"}


def _how(now: dt.datetime) -> dict[str, Q]:
    return {
        "met": Q(state=Obligation.State.MET),
        "late": Q(state=Obligation.State.MET_LATE),
        "missed": Q(state=Obligation.State.MISSED),
        "overdue": Q(state=Obligation.State.OPEN, due_at__lt=now),
    }


@dataclass(frozen=True, slots=True)
class Cell:
    """One count: how many, what they are in words, and the query of the page that lists them."""

    count: int
    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """One month, one home, or one thing that was owed."""

    head: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """By month (the latest first), by home or, for one home, by what was owed, and what it can be narrowed to."""

    months: list[Row]
    parts: Pages[Row]
    columns: tuple[str, ...]
    all_homes: list[Home]
    rules: list[Rule]
    home: int | None
    rule: str


def _rows(user: Any, now: dt.datetime, home: int | None, rule: str) -> QuerySet[Obligation]:
    since = clock.at_london(clock.add_months(clock.month_of(clock.today(now)), 1 - MONTHS))
    rows = Obligation.objects.visible_to(user).filter(due_at__gte=since)
    if home is not None:
        rows = rows.filter(home=home)
    return rows.filter(rule=rule) if rule else rows


def page(*, user: Any, now: dt.datetime, home: int | None = None, rule: str = "", number: str = "") -> Page:
    """The time limits that ended in the past twelve months at the homes the person sees; the number of queries does not grow.

    ``number`` is the page of the homes, as the address has it.
    """
    counts = {name: Count("pk", filter=which) for name, which in _how(now).items()}
    rows = _rows(user, now, home, rule).order_by()
    part = "home__name" if home is None else "rule"
    found = rows.annotate(month=TruncMonth("due_at", tzinfo=clock.LONDON)).values("month", "home", part)
    by_month: dict[dt.datetime, Counter[str]] = defaultdict(Counter)
    by_part: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for each in found.annotate(**counts):
        numbers = {name: each[name] for name in HOW}
        by_month[each["month"]].update(numbers)
        by_part[each[part], each["home"]].update(numbers)
    known = rulebook.rules()
    asked = {"home": home or "", "rule": rule}
    months = [
        _row(f"{month:%B %Y}", by_month[month], asked | {"month": f"{month:%Y-%m}"})
        for month in sorted(by_month, reverse=True)
    ]
    if home is None:
        parts = [_row(name, by_part[name, pk], asked | {"home": pk}) for name, pk in sorted(by_part)]
    else:
        parts = [
            _row(known[each].title, by_part[each, home], asked | {"rule": each})
            for each in known
            if (each, home) in by_part
        ]
    return Page(
        [row for row in months if any(cell.count for cell in row.cells)],
        Paginator([row for row in parts if any(cell.count for cell in row.cells)], A_PAGE).get_page(number),
        tuple(HOW.values()),
        list(access.homes_for(user, *policy.SEES).order_by("name").only("name")),
        [each for each in known.values() if each.records == "now"],
        home,
        rule,
    )


def _row(head: str, found: Mapping[str, Any], asked: dict[str, Any]) -> Row:
    cells = tuple(Cell(found[how], f"{label}: {head}", urlencode(asked | {"how": how})) for how, label in HOW.items())
    return Row(head, cells)


@dataclass(frozen=True, slots=True)
class Behind:
    """The time limits of one count, the earliest due first, a page of them."""

    how: str
    month: dt.date | None
    lines: list[Line]
    page: Pages[Obligation]


def behind(
    *, user: Any, now: dt.datetime, month: str, how: str, home: int | None, rule: str, number: str
) -> Behind | None:
    """The time limits behind a count; None for a month or a kind that is none."""
    first = None
    rows = _rows(user, now, home, rule)
    try:
        which = _how(now)[how]
        if month:
            first = dt.datetime.strptime(f"{month}-01", "%Y-%m-%d").date()
            rows = rows.filter(
                due_at__gte=clock.at_london(first), due_at__lt=clock.at_london(clock.add_months(first, 1))
            )
    except (KeyError, ValueError, OverflowError):
        return None
    rows = rows.filter(which).select_related("home").order_by("due_at", "pk")
    page = Paginator(rows, A_PAGE).get_page(number)
    return Behind(HOW[how], first, lines_of(page.object_list), page)
