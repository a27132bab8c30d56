"""Replies -> what is kept of them: for each question how often each answer was given, and the texts in an order of chance.

What one person answered to two questions is kept nowhere.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable
from typing import Any

from questionnaires.answers import Answers, Stored
from questionnaires.conditions import Sight
from questionnaires.schema import Question, Questionnaire
from questionnaires.types import Value, type_of
from questionnaires.types.choosing import OneChoice


def answers_of(values: dict[str, Value]) -> Answers:
    """Key -> value as the questionnaire engine takes it; nothing of it is stored."""
    return Answers({(key, ""): Stored(value) for key, value in values.items()})


def packed(values: dict[str, Value]) -> str:
    """The answers of one person as canonical JSON: the same answers are the same text."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def chosen(question: Question) -> bool:
    """Whether its answers are chosen from a list, so that they can be counted."""
    return isinstance(type_of(question), OneChoice)


def count(schema: Questionnaire, replies: Iterable[str]) -> dict[str, Any]:
    """Question -> {"answered": how many, "choices": {choice: how many}} or {"answered": …, "texts": [...]}."""
    sights = [Sight(schema, answers_of(json.loads(text))) for text in replies]
    return {
        question.key: _one(question, [value for sight in sights if (value := sight.value(question.key))])
        for section in schema.sections
        for question in section.questions
    }


def _one(question: Question, values: list[Value]) -> dict[str, Any]:
    given = [value for value in values if not type_of(question).is_empty(value)]
    if chosen(question):
        each = Counter(key for value in given for key in (value if isinstance(value, list) else [value]))
        return {"answered": len(given), "choices": dict(sorted(each.items()))}
    texts = ["\n\n".join(type_of(question).show(question, value)) for value in given]
    secrets.SystemRandom().shuffle(texts)
    return {"answered": len(given), "texts": texts}
