"""What the manager and the deputy do while writing: single answers and pages saved without loss, sections judged.

The protocol of saving is the engine's (questionnaires/services/paging.py). Here it is asked who may write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

import questionnaires.services as engine
from core.refusal import Refused
from questionnaires import definitions
from questionnaires.models import AnswerRevision
from questionnaires.schema import Question, Questionnaire
from questionnaires.services import Cell, Kept, Saved, effect
from reg45 import policy
from reg45.models import Review
from reg45.services.moving import hold

NOT_A_QUESTION = "This question is not part of this review. Nothing was changed."


def _held(review: Review, by: Any) -> tuple[Review, Questionnaire]:
    held = hold(review)
    policy.writes(by, held).demand()
    return held, definitions.schema_of(held.response.version)


def _own(schema: Questionnaire, key: str) -> Question:
    question = schema.question(key)
    if question is None:
        raise Refused("unknown_question", NOT_A_QUESTION)
    return question


def save_one(*, review: Review, key: str, by: Any, now: dt.datetime, **edit: Any) -> tuple[Saved, int | None]:
    """Autosave of one answer: ``edit`` is what ``engine.save_edit`` takes; with a clash also the id of the revision that was sent.

    Refused: not_allowed, wrong_state, sealed, unknown_question, and those of the engine.
    """
    with transaction.atomic():
        held, schema = _held(review, by)
        _own(schema, key)
        return engine.save_edit(response=held.response, key=key, by=by, now=now, **edit)


def save_page(
    *,
    review: Review,
    cells: Iterable[Cell],
    revs: Mapping[tuple[str, str], int],
    op_id: str,
    by: Any,
    now: dt.datetime,
) -> Kept:
    """Save what a whole page holds. Refused as in ``save_one``; then nothing of the page is saved."""
    with transaction.atomic():
        held, schema = _held(review, by)
        return engine.save_page(
            response=held.response,
            cells=cells,
            revs=revs,
            own=lambda key: _own(schema, key),
            op_id=op_id,
            by=by,
            now=now,
        )


def settle(*, review: Review, clash: AnswerRevision, value: object, base_rev: int, by: Any, now: dt.datetime) -> Saved:
    """The writer chose between two texts; a third one that came in between is a new clash and nothing is written over."""
    op = effect(f"settle{clash.pk}-{base_rev}", clash.key, clash.row, value)
    edit: dict[str, Any] = {"row": clash.row, "value": value, "op_id": op, "base_rev": base_rev}
    saved, _ = save_one(review=review, key=clash.key, by=by, now=now, **edit)
    return saved


def finish(*, review: Review, section: str, by: Any, now: dt.datetime) -> None:
    """ "Yes, I have completed this section". Refused: incomplete."""
    with transaction.atomic():
        held, _ = _held(review, by)
        engine.complete_section(response=held.response, section=section, by=by, now=now)


def reopen(*, review: Review, section: str, by: Any, now: dt.datetime) -> None:
    """ "No, I will come back": the section is not done."""
    with transaction.atomic():
        held, _ = _held(review, by)
        engine.reopen_section(response=held.response, section=section, by=by, now=now)
