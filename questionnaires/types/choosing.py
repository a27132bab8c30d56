"""Types that are chosen from a list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from questionnaires.schema import Choice, Question

from .base import QuestionType, Value, storable

if TYPE_CHECKING:
    from django import forms

YES, NO, NA = Choice("yes", "Yes"), Choice("no", "No"), Choice("na", "Not applicable")


class OneChoice(QuestionType):
    """One of the choices in the file."""

    name = "choice"
    options = frozenset({"choices"})
    needs_choices = True
    ask = "Choose an answer to"
    fixed: tuple[Choice, ...] = ()

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """What can be chosen, in order."""
        return question.choices or self.fixed

    def problem(self, question: Question, value: Value, today: date) -> str:
        if value not in {choice.key for choice in self.choices(question)}:
            return f"Choose one of the answers offered for “{question.label}”"
        return ""

    def show(self, question: Question, value: Value) -> list[str]:
        if self.is_empty(value):
            return []
        return [next((choice.label for choice in self.choices(question) if choice.key == value), str(value))]

    def field(self, question: Question) -> forms.Field:
        from questionnaires import fields

        return fields.radios(question, self.choices(question))


class YesNo(OneChoice):
    """Yes or no."""

    name = "yes_no"
    options = frozenset({"choices"})
    needs_choices = False
    measurable = True
    fixed: tuple[Choice, ...] = (YES, NO)

    def measure(self, question: Question, value: Value) -> Decimal | None:
        return {"yes": Decimal(1), "no": Decimal(0)}.get(str(value))


class YesNoNA(YesNo):
    """Yes, no, or not applicable (which counts as no number)."""

    name = "yes_no_na"
    fixed = (YES, NO, NA)


class Opinion(YesNo):
    """The writer's own opinion, yes or no (Regulation 44(4)). Readers cannot comment on it as a fact."""

    name = "opinion"


class Scale(OneChoice):
    """Choices in order, best first."""

    name = "scale"


class ManyChoices(OneChoice):
    """Several of the choices in the file, stored in the order of the file."""

    name = "choices"

    def clean(self, question: Question, raw: object) -> Value:
        """Unknown entries are kept at the end, to be judged, never dropped in silence."""
        if isinstance(raw, str):
            raw = raw.split(",") if raw else []
        given = [storable(str(item)).strip() for item in raw] if isinstance(raw, list | tuple) else []
        order = [choice.key for choice in question.choices]
        known = [key for key in order if key in given]
        return known + [item for item in dict.fromkeys(given) if item and item not in order]

    def empty(self) -> Value:
        return []

    def problem(self, question: Question, value: Value, today: date) -> str:
        if not isinstance(value, list) or set(value) - {choice.key for choice in question.choices}:
            return f"Choose only from the answers offered for “{question.label}”"
        return ""

    def show(self, question: Question, value: Value) -> list[str]:
        keys = value if isinstance(value, list) else [value]
        labels = [question.choice_label(key) for key in keys if key]
        return ["; ".join(labels)] if labels else []

    def field(self, question: Question) -> forms.Field:
        from questionnaires import fields

        return fields.checkboxes(question, question.choices)
