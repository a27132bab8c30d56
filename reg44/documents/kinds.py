"""The four documents made from a report, and who may read each.

The visitor's own draft is made from the words as they stand; the draft for the home from those that were sent to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from core import documents, pdf, word
from core.documents import Kind, Made
from core.models import Document
from core.printed import Printed
from homes import access
from reg44 import policy
from reg44.documents import content, members
from reg44.models import Report

REPORT: Final = "reg44.report"
DRAFT: Final = "reg44.draft"
OWN_DRAFT: Final = "reg44.own_draft"
MEMBERS_COPY: Final = "reg44.members_copy"
SENT: Final = "sent-"
"""How the revision of a draft begins that was made from what was sent; an older file of unsent words begins otherwise."""


def html(printed: Printed) -> str:
    """The page that becomes the PDF."""
    return render_to_string("print/document.html", {"printed": printed})


def make(printed: Printed, format: str, made_at: dt.datetime) -> Made:
    """The file of a document, as PDF or Word."""
    if format == "docx":
        return word.render(printed, made_at=made_at)
    return pdf.render(html(printed), draft=printed.draft)


def printed(report: Report, kind: str) -> Printed:
    """What a document of this kind holds, from the record as it stands now."""
    if kind == MEMBERS_COPY:
        return members.build(report)
    sent = kind == DRAFT and report.draft is not None
    return content.build(report, draft=kind in (DRAFT, OWN_DRAFT), sent=sent)


def _build(kind: str, report_id: int, format: str) -> Made:
    report = content.load(report_id)
    return make(printed(report, kind), format, content.made_at(report))


def may_read(user: Any, report_id: int) -> bool:
    """The final report: whoever may read its words, once it is sealed."""
    return any(report.sealed for report in Report.objects.visible_to(user).filter(pk=report_id))


def may_read_own_draft(user: Any, report_id: int) -> bool:
    """What the visitor has not sent is the visitor's alone."""
    report = _visible(user, report_id)
    return report is not None and policy.is_its_visitor(user, report.visit)


def may_read_draft(user: Any, report_id: int) -> bool:
    """A draft may show what was corrected later, so it stays with its visitor and the managers who commented on it."""
    report = _visible(user, report_id)
    if report is None or report.sent_at is None:
        return False
    own = policy.is_its_visitor(user, report.visit)
    return own or access.covers(user, report.visit.home_id, *policy.READ_AS_DRAFT)


def _visible(user: Any, report_id: int) -> Report | None:
    return Report.objects.visible_to(user).filter(pk=report_id).select_related("visit").defer("draft").first()


def may_read_members_copy(user: Any, report_id: int) -> bool:
    """The member's copy: councillors of the home, and whoever may read the full report once it is issued."""
    copies = policy.members_copies(Report.objects.filter(pk=report_id), user)
    return copies.exists() or (
        may_read(user, report_id) and Report.objects.filter(pk=report_id, issued_at__isnull=False).exists()
    )


READERS: Final[dict[str, Callable[[Any, int], bool]]] = {
    REPORT: may_read,
    DRAFT: may_read_draft,
    OWN_DRAFT: may_read_own_draft,
    MEMBERS_COPY: may_read_members_copy,
}


def offered(report: Report, user: Any) -> list[str]:
    """The kinds of file that this person may have of the report as it stands."""
    kinds = [REPORT] if report.sealed else [OWN_DRAFT, DRAFT]
    if report.issued_at:
        kinds.append(MEMBERS_COPY)
    return [kind for kind in kinds if READERS[kind](user, report.pk)]


def request(*, report_id: int, kind: str, format: str, by: Any, now: dt.datetime) -> Document:
    """Ask for the document of the words as they stand; the same words are made once. Refused for an unknown kind."""
    report = content.load(report_id)
    wanted = printed(report, kind)
    sent = kind == DRAFT and report.draft is not None
    stage = SENT if sent else f"{content.stage(report)}-"
    revision = stage + content.revision(wanted, report, sent=sent)
    return documents.request(kind=kind, subject_id=report.pk, revision=revision, format=format, by=by, now=now)


def _file_name(report_id: int, suffix: str) -> str:
    report = Report.objects.select_related("visit__home").get(pk=report_id)
    return f"{slugify(report.visit.home.name)}-{report.visit.month:%Y-%m}-{suffix}"


def _back(report_id: int) -> str:
    return reverse("reg44:documents", args=[report_id])


def may_read_file(user: Any, document: Document) -> bool:
    """Who may read the record may read a file of it; a draft made from unsent words only its visitor, whatever its kind."""
    reader = READERS[document.kind]
    if document.kind == DRAFT and not document.revision.startswith(SENT):
        reader = may_read_own_draft
    return reader(user, document.subject_id)


def _kind(kind: str, title: str, suffix: str) -> Kind:
    def build(report_id: int, revision: str, format: str) -> Made:
        return _build(kind, report_id, format)

    def file_name(report_id: int) -> str:
        return _file_name(report_id, suffix)

    return Kind(title=title, build=build, may_read=may_read_file, file_name=file_name, back=_back)


def register() -> None:
    """Declare the kinds (called once from ``ready()``)."""
    for kind, title, suffix in (
        (REPORT, "The report as a file", "report"),
        (DRAFT, "The draft as it was sent, as a file", "draft"),
        (OWN_DRAFT, "Your draft as a file", "draft"),
        (MEMBERS_COPY, "The member’s copy as a file", "members-copy"),
    ):
        documents.register(kind, _kind(kind, title, suffix))
