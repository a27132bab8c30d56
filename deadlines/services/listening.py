"""What an event does to time limits, as the rule files say; runs in the transaction of the event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import clock
from core.events import listen
from core.models import Event
from deadlines import book as books
from deadlines import rulebook, subjects
from deadlines.models import Obligation, ObligationQuerySet
from deadlines.schema import Rule
from deadlines.services import running

HOME = "homes.home"


def register() -> None:
    """Listen to every event that a rule in force names."""
    codes = {code for rule in rulebook.rules().values() if rule.records == "now" for code in rule.events}
    for code in sorted(codes):
        listen(code, hear)


def hear(event: Event, subject: Any) -> None:
    """Cancel, meet, reopen, open: in this order, so that one event may end one limit and start the next."""
    rules = rulebook.listening_to(event.code)
    at = moment_of(event)
    found = {rule.id: _key(rule, event, subject, at) for rule in rules}
    for rule in rules:
        if event.code in rule.cancelled_on:
            for row in _running(rule, found[rule.id], event, at):
                running.cancel(row, reason="what it was about has ended", by=event.by, now=event.at)
    for rule in rules:
        if event.code in rule.met_on:
            _meet(rule, found[rule.id], event, at)
    opening = [rule for rule in rules if event.code in rule.opens_on and _wanted(rule, event)]
    reopening = [rule for rule in rules if event.code in rule.reopens_on]
    if not opening and not reopening:
        return
    book = books.load()
    for rule in reopening:
        for row in _rows(rule, found[rule.id]).select_for_update(of=("self",)):
            running.reopen(row, book, now=event.at)
    for rule in opening:
        key, home_id = found[rule.id], event.home_id
        if home_id is not None:
            named = _named(rule, event)
            running.open_(rule, key, home_id, at, named=named, book=book, by=event.by, now=event.at)


def moment_of(event: Event) -> dt.datetime:
    """When it happened: the event's own time, or an earlier one that its data name (``counts_from``)."""
    text = event.data.get("counts_from")
    return dt.datetime.fromisoformat(text) if text else event.at


def _key(rule: Rule, event: Event, subject: Any, at: dt.datetime) -> tuple[str, int, str]:
    """Kind of record, its number, period."""
    if rule.subject == "home":
        day = clock.today(at)
        return HOME, event.home_id or 0, f"{day:%Y-%m}" if rule.standing else day.isoformat()
    owner = subjects.owner_of(subject)
    return owner._meta.label_lower, owner.pk, ""


def _wanted(rule: Rule, event: Event) -> bool:
    return all(event.data.get(word) == value for word, value in rule.when)


def _named(rule: Rule, event: Event) -> dt.date | None:
    text = event.data.get(rule.limit_from) if rule.limit_from else None
    return dt.date.fromisoformat(text) if text else None


def _rows(rule: Rule, key: tuple[str, int, str]) -> ObligationQuerySet:
    rows = Obligation.objects.filter(rule=rule.id, subject_type=key[0], subject_id=key[1])
    return rows.filter(period=key[2]) if rule.standing else rows


def _running(rule: Rule, key: tuple[str, int, str], event: Event, at: dt.datetime) -> list[Obligation]:
    """What the end of a home or an action ends: of a home only what is due after its last day."""
    rows = Obligation.objects.running().filter(rule=rule.id, subject_type=key[0], subject_id=key[1])
    if closed_on := event.data.get("closed_on"):
        rows = rows.filter(due_at__gte=clock.at_london(dt.date.fromisoformat(closed_on)))
    return list(rows.select_for_update(of=("self",)).select_related("home").order_by("pk"))


def _meet(rule: Rule, key: tuple[str, int, str], event: Event, at: dt.datetime) -> None:
    owed = (Obligation.State.OPEN, Obligation.State.MISSED)  # done in its month and written down after it
    rows = list(_rows(rule, key).filter(state__in=owed).select_for_update(of=("self",)).order_by("pk"))
    if not rows and rule.standing and event.home_id is not None:
        month = clock.at_london(clock.month_of(clock.today(at)))
        row = running.open_(rule, key, event.home_id, month, book=books.load(), by=event.by, now=event.at)
        rows = [row]
    for row in rows:
        running.meet(row, at=at)
