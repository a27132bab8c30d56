"""The sweep: what should have gone out by now and has no row? Safe any number of times, in parallel, and after any pause (E2)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
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
REMINDER, ESCALATION = "deadlines.reminder", "deadlines.escalation"


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did."""

    opened: int = 0
    looked_at: int = 0
    reminders: int = 0
    superseded: int = 0
    missed: int = 0


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

    The number of statements does not grow with homes, history or what is due (but for batches of thousands of rows).
    """
    with transaction.atomic():
        book = load()
        last = Heartbeat.objects.filter(name=BEAT).first()
        since = min(clock.today(last.at), clock.today(now)) if last is not None else clock.today(now)
        opened = standing.open_months(since=since, book=book, now=now)
        rows = list(
            Obligation.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=Obligation.State.OPEN, next_step_at__lte=now)
            .select_related("home")
            .order_by("pk")
        )
        planned = [each for row in rows for each in _due_steps(row, book, now)]
        reminders = _reminders(planned, now)
        missed = _missed(rows, now)
        if rows:
            Obligation.objects.bulk_update(rows, ["next_step_at", "state", "closed_at"], batch_size=2000)
        sent = sum(each.state == Reminder.State.MADE for each in reminders)
        done = Swept(opened, len(rows), sent, len(reminders) - sent, missed)
        figures = {"opened": opened, "looked_at": len(rows), "reminders": sent, "missed": missed}
        Heartbeat.objects.update_or_create(name=BEAT, defaults={"at": now, "figures": figures})
    return done


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
    posts = Posts(clock.today(now), roles)
    names = subjects.names_of((each.obligation.subject_type, each.obligation.subject_id) for each in planned)
    reminders, messages = [], []
    for each in planned:
        for person in sorted(told(each.rule, each.step, each.obligation.home_id, posts)):
            state = Reminder.State.MADE if each.current else Reminder.State.SUPERSEDED
            reminder = Reminder(obligation=each.obligation, step=each.key, person_id=person, state=state, made_at=now)
            reminders.append(reminder)
            if each.current:
                messages.append(_message(each, person, subjects.where(each.obligation, names), now))
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True, batch_size=2000)
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=2000)
    outbox.wake()
    return reminders


def _message(planned: Planned, person: int, where: str, now: dt.datetime) -> Message:
    """Names the home, the record by month and number, the duty and the moment; no person, no child, none of the record's words."""
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
    return Message(
        to_id=person,
        code=ESCALATION if escalated else REMINDER,
        key=f"deadlines:{row.pk}:{planned.key}:{person}",
        subject=subject[:160],
        body=" ".join(filter(None, sentences)),
        link=reverse("deadlines:why", args=[row.pk]),
        home_id=row.home_id,
        at_once=rule.limit.unit == Unit.HOURS or rule.limit == SAME_DAY,
        made_at=now,
    )


def still_wanted(message: Message) -> bool:
    """Whether a waiting note still has its reason: the limit runs (or was just missed), and the person's appointment is in force (asked at delivery)."""
    pk = message.key.split(":")[1]
    running = Q(state=Obligation.State.OPEN) | Q(state=Obligation.State.MISSED, closed_at__lte=message.made_at)
    row = Obligation.objects.filter(running, pk=int(pk)).first() if pk.isdigit() else None
    rule = rulebook.rules().get(row.rule) if row is not None else None
    if row is None or rule is None:
        return False
    roles = {*rule.who, *(role for step in rule.steps for role in step.roles)}
    return message.to_id in Posts(clock.today(), roles).holders(roles, row.home_id)
