"""The statutory documents of a home: versions that are never lost, approval, and what went to Ofsted (A5).

``by`` None is the portal itself (the demonstration council).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from core import clock, uploads
from core.events import emit
from core.models import StoredFile
from core.refusal import Refused
from core.texts import for_column
from core.tracked import save
from core.uploads import Checked
from homes import documents_due, events, people, policy
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
    runs out and ``review_by``, or without that the interval of its kind. Not ``revised``: the old text and its file stay. A new text of
    a kind that somebody approves counts once it is approved; until then the time limit of the text before it runs on.
    Refused: not_allowed, title_missing, wrong_building, in_the_future, older, runs_out_before, review_before, not_complete.
    """
    if by is not None:
        policy.can_write_documents(by, home).demand()
    title, version = title.strip(), for_column(DocumentVersion, "label", version, "The version or number")
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
    versions = _versions(document)
    last = versions[0] if versions else None
    counted = next((each.checked_on for each in versions if each.refused_at is None), None)
    if counted is not None and day < counted:
        raise Refused("older", f"A later one, of {counted:%-d %B %Y}, is recorded already. Check the date.")
    text = next((each for each in versions if each.in_force), None)
    new = revised or (kind in documents_due.APPROVED and text is None)  # a text that nobody approved cannot simply stay
    text = text or last
    usual = review_by or (documents_due.next_review(kind, day) if kind in documents_due.KINDS else None)
    again = min((each for each in (expires_on, usual) if each), default=None)
    said = (version or (last.label if last else ""), day, expires_on, again, note.strip(), new)
    if last is not None and _same(last, said, file, by, now):
        return document
    made = DocumentVersion(
        document=document,
        number=last.number + 1 if last else 1,
        label=version or (text.label if text and not revised else ""),
        revised=new,
        checked_on=day,
        expires_on=expires_on,
        review_by=again,
        note=note.strip(),
        recorded_at=now,
        recorded_by=by,
    )
    document.ended_why = ""
    if made.in_force:
        _stand(document, made)
    check(document)
    save(document, by=by, now=now)
    made.document = document
    name = f"{document} {home.name} {day}"
    made.file = (
        uploads.keep(file=file, name=name, by=by, now=now) if file else (text.file if text and not revised else None)
    )
    made.save()
    if made.in_force:
        _supersede(made, by, now, counts_from=_moment(day, now))
    data = {"revised": revised and last is not None} | _clocked(made, now)
    emit(events.DOCUMENT_RECORDED, made, by=by, now=now, home=home, title=str(document), **data)
    return document


def _stand(document: StatutoryDocument, version: DocumentVersion) -> None:
    """From now on this version is the document's state."""
    document.version, document.note = version.label, version.note
    document.checked_on, document.review_by = version.checked_on, version.review_by


def _supersede(version: DocumentVersion, by: Any, now: dt.datetime, **data: Any) -> None:
    """What stood before this version, and what waited, is replaced by it: their time limits are met."""
    for each in _versions(version.document):
        if each.number < version.number and each.refused_at is None:
            _tell(events.DOCUMENT_SUPERSEDED, each, by, now, **data)
            if each.in_force:
                return


def _clocked(version: DocumentVersion, now: dt.datetime) -> dict[str, Any]:
    """What the time limits of a version hang on; one that waits for approval has none of its own."""
    kind, again = version.document.kind, version.review_by
    alone = kind in documents_due.WITHOUT_LIMIT or kind == "location_assessment"
    return {
        "kind": kind,
        "in_force": version.in_force,
        "limited": version.in_force and again is not None and not alone,
        "review_by": again.isoformat() if again else None,
        "counts_from": _moment(version.checked_on or clock.today(now), now),
    }


AT_ONCE = dt.timedelta(minutes=10)


def _same(last: DocumentVersion, said: tuple[Any, ...], file: Checked | None, by: Any, now: dt.datetime) -> bool:
    """Whether the button was pressed twice: the same person said the same a moment ago."""
    stands = (last.label, last.checked_on, last.expires_on, last.review_by, last.note, last.revised)
    if last.refused_at is not None:
        return False
    if by is None or last.recorded_by_id != by.pk or now - last.recorded_at > AT_ONCE or said != stands:
        return False
    kept = StoredFile.objects.filter(pk=last.file_id).values_list("sha256", flat=True).first() if last.file_id else None
    return file is None or kept == uploads.fingerprint(file)


