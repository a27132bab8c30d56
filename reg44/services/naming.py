"""What the visitor decides about a probable name: other words in its place, or why it is harmless (C7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core.refusal import Refused
from core.texts import within
from questionnaires import answers as stored
from reg44 import names, policy
from reg44.models import NameDecision, Recommendation, Report
from reg44.services import recommendations, writing
from reg44.services.moving import hold

CHANGED = "The words around this place have changed since you opened the page. Nothing was changed now. Look at the list again."


def harmless(*, report: Report, fingerprint: str, reason: str, by: Any, now: dt.datetime) -> None:
    """It points to nobody, and why. Twice is once.

    Refused: not_the_visitor, sealed, with_manager, changed, no_reason, too_long.
    """
    with transaction.atomic():
        found = _held(report, fingerprint, by)
        reason = within(reason, names.LONGEST_REASON, "Why it points to nobody")
        if not reason:
            raise Refused("no_reason", "Say why these words point to nobody.")
        _decide(report, found, by, now, harmless=True, reason=reason)


def replace(*, report: Report, fingerprint: str, instead: str, by: Any, now: dt.datetime) -> None:
    """Put other words in its place. Refused: not_the_visitor, sealed, with_manager, changed, no_words, too_long, told."""
    with transaction.atomic():
        found = _held(report, fingerprint, by)
        instead = within(instead, names.LONGEST_INSTEAD, "What shall stand there")
        if not instead:
            raise Refused("no_words", "Write the words that shall stand there instead.")
        place = found.place
        text = place.text[: found.start] + instead + place.text[found.end :]
        if place.key.startswith(names.RECOMMENDATION):
            _in_recommendation(report, place, text, by, now)
        else:
            _in_answer(report, place, text, fingerprint, by, now)
        _decide(report, found, by, now, harmless=False, reason="")


def _held(report: Report, fingerprint: str, by: Any) -> names.Found:
    held = hold(report)
    policy.writes(by, held).demand()
    return standing(report, fingerprint)


def standing(report: Report, fingerprint: str) -> names.Found:
    """The place of this fingerprint, decided or not. Refused: changed."""
    for found in names.find(report, stored.load(report.response)):
        if found.fingerprint == fingerprint:
            return found
    raise Refused("changed", CHANGED)


def _decide(report: Report, found: names.Found, by: Any, now: dt.datetime, *, harmless: bool, reason: str) -> None:
    NameDecision.objects.update_or_create(
        report=report,
        fingerprint=found.fingerprint,
        defaults={
            "key": found.place.key,
            "row": found.place.row,
            "kind": found.kind,
            "harmless": harmless,
            "reason": reason,
            "by": by,
            "at": now,
        },
    )


def _in_answer(report: Report, place: names.Place, text: str, mark: str, by: Any, now: dt.datetime) -> None:
    rev = stored.load(report.response).rev(place.key, place.row)
    op = writing.effect(f"name{mark[:16]}{rev}", place.key, place.row, text)
    writing.save_one(report=report, key=place.key, row=place.row, value=text, op_id=op, base_rev=rev, by=by, now=now)


def _in_recommendation(report: Report, place: names.Place, text: str, by: Any, now: dt.datetime) -> None:
    row = Recommendation.objects.get(report=report, number=int(place.row))
    words = {"text": row.text, "measure": row.measure} | {place.key.removeprefix(names.RECOMMENDATION): text}
    recommendations.change(
        recommendation=row,
        priority=row.priority,
        regulation=row.regulation,
        decide_by=row.decide_by,
        by=by,
        now=now,
        **words,
    )
