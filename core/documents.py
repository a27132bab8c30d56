"""Documents: a PDF or Word file is asked for, made by a task that may run any number of times, and stored with its hash.

Each kind of document is registered by the app that owns the record. A document belongs to one revision of its record (a hash of the
content, or a state), so the same revision is made once and served for ever.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core.models import Document
from core.refusal import Refused

MAX_TRIES = 3
STUCK_AFTER = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file: its bytes and, for a PDF, its number of pages."""

    content: bytes
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: its title, how it is made, and who may read it."""

    title: str
    build: Callable[[int, str, str], Made]  # (subject id, revision, format)
    may_read: Callable[[Any, Document], bool]  # (user, the document: its record, and the revision it was made from)
    file_name: Callable[[int], str]  # (subject id), without the ending
    back: Callable[[int], str]  # (subject id) -> the page that the document belongs to


KINDS: dict[str, Kind] = {}


def register(kind: str, how: Kind) -> None:
    """Declare a kind of document (once, in ``ready()``)."""
    KINDS[kind] = how


def request(*, kind: str, subject_id: int, revision: str, format: str, by: Any, now: dt.datetime) -> Document:
    """The document of this revision: the one that stands, or a new one that the task makes after commit.

    One that failed is tried again. Asking twice has one effect. Raises Refused for an unknown kind or format.
    """
    if kind not in KINDS or format not in {"pdf", "docx"}:
        raise Refused("unknown_document", "This kind of document does not exist.")
    with transaction.atomic():
        document, made = Document.objects.select_for_update().get_or_create(
            kind=kind,
            subject_id=subject_id,
            revision=revision,
            format=format,
            defaults={"asked_by": by, "asked_at": now},
        )
        if document.state == Document.State.FAILED:
            document.state, document.tries, document.problem = Document.State.WAITING, 0, ""
            document.save(update_fields=["state", "tries", "problem"])
            made = True
        if made:
            from core.tasks import make_document

            pk = document.pk
            transaction.on_commit(
                lambda: make_document.delay(pk), robust=True
            )  # a queue that is down: the sweep makes it
    return document


def make(document_id: int, *, now: Callable[[], dt.datetime]) -> Document:
    """Make one document; one that is ready stays as it is. A failure is counted and shown; after three it waits for a person."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document_id)
        busy = (
            document.state == Document.State.MAKING
            and document.started_at
            and now() - document.started_at < STUCK_AFTER
        )
        if document.state in {Document.State.READY, Document.State.FAILED} or busy:
            return document
        document.state, document.started_at, document.tries = Document.State.MAKING, now(), document.tries + 1
        document.save(update_fields=["state", "started_at", "tries"])
    try:
        made = KINDS[document.kind].build(document.subject_id, document.revision, document.format)
    except Exception as problem:
        document.state = Document.State.FAILED if document.tries >= MAX_TRIES else Document.State.WAITING
        document.problem = type(problem).__name__  # never the text: it may quote the record
        document.save(update_fields=["state", "problem"])
        raise
    document.content, document.sha256 = made.content, hashlib.sha256(made.content).hexdigest()
    document.pages, document.made_at, document.state, document.problem = made.pages, now(), Document.State.READY, ""
    document.save()
    return document


def left_behind(now: dt.datetime) -> list[int]:
    """Documents that a lost task left waiting or half made, oldest first."""
    late = now - STUCK_AFTER
    waiting = Document.objects.filter(state=Document.State.WAITING, asked_at__lt=now - dt.timedelta(seconds=60))
    stuck = Document.objects.filter(state=Document.State.MAKING, started_at__lt=late)
    return [
        *waiting.order_by("pk").values_list("pk", flat=True)[:50],
        *stuck.order_by("pk").values_list("pk", flat=True)[:50],
    ]
