"""The statutory documents of a home: versions that are never lost, approval, and what went to Ofsted (A5).

``by`` None is the portal itself (the demonstration council).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core import clock, uploads
from core.events import emit
from core.models import StoredFile
from core.refusal import Refused
from core.texts import for_column
from core.tracked import save
from core.uploads import Checked
from homes import documents_due, events, policy
from homes.models import Building, DocumentVersion, Home, StatutoryDocument
from homes.services._shared import check, locked, not_in_the_future

NAMED = documents_due.SEVERAL
PURPOSE = "statement_of_purpose"


@transaction.atomic
def record_document(
    *,
    home: Home,
    kind: str,
    title: str = "",
    building: Building | None = None,
    version: str = "",
    checked_on: dt.date | None = None,
    expires_on: dt.date | None = None,
    review_by: dt.date | None = None,
    revised: bool = True,
    note: str = "",
    file: Checked | None = None,
    by: Any,
    now: dt.datetime,
) -> StatutoryDocument:
    """Record a document or check, or the next version of one that is recorded. Days are London dates.

    ``checked_on`` (today when not given) is when it was issued, written or checked. It is looked at again by the earliest of the day it
    runs out and ``review_by``, or without that the interval of its kind. Not ``revised``: the old text and its file stay.
    Refused: not_allowed, title_missing, wrong_building, in_the_future, older, runs_out_before, review_before, not_complete.
    """
    if by is not None:
        policy.can_write_documents(by, home).demand()
    title = title.strip()
    if kind in NAMED and not title:
        raise Refused("title_missing", "Write the name of the policy or document.")
    home = locked(home)
    if building is not None and building.home_id != home.pk:
        raise Refused("wrong_building", "Choose a building of this home.")
    day = checked_on or clock.today(now)
    not_in_the_future(day, now, "The day it was issued or checked")
    if expires_on is not None and expires_on < day:
        raise Refused("runs_out_before", "The day it runs out is before the day it was issued. Check the two dates.")
    if review_by is not None and review_by < day:
        raise Refused("review_before", "The day of its review is before the day it was checked. Check the two dates.")
    document = StatutoryDocument.objects.filter(home=home, building=building, kind=kind, title=title).first()
    document = document or StatutoryDocument(home=home, building=building, kind=kind, title=title)
    last = _newest(document)
    if last is not None and last.checked_on is not None and day < last.checked_on:
        raise Refused("older", f"A later one, of {last.checked_on:%-d %B %Y}, is recorded already. Check the date.")
    usual = review_by or (documents_due.next_review(kind, day) if kind in documents_due.KINDS else None)
    again = min((each for each in (expires_on, usual) if each), default=None)
    said = (version.strip() or (last.label if last else ""), day, expires_on, again, note.strip(), revised)
    if last is not None and _same(last, said, file, by, now):
        return document
    document.version = version.strip() or (last.label if last and not revised else "")
    document.checked_on, document.note, document.ended_why = day, note.strip(), ""
    document.review_by = again
    check(document)
    save(document, by=by, now=now)
    name = f"{document} {home.name} {day}"
    kept = uploads.keep(file=file, name=name, by=by, now=now) if file else (last.file if last and not revised else None)
    made = DocumentVersion.objects.create(
        document=document,
        number=last.number + 1 if last else 1,
        label=document.version,
        revised=revised,
        checked_on=day,
        expires_on=expires_on,
        review_by=document.review_by,
        note=document.note,
        file=kept,
        recorded_at=now,
        recorded_by=by,
    )
    if last is not None:
        _tell(events.DOCUMENT_SUPERSEDED, last, by, now, counts_from=_moment(day, now))
    emit(
        events.DOCUMENT_RECORDED,
        made,
        by=by,
        now=now,
        home=home,
        title=str(document),
        kind=kind,
        revised=revised and last is not None,
        limited=document.review_by is not None
        and kind not in documents_due.WITHOUT_LIMIT
        and kind != "location_assessment",
        review_by=document.review_by.isoformat() if document.review_by else None,
        counts_from=_moment(day, now),
    )
    return document


AT_ONCE = dt.timedelta(minutes=10)


def _same(last: DocumentVersion, said: tuple[Any, ...], file: Checked | None, by: Any, now: dt.datetime) -> bool:
    """Whether the button was pressed twice: the same person said the same a moment ago."""
    stands = (last.label, last.checked_on, last.expires_on, last.review_by, last.note, last.revised)
    if by is None or last.recorded_by_id != by.pk or now - last.recorded_at > AT_ONCE or said != stands:
        return False
    kept = StoredFile.objects.filter(pk=last.file_id).values_list("sha256", flat=True).first() if last.file_id else None
    return file is None or kept == uploads.fingerprint(file)


def _newest(document: StatutoryDocument) -> DocumentVersion | None:
    if document.pk is None:
        return None
    return document.versions.select_related("document").defer("file__content").order_by("-number").first()


def _moment(day: dt.date, now: dt.datetime) -> str:
    """The day as a moment: now for today, else its beginning in London."""
    return (now if day == clock.today(now) else clock.at_london(day)).isoformat()


def _tell(code: str, version: DocumentVersion, by: Any, now: dt.datetime, **data: Any) -> None:
    document = version.document
    emit(code, version, by=by, now=now, home=document.home, title=str(document), version=str(version), **data)


def _held(version: DocumentVersion) -> DocumentVersion:
    rows = DocumentVersion.objects.select_for_update(of=("self",)).select_related(
        "document__home", "document__building"
    )
    return rows.get(pk=version.pk)


@transaction.atomic
def approve_document(*, version: DocumentVersion, by: Any, now: dt.datetime) -> DocumentVersion:
    """Whoever approves this kind has read the version and approves it. Refused: not_allowed, done_already, own_version."""
    row = _held(version)
    if row.approved_at is not None and row.approved_by_id == by.pk:
        return row  # a second press of the button
    policy.can_approve(by, row).demand()
    row.approved_at, row.approved_by = now, by
    row.save(update_fields=["approved_at", "approved_by"])
    _tell(events.DOCUMENT_APPROVED, row, by, now)
    return row


@transaction.atomic
def sent_to_ofsted(*, version: DocumentVersion, sent_on: dt.date, by: Any, now: dt.datetime) -> DocumentVersion:
    """The revised statement of purpose went to Ofsted (regulation 16(3)(b)), and with it every version before it.

    Refused: not_allowed, not_asked, in_the_future, too_early.
    """
    row = _held(version)
    if by is not None:
        policy.can_write_documents(by, row.document.home).demand()
    if row.document.kind != PURPOSE:
        raise Refused("not_asked", "Only the statement of purpose goes to Ofsted when it is revised.")
    not_in_the_future(sent_on, now, "The day it was sent")
    if row.checked_on and sent_on < row.checked_on:
        raise Refused("too_early", "The day it was sent is before the day of the version. Check the two dates.")
    unsent = DocumentVersion.objects.filter(document=row.document, number__lte=row.number, sent_on=None)
    for each in unsent.select_related("document__home", "document__building").order_by("number"):
        each.sent_on = sent_on
        each.save(update_fields=["sent_on"])
        _tell(events.DOCUMENT_SENT, each, by, now, counts_from=_moment(sent_on, now))
    row.refresh_from_db(fields=["sent_on"])
    return row


@transaction.atomic
def end_document(*, document: StatutoryDocument, why: str, by: Any, now: dt.datetime) -> StatutoryDocument:
    """The home no longer keeps it (another heating, a building given up), or it was entered by mistake; its versions stay.

    Recording it again brings it back. Refused: not_allowed, no_text, too_long, done_already.
    """
    home = locked(document.home)
    row = StatutoryDocument.objects.select_for_update(of=("self",)).select_related("building").get(pk=document.pk)
    if by is not None:
        policy.can_write_documents(by, home).demand()
    why = for_column(StatutoryDocument, "ended_why", why, "The reason")
    if not why:
        raise Refused("no_text", "Write why the home no longer keeps this document.")
    if row.ended_why:
        raise Refused("done_already", "It is entered already that the home no longer keeps it.")
    row.ended_why = why
    save(row, by=by, now=now)
    _end(row, by, now, why=why)
    return row


def _end(document: StatutoryDocument, by: Any, now: dt.datetime, **data: Any) -> None:
    """Its time limits end with it."""
    last = _newest(document)
    if last is not None:
        emit(events.DOCUMENT_ENDED, last, by=by, now=now, home=document.home, title=str(document), **data)


def home_closed(*, home: Home, closed_on: dt.date, by: Any, now: dt.datetime) -> None:
    """Nobody looks at the documents of the home again after that day. Call within the transaction of the closing."""
    for document in StatutoryDocument.objects.filter(home=home, ended_why="").select_related("home", "building"):
        _end(document, by, now, why="the home closes", closed_on=closed_on.isoformat())
