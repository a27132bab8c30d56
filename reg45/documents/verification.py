"""How this app answers whether a review or a file of it is genuine (core/genuine.py)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core import genuine
from core.genuine import Finder, Found
from core.models import Document, Seal
from core.templatetags.portal import moment_words
from reg45 import sealing
from reg45.documents import content, kinds
from reg45.models import Review


def register() -> None:
    """Called once when the app is ready."""
    genuine.FINDERS[sealing.KIND] = Finder((kinds.REVIEW, kinds.DRAFT), by_seal, by_document)


def by_seal(seal: Seal, user: Any) -> Found:
    """What stands behind a code."""
    words = "This code belongs to a signed and sealed review of the quality of care."
    return _judged(content.load(seal.subject_id), user, words)


def by_document(document: Document, user: Any) -> Found:
    """What is known about a file that the portal made."""
    review = content.load(document.subject_id)
    if document.kind == kinds.DRAFT:
        words = ("The portal made exactly this file. It is a draft: it is not final and nobody has signed it.",)
        return Found("This file is a genuine draft", True, words, *_for(review, user))
    return _judged(review, user, "The portal made exactly this file, and not a byte of it has changed since.")


def _judged(review: Review, user: Any, words: str) -> Found:
    when = f"It was sealed on {moment_words(review.approved_at)}."
    verdict = sealing.verify(review)
    return genuine.judged("review", verdict, sealing.chain(review.home_id), (words, when), *_for(review, user))


def _for(review: Review, user: Any) -> tuple[str, str]:
    """What it is and where its files are, for somebody who may read it; to a stranger the home is not named."""
    if not user.is_authenticated or not Review.objects.visible_to(user).filter(pk=review.pk).exists():
        return "", ""
    about = f"It is the review of {review.home} to {review.period_to:%-d %B %Y}."
    return about, reverse("reg45:documents", args=[review.pk])
