"""How this app answers whether a report or a file of it is genuine (core/genuine.py)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core import genuine, seals
from core.genuine import Finder, Found
from core.models import Document, Seal
from core.templatetags.portal import moment_words
from reg44 import sealing
from reg44.models import Report

DRAFTS = ("reg44.draft", "reg44.own_draft")
DOCUMENT_KINDS = ("reg44.report", *DRAFTS, "reg44.members_copy")


def register() -> None:
    """Called once when the app is ready."""
    genuine.FINDERS[Report._meta.label_lower] = Finder(DOCUMENT_KINDS, by_seal, by_document)


def _report(pk: int) -> Report:
    return Report.objects.select_related("visit__home", "response__version").get(pk=pk)


def by_seal(seal: Seal, user: Any) -> Found:
    """What stands behind a code."""
    report = _report(seal.subject_id)
    return _judged(report, seal.chain, user, "This code belongs to a signed and sealed report.")


def by_document(document: Document, user: Any) -> Found:
    """What is known about a file that the portal made."""
    report = _report(document.subject_id)
    if document.kind in DRAFTS:
        words = ("The portal made exactly this file. It is a draft: it is not final and nobody has signed it.",)
        return Found("This file is a genuine draft", True, words, *_for(report, user))
    words_of_file = "The portal made exactly this file, and not a byte of it has changed since."
    return _judged(report, sealing.chain(report.visit.home), user, words_of_file)


def _judged(report: Report, chain: str, user: Any, words: str) -> Found:
    when = f"It was sealed on {moment_words(report.finalised_at)}."
    signed = f"It was signed off on {moment_words(report.signed_off_at)}." if report.signed_off_at else ""
    has_seal = seals.find(report, sealing.FINAL) is not None
    verdict = sealing.verify(report) if has_seal else seals.Verdict(False, "The seal of this report is missing.")
    said = tuple(each for each in (words, when, signed) if each)
    return genuine.judged("report", verdict, chain, said, *_for(report, user))


def _for(report: Report, user: Any) -> tuple[str, str]:
    """What it is and where its files are, for somebody who may read it; to a stranger the home is not named."""
    if not user.is_authenticated or not Report.objects.visible_to(user).filter(pk=report.pk).exists():
        return "", ""
    about = f"It is the report of {report.visit.home}, {report.visit.month:%B %Y}."
    return about, reverse("reg44:documents", args=[report.pk])
