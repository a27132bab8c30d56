"""Duties owed whatever happens: one visit to every open home in each calendar month. Opened ahead by the sweep."""

from __future__ import annotations

import datetime as dt

from core import clock
from core.models import Event
from deadlines import calendar, rulebook
from deadlines.book import Book
from deadlines.models import Obligation
from deadlines.schema import Rule
from deadlines.services import running
from deadlines.services.listening import HOME, moment_of
from homes.models import Home


def open_months(*, since: dt.date, book: Book, now: dt.datetime) -> int:
    """Open what is missing for every home and each month from that of ``since`` to this one; answers how many.

    What was done before (the portal stood still, or the records are older) is met at once. Safe any number of times.
    """
    months, month = [], clock.month_of(since)
    while month <= clock.today(now):
        months.append(month)
        month = clock.add_months(month, 1)
    rules = [rule for rule in rulebook.rules().values() if rule.standing and rule.records == "now"]
    return sum(_open(rule, months, book, now) for rule in rules)


def _open(rule: Rule, months: list[dt.date], book: Book, now: dt.datetime) -> int:
    periods = {f"{month:%Y-%m}": month for month in months}
    there = set(
        Obligation.objects.filter(rule=rule.id, subject_type=HOME, period__in=periods).values_list(
            "subject_id", "period"
        )
    )
    homes = list(Home.objects.order_by("pk").values_list("pk", "opened_on", "closed_on"))
    missing = [
        (pk, period)
        for period, month in periods.items()
        for pk, opened, closed in homes
        if (pk, period) not in there and _open_in(month, opened, closed)
    ]
    if not missing:
        return 0
    done = _done(rule, months[0])
    counted: dict[str, Obligation] = {}
    rows = []
    for pk, period in missing:
        if period not in counted:
            start = clock.at_london(periods[period])
            counted[period] = running.made(rule, (HOME, 0, period), 0, start, book=book, now=now)
        rows.append(_copy(counted[period], pk, done.get((pk, period))))
    Obligation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _open_in(month: dt.date, opened: dt.date | None, closed: dt.date | None) -> bool:
    """Whether the home is open on the last day of the month."""
    last = calendar.end_of_month(month)
    return (opened is None or opened <= last) and (closed is None or closed > last)


def _done(rule: Rule, since: dt.date) -> dict[tuple[int, str], dt.datetime]:
    """(home, period) -> when it was done first, from the events themselves."""
    found: dict[tuple[int, str], dt.datetime] = {}
    for event in Event.objects.filter(code__in=rule.met_on, at__gte=clock.at_london(since)).order_by("at"):
        at = moment_of(event)
        found.setdefault((event.home_id or 0, f"{clock.today(at):%Y-%m}"), at)
    return found


def _copy(pattern: Obligation, home_id: int, done_at: dt.datetime | None) -> Obligation:
    row = Obligation(
        **{field.attname: getattr(pattern, field.attname) for field in Obligation._meta.concrete_fields}
        | {"id": None, "subject_id": home_id, "home_id": home_id}
    )
    if done_at is not None:
        row.state, row.closed_at, row.next_step_at = running.state_when(row, done_at), done_at, None
    return row
