"""What the figures of surveys are called (core.evidence.Measure): the group, and the question with its answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from core.evidence import Measure
from questionnaires import definitions
from voice.models import FEWEST, Audience
from voice.selectors import choices_of

PEOPLE: Final = {f"asked_{each}": Measure(f"{each.label}: asked in surveys") for each in Audience} | {
    f"answered_{each}": Measure(f"{each.label}: answered surveys", fewest=FEWEST) for each in Audience
}


def of_surveys(keys: Collection[str]) -> dict[str, Measure]:
    """How many were asked and answered, and how often each answer was chosen (“children.feel_safe.always”); one query for the last."""
    found = dict(PEOPLE)
    if set(keys) <= found.keys():
        return found
    for schema in definitions.ever_published([f"voice_{each}" for each in Audience]):
        audience = Audience(schema.key.removeprefix("voice_"))
        for question in schema.each_question():
            for choice in choices_of(question):
                title = f"{audience.label}: {question.label} {choice.label}"
                found.setdefault(f"{audience}.{question.key}.{choice.key}", Measure(title))
    return found
