"""The sweep: what should have gone out by now and has no row? Safe any number of times, in parallel, and after any pause (E2)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from core import clock, outbox
from core.models import Event, Message
from deadlines import engine, events, rulebook, subjects
from deadlines.book import Book, load
from deadlines.models import Heartbeat, Obligation, Reminder
from deadlines.schema import HOLDER, LADDER, Limit, Rule, Step, Unit
from deadlines.services import standing
from deadlines.services.people import Posts, told

BEAT = "deadlines.sweep"
SAME_DAY = Limit(0, Unit.DAYS)  # like a limit in hours: its notes never wait for a daily mail
BATCH = 1000  # obligations of one transaction
REMINDER, ESCALATION = "deadlines.reminder", "deadlines.escalation"


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did."""

    opened: int = 0
    looked_at: int = 0
    reminders: int = 0
    superseded: int = 0
    missed: int = 0

    def __add__(self, other: Swept) -> Swept:
        return Swept(
            self.opened + other.opened,
            self.looked_at + other.looked_at,
            self.reminders + other.reminders,
            self.superseded + other.superseded,
            self.missed + other.missed,
        )


@dataclass(frozen=True, slots=True)
class Planned:
    """One step of one obligation that is due now; ``current`` is the highest of its track, which alone goes out."""

    obligation: Obligation
    rule: Rule
    step: Step
    current: bool

    @property
    def key(self) -> str:
        """A limit that was moved reminds anew."""
        moved = f"#{self.obligation.moves}" if self.obligation.moves else ""
        return f"{self.step.key}{moved}"


def sweep(*, now: dt.datetime) -> Swept:
    """One round at ``now`` (aware): open standing duties, make the reminders due, move each obligation to its next step, beat.

    Time and memory follow what is due, not the history. The number of statements is the same for each batch of ``BATCH``, and each batch
    is a transaction of its own: after a long pause nobody who finishes something waits until everything that slipped has been told.
    """
    with transaction.atomic():
        book = load()
        last = Heartbeat.objects.filter(name=BEAT).first()
        since = min(clock.today(last.at), clock.today(now)) if last is not None else clock.today(now)
        done = Swept(standing.open_months(since=since, book=book, now=now))
    full = True
    while full:
        batch = _batch(book, now)
        done += batch
        full = batch.looked_at == BATCH
    figures = {"opened": done.opened, "looked_at": done.looked_at, "reminders": done.reminders, "missed": done.missed}
    Heartbeat.objects.update_or_create(name=BEAT, defaults={"at": now, "figures": figures})
    return done


@transaction.atomic
def _batch(book: Book, now: dt.datetime) -> Swept:
    """What has waited longest, at most ``BATCH``; afterwards the next step of each is later than ``now``."""
    rows = list(
        Obligation.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=Obligation.State.OPEN, next_step_at__lte=now)
        .select_related("home")
        .only(
            "rule",
            "subject_type",
            "subject_id",
            "period",
            "home__name",
            "state",
            "started_at",
            "due_at",
            "next_step_at",
            "closed_at",
            "moves",
        )
        .order_by("next_step_at", "pk")[:BATCH]
    )
    planned = [each for row in rows for each in _due_steps(row, book, now)]
    reminders = _reminders(planned, now)
    missed = _missed(rows, now)
    _move_on([row for row in rows if row.state == Obligation.State.OPEN])
    sent = sum(each.state == Reminder.State.MADE for each in reminders)
    return Swept(0, len(rows), sent, len(reminders) - sent, missed)


def _move_on(rows: list[Obligation]) -> None:
    """Write when to look again, in one statement. It names moments, not rows: few moments (never, nine in the morning) serve many rows."""
    if not rows:
        return
    at: dict[dt.datetime | None, list[int]] = defaultdict(list)
    for row in rows:
        at[row.next_step_at].append(row.pk)
    cases = [When(pk__in=pks, then=Value(moment)) for moment, pks in at.items()]
    written = Case(*cases, default=F("next_step_at"))  # without it PostgreSQL takes moments that are all none for text
    Obligation.objects.filter(pk__in=[row.pk for row in rows]).update(next_step_at=written)


def _due_steps(row: Obligation, book: Book, now: dt.datetime) -> list[Planned]:
    """The steps of one obligation since its last look; sets ``next_step_at`` on the row."""
    since, row_next = row.next_step_at, None
    rule = rulebook.rules().get(row.rule)
    found: dict[str, list[tuple[dt.datetime, Step]]] = defaultdict(list)
    for step in rule.steps if rule else ():
        at = engine.step_at(step, row.started_at, row.due_at, book.days)
        if at > now:
            row_next = min(at, row_next) if row_next else at
        elif since is not None and at >= since:
            found[step.track].append((at, step))
    if rule is None:
        row.next_step_at = None
        return []
    if over := engine.over_at(rule, row.started_at):
        if over <= now:
            row.state, row.closed_at, row_next = Obligation.State.MISSED, over, None
        else:
            row_next = min(over, row_next) if row_next else over
    row.next_step_at = row_next
    planned = []
    for track in (HOLDER, LADDER):
        steps = [step for _, step in sorted(found[track], key=lambda pair: pair[0])]
        planned += [Planned(row, rule, step, step is steps[-1]) for step in steps]
    return planned


