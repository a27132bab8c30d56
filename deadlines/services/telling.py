"""Whoever must act is told when a time limit that runs has moved: by a closure day, a setting of the council, a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from core import clock, outbox
from core.models import Message
from deadlines import engine, rulebook, subjects
from deadlines.models import Obligation
from deadlines.services.people import Posts

MOVED = "deadlines.moved"


def moved(rows: Sequence[Obligation], now: dt.datetime) -> None:
    """A note to each holder of each of these, with the new date and not the reason, which may name somebody. Two queries and a few more.

    Call within the transaction that moved them.
    """
    rules = rulebook.rules()
    roles = {role for row in rows for role in rules[row.rule].who}
    posts = Posts(clock.today(now), roles, (row.home_id for row in rows))
    records = {(row.subject_type, row.subject_id) for row in rows}
    names, barred = subjects.names_of(records), subjects.barred_from(records)
    notes = []
    for row in rows:
        title = rules[row.rule].title
        subject = f"{subjects.where(row, names)}: another date: {title[0].lower()}{title[1:]}"
        holders = posts.holders(rules[row.rule].who, row.home_id)
        for person in sorted(holders.difference(barred.get((row.subject_type, row.subject_id), ()))):
            notes.append(
                Message(
                    to_id=person,
                    code=MOVED,
                    key=f"deadlines:{row.pk}:moved#{row.moves}:{person}",
                    subject=subject[:160],
                    body=f"{engine.ends(row.due_at)} Sign in to see why.",
                    link=reverse("deadlines:why", args=[row.pk]),
                    home_id=row.home_id,
                    made_at=now,
                )
            )
    Message.objects.bulk_create(notes, ignore_conflicts=True, batch_size=2000)
    if notes:
        outbox.wake()
