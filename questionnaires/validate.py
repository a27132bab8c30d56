"""The only judge of answers. Drafts (strict=False) hear only what cannot be right; sending (strict=True) demands everything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.answers import Answers
from questionnaires.conditions import Facts, Sight
from questionnaires.schema import Block, Checklist, Question, Questionnaire, Section, Table, Text
from questionnaires.types import type_of


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend: where (section id, full key, row) and what, in plain words.

    `code` is required, invalid, empty_table, none_and_rows or the id of a rule; `severity` error, warning or notice.
    """

    section: str
    key: str
    row: str
    code: str
    text: str
    severity: str = "error"


class Status(StrEnum):
    """Where a section stands, for task lists."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    NOT_EXAMINED = "not_examined"
    PROBLEM = "problem"


def problems(
    schema: Questionnaire,
    answers: Answers,
    strict: bool,
    sections: Collection[str] | None = None,
    *,
    today: dt.date | None = None,
    facts: Facts | None = None,
    rules: bool = True,
) -> list[Problem]:
    """What is wrong, in the order of the file; rules come last and only when strict (`rules` False leaves them out).

    `sections` limits to those ids (all when None). `today` is the London date, by default that of the clock.
    Sections marked not examined, and hidden questions, are not judged.
    """
    if today is None:
        from core import clock

        today = clock.today()
    sight = Sight(schema, answers, facts)
    found: list[Problem] = []
    for section in schema.sections:
        if (sections is None or section.id in sections) and sight.examined(section):
            for block in section.blocks:
                found.extend(_block(sight, section, block, strict, today))
    if strict and rules:
        found.extend(rule_problems(sight, sections))
    return found


def rule_problems(sight: Sight, sections: Collection[str] | None = None) -> list[Problem]:
    """The consistency rules that speak, with their severity."""
    return [
        Problem(rule.section, "", "", rule.id, rule.text, rule.severity)
        for rule in sight.schema.rules
        if (sections is None or rule.section in sections) and sight.holds(rule.when)
    ]


def _block(sight: Sight, section: Section, block: Block, strict: bool, today: dt.date) -> Iterator[Problem]:
    if isinstance(block, Text) or not sight.shown(block):
        return
    if isinstance(block, Question):
        yield from _answer(sight, section, block, "", strict, today)
        return
    rows = sight.row_keys(block)
    if isinstance(block, Table):
        none = bool(sight.answers.get(block.none_key))
        if none and rows:
            text = f"You said “{block.none_label}” for “{block.title}”, but there is something in the list"
            yield Problem(section.id, block.none_key, "", "none_and_rows", text)
        elif strict and block.required and not none and not rows:
            text = f"Add to “{block.title}”, or say “{block.none_label}”"
            yield Problem(section.id, block.none_key, "", "empty_table", text)
    for row in rows:
        for column in block.columns:
            if sight.shown(column, row):
                yield from _answer(sight, section, column, row, strict, today)


def _answer(
    sight: Sight, section: Section, question: Question, row: str, strict: bool, today: dt.date
) -> Iterator[Problem]:
    kind, value = type_of(question), sight.answers.get(question.full_key, row)
    text, code = "", "invalid"
    if not kind.is_empty(value):
        text = kind.problem(question, value, today)
    elif strict and sight.required(question, row):
        text, code = kind.missing(question), "required"
    if text:
        yield Problem(section.id, question.full_key, row, code, text + _in_row(sight, question, row))


def _in_row(sight: Sight, question: Question, row: str) -> str:
    """Which row a problem is in: " (Gas safety)"."""
    table = sight.schema.table(question.table) if question.table else None
    if table is None:
        return ""
    return f" ({row_name(table, sight.answers, row)})"


def row_name(table: Table | Checklist, answers: Answers, row: str) -> str:
    """What a row is called: the label of a checklist row; the row_title columns of a table row, or "sanction 2"."""
    if isinstance(table, Checklist):
        return next((each.label for each in table.rows if each.key == row), row)
    names = table.row_title or (table.columns[0].key,)
    parts: list[str] = []
    for column in table.columns:
        if column.key in names:
            parts.extend(type_of(column).show(column, answers.get(column.full_key, row)))
    if parts:
        return ", ".join(parts)
    rows = answers.rows(table.key)
    return f"{table.row_name} {rows.index(row) + 1 if row in rows else 1}"


def started(answers: Answers, section: Section) -> bool:
    """True where anything of the section has been answered by a person or carried over."""
    for block in section.blocks:
        if isinstance(block, Question):
            if not type_of(block).is_empty(answers.get(block.full_key)):
                return True
        elif isinstance(block, Table):
            if answers.rows(block.key) or answers.get(block.none_key):
                return True
        elif isinstance(block, Checklist) and any(
            not type_of(column).is_empty(answers.get(column.full_key, row.key))
            for column in block.columns
            for row in block.rows
        ):
            return True
    return False


def status(section: Section, answers: Answers, found: Collection[Problem] = ()) -> Status:
    """Where a section stands. `found` are strict problems; one in a completed section shows as a problem."""
    state = answers.section_state(section.id)
    if state.not_examined:
        return Status.NOT_EXAMINED
    if state.complete:
        wrong = any(problem.section == section.id and problem.severity == "error" for problem in found)
        return Status.PROBLEM if wrong else Status.COMPLETED
    return Status.IN_PROGRESS if started(answers, section) else Status.NOT_STARTED


def unfinished(schema: Questionnaire, answers: Answers, audience: str | None = None) -> list[Section]:
    """Sections (of that audience) that are neither completed by word nor marked not examined."""
    return [
        section
        for section in schema.sections
        if (audience is None or section.audience == audience)
        and not answers.section_state(section.id).complete
        and not answers.section_state(section.id).not_examined
    ]
