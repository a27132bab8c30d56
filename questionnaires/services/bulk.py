"""Many answers at once, for the demonstration council, carry-over and tests: same keys and cleaning, few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core.refusal import Refused
from questionnaires import definitions
from questionnaires.models import Answer, AnswerRevision, Response, Row, SectionState
from questionnaires.schema import NONE_COLUMN, Checklist, Question, Questionnaire, Table
from questionnaires.services.answering import cleaned_value, locked
from questionnaires.services.structure import new_ulid
from questionnaires.types import Value


def bulk_fill(
    *,
    response: Response,
    answers: Iterable[tuple[str, str, object]] = (),
    rows: Iterable[tuple[str, dict[str, object]]] = (),
    by: Any,
    now: dt.datetime,
    carried_from: str = "",
    complete: Iterable[str] = (),
    not_examined: Iterable[tuple[str, str]] = (),
) -> list[str]:
    """Write new answers into an open response; existing answers are never overwritten (Refused: already_answered).

    `answers` are (full key, row, value); `rows` are (table key, {column key: value}) and become new rows, whose ULIDs
    are returned in order. `carried_from` marks every answer as carried over from there. `complete` are section ids,
    `not_examined` (section id, reason). Refused: unknown_question, unknown_row, unknown_table, frozen.
    """
    with transaction.atomic():
        held = locked(response)
        schema = definitions.schema_of(held.version)
        made, cells = _rows(held, schema, rows, by, now)
        known = {(row.table, row.ulid) for row in made} | set(held.rows.values_list("table", "ulid"))
        taken = set(held.answers.values_list("key", "row"))
        values: dict[tuple[str, str], Value] = {}
        for key, row, raw in [*answers, *cells]:
            question = _question(schema, known, key, row)
            if (key, row) in taken:
                raise Refused("already_answered", f"“{question.label}” already has an answer.")
            value, _ = cleaned_value(question, raw)
            if value:
                values[key, row] = value
        _write(held, values, by, now, carried_from)
        states = [SectionState(response=held, section=name, complete=True, by=by, at=now) for name in complete]
        states += [
            SectionState(response=held, section=name, not_examined_reason=reason, by=by, at=now)
            for name, reason in not_examined
        ]
        for state in states:
            if schema.section(state.section) is None:
                raise Refused("unknown_section", f"There is no section “{state.section}”.")
        SectionState.objects.bulk_create(states)
    return [row.ulid for row in made]


def _rows(
    response: Response, schema: Questionnaire, rows: Iterable[tuple[str, dict[str, object]]], by: Any, now: dt.datetime
) -> tuple[list[Row], list[tuple[str, str, object]]]:
    """New Row records, and their cells as (full key, row, value)."""
    places: dict[str, int] = {}
    for table in response.rows.values_list("table", flat=True):
        places[table] = places.get(table, 0) + 1
    made: list[Row] = []
    cells: list[tuple[str, str, object]] = []
    for table, columns in rows:
        if not isinstance(schema.table(table), Table):
            raise Refused("unknown_table", f"There is no list “{table}”.")
        places[table] = places.get(table, 0) + 1
        ulid = new_ulid(now)
        op_id = f"bulk:{ulid}"
        made.append(Row(response=response, table=table, ulid=ulid, position=places[table], op_id=op_id, by=by, at=now))
        cells += [(f"{table}.{column}", ulid, value) for column, value in columns.items()]
    Row.objects.bulk_create(made)
    return made, cells


def _question(schema: Questionnaire, known: set[tuple[str, str]], key: str, row: str) -> Question:
    question = schema.question(key)
    if question is None:
        raise Refused("unknown_question", f"There is no question “{key}”.")
    table = schema.table(question.table) if question.table and question.key != NONE_COLUMN else None
    if isinstance(table, Checklist):
        fits = any(each.key == row for each in table.rows)
    else:
        fits = (question.table, row) in known if table else not row
    if not fits:
        raise Refused("unknown_row", f"There is no row “{row}” for “{key}”.")
    return question


def _write(
    response: Response, values: dict[tuple[str, str], Value], by: Any, now: dt.datetime, carried_from: str
) -> None:
    Answer.objects.bulk_create(
        Answer(response=response, key=key, row=row, value=value, by=by, at=now, carried_from=carried_from)
        for (key, row), value in values.items()
    )
    AnswerRevision.objects.bulk_create(
        AnswerRevision(
            response=response, key=key, row=row, value=value, rev=1, by=by, at=now, op_id=f"bulk:{new_ulid(now)}"
        )
        for (key, row), value in values.items()
    )
