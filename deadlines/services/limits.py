"""What the council sets: limits from a date, closure days. Open obligations that move are told by an event each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from core.events import emit
from core.refusal import Refused
from core.texts import for_column
from deadlines import events, policy, rulebook
from deadlines.book import Book, load
from deadlines.engine import Override, day_words
from deadlines.models import ClosureDay, Obligation, Setting
from deadlines.schema import Limit, Unit
from deadlines.services import running, telling

# The longest limit that a council can mean; whatever is longer is a slip of the keyboard.
MOST: Final = {
    Unit.HOURS: 720,
    Unit.WORKING_DAYS: 250,
    Unit.DAYS: 366,
    Unit.MONTHS: 24,
    Unit.MONTH_ENDS: 1,
    Unit.YEAR_ENDS: 1,
}


@dataclass(frozen=True, slots=True)
class Shift:
    """One open obligation whose due moment would move."""

    obligation: Obligation
    due_at: dt.datetime


def _limit(rule_id: str, count: int, unit: str) -> Limit:
    if rule_id not in rulebook.rules():
        raise Refused("unknown_rule", "There is no such time limit.")
    if unit not in list(Unit):
        raise Refused("bad_limit", "Choose hours, working days, calendar days, months or the end of a month.")
    least = 1 if unit in (Unit.HOURS, Unit.MONTHS) else 0
    if not least <= count <= MOST[Unit(unit)]:
        words = f"A limit in {unit} is a whole number from {least} to {MOST[Unit(unit)]}. Nothing was changed."
        raise Refused("bad_limit", words)
    if unit in (Unit.MONTH_ENDS, Unit.YEAR_ENDS) and rulebook.rule(rule_id).limit.unit != unit:
        raise Refused("bad_limit", "Only a limit that ends with a month as shipped can be set to the end of a month.")
    return Limit(count, Unit(unit))


def would_move(*, rule_id: str, count: int, unit: str, starts: dt.date, roll: bool = False) -> list[Shift]:
    """Which open obligations would move, and to when, if this limit were set. Refused: unknown_rule, bad_limit."""
    limit = _limit(rule_id, count, unit)
    book = load()
    others = [each for each in book.settings.get(rule_id, ()) if each.starts != starts]
    settings = sorted([*others, Override(limit, starts, "preview", roll)], key=lambda each: each.starts)
    new = Book({**book.settings, rule_id: settings}, book.days)
    rule = rulebook.rule(rule_id)
    rows = Obligation.objects.running().filter(rule=rule_id).select_related("home")
    shifts = (Shift(row, new.due(rule, row.started_at, row.named_day).at) for row in rows)
    return [shift for shift in shifts if shift.due_at != shift.obligation.due_at]


def set_limit(
    *,
    rule_id: str,
    count: int,
    unit: str,
    starts: dt.date,
    reason: str,
    roll: bool = False,
    by: Any,
    now: dt.datetime,
) -> Setting:
    """The council's own limit for everything that starts on ``starts`` (a London date) or later; open ones are counted anew.

    What started before keeps the limit of its time. Refused: not_allowed, no_reason, too_long, unknown_rule, bad_limit.
    """
    policy.can_set_limits(by).demand()
    limit = _limit(rule_id, count, unit)
    reason = for_column(Setting, "reason", reason, "The reason")
    if not reason:
        raise Refused("no_reason", "Write why the limit changes. The reason is shown with every date it makes.")
    with transaction.atomic():
        row = Setting.objects.filter(rule=rule_id, starts=starts).first() or Setting(rule=rule_id, starts=starts)
        same = (row.count, row.unit, row.roll, row.reason) == (count, unit, roll, reason)
        if row.pk is not None and same:
            return row
        row.count, row.unit, row.roll, row.reason, row.by, row.at = count, unit, roll, reason, by, now
        row.save()
        day = day_words(starts)
        emit(events.LIMIT_SET, row, by=by, now=now, rule=rule_id, limit=str(limit), starts=day, reason=reason)
        _recount(Obligation.objects.filter(rule=rule_id), f"the council set another limit: {reason}", by, now)
    return row


def add_closure_day(*, day: dt.date, reason: str, by: Any, now: dt.datetime) -> ClosureDay:
    """A day that is no working day; open limits that run over it are counted anew. Twice is once.

    Refused: not_allowed, no_reason, too_long.
    """
    policy.can_set_limits(by).demand()
    reason = for_column(ClosureDay, "reason", reason, "The reason")
    if not reason:
        raise Refused("no_reason", "Write what day it is, such as “The council is closed between the holidays”.")
    with transaction.atomic():
        row, new = ClosureDay.objects.get_or_create(day=day, defaults={"reason": reason, "by": by, "at": now})
        if new:
            emit(events.CLOSURE_DAY_ADDED, row, by=by, now=now, day=day_words(day), reason=reason)
            words = f"{day_words(day)} is no working day: {reason}"
            _recount(Obligation.objects.all(), words, by, now)
    return row


def _recount(rows: Any, reason: str, by: Any, now: dt.datetime) -> None:
    """Count every open one anew and tell whoever must act; those that a person moved by hand keep that day."""
    book, moved = load(), []
    held = rows.filter(state=Obligation.State.OPEN, moved_by_hand=False).select_for_update(of=("self",))
    for row in held.select_related("home").order_by("pk"):
        if running.recount(row, book, reason=reason, by=by, now=now):
            moved.append(row)
    telling.moved(moved, now)
