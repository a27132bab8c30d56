"""The calendar address of a person: made, replaced, ended, used."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db import transaction

from core.events import emit
from deadlines import events, policy
from deadlines.models import Feed

SECRET_BYTES = 32
BETWEEN_NOTES = dt.timedelta(minutes=10)  # calendars ask often; when it was used last is not noted each time


def fingerprint(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_feed(*, by: Any, now: dt.datetime) -> str:
    """A new secret address of one's own calendar, told this once; an older one stops now. Refused: not_allowed."""
    policy.can_have_feed(by).demand()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    values = {"secret_sha256": fingerprint(secret), "made_at": now, "last_used_at": None}
    with transaction.atomic():
        row, _ = Feed.objects.update_or_create(person=by, defaults=values)
        emit(events.FEED_MADE, row, by=by, now=now)
    return secret


def end_feed(*, by: Any, now: dt.datetime) -> None:
    """One's own address stops now; without one nothing happens."""
    with transaction.atomic():
        row = Feed.objects.select_for_update().filter(person=by).first()
        if row is not None:
            emit(events.FEED_ENDED, row, by=by, now=now)
            row.delete()


def note_use(*, feed: Feed, now: dt.datetime) -> None:
    """When the address was last used, to about ten minutes; the one thing that reading a calendar writes."""
    if feed.last_used_at is None or feed.last_used_at < now - BETWEEN_NOTES:
        Feed.objects.filter(pk=feed.pk).update(last_used_at=now)
