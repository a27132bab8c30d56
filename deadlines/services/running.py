"""Opening, meeting, moving and cancelling: the only places where an obligation changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction

from core import clock
from core.events import emit
from core.refusal import Refused
from core.texts import within
from deadlines import engine, events, policy, rulebook
from deadlines.book import Book, load
from deadlines.calendar import Calendar
from deadlines.models import Obligation
from deadlines.schema import Kind, Rule
from deadlines.services import telling

MINUTE = dt.timedelta(minutes=1)
FURTHEST = dt.timedelta(days=400)  # bank holidays are known so far ahead, and no limit waits longer
REASON_LONGEST = 300
State = Obligation.State
DONE = (State.MET, State.MET_LATE)


def first_step(
    rule: Rule, started_at: dt.datetime, due_at: dt.datetime, days: Calendar, since: dt.datetime
) -> dt.datetime | None:
    """The moment of the first reminder or rung at ``since`` or later; steps before an obligation's own birth never exist.

    What is too late for ever with its month has to be looked at then, or at once.
    """
    moments = [engine.step_at(step, started_at, due_at, days) for step in rule.steps]
    over = engine.over_at(rule, started_at)
    ahead = [at for at in moments if at >= since] + ([max(over, since)] if over else [])
    return min(ahead, default=None)


def made(
    rule: Rule,
    key: tuple[str, int, str],
    home_id: int,
    started_at: dt.datetime,
    *,
    named: dt.date | None = None,
    book: Book,
    now: dt.datetime,
) -> Obligation:
    """A new obligation, not yet saved. ``key`` is kind of record, its number, period; ``started_at`` is aware."""
    due = book.due(rule, started_at, named)
    return Obligation(
        rule=rule.id,
        subject_type=key[0],
        subject_id=key[1],
        period=key[2],
        home_id=home_id,
        started_at=started_at,
        due_at=due.at,
        legal_due_at=due.legal_at,
        named_day=named,
        explanation=list(due.steps),
        opened_at=now,
        next_step_at=first_step(rule, started_at, due.at, book.days, now),
        hidden_from_home=rule.hidden_from_home,
    )


def open_(
    rule: Rule,
    key: tuple[str, int, str],
    home_id: int,
    started_at: dt.datetime,
    *,
    named: dt.date | None = None,
    book: Book,
    by: Any,
    now: dt.datetime,
) -> Obligation:
    """The obligation of this record and period; made when it is not there.

    Told again with another start, its limit is counted anew; told again after it was met, another round begins.
    """
    with transaction.atomic():
        found: dict[str, Any] = {"rule": rule.id, "subject_type": key[0], "subject_id": key[1]}
        found["period"] = key[2] or _round(found, started_at)
        key = (key[0], key[1], found["period"])
        standing = Obligation.objects.select_for_update().filter(**found).first()
        if standing is None:
            new = made(rule, key, home_id, started_at, named=named, book=book, now=now)
            Obligation.objects.bulk_create([new], ignore_conflicts=True)
            return Obligation.objects.get(**found)
        if (
            standing.state != State.CANCELLED
            and not standing.moved_by_hand
            and (standing.started_at, standing.named_day) != (started_at, named)
        ):
            standing.started_at, standing.named_day = started_at, named
            recount(standing, book, reason="the time it counts from was corrected", by=by, now=now)
        return standing


def _round(found: dict[str, Any], started_at: dt.datetime) -> str:
    """ "" for the first time, “2” for what starts again after it was met: a plan that comes back twice is owed twice."""
    rows = list(Obligation.objects.filter(**found).order_by("pk"))
    if not rows:
        return ""
    last = rows[-1]
    again = last.state in DONE and last.closed_at is not None and started_at > last.closed_at
    return str(len(rows) + 1) if again else last.period


def state_when(obligation: Obligation, at: dt.datetime) -> str:
    """Met on time or late; the minute in which a limit ends still belongs to it."""
    return State.MET if at < obligation.due_at + MINUTE else State.MET_LATE


def meet(obligation: Obligation, *, at: dt.datetime) -> None:
    """What was owed was done at that moment (aware), perhaps written down only later. Call with the obligation under lock."""
    if obligation.state in (State.OPEN, State.MISSED):
        obligation.state, obligation.closed_at = state_when(obligation, at), at
        obligation.next_step_at = None
        obligation.save()


def reopen(obligation: Obligation, book: Book, *, now: dt.datetime) -> None:
    """What was said to be done is not: owed again, due when it was due."""
    if obligation.state in DONE:
        obligation.state, obligation.closed_at = State.OPEN, None
        obligation.next_step_at = _next(obligation, book, now)
        obligation.save()


def cancel(obligation: Obligation, *, reason: str, by: Any, now: dt.datetime) -> None:
    """It is no longer owed, and why. Call with the obligation under lock."""
    if obligation.state == State.OPEN:
        obligation.state, obligation.closed_at, obligation.next_step_at = State.CANCELLED, now, None
        obligation.save()
        emit(events.CANCELLED, obligation, by=by, now=now, home=obligation.home, reason=reason)


def _next(obligation: Obligation, book: Book, now: dt.datetime) -> dt.datetime | None:
    rule = rulebook.rules().get(obligation.rule)
    if rule is None or obligation.state != State.OPEN:
        return None
    return first_step(rule, obligation.started_at, obligation.due_at, book.days, now)


def recount(obligation: Obligation, book: Book, *, reason: str, by: Any, now: dt.datetime) -> bool:
    """Count the limit anew from the start that is stored; when the due moment moves, an event says why. True when it moved."""
    due = book.due(rulebook.rule(obligation.rule), obligation.started_at, obligation.named_day)
    return _set(obligation, due.at, list(due.steps), due.legal_at, book, reason=reason, by=by, now=now)


def _set(
    obligation: Obligation,
    due_at: dt.datetime,
    explanation: list[str],
    legal_at: dt.datetime | None,
    book: Book,
    *,
    reason: str,
    by: Any,
    now: dt.datetime,
) -> bool:
    before = obligation.due_at
    obligation.due_at, obligation.explanation, obligation.legal_due_at = due_at, explanation, legal_at
    if obligation.state in DONE and obligation.closed_at is not None:
        obligation.state = state_when(obligation, obligation.closed_at)
    if before != due_at:
        obligation.moves += 1
        obligation.next_step_at = _next(obligation, book, now)
    obligation.save()
    if before != due_at:
        was, now_due = before.isoformat(), due_at.isoformat()
        home = obligation.home
        emit(events.MOVED, obligation, by=by, now=now, home=home, reason=reason, was=was, due=now_due)
    return before != due_at


def bring_forward(
    subject: models.Model, *, at: dt.datetime, started_at: dt.datetime, reason: str, by: Any, now: dt.datetime
) -> None:
    """What runs for a record ends at ``at`` (aware) where it ends later now, since it was asked for earlier than was known.

    Call within the transaction that found it out.
    """
    rows = Obligation.objects.running().filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    for held in rows.filter(due_at__gt=at).select_for_update(of=("self",)).select_related("home").order_by("pk"):
        held.started_at, held.moved_by_hand = min(held.started_at, started_at), True
        steps = [*held.explanation, f"Moved on {engine.day_words(clock.today(now))}: {reason}", engine.ends(at)]
        _set(held, at, steps, held.legal_due_at, load(), reason=reason, by=by, now=now)


def move(
    *,
    obligation: Obligation,
    due_on: dt.date,
    due_time: dt.time | None = None,
    reason: str,
    book: Book,
    by: Any,
    now: dt.datetime,
) -> Obligation:
    """Give another last day (a London date) or, with ``due_time``, another hour of it, before or after the limit has passed.

    The old one stays in the history with the reason, the limit of law or guidance beside the new one. Refused: not_allowed, no_reason,
    not_open, law (a limit of the law cannot be put off), in_the_past, too_far, same.
    """
    policy.can_move(by, obligation).demand()
    reason = within(reason, REASON_LONGEST, "The reason")
    if not reason:
        raise Refused("no_reason", "Write why the limit is moved. The reason is shown with the date.")
    if due_on > clock.today(now) + FURTHEST:
        raise Refused("too_far", f"Choose a day within {FURTHEST.days} days from today. Nothing was changed.")
    at = clock.at_london(due_on, due_time.hour, due_time.minute) if due_time else engine.calendar.end_of(due_on)
    with transaction.atomic():
        held = Obligation.objects.select_for_update(of=("self",)).select_related("home").get(pk=obligation.pk)
        policy.can_move(by, held).demand()
        rule = rulebook.rule(held.rule)
        lawful = engine.due(rule, None, held.started_at, book.days).at
        if rule.kind == Kind.LAW and at > lawful:
            last = engine.moment(lawful)
            raise Refused(
                "law", f"This limit is the law’s: {last}. The council cannot put it off. Nothing was changed."
            )
        if at < held.started_at:
            start = engine.moment(held.started_at)
            raise Refused("in_the_past", f"The limit started on {start}; it cannot end before. Nothing was changed.")
        if at == held.due_at:
            raise Refused("same", "It is due then already. Nothing was changed.")
        words = engine.day_words(clock.today(now))
        steps = [*held.explanation, f"Moved on {words}: {reason}", engine.ends(at)]
        held.moved_by_hand = True
        legal = None if rule.kind == Kind.POLICY else lawful
        _set(held, at, steps, legal, book, reason=reason, by=by, now=now)
        telling.moved([held], now)
    return held
