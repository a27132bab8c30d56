"""What an audit found, read from its answers: its judgement, and the rows that become actions. Pure; no database.

Every definition keeps to one agreement: a table ``<section>_actions`` with the columns what, priority, who and by, and in the section
``conclusion`` perhaps the choice ``judgement``. One that asks for the conversation with the child itself asks ``conversation_held``,
``conversation_on`` and ``conversation_why_not``; of the others the portal asks it on a page of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from actions.models import Priority
from questionnaires.answers import Answers
from questionnaires.schema import Questionnaire, Section
from questionnaires.types import type_of

JUDGEMENT = "judgement"
HELD, TALK, NO_TALK = "conversation_held", "conversation_on", "conversation_why_not"
TABLE = "_actions"


@dataclass(frozen=True, slots=True)
class Found:
    """One row of a table of actions: where it stands and what is to be done, by when (a London date; None: not said)."""

    row: str
    section: str
    text: str
    priority: str
    owner: str
    act_by: dt.date | None
    standard: str


def found(schema: Questionnaire, answers: Answers) -> list[Found]:
    """Every row with words, in the order of the sections; sections that were not examined have none."""
    rows = []
    for section in schema.sections:
        if answers.section_state(section.id).not_examined:
            continue
        for table in section.tables:
            if table.key.endswith(TABLE):
                rows += [_row(section, table.key, row, answers) for row in answers.rows(table.key)]
    return [each for each in rows if each.text]


def _row(section: Section, table: str, row: str, answers: Answers) -> Found:
    def said(column: str) -> str:
        return str(answers.get(f"{table}.{column}", row) or "").strip()

    priority = said("priority")
    return Found(
        row,
        section.id,
        said("what"),
        priority if priority in Priority.values else Priority.MEDIUM,
        said("who"),
        _day(said("by")),
        next((each for each in section.regs if len(each) <= 10), ""),
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def judgement(schema: Questionnaire, answers: Answers) -> str:
    """The judgement in the words of its choice; "" where the questionnaire asks none or nothing was chosen."""
    question = schema.question(JUDGEMENT)
    value = answers.get(JUDGEMENT)
    return ", ".join(type_of(question).show(question, value)) if question is not None and value else ""


def asks_talk(schema: Questionnaire) -> bool:
    """Whether the questionnaire itself asks when the auditor talked with the child."""
    return schema.question(TALK) is not None and schema.question(NO_TALK) is not None


def talk(answers: Answers) -> tuple[dt.date | None, str]:
    """The day of the conversation (London), or else the child’s wish, as the questionnaire was answered."""
    day = None if answers.get(HELD) == "no" else _day(str(answers.get(TALK)))
    return day, "" if day else str(answers.get(NO_TALK)).strip()
