"""What the visitor does while writing: pages and single answers saved without loss, last month's words, clashes, names.

The protocol of saving is the engine's (questionnaires/services/answering.py and paging.py). Here it is asked who may write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

import questionnaires.services as engine
from core.refusal import Refused
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.models import Answer, AnswerRevision, Row
from questionnaires.schema import Question, Questionnaire, Table
from questionnaires.services import Cell, Kept, Saved, effect
from questionnaires.types import type_of
from questionnaires.types.base import MAX_CHARACTERS, storable
from reg44 import policy
from reg44.models import Recommendation, Report
from reg44.services import recommendations
from reg44.services.moving import hold

RECOMMENDATION = "recommendation."
NOT_A_QUESTION = "This question is not part of this report. Nothing was changed."


def _held(report: Report, by: Any) -> Report:
    held = hold(report)
    policy.writes(by, held).demand()
    return held


def own_question(schema: Questionnaire, key: str) -> Question:
    """A question that the visitor answers. Refused: unknown_question."""
    question = schema.question(key)
    if question is None or schema.section_of(key).audience != "visitor":
        raise Refused("unknown_question", NOT_A_QUESTION)
    return question


def save_one(
    *,
    report: Report,
    key: str,
    row: str,
    value: object,
    op_id: str,
    base_rev: int,
    after: str = "",
    by: Any,
    now: dt.datetime,
) -> tuple[Saved, int | None]:
    """Autosave of one answer; with a clash also the id of the revision that holds what was sent.

    ``after`` names the same page's save before, whose reply it may not have heard: when that is what is stored, it is the base.
    Refused: not_the_visitor, sealed, with_manager, and those of the engine.
    """
    with transaction.atomic():
        held = _held(report, by)
        own_question(definitions.schema_of(report.response.version), key)
        return engine.save_edit(
            response=held.response,
            key=key,
            row=row,
            value=value,
            op_id=op_id,
            base_rev=base_rev,
            after=after,
            by=by,
            now=now,
        )


def save_recommendation(*, report: Report, key: str, row: str, value: object, by: Any, now: dt.datetime) -> str:
    """Autosave of the words of one recommendation ("recommendation.text" or "recommendation.measure", its number); what is stored.

    Each state of it is kept in its history. Refused: unknown_question, unknown_row, told, too_long, and as in ``save_one``.
    """
    part = key.removeprefix(RECOMMENDATION)
    if part not in ("text", "measure") or not isinstance(value, str):
        raise Refused("unknown_question", NOT_A_QUESTION)
    if len(value) > MAX_CHARACTERS:
        raise Refused("too_long", "This text is too long to save. Shorten it; what you typed is still on your screen.")
    with transaction.atomic():
        number = int(row) if row.isascii() and row.isdigit() and len(row) < 5 else 0
        found = Recommendation.objects.filter(report=report, number=number, removed_at=None).first()
        if found is None:
            raise Refused("unknown_row", "This recommendation was removed on another page.")
        words = {"text": found.text, "measure": found.measure, part: storable(value).strip()}
        if words[part] != getattr(found, part):
            found = recommendations.change(
                recommendation=found,
                priority=found.priority,
                regulation=found.regulation,
                decide_by=found.decide_by,
                by=by,
                now=now,
                **words,
            )
    return str(getattr(found, part))


def save_page(
    *,
    report: Report,
    cells: Iterable[Cell],
    revs: Mapping[tuple[str, str], int],
    op_id: str,
    by: Any,
    now: dt.datetime,
) -> Kept:
    """Save what a whole page holds: (full key, row, raw value), and the revision each answer had when the page was made.

    Refused as in ``save_one``; then nothing of the page is saved.
    """
    with transaction.atomic():
        held = _held(report, by)
        schema = definitions.schema_of(report.response.version)
        return engine.save_page(
            response=held.response,
            cells=cells,
            revs=revs,
            own=lambda key: own_question(schema, key),
            op_id=op_id,
            by=by,
            now=now,
        )


def use_last_words(*, report: Report, key: str, words: str, source: str, op_id: str, by: Any, now: dt.datetime) -> None:
    """Put last month's words into an empty answer, marked as carried until they are changed or confirmed (C6).

    Refused: not_empty (the visitor's own words are never written over), and those of ``save_one``.
    """
    with transaction.atomic():
        held = _held(report, by)
        standing = Answer.objects.filter(response=held.response, key=key, row="").first()
        question = own_question(definitions.schema_of(report.response.version), key)
        if standing is not None and not type_of(question).is_empty(standing.value):
            if standing.value == words:
                return
            raise Refused("not_empty", "There are words in this answer already. Copy what you need from last month’s.")
        rev = standing.rev if standing else 0
        engine.save_answer(
            response=held.response,
            key=key,
            value=words,
            op_id=effect(op_id, key, "", words),
            base_rev=rev,
            by=by,
            now=now,
        )
        Answer.objects.filter(response=held.response, key=key, row="").update(carried_from=source)


def confirm(*, report: Report, places: Iterable[tuple[str, str]], by: Any, now: dt.datetime) -> None:
    """The visitor has checked these carried answers: they are theirs now, word for word."""
    with transaction.atomic():
        held = _held(report, by)
        schema = definitions.schema_of(report.response.version)
        for key, row in places:
            own_question(schema, key)
            engine.confirm_carried(response=held.response, key=key, row=row, by=by, now=now)


def long_words(schema: Questionnaire, key: str) -> bool:
    """Whether the question asks for narrative, which is never confirmed by finishing a page."""
    question = schema.question(key)
    return question is not None and question.type == "text" and not question.table


def finish(*, report: Report, section: str, by: Any, now: dt.datetime) -> None:
    """ "Yes, I have completed this section": facts carried over count as checked; carried narrative must be confirmed first.

    Refused: incomplete, words_to_check.
    """
    with transaction.atomic():
        held = _held(report, by)
        schema = definitions.schema_of(report.response.version)
        carried = [
            (key, row) for key, row, _ in stored.load(held.response).carried() if schema.section_of(key).id == section
        ]
        if any(long_words(schema, key) for key, _ in carried):
            raise Refused("words_to_check", "Last month’s words are still as they were. Change them, or confirm them.")
        engine.complete_section(response=held.response, section=section, by=by, now=now)
        for key, row in carried:
            engine.confirm_carried(response=held.response, key=key, row=row, by=by, now=now)


def reopen(*, report: Report, section: str, by: Any, now: dt.datetime) -> None:
    """ "No, I’ll come back": the section is not done."""
    with transaction.atomic():
        engine.reopen_section(response=_held(report, by).response, section=section, by=by, now=now)


def leave_out(*, report: Report, section: str, reason: str, by: Any, now: dt.datetime) -> None:
    """Not examined this time, with the reason; what was typed is kept out of sight. Refused: must_be_examined, no_reason."""
    with transaction.atomic():
        engine.mark_not_examined(response=_held(report, by).response, section=section, reason=reason, by=by, now=now)


def take_up(*, report: Report, section: str, by: Any, now: dt.datetime) -> None:
    """Examined after all: what was typed before is there again."""
    with transaction.atomic():
        engine.examine_again(response=_held(report, by).response, section=section, by=by, now=now)


def add_row(*, report: Report, table: str, op_id: str, by: Any, now: dt.datetime) -> Row:
    """A new row of a list the visitor writes; the same ``op_id`` is one row."""
    with transaction.atomic():
        held = _held(report, by)
        _own_table(held, table)
        return engine.add_row(response=held.response, table=table, op_id=f"row:{op_id}", by=by, now=now)


def remove_row(*, report: Report, table: str, row: str, by: Any, now: dt.datetime) -> None:
    """Take a row out; it can be brought back."""
    with transaction.atomic():
        held = _held(report, by)
        _own_table(held, table)
        engine.remove_row(response=held.response, table=table, row=row, by=by, now=now)


def restore_row(*, report: Report, table: str, row: str, by: Any, now: dt.datetime) -> None:
    """Bring a removed row back with all its answers."""
    with transaction.atomic():
        held = _held(report, by)
        _own_table(held, table)
        engine.restore_row(response=held.response, table=table, row=row, by=by, now=now)


def _own_table(report: Report, key: str) -> Table:
    schema = definitions.schema_of(report.response.version)
    table = schema.table(key)
    if not isinstance(table, Table) or schema.section_of(key).audience != "visitor":
        raise Refused("unknown_table", "This list is not part of this report. Nothing was changed.")
    return table


def settle(*, report: Report, clash: AnswerRevision, value: object, base_rev: int, by: Any, now: dt.datetime) -> Saved:
    """The visitor chose between two texts, or joined them: saved from the revision the choice was made on.

    If a third text came in between, the reply is a new clash and nothing is written over.
    """
    op = effect(f"settle{clash.pk}-{base_rev}", clash.key, clash.row, value)
    saved, _ = save_one(
        report=report, key=clash.key, row=clash.row, value=value, op_id=op, base_rev=base_rev, by=by, now=now
    )
    return saved
