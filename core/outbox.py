"""Putting a note for a person into the outbox: once per key, in the transaction of what it tells of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from core.models import Message

# By message code: whether the note is still wanted. Asked right before its mail goes, on top of what holds for every note
# (the person can sign in and is still appointed at the home).
STILL_WANTED: dict[str, Callable[[Message], bool]] = {}


def put(*, to: Any, code: str, key: str, subject: str, body: str, link: str, now: dt.datetime) -> Message:
    """The note with this key; made when it is not there yet. No names, no narrative: the link leads to the page that shows it."""
    message, _ = Message.objects.get_or_create(
        key=f"{key}:{to.pk}",
        defaults={"to": to, "code": code, "subject": subject, "body": body, "link": link, "made_at": now},
    )
    return message
