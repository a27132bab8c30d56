"""Answers -> numbers with keys, for trends. Nothing answered gives no number: an unknown is never a nought."""

from __future__ import annotations

from decimal import Decimal

from questionnaires.answers import Answers
from questionnaires.conditions import Facts, Sight
from questionnaires.schema import Checklist, Question, Questionnaire, Table
from questionnaires.types import type_of


def measures(schema: Questionnaire, answers: Answers, *, facts: Facts | None = None) -> dict[str, Decimal]:
    """Measure key -> number. Sections not examined and hidden questions give none."""
    sight = Sight(schema, answers, facts)
    found: dict[str, Decimal] = {}
    for section in schema.sections:
        for block in section.blocks:
            if isinstance(block, Question):
                _add(found, block.measure, _number(sight, block, ""))
            elif isinstance(block, Table | Checklist):
                _table(found, sight, block)
    return found


def _number(sight: Sight, question: Question, row: str) -> Decimal | None:
    if not question.measure:
        return None
    kind, value = type_of(question), sight.value(question.full_key, row)
    return None if kind.is_empty(value) else kind.measure(question, value)


def _add(found: dict[str, Decimal], key: str, number: Decimal | None) -> None:
    if key and number is not None:
        found[key] = number


def _table(found: dict[str, Decimal], sight: Sight, table: Table | Checklist) -> None:
    rows = sight.row_keys(table)
    none = isinstance(table, Table) and bool(sight.value(table.none_key))
    if isinstance(table, Table) and (rows or none):
        _add(found, table.measure, Decimal(len(rows)))
    for column in table.columns:
        numbers = [number for row in rows if (number := _number(sight, column, row)) is not None]
        if numbers or none:
            _add(found, column.measure, sum(numbers, Decimal(0)))