def _missed(rows: list[Obligation], now: dt.datetime) -> int:
    """Write down, once, what this sweep found too late for ever; answers how many."""
    missed = [row for row in rows if row.state == Obligation.State.MISSED]
    if not missed:
        return 0
    Obligation.objects.bulk_update(missed, ["state", "closed_at", "next_step_at"])
    kind = Obligation._meta.label_lower
    Event.objects.bulk_create(
        [
            Event(code=events.MISSED, at=now, subject_type=kind, subject_id=row.pk, home_id=row.home_id)
            for row in missed
        ],
        batch_size=2000,
    )
    return len(missed)


def _reminders(planned: list[Planned], now: dt.datetime) -> list[Reminder]:
    """Rows for every person of every step, and a message for the highest; both refused twice by their unique keys."""
    if not planned:
        return []
    roles = {role for each in planned for role in each.rule.who}
    roles |= {role for each in planned for step in each.rule.steps for role in step.roles}
    posts = Posts(clock.today(now), roles, (each.obligation.home_id for each in planned))
    records = {(each.obligation.subject_type, each.obligation.subject_id) for each in planned}
    names, barred = subjects.names_of(records), subjects.barred_from(records)
    reminders: list[Reminder] = []
    messages: list[Message] = []
    for each in planned:
        row = each.obligation
        kept_from = barred.get((row.subject_type, row.subject_id), ())
        people = sorted(told(each.rule, each.step, row.home_id, posts, kept_from))
        state = Reminder.State.MADE if each.current else Reminder.State.SUPERSEDED
        reminders += [
            Reminder(obligation=each.obligation, step=each.key, person_id=person, state=state, made_at=now)
            for person in people
        ]
        if each.current:
            messages += _messages(each, people, subjects.where(each.obligation, names), now)
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True, batch_size=2000)
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=2000)
    outbox.wake()
    return reminders


def _messages(planned: Planned, people: list[int], where: str, now: dt.datetime) -> list[Message]:
    """The same words for each of these people. They name the home, the record by month and number, the duty and the moment; no person,
    no child, none of the record's words.
    """
    row, rule = planned.obligation, planned.rule
    late, missed = row.due_at <= now, row.state == Obligation.State.MISSED
    local = clock.london(row.due_at)
    by = f"the end of {engine.day_words(local.date())}"
    if (local.hour, local.minute) != (23, 59):
        by = engine.moment(row.due_at)
    subject = (
        f"{where}: {'missed' if missed else 'overdue' if late else 'due soon'}: {rule.title[0].lower()}{rule.title[1:]}"
    )
    escalated = planned.step.track == LADDER
    sentences = [
        f"It {'was' if late else 'is'} due by {by}.",
        "You are told because it has not been done." if escalated else "",
        "The month is over, so it cannot be made good." if missed else "",
        "Sign in to see why it is due then and what to do.",
    ]
    same: dict[str, Any] = {
        "code": ESCALATION if escalated else REMINDER,
        "subject": subject[:160],
        "body": " ".join(filter(None, sentences)),
        "link": reverse("deadlines:why", args=[row.pk]),
        "home_id": row.home_id,
        "at_once": rule.limit.unit == Unit.HOURS or rule.limit == SAME_DAY,
        "made_at": now,
    }
    return [Message(to_id=person, key=f"deadlines:{row.pk}:{planned.key}:{person}", **same) for person in people]


def still_wanted(message: Message) -> bool:
    """Whether a waiting note still has its reason: the limit runs (or was just missed), and the person's appointment is in force (asked at delivery).

    Nobody gets a note about a record that is kept from them, also since it was written.
    """
    pk = message.key.split(":")[1]
    running = Q(state=Obligation.State.OPEN) | Q(state=Obligation.State.MISSED, closed_at__lte=message.made_at)
    row = Obligation.objects.filter(running, pk=int(pk)).first() if pk.isdigit() else None
    rule = rulebook.rules().get(row.rule) if row is not None else None
    if row is None or rule is None:
        return False
    record = (row.subject_type, row.subject_id)
    if message.to_id in subjects.barred_from([record]).get(record, ()):
        return False
    roles = {*rule.who, *(role for step in rule.steps for role in step.roles)}
    return message.to_id in Posts(clock.today(), roles, [row.home_id]).holders(roles, row.home_id)
