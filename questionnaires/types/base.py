"""What every question type can do.

Stored values are strings, or lists of strings for `choices`. A draft is never refused: `clean` accepts whatever was
typed or posted and returns something storable; `problem` judges it later, in plain words.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from questionnaires.schema import Question

if TYPE_CHECKING:
    from django import forms

Value = str | list[str]

MAX_CHARACTERS = 1_000_000
"""Longest answer that is stored; far above anything a person writes (200 kB is promised)."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def storable(text: str) -> str:
    """The text without characters that databases, PDF or Word refuse (control, lone surrogates); line ends as \\n."""
    return _FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a text: split at empty lines, outer space removed; line ends inside one are kept."""
    parts = re.split(r"\n[ \t]*\n", text.strip())
    return [part.strip("\n") for part in parts if part.strip()]


class QuestionType:
    """Base: one line of text."""

    name = ""
    options: frozenset[str] = frozenset()
    """Extra words a question of this type may carry in the file."""
    needs_choices = False
    measurable = False
    ask = "Enter an answer to"
    """How a missing answer is asked for: "<ask> “<label>”"."""

    def clean(self, question: Question, raw: object) -> Value:
        """Whatever was posted -> a storable value. Never raises."""
        if isinstance(raw, list | tuple):
            raw = raw[-1] if raw else ""
        return storable(raw if isinstance(raw, str) else "" if raw is None else str(raw)).strip()

    def empty(self) -> Value:
        """The value of a question nobody has answered."""
        return ""

    def is_empty(self, value: Value) -> bool:
        """True where there is nothing but space."""
        return not value or (isinstance(value, str) and not value.strip())

    def problem(self, question: Question, value: Value, today: date) -> str:
        """What is wrong with a non-empty value, in plain words; "" when nothing is. `today` is the London date."""
        return ""

    def missing(self, question: Question) -> str:
        """What to say when a required answer is not there."""
        return f"{self.ask} “{question.label}”"

    def show(self, question: Question, value: Value) -> list[str]:
        """The paragraphs a reader sees; [] when empty."""
        return [] if self.is_empty(value) else [str(value)]

    def text_form(self, value: Value) -> str:
        """The text on the screen, of which the saved hash is made (see docs/questionnaires.md)."""
        return value if isinstance(value, str) else ",".join(value)

    def same(self, one: Value, other: Value) -> bool:
        """True when two values say the same."""
        return one == other or (self.is_empty(one) and self.is_empty(other))

    def measure(self, question: Question, value: Value) -> Decimal | None:
        """The number for trends, or None where there is none."""
        return None

    def field(self, question: Question) -> forms.Field:
        """A form field that never refuses input."""
        from questionnaires import fields

        return fields.line(question)
