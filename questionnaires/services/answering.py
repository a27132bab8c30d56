"""Saving answers so that nothing typed is ever lost.

The protocol of one save: the browser sends what is on the screen, an `op_id` it made for this save, and the revision it
started from. The same `op_id` again has no second effect and gets the same reply. From the current revision the answer
is written and the revision grows. From an older one, with another text, nothing is overwritten: the text is kept as a
lost revision and the reply carries both (`clash`). Whoever decides saves again from the revision of the clash.
The reply holds the SHA-256 of the stored text, so "Saved" can be said of exactly what is on the screen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core import events
from core.refusal import Refused
from questionnaires import definitions
from questionnaires.canonical import sha256
from questionnaires.events import BEGUN
from questionnaires.models import Answer, AnswerRevision, Response, Row, Version
from questionnaires.schema import NONE_COLUMN, Checklist, Question, Questionnaire
from questionnaires.types import Value, type_of
from questionnaires.types.base import MAX_CHARACTERS


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else wrote here in between: both texts, and whose the stored one is (`by_id`, `at` in UTC)."""

    key: str
    row: str
    mine: Value
    theirs: Value
    rev: int
    by_id: int | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """Reply to a save. `hash` is of the text form of the stored value; `cleaned` when characters had to be left out.

    With a clash, `rev`, `hash` and `value` are those of the stored answer, not of what was sent.
    """

    rev: int
    hash: str
    value: Value
    clash: Clash | None = None
    cleaned: bool = False


def begin(*, key: str, by: Any, now: dt.datetime) -> Response:
    """A new response to the published version of that questionnaire. Refused when none is published."""
    version = (
        Version.objects.filter(questionnaire__key=key, state=Version.State.PUBLISHED)
        .select_related("questionnaire")
        .order_by("-number")
        .first()
    )
    if version is None:
        raise Refused("no_version", "No version of this questionnaire is in force. Ask the quality assurance officer.")
    with transaction.atomic():
        response = Response.objects.create(version=version, begun_at=now, begun_by=by)
        title = version.questionnaire.title
        events.emit(BEGUN, response, by=by, now=now, title=title, number=version.number)
    return response


def locked(response: Response) -> Response:
    """The response under lock. Refused when it is frozen. Call within a transaction."""
    found = (
        Response.objects.select_for_update(of=("self",))
        .select_related("version")
        .defer("version__source", "version__canonical")
        .get(pk=response.pk)
    )
    if found.state == Response.State.FROZEN:
        raise Refused("frozen", "This record is finished and cannot be changed. Nothing was changed or lost.")
    return found


def save_answer(
    *,
    response: Response,
    key: str,
    row: str = "",
    value: object,
    op_id: str,
    base_rev: int,
    by: Any,
    now: dt.datetime,
) -> Saved:
    """Save one answer (see the top of this file). `key` is the full key.

    Refused: frozen, unknown_question, unknown_row, too_long, bad_operation.
    """
    with transaction.atomic():
        held = locked(response)
        question = question_at(held, key, row)
        return _save(held, question, row, value, op_id=op_id, base_rev=base_rev, by=by, now=now)


def save_section(
    *,
    response: Response,
    values: Mapping[str, object],
    revs: Mapping[str, int],
    op_id: str,
    row: str = "",
    by: Any,
    now: dt.datetime,
) -> dict[str, Saved]:
    """Save what one posted page holds: full key -> value, and full key -> revision the page was made from.

    Unchanged answers are left alone. One `op_id` for the page; posting it twice has one effect. Full key -> Saved.
    """
    saved: dict[str, Saved] = {}
    with transaction.atomic():
        held = locked(response)
        for key, value in values.items():
            at_row = "" if key.endswith(f".{NONE_COLUMN}") else row
            question = question_at(held, key, at_row)
            saved[key] = _save(
                held,
                question,
                at_row,
                value,
                op_id=f"{op_id}:{sha256(f'{key}|{at_row}')[:12]}",
                base_rev=revs.get(key, 0),
                by=by,
                now=now,
            )
    return saved


