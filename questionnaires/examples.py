"""Invented answers for previews and the gallery: every question answered, long or wrong, without any real person."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from questionnaires.answers import Answers, State, Stored
from questionnaires.lint import check
from questionnaires.parse import BadFile
from questionnaires.schema import Checklist, Question, Questionnaire, Table
from questionnaires.types import Value, type_of
from questionnaires.types.choosing import OneChoice

STATES = ("empty", "filled", "wrong", "long")

_SENTENCE = "The records I saw were up to date and the staff I spoke with knew what they say. "
_EXAMPLES: dict[str, str] = {
    "text": "The kitchen and the shared rooms were clean.\n\nOne window in the hall was cracked and is due to be mended.",
    "short_text": "Seen in the office",
    "date": "2027-03-24",
    "time": "2:30pm",
    "number": "3",
    "person_initials": "J.S.",
}
_WRONG: dict[str, str] = {
    "date": "31/2/2027",
    "time": "late in the day",
    "number": "a few",
    "person_initials": "John Smith",
    "short_text": "x" * 301,
}


def example(question: Question, state: str) -> Value:
    """An invented value for a question: state is empty, filled, wrong or long."""
    kind = type_of(question)
    if state == "empty":
        return kind.empty()
    if isinstance(kind, OneChoice):
        keys = [choice.key for choice in kind.choices(question)]
        if question.type == "choices":
            return ["something else"] if state == "wrong" else keys if state == "long" else keys[:2]
        return "something else" if state == "wrong" else keys[-1] if state == "long" else keys[0]
    if state == "wrong":
        return _WRONG.get(question.type, "")
    if state == "long" and question.type == "text":
        return "\n\n".join(_SENTENCE * 12 for _ in range(8))
    if state == "long" and question.type == "short_text":
        return (_SENTENCE * 4)[: question.max_length]
    value = _EXAMPLES[question.type]
    if question.type == "number" and question.minimum is not None:
        value = str(max(question.minimum, min(3, question.maximum or 3)))
    return value if question.type != "short_text" else value[: question.max_length]


def answers(schema: Questionnaire, state: str) -> Answers:
    """Invented answers to everything a questionnaire asks; tables get two rows (five when long)."""
    found = Answers()
    if state == "empty":
        return found
    count = 5 if state == "long" else 2
    for section in schema.sections:
        for block in section.blocks:
            if isinstance(block, Question):
                found.values[block.full_key, ""] = Stored(example(block, state))
            elif isinstance(block, Table | Checklist):
                if isinstance(block, Checklist):
                    rows = [row.key for row in block.rows]
                else:
                    rows = [f"{block.key}-{number}" for number in range(1, count + 1)]
                    found.table_rows[block.key] = rows
                for column in block.columns:
                    for row in rows:
                        found.values[column.full_key, row] = Stored(example(column, state))
        found.states[section.id] = State(complete=state != "wrong")
    return found


@cache
def gallery_schema() -> Questionnaire:
    """The questionnaire of the gallery, which is never published."""
    source = (Path(__file__).parent / "data" / "gallery.yaml").read_text(encoding="utf-8")
    schema, faults = check(source)
    if schema is None or faults:
        raise BadFile("gallery", faults)
    return schema
