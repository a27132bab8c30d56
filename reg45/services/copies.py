"""Copies of an approved review: who gets one, the record of what went, and requests (regulation 45(4))."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core import clock
from core.events import emit
from core.refusal import Refused
from core.texts import for_column
from homes.models import Resident
from reg45 import events, periods, policy, sealing
from reg45.models import Copy, Review
from reg45.services import moving


def make_list(*, review: Review, by: Any, now: dt.datetime) -> None:
    """Ofsted (the law), and the placing authority of every child of the period (Guide 15.3; by law only on request)."""
    placed = Resident.objects.filter(home=review.home_id).between(review.period_from - periods.DAY, review.period_to)
    found = {row.placing_authority_id: row.placing_authority for row in placed.select_related("placing_authority")}
    rows = [Copy(to=Copy.To.OFSTED, recipient="Ofsted")]
    rows += [
        Copy(to=Copy.To.PLACING_AUTHORITY, recipient=authority.name, authority=authority)
        for authority in sorted(found.values(), key=lambda each: each.name)
    ]
    for row in rows:
        row.review, row.listed_at, row.listed_by = review, now, by
    Copy.objects.bulk_create(rows)


def record(
    *, copy: Copy, how: str, reference: str = "", sent_at: dt.datetime, sha256: str = "", by: Any, now: dt.datetime
) -> Copy:
    """A copy went: when, how, and the hash of the file (of the sealed text when not given). Once recorded it stands.

    With the copy for Ofsted the review is sent. Refused: not_allowed, wrong_state, wrong_time, bad_way, too_long.
    """
    with transaction.atomic():
        held = moving.hold(copy.review_id)
        policy.sends(by, held).demand()
        row = Copy.objects.select_for_update(of=("self",)).get(pk=copy.pk, review=held)
        if row.sent_at is not None:
            return row
        if how not in Copy.How.values:
            raise Refused("bad_way", "Say how the copy went: by secure email, by post or by hand.")
        assert held.approved_at is not None
        if not held.approved_at.replace(second=0, microsecond=0) <= sent_at <= now:
            raise Refused("wrong_time", "A copy goes after the review is approved, and not in the future.")
        row.how, row.sent_at, row.sent_by = how, sent_at, by
        row.reference = for_column(Copy, "reference", reference, "The reference")
        row.sha256 = sha256 or sealing.load(held).seals[sealing.APPROVED].sha256
        row.save()
        when = sent_at.isoformat()
        if row.to == Copy.To.OFSTED:
            held.sent_at = sent_at
            moving.make(held, "send", by=by, now=now, counts_from=when)
        else:
            emit(events.COPY_SENT, held, by=by, now=now, home=held.home, to=row.recipient, counts_from=when)
    return row


def ask(*, review: Review, recipient: str, asked_on: dt.date, by: Any, now: dt.datetime) -> Copy:
    """Somebody asked for a copy (regulation 45(4)(b)): who, and on which day (London). The same request twice is one.

    Refused: not_allowed, wrong_state, no_text, too_long, wrong_day.
    """
    with transaction.atomic():
        held = moving.hold(review)
        policy.sends(by, held).demand()
        recipient = for_column(Copy, "recipient", recipient, "Who asked")
        if not recipient:
            raise Refused("no_text", "Write who asked for the copy.")
        if asked_on > clock.today(now):
            raise Refused("wrong_day", "The day on which they asked must not be in the future.")
        row, made = Copy.objects.get_or_create(
            review=held,
            to=Copy.To.ON_REQUEST,
            recipient=recipient,
            asked_on=asked_on,
            defaults={"listed_at": now, "listed_by": by},
        )
        if made:
            emit(events.COPY_ASKED, held, by=by, now=now, home=held.home, to=recipient)
    return row
