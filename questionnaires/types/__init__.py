"""Question types, each in one class, registered once under its name in the file."""

from __future__ import annotations

from questionnaires.schema import Question

from .base import QuestionType, Value
from .choosing import ManyChoices, OneChoice, Opinion, Scale, YesNo, YesNoNA
from .timing import DateType, TimeType
from .writing import Initials, LongText, NumberType, ShortText

TYPES: dict[str, QuestionType] = {
    kind.name: kind
    for kind in (
        LongText(),
        ShortText(),
        YesNo(),
        YesNoNA(),
        Opinion(),
        Scale(),
        OneChoice(),
        ManyChoices(),
        DateType(),
        TimeType(),
        NumberType(),
        Initials(),
    )
}


def type_of(question: Question) -> QuestionType:
    """The type object of a schema.Question. Raises KeyError for a name no type has (parse refuses those)."""
    return TYPES[question.type]


__all__ = ["TYPES", "QuestionType", "Value", "type_of"]
