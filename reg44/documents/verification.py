"""Whether a document is genuine: by the code printed in it, or by the file itself. A stranger learns no home's name."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from core import seals
from core.models import Document, Seal
from core.permissions import Decision
from core.templatetags.portal import moment_words
from reg44 import sealing
from reg44.models import Report

CODE_LETTERS = 16
"""As sealing.short prints: sixteen hexadecimal digits, 64 bits, so that nobody finds a code by trying."""
DRAFTS = ("reg44.draft", "reg44.own_draft")
DOCUMENT_KINDS = ("reg44.report", *DRAFTS, "reg44.members_copy")


@dataclass(frozen=True, slots=True)
class Found:
    """What is known about a seal or a file. ``report`` is given only to somebody who may read it."""

    heading: str
    ok: bool
    sentences: tuple[str, ...]
    report: Report | None = None


def address() -> str:
    """Where codes are checked, as people type it."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('reg44:verify')}"


def by_code(typed: str, *, user: Any) -> Found | None:
    """What stands behind a code; None when it is no code of ours."""
    digits = re.sub(r"[^0-9a-f]", "", typed.lower())
    if len(digits) != CODE_LETTERS:
        return None
    seal = Seal.objects.filter(sha256__startswith=digits, subject_type=Report._meta.label_lower).first()
    if seal is None:
        return None
    report = Report.objects.select_related("visit__home", "response__version").get(pk=seal.subject_id)
    verdict = holds(report, seal)
    return _found(verdict, report, user, ("This code belongs to a signed and sealed report.",))


def by_file(content: bytes, *, user: Any) -> Found | None:
    """What is known about a file, found by its hash; None when the portal never made exactly this file."""
    digest = hashlib.sha256(content).hexdigest()
    document = (
        Document.objects.defer("content")
        .filter(sha256=digest, kind__in=DOCUMENT_KINDS, state=Document.State.READY)
        .first()
    )
    if document is None:
        return None
    report = Report.objects.select_related("visit__home", "response__version").get(pk=document.subject_id)
    if document.kind in DRAFTS:
        words = ("The portal made exactly this file. It is a draft: it is not final and nobody has signed it.",)
        return Found("This file is a genuine draft", True, words, _for(report, user))
    seal = seals.find(report, sealing.FINAL)
    verdict = holds(report, seal) if seal else Decision(False, "The seal of this report is missing.")
    return _found(
        verdict, report, user, ("The portal made exactly this file, and not a byte of it has changed since.",)
    )


def holds(report: Report, seal: Seal) -> Decision:
    """Whether the record in the database is still the one that was sealed, and its chain is whole."""
    verdict = sealing.verify(report)
    if not verdict:
        return Decision(False, verdict.reason)
    broken = seals.verify_chain(seal.chain)
    return Decision(False, broken[0][1]) if broken else Decision(True)


def _found(verdict: Decision, report: Report, user: Any, words: tuple[str, ...]) -> Found:
    when = f"It was sealed on {moment_words(report.finalised_at)}."
    signed = f"It was signed off on {moment_words(report.signed_off_at)}." if report.signed_off_at else ""
    if verdict.ok:
        whole = "The seal is whole: the record has not been changed since."
        sentences = tuple(each for each in (*words, when, signed, whole) if each)
        return Found("This report is genuine and unchanged", True, sentences, _for(report, user))
    sentences = (*words, when, verdict.reason, "Do not rely on it. Tell the quality assurance team of the council.")
    return Found("The seal of this report is broken", False, sentences, _for(report, user))


def _for(report: Report, user: Any) -> Report | None:
    """The report, for somebody who may read it; to a stranger the home is not named."""
    if not user.is_authenticated:
        return None
    return report if Report.objects.visible_to(user).filter(pk=report.pk).exists() else None
