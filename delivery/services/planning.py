"""Taking notes over from the outbox: one mail each, or one a day for who chose that. Safe to run twice, late, or in parallel.

The question is always "which notes wait and should have a mail by now?". A note is taken by one conditional update, in the
transaction that makes its mail; whoever comes second finds it taken.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core import clock
from core.models import Message
from delivery import mail
from delivery.models import EARLIEST, LATEST, Delivery, Line, Preference
from homes.models import Appointment

JUST = dt.timedelta(days=7)
AT_MOST = 500  # single notes in one run; the next run takes the next


def plan(*, now: dt.datetime) -> int:
    """Make the mails that are due by ``now`` (aware); answers how many."""
    waiting = Message.objects.filter(taken_at=None, superseded_at=None)
    daily = Q(at_once=False, to__mail_preference__way=Preference.Way.DAILY)
    choosers = Preference.objects.filter(way=Preference.Way.DAILY, person=OuterRef("to"))
    singles = waiting.filter(Q(at_once=True) | ~Exists(choosers)).order_by("made_at", "pk")
    made = sum(_make(f"message:{note.pk}", Delivery.Kind.SINGLE, [note], now) for note in singles[:AT_MOST])
    by_person: dict[int, list[Message]] = defaultdict(list)
    for note in waiting.filter(daily & _hour_has_come(now)).select_related("to__mail_preference").order_by("made_at"):
        by_person[note.to_id].append(note)
    return made + sum(_digest(notes, now) for notes in by_person.values())


def withdraw(*, now: dt.datetime) -> int:
    """Take back unread notes about a home from those whose last appointment there has just ended; answers how many.

    It only keeps the count in the menu right: no list shows such a note, and no mail brings it, whether it is taken back or not.
    """
    today = clock.today(now)
    ended = Appointment.objects.filter(ends__lte=today, ends__gt=today - JUST)
    covering = Appointment.objects.in_force(today).filter(person=OuterRef("to"))
    covering = covering.filter(Q(home=OuterRef("home_id")) | Q(home=None, authority=None))
    unread = Message.objects.filter(read_at=None, superseded_at=None, home_id__isnull=False)
    return unread.filter(~Exists(covering), to__in=ended.values("person")).update(superseded_at=now)


def last_hour(hour: int, now: dt.datetime) -> dt.datetime:
    """The last time before ``now`` that the clocks of London showed this full hour, in UTC."""
    today = clock.today(now)
    moment = clock.at_london(today, hour)
    return moment if moment <= now else clock.at_london(today - dt.timedelta(days=1), hour)


def _hour_has_come(now: dt.datetime) -> Q:
    """Notes that had come by the last hour their person chose; what came since waits for the next. A missed hour is made up for."""
    due = Q(pk=None)
    for hour in range(EARLIEST, LATEST + 1):
        due |= Q(to__mail_preference__hour=hour, made_at__lte=last_hour(hour, now))
    return due


def _digest(notes: list[Message], now: dt.datetime) -> int:
    person = notes[0].to
    day = clock.today(last_hour(person.mail_preference.hour, now))
    return _make(f"digest:{person.pk}:{day}", Delivery.Kind.DIGEST, notes, now)


@transaction.atomic
def _make(key: str, kind: str, notes: Sequence[Message], now: dt.datetime) -> int:
    """One mail with these notes, if nobody else has made it. To a digest that stands nothing is added: it may be gone already."""
    delivery, made = Delivery.objects.get_or_create(
        key=key,
        defaults={
            "person_id": notes[0].to_id,
            "kind": kind,
            "message_id": mail.new_message_id(),
            "made_at": now,
            "next_try_at": now,
        },
    )
    if not made:
        return 0
    taken = [note for note in notes if Message.objects.filter(pk=note.pk, taken_at=None).update(taken_at=now)]
    Line.objects.bulk_create(Line(delivery=delivery, message=note) for note in taken)
    if not taken:  # another run took them all a moment ago
        delivery.delete()
        return 0
    return 1
