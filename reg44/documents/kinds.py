"""The three documents made from a report, and who may read each."""

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
MEMBERS_COPY: Final = "reg44.members_copy"


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
    return content.build(report, draft=kind == DRAFT)


def _build(kind: str, report_id: int, format: str) -> Made:
    report = content.load(report_id)
    return make(printed(report, kind), format, content.made_at(report))


def may_read(user: Any, report_id: int) -> bool:
    """The final report: whoever may read its words, once it is sealed."""
    return any(report.sealed for report in Report.objects.visible_to(user).filter(pk=report_id))


def may_read_draft(user: Any, report_id: int) -> bool:
    """A draft may show what was corrected later, so it stays with its visitor and the managers who commented on it."""
    report = Report.objects.visible_to(user).filter(pk=report_id).select_related("visit").first()
    if report is None:
        return False
    own = policy.is_its_visitor(user, report.visit)
    return own or access.covers(user, report.visit.home_id, *policy.READ_AS_DRAFT)


def may_read_members_copy(user: Any, report_id: int) -> bool:
    """The member's copy: councillors of the home, and whoever may read the full report once it is issued."""
    copies = policy.members_copies(Report.objects.filter(pk=report_id), user)
    return copies.exists() or (
        may_read(user, report_id) and Report.objects.filter(pk=report_id, issued_at__isnull=False).exists()
    )


def kind_for(report: Report) -> str:
    """Which of the two full documents the record is ready for."""
    return REPORT if report.sealed else DRAFT


def request(*, report_id: int, kind: str, format: str, by: Any, now: dt.datetime) -> Document:
    """Ask for the document of the words as they stand; the same words are made once. Refused for an unknown kind."""
    report = content.load(report_id)
    wanted = printed(report, kind)
    revision = f"{content.stage(report)}-{content.revision(wanted, report)}"
    return documents.request(kind=kind, subject_id=report.pk, revision=revision, format=format, by=by, now=now)


def _file_name(report_id: int, suffix: str) -> str:
    report = Report.objects.select_related("visit__home").get(pk=report_id)
    return f"{slugify(report.visit.home.name)}-{report.visit.month:%Y-%m}-{suffix}"


def _back(report_id: int) -> str:
    return reverse("reg44:documents", args=[report_id])


def _kind(kind: str, title: str, suffix: str, reader: Callable[[Any, int], bool]) -> Kind:
    def build(report_id: int, revision: str, format: str) -> Made:
        return _build(kind, report_id, format)

    def file_name(report_id: int) -> str:
        return _file_name(report_id, suffix)

    return Kind(title=title, build=build, may_read=reader, file_name=file_name, back=_back)


def register() -> None:
    """Declare the kinds (called once from ``ready()``)."""
    documents.register(REPORT, _kind(REPORT, "The report as a file", "report", may_read))
    documents.register(DRAFT, _kind(DRAFT, "The draft as a file", "draft", may_read_draft))
    copy = _kind(MEMBERS_COPY, "The member’s copy as a file", "members-copy", may_read_members_copy)
    documents.register(MEMBERS_COPY, copy)
