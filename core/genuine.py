"""Whether a document is genuine: by the code printed in it, or by the file itself. A stranger learns no home's name.

Each app with sealed records says in ``ready()`` how it answers for a seal and for a file that the portal made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from core import seals
from core.models import Document, Seal

CODE_LETTERS = 16
"""As seals.short prints: sixteen hexadecimal digits, 64 bits, so that nobody finds a code by trying."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known about a seal or a file. ``about`` and ``url`` name the record, for somebody who may read it."""

    heading: str
    ok: bool
    sentences: tuple[str, ...]
    about: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Finder:
    """How one kind of sealed record answers; ``kinds`` are the kinds of its documents."""

    kinds: tuple[str, ...]
    by_seal: Callable[[Seal, Any], Found]
    by_document: Callable[[Document, Any], Found]


FINDERS: dict[str, Finder] = {}
"""By the kind of record (“reg44.report”)."""


def address() -> str:
    """Where codes are checked, as people type it."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('reg44:verify')}"


def by_code(typed: str, *, user: Any) -> Found | None:
    """What stands behind a code; None when it is no code of ours."""
    digits = re.sub(r"[^0-9a-f]", "", typed.lower())
    if len(digits) != CODE_LETTERS:
        return None
    seal = Seal.objects.filter(sha256__startswith=digits, subject_type__in=list(FINDERS)).first()
    return FINDERS[seal.subject_type].by_seal(seal, user) if seal is not None else None


def by_file(content: bytes, *, user: Any) -> Found | None:
    """What is known about a file, found by its hash; None when the portal never made exactly this file."""
    finders = {kind: finder for finder in FINDERS.values() for kind in finder.kinds}
    digest = hashlib.sha256(content).hexdigest()
    made = Document.objects.defer("content").filter(sha256=digest, state=Document.State.READY, kind__in=list(finders))
    document = made.first()
    return finders[document.kind].by_document(document, user) if document is not None else None


def judged(what: str, verdict: seals.Verdict, chain: str, words: tuple[str, ...], about: str, url: str) -> Found:
    """The answer for a sealed record (“report”): its rows judged before, its chain now."""
    broken = seals.verify_chain(chain) if verdict else []
    if verdict and not broken:
        whole = "The seal is whole: the record has not been changed since."
        return Found(f"This {what} is genuine and unchanged", True, (*words, whole), about, url)
    reason = broken[0][1] if broken else verdict.reason
    warning = "Do not rely on it. Tell the quality assurance team of the council."
    return Found(f"The seal of this {what} is broken", False, (*words, reason, warning), about, url)
