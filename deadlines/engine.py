"""When a limit ends, and why: one pure function for the command, the obligations and every page that asks “why then?”."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from core import clock
from deadlines import calendar
from deadlines.calendar import Calendar
from deadlines.schema import FROM_START, KINDS_IN_WORDS, Kind, Limit, Rule, Step, Unit

NINE = 9  # reminders that are counted in days come at nine in the morning


@dataclass(frozen=True, slots=True)
class Override:
    """What a council set instead of the limit of a rule file, from a London date on."""

    limit: Limit
    starts: dt.date
    reason: str
    roll: bool = False  # hours that end on a day nobody works go on to the same time of the next working day


@dataclass(frozen=True, slots=True)
class Due:
    """An aware moment in UTC, the sentences that lead to it, and the moment of law or guidance where a council set another."""

    at: dt.datetime
    steps: tuple[str, ...]
    legal_at: dt.datetime | None = None


def due(
    rule: Rule, setting: Override | None, started_at: dt.datetime, days: Calendar, *, named: dt.date | None = None
) -> Due:
    """When the rule's limit ends for something that started at ``started_at`` (aware).

    ``setting`` is the council's own limit in force on the London date of the start; ``named`` a last day that the record itself names.
    Where the law's limit ends earlier than the council's, the law's counts.
    """
    steps = [f"It starts on {moment(started_at)}."]
    if named is not None:
        at = calendar.end_of(named)
        steps.append(f"The record names the last day: {day_words(named)}.")
        return Due(at, (*steps, ends(at)))
    source = f"{rule.source} ({KINDS_IN_WORDS[rule.kind]})"
    if setting is None:
        steps.append(f"The limit is {rule.limit}: {source}.")
        at, more = _count(rule.limit, started_at, days, roll=False)
        return Due(at, (*steps, *more, ends(at)))
    since = f"since {day_words(setting.starts)}: {setting.reason}".rstrip(".")
    steps.append(f"The council’s limit is {setting.limit}, {since}.")
    at, more = _count(setting.limit, started_at, days, roll=setting.roll)
    steps += more
    if rule.kind == Kind.POLICY:
        return Due(at, (*steps, ends(at)))
    legal_at, _ = _count(rule.limit, started_at, days, roll=False)
    steps.append(f"The limit of {source} is {rule.limit}: {moment(legal_at)}.")
    if rule.kind == Kind.LAW and legal_at < at:
        steps.append("The law’s limit is the earlier one, so it counts.")
        at = legal_at
    return Due(at, (*steps, ends(at)), legal_at)


def _count(limit: Limit, start: dt.datetime, days: Calendar, *, roll: bool) -> tuple[dt.datetime, list[str]]:
    if limit.unit == Unit.HOURS:
        return _hours(limit, start, days, roll=roll)
    first = clock.today(start)
    if limit.unit == Unit.WORKING_DAYS:
        walked = list(days.walk(first, limit.count))
        last = walked[-1][0] if walked else first
        return calendar.end_of(last), [_day_zero(first), *_walked(walked)]
    if limit.unit == Unit.DAYS:
        last = first + limit.count * calendar.ONE_DAY
        if not limit.count:
            return calendar.end_of(last), ["It ends with the same day."]
        return calendar.end_of(last), [_day_zero(first), "Calendar days count, weekends and bank holidays too."]
    if limit.unit == Unit.MONTHS:
        last = clock.add_months(first, limit.count)
        steps = [f"{limit} after {day_words(first)} is {day_words(last)}."]
        if last.day != first.day:
            steps.append(f"That month has no day {first.day}, so its last day counts.")
        return calendar.end_of(last), steps
    if limit.unit == Unit.YEAR_ENDS:
        last = dt.date(first.year + limit.count, 12, 31)
        return calendar.end_of(last), [f"{str(limit).capitalize()} after {first:%Y} is {day_words(last)}."]
    last = calendar.end_of_month(first, limit.count)
    return calendar.end_of(last), [f"{str(limit).capitalize()} of {first:%B %Y} is {day_words(last)}."]


def _day_zero(day: dt.date) -> str:
    return f"{day_words(day)} is day 0."


def _walked(walked: list[tuple[dt.date, str]]) -> Iterator[str]:
    number = 0
    for day, off in walked:
        if off:
            yield f"{day_words(day)} is not counted, {off}."
        else:
            number += 1
            yield f"{day_words(day)} is working day {number}."


def _hours(limit: Limit, start: dt.datetime, days: Calendar, *, roll: bool) -> tuple[dt.datetime, list[str]]:
    at = start.astimezone(dt.UTC) + dt.timedelta(hours=limit.count)
    steps = ["Hours are elapsed hours, over nights, weekends and bank holidays."]
    gained = (clock.london(at).utcoffset() or dt.timedelta()) - (clock.london(start).utcoffset() or dt.timedelta())
    if gained:
        way, seen = ("forward", "later") if gained > dt.timedelta() else ("back", "earlier")
        steps.append(f"The clocks go {way} in between, so the end shows one hour {seen} on the clock.")
    last = clock.today(at)
    off = days.day_off(last)
    if off and roll:
        following = days.next_working_day(last)
        local = clock.london(at)
        steps.append(f"{day_words(last)} is {off}; the council lets it go on to {day_words(following)}, same time.")
        return clock.at_london(following, local.hour, local.minute), steps
    if off:
        steps.append(f"It ends on {off.split(':')[0]}, and stays there.")
    return at, steps


def day_words(day: dt.date) -> str:
    """“Thursday 1 April 2027”."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def moment(at: dt.datetime) -> str:
    """“Thursday 1 April 2027 at 2:30pm” in London; the hour that comes twice says which it is."""
    local = clock.london(at)
    other = local.replace(fold=1 - local.fold)
    which = ""
    if other.utcoffset() != local.utcoffset():
        which = " (the second time the clock shows it)" if local.fold else " (the first time the clock shows it)"
    return f"{day_words(local.date())} at {clock.time_words(local)}{which}"


def ends(at: dt.datetime) -> str:
    """The last sentence of every explanation."""
    local = clock.london(at)
    if (local.hour, local.minute) == (23, 59):
        return f"It is due by the end of {day_words(local.date())}, 11:59pm in London."
    return f"It is due on {moment(at)} in London."


def over_at(rule: Rule, started_at: dt.datetime) -> dt.datetime | None:
    """The first minute in which it is too late for ever: after the month, for what is owed in each calendar month; else None."""
    if not rule.standing:
        return None
    last = calendar.end_of_month(clock.today(started_at))
    return clock.at_london(last + calendar.ONE_DAY)


def step_at(step: Step, started_at: dt.datetime, due_at: dt.datetime, days: Calendar) -> dt.datetime:
    """When a reminder or a rung of the escalation comes: hours elapsed; days and months at nine in the morning in London.

    “At the limit” is the minute after it.
    """
    anchor = started_at if step.anchor == FROM_START else due_at
    if step.unit == Unit.HOURS:
        late = dt.timedelta(minutes=1) if step.count == 0 else dt.timedelta()
        return anchor + dt.timedelta(hours=step.count) + late
    day = clock.today(anchor)
    if step.unit == Unit.WORKING_DAYS:
        day = days.add(day, step.count)
    elif step.unit == Unit.MONTHS:
        day = clock.add_months(day, step.count)
    else:
        day += step.count * calendar.ONE_DAY
    return clock.at_london(day, NINE)
