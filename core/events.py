"""What happened, in the words of the business.

Every service that changes something emits a declared event in the same transaction. Listeners are declared in one place per app
(``ready()``), so the list of who hears what can be printed and tested. This is not Django's signals: it fires on what people did,
not on saves.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import models, transaction

from core.models import Event

Handler = Callable[[Event, Any], None]
DECLARED: dict[str, str] = {}
LISTENERS: dict[str, list[Handler]] = defaultdict(list)


class Undeclared(Exception):
    """An event code that no app declares."""


def declare(code: str, text: str) -> str:
    """Name an event; ``text`` completes the sentence in the history ("{by} … ")."""
    DECLARED[code] = text
    return code


def listen(code: str, handler: Handler) -> None:
    """Call ``handler(event, subject)`` in the transaction of each event of this code."""
    if handler not in LISTENERS[code]:
        LISTENERS[code].append(handler)


def emit(
    code: str,
    subject: models.Model,
    *,
    by: Any,
    now: dt.datetime,
    home: models.Model | None = None,
    **data: Any,
) -> Event:
    """Write the event row and call its listeners; Undeclared when nobody declared the code. ``by`` None is the portal itself."""
    if code not in DECLARED:
        raise Undeclared(f"Declare {code} in events.py of its app.")
    with transaction.atomic():
        event = Event.objects.create(
            code=code,
            at=now,
            by=by,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            home_id=home.pk if home is not None else None,
            data=data,
        )
        for handler in LISTENERS[code]:
            handler(event, subject)
    return event


def history(subject: models.Model) -> models.QuerySet[Event]:
    """What happened to one record, oldest first, with who did it."""
    return (
        Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        .select_related("by")
        .order_by("at", "pk")
    )


def sentence(event: Event) -> str:
    """The event as the history shows it."""
    return DECLARED.get(event.code, event.code).format_map(defaultdict(str, event.data))
