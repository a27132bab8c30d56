"""Types that are typed: long text, one line, numbers, initials."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from questionnaires.schema import Question

from .base import QuestionType, Value, paragraphs, storable

if TYPE_CHECKING:
    from django import forms


class LongText(QuestionType):
    """Narrative: paragraphs of plain text, kept to the letter."""

    name = "text"
    options = frozenset({"rows"})
    ask = "Write an answer to"

    def clean(self, question: Question, raw: object) -> Value:
        """Kept as typed, with space at the ends: the hash of the text on screen must match."""
        if isinstance(raw, list | tuple):
            raw = raw[-1] if raw else ""
        return storable(raw if isinstance(raw, str) else "" if raw is None else str(raw))

    def show(self, question: Question, value: Value) -> list[str]:
        return paragraphs(str(value))

    def field(self, question: Question) -> forms.Field:
        from questionnaires import fields

        return fields.area(question)


class ShortText(QuestionType):
    """One line."""

    name = "short_text"
    options = frozenset({"max_length"})

    def problem(self, question: Question, value: Value, today: date) -> str:
        over = len(value) - question.max_length
        if over > 0:
            return f"“{question.label}” must be {question.max_length} characters or fewer. It is {over} too long"
        return ""


class NumberType(QuestionType):
    """A number as it was typed; `read` makes it a Decimal."""

    name = "number"
    options = frozenset({"min", "max", "decimals", "unit"})
    measurable = True
    ask = "Enter a number for"

    def read(self, value: Value) -> Decimal | None:
        """The number, or None where what was typed is not one. Commas between thousands are allowed."""
        text = str(value).replace(" ", "")
        if not re.fullmatch(r"[-+]?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,6})?", text, re.ASCII):
            return None
        try:
            return Decimal(text.replace(",", ""))
        except InvalidOperation:  # pragma: no cover - the pattern admits only numbers
            return None

    def problem(self, question: Question, value: Value, today: date) -> str:
        number = self.read(value)
        label = f"“{question.label}”"
        if number is None:
            return f"{label} must be a number, like 3"
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > question.decimals:
            return (
                f"{label} must be a whole number"
                if not question.decimals
                else f"{label} must have {question.decimals} decimal places or fewer"
            )
        if question.minimum is not None and number < question.minimum:
            return f"{label} must be {question.minimum} or more"
        if question.maximum is not None and number > question.maximum:
            return f"{label} must be {question.maximum} or less"
        return ""

    def show(self, question: Question, value: Value) -> list[str]:
        if self.is_empty(value):
            return []
        return [str(value) if self.read(value) is None else f"{value} {question.unit}".strip()]

    def measure(self, question: Question, value: Value) -> Decimal | None:
        return self.read(value)

    def field(self, question: Question) -> forms.Field:
        from questionnaires import fields

        return fields.line(question, width=5, inputmode="decimal" if question.decimals else "numeric")


class Initials(QuestionType):
    """Initials of a person, with a number where two share them. Never a name."""

    name = "person_initials"
    ask = "Enter initials for"

    def problem(self, question: Question, value: Value, today: date) -> str:
        match = re.fullmatch(r"([^\d_,;:]{1,16}?)\s*(\d{1,2})?", str(value))
        body = match.group(1) if match else ""
        letters = re.sub(r"[.\s'’-]", "", body)
        spelled_out = len(letters) > 2 and bool(re.search(r"[^\W\d_]{3}", body)) and letters != letters.upper()
        if not letters.isalpha() or len(letters) > 5 or spelled_out:
            return f"“{question.label}” must be initials only, like J.S. or J.S. 2. Do not write a name"
        return ""

    def field(self, question: Question) -> forms.Field:
        from questionnaires import fields

        return fields.line(question, width=5, spellcheck="false")
