"""Two texts for one answer: what the page shows of them, and which one was chosen. Neither is ever deleted."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from questionnaires import validate
from questionnaires.answers import Answers
from questionnaires.models import AnswerRevision
from questionnaires.schema import Question, Questionnaire
from questionnaires.types import Value, type_of


def context(schema: Questionnaire, answers: Answers, mine: AnswerRevision, question: Question) -> dict[str, Any]:
    """Both texts as people read them, and joined where they are narrative."""
    kind = type_of(question)
    theirs = answers.get(mine.key, mine.row)
    narrative = question.type == "text"
    table = schema.table(question.table) if question.table else None
    section = schema.section_of(mine.key)
    place = f"{section.title}: {validate.row_name(table, answers, mine.row)}" if table and mine.row else section.title
    stored = answers.stored(mine.key, mine.row)
    return {
        "question": question,
        "section": section,
        "place_of_answer": place,
        "mine": kind.show(question, mine.value),
        "mine_at": mine.at,
        "theirs": kind.show(question, theirs),
        "theirs_at": stored.at if stored else None,
        "narrative": narrative,
        "joined": joined(mine.value, theirs) if narrative else "",
        "base_rev": answers.rev(mine.key, mine.row),
    }


def joined(mine: Value, theirs: Value) -> str:
    """Both texts, the stored first; one alone where it holds the other."""
    one, other = str(theirs), str(mine)
    if one in other:
        return other
    return one if other in one else f"{one}\n\n{other}"


def chosen(question: Question, mine: AnswerRevision, theirs: Value, data: QueryDict) -> Value:
    """The value the writer chose: mine, theirs, or the text they joined."""
    choice = data.get("choice", "")
    if choice == "joined" and question.type == "text":
        return data.get("joined", "")
    return mine.value if choice == "mine" else theirs