def _versions(document: StatutoryDocument) -> list[DocumentVersion]:
    """Newest first, without the bytes of their files."""
    if document.pk is None:
        return []
    return list(document.versions.select_related("document__home", "document__building").order_by("-number"))


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
    """Whoever approves this kind has read the version and approves it: from now on it counts as the review.

    Refused: not_allowed, done_already, own_version, overtaken.
    """
    row = _held(version)
    if row.approved_at is not None and row.approved_by_id == by.pk:
        return row  # a second press of the button
    policy.can_approve(by, row).demand()
    document = row.document
    if document.versions.in_force().filter(number__gt=row.number).exists():
        raise Refused("overtaken", "A later version is in force already. Nothing was changed.")
    row.approved_at, row.approved_by = now, by
    row.save(update_fields=["approved_at", "approved_by"])
    _stand(document, row)
    save(document, by=by, now=now)
    _supersede(row, by, now)
    _tell(events.DOCUMENT_APPROVED, row, by, now, **_clocked(row, now))
    return row


@transaction.atomic
def refuse_document(*, version: DocumentVersion, why: str, by: Any, now: dt.datetime) -> DocumentVersion:
    """Whoever approves this kind does not approve the version; what stood before stays in force, with its time limit.

    Refused: not_allowed, done_already, own_version, no_text, too_long.
    """
    row = _held(version)
    why = for_column(DocumentVersion, "refused_why", why, "The reason")
    if row.refused_at is not None and (row.refused_by_id, row.refused_why) == (by.pk, why):
        return row  # a second press of the button
    policy.can_approve(by, row).demand()
    if not why:
        raise Refused("no_text", "Write why you do not approve this version.")
    row.refused_at, row.refused_by, row.refused_why = now, by, why
    row.save(update_fields=["refused_at", "refused_by", "refused_why"])
    _tell(events.DOCUMENT_REFUSED, row, by, now, why=why)
    document = row.document
    people.tell(
        [row.recorded_by] if row.recorded_by else [],
        home=document.home,
        code="homes.document_refused",
        key=f"homes.document_refused:{row.pk}",
        subject=f"{document.home.name}: a document was not approved",
        body="Its page says why. What stood before it stays in force. Record a new version.",
        link=reverse("homes:document", args=[document.pk]),
        now=now,
    )
    return row


@transaction.atomic
def sent_to_ofsted(*, version: DocumentVersion, sent_on: dt.date, by: Any, now: dt.datetime) -> DocumentVersion:
    """The revised statement of purpose went to Ofsted (regulation 16(3)(b)), and with it every version before it.

    Refused: not_allowed, not_asked, not_approved, in_the_future, too_early.
    """
    row = _held(version)
    if by is not None:
        policy.can_write_documents(by, row.document.home).demand()
    if row.document.kind != PURPOSE:
        raise Refused("not_asked", "Only the statement of purpose goes to Ofsted when it is revised.")
    if row.refused_at is not None:
        raise Refused("not_approved", "This version was not approved. Send Ofsted the text that is in force.")
    if not row.in_force:
        raise Refused("not_approved", "This version waits for approval. Send Ofsted the text once it is approved.")
    not_in_the_future(sent_on, now, "The day it was sent")
    if row.checked_on and sent_on < row.checked_on:
        raise Refused("too_early", "The day it was sent is before the day of the version. Check the two dates.")
    unsent = DocumentVersion.objects.filter(
        document=row.document, number__lte=row.number, sent_on=None, refused_at=None
    )
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
    for each in _versions(document):
        _tell(events.DOCUMENT_ENDED, each, by, now, **data)
        if each.in_force:
            return


def home_closed(*, home: Home, closed_on: dt.date, by: Any, now: dt.datetime) -> None:
    """Nobody looks at the documents of the home again after that day. Call within the transaction of the closing."""
    for document in StatutoryDocument.objects.filter(home=home, ended_why="").select_related("home", "building"):
        _end(document, by, now, why="the home closes", closed_on=closed_on.isoformat())
