"""Putting a note for a person into the outbox: once per key, in the transaction of what it tells of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.models import Message

LONGEST = Message._meta.get_field("subject").max_length or 160


def put(*, to: Any, code: str, key: str, subject: str, body: str, link: str, now: dt.datetime) -> Message:
    """The note with this key; made when it is not there yet. No names, no narrative: the link leads to the page that shows it.

    A subject that is too long, such as with the name of a home, is cut: never is the work that it tells of refused for it.
    """
    if len(subject) > LONGEST:
        subject = f"{subject[: LONGEST - 1]}…"
    message, _ = Message.objects.get_or_create(
        key=f"{key}:{to.pk}",
        defaults={"to": to, "code": code, "subject": subject, "body": body, "link": link, "made_at": now},
    )
    return message
