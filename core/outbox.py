"""Putting a note for a person into the outbox: once per key, in the transaction of what it tells of.

The delivery app, a layer above, takes the notes from here to the person; it hands in by ``set_waker`` how it is woken. Apps that
put notes may say here which of them never wait for a digest (``AT_ONCE``) and when a note is not wanted any more (``STILL_WANTED``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import models, transaction

from core.models import Message

LONGEST = Message._meta.get_field("subject").max_length or 160
# Message codes whose mail goes at once, also to somebody who chose a daily digest.
AT_ONCE: set[str] = set()
# By message code: whether the note is still wanted. Asked right before its mail goes, on top of what holds for every note
# (the person can sign in and is still appointed at the home).
STILL_WANTED: dict[str, Callable[[Message], bool]] = {}
_waker: Callable[[], None] | None = None


def put(
    *,
    to: Any,
    code: str,
    key: str,
    subject: str,
    body: str,
    link: str,
    now: dt.datetime,
    home: models.Model | None = None,
    at_once: bool = False,
) -> Message:
    """The note with this key; made when it is not there yet. No names, no narrative: the link leads to the page that shows it.

    ``home`` is the home it is about: without an appointment that covers it the person neither gets nor sees the note. ``at_once``
    is for what must be acted on within a day. ValueError for a link that leaves the portal. A subject that is too long, such as
    with the name of a home, is cut: never is the work that it tells of refused for it.
    """
    if not link.startswith("/") or link.startswith("//"):
        raise ValueError("The link of a note is a path of this portal.")
    if len(subject) > LONGEST:
        subject = f"{subject[: LONGEST - 1]}…"
    message, made = Message.objects.get_or_create(
        key=f"{key}:{to.pk}",
        defaults={
            "to": to,
            "code": code,
            "subject": subject,
            "body": body,
            "link": link,
            "home_id": home.pk if home is not None else None,
            "at_once": at_once or code in AT_ONCE,
            "made_at": now,
        },
    )
    if made:
        wake()
    return message


def set_waker(waker: Callable[[], None]) -> None:
    """Tell this layer how the delivery is woken (called once by the delivery app)."""
    global _waker
    _waker = waker


def wake() -> None:
    """Wake the delivery once after this transaction, however many notes it put. A queue that is down is no matter: the beat comes."""
    waiting = transaction.get_connection().run_on_commit
    if _waker is not None and all(entry[1] is not _waker for entry in waiting):
        transaction.on_commit(_waker, robust=True)