def confirm_carried(*, response: Response, key: str, row: str = "", by: Any, now: dt.datetime) -> None:
    """The writer has checked an answer that was carried over: it is theirs now, word for word."""
    with transaction.atomic():
        held = locked(response)
        Answer.objects.filter(response=held, key=key, row=row).update(carried_from="", by=by, at=now)


def question_at(response: Response, key: str, row: str) -> Question:
    """The question of that full key, after checking that the row can hold it. Refused: unknown_question, unknown_row."""
    schema = definitions.schema_of(response.version)
    question = schema.question(key)
    if question is None:
        raise Refused("unknown_question", "This question is not part of this questionnaire. Nothing was changed.")
    if not row_exists(response, schema, question, row):
        raise Refused("unknown_row", "This row is no longer in the list. It may have been removed on another page.")
    return question


def row_exists(response: Response, schema: Questionnaire, question: Question, row: str) -> bool:
    """True where an answer to this question may stand at that row ("" for plain questions)."""
    if not question.table or question.key == NONE_COLUMN:
        return not row
    table = schema.table(question.table)
    if isinstance(table, Checklist):
        return any(each.key == row for each in table.rows)
    return Row.objects.filter(response=response, table=question.table, ulid=row, removed_at=None).exists()


def cleaned_value(question: Question, value: object) -> tuple[Value, bool]:
    """The storable value, and whether characters had to be left out. Refused: too_long."""
    kind = type_of(question)
    found = kind.clean(question, value)
    size = len(found) if isinstance(found, str) else sum(len(item) for item in found)
    if size > MAX_CHARACTERS:
        raise Refused("too_long", "This text is too long to save. Shorten it; what you typed is still on your screen.")
    before = value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else None
    return found, before is not None and isinstance(found, str) and before.strip() != found.strip() and not _date(
        question
    )


def _date(question: Question) -> bool:
    return question.type in ("date", "choices")


def text_hash(question: Question, value: Value) -> str:
    """SHA-256 of the text form of a value: what the browser computes of what is on its screen."""
    return sha256(type_of(question).text_form(value))


def _save(
    response: Response,
    question: Question,
    row: str,
    raw: object,
    *,
    op_id: str,
    base_rev: int,
    by: Any,
    now: dt.datetime,
) -> Saved:
    key, kind = question.full_key, type_of(question)
    value, cleaned = cleaned_value(question, raw)
    if not op_id or len(op_id) > 80:
        raise Refused("bad_operation", "This page is out of step. Reload it; what you typed is kept on this device.")
    current = Answer.objects.filter(response=response, key=key, row=row).first()
    stored: Value = current.value if current else kind.empty()
    rev = current.rev if current else 0

    def reply(clash: Clash | None = None) -> Saved:
        kept = current.value if current else kind.empty()
        return Saved(current.rev if current else 0, text_hash(question, kept), kept, clash, cleaned)

    def clash() -> Clash:
        at, by_id = (current.at, current.by_id) if current else (now, None)
        return Clash(key, row, value, stored, rev, by_id, at)

    before = AnswerRevision.objects.filter(response=response, op_id=op_id).first()
    if before is not None and (before.key, before.row, before.value) == (key, row, value):
        if before.lost or before.rev != rev:
            return reply(None if stored == value else clash())
        return reply()
    if before is not None:
        raise Refused("bad_operation", "This page is out of step. Reload it; what you typed is kept on this device.")
    if stored == value:
        return reply()
    lost = base_rev != rev
    if not lost:
        if current is None:
            current = Answer(response=response, key=key, row=row, rev=0)
        current.value, current.rev, current.by, current.at, current.carried_from = value, rev + 1, by, now, ""
        current.save()
    AnswerRevision.objects.create(
        response=response,
        key=key,
        row=row,
        value=value,
        rev=base_rev if lost else rev + 1,
        op_id=op_id,
        by=by,
        at=now,
        lost=lost,
    )
    return reply(clash() if lost else None)
