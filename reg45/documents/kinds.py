"""The two documents made from a review, and who may read each: its draft whoever reads the words, the sealed one likewise."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify

from core import documents, pdf, word
from core.documents import Kind, Made
from core.models import Document
from core.printed import Printed
from reg45 import policy
from reg45.documents import content
from reg45.models import Review

REVIEW: Final = "reg45.review"
DRAFT: Final = "reg45.draft"


def kind_of(review: Review) -> str:
    """The kind of file that a review gives as it stands."""
    return REVIEW if review.sealed else DRAFT


def make(printed: Printed, format: str, made_at: dt.datetime) -> Made:
    """The file of a document, as PDF or Word."""
    if format == "docx":
        return word.render(printed, made_at=made_at)
    return pdf.render(render_to_string("print/document.html", {"printed": printed}), draft=printed.draft)


def request(*, review_id: int, format: str, by: Any, now: dt.datetime) -> Document:
    """Ask for the document of the words as they stand; the same words are made once."""
    review = content.load(review_id)
    revision = f"{review.state}-{content.revision(content.build(review), review)}"
    return documents.request(
        kind=kind_of(review), subject_id=review.pk, revision=revision, format=format, by=by, now=now
    )


def _build(review_id: int, revision: str, format: str) -> Made:
    review = content.load(review_id)
    return make(content.build(review), format, content.made_at(review))


def may_read(user: Any, document: Document) -> bool:
    """Whoever may read the record; a file of a draft, which may show what was changed later, only who read drafts."""
    found = Review.objects.visible_to(user).filter(pk=document.subject_id).first()
    if found is None:
        return False
    if document.kind == REVIEW:
        return found.sealed
    return bool(policy.reads_drafts(user, found))


def _file_name(review_id: int) -> str:
    review = Review.objects.select_related("home").get(pk=review_id)
    return f"{slugify(review.home.name)}-{review.period_to:%Y-%m}-quality-of-care"


def _back(review_id: int) -> str:
    return reverse("reg45:documents", args=[review_id])


def register() -> None:
    """Declare the kinds (called once from ``ready()``)."""
    for kind, title in ((REVIEW, "The review as a file"), (DRAFT, "The draft of the review as a file")):
        how = Kind(title=title, build=_build, may_read=may_read, file_name=_file_name, back=_back)
        documents.register(kind, how)
