"""Form fields for question types. They never refuse input: drafts are kept as typed and judged by validate.py."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html

from core import forms as house
from questionnaires.schema import Choice, Question
from questionnaires.types.timing import read_date


class AsTyped(forms.Field):
    """Hands on whatever the widget read; the question type cleans it."""

    def __init__(self, question: Question, widget: forms.Widget) -> None:
        super().__init__(required=False, label=question.label, help_text=question.hint, widget=widget)
        self.question = question

    def clean(self, value: Any) -> Any:
        """The raw value, None where nothing was posted."""
        return value


class AsTypedChoice(AsTyped):
    """The same with the choices on the widget."""

    def __init__(
        self, question: Question, widget: house.Radios | house.Checkboxes, choices: tuple[Choice, ...]
    ) -> None:
        widget.choices = [(choice.key, choice.label) for choice in choices]
        super().__init__(question, widget)


def line(question: Question, *, width: int | None = None, **attrs: str) -> forms.Field:
    """One line of text, with the unit of a number behind it."""
    field = AsTyped(question, house.TextInput(attrs, width=width, unit=question.unit))
    if question.unit:
        field.label = format_html('{}<span class="govuk-visually-hidden"> ({})</span>', question.label, question.unit)
    return field


def area(question: Question) -> forms.Field:
    """Paragraphs."""
    return AsTyped(question, house.TextArea(rows=question.height))


def radios(question: Question, choices: tuple[Choice, ...]) -> forms.Field:
    """One of a few; short yes/no answers stand side by side."""
    inline = len(choices) <= 3 and all(len(choice.label) <= 15 for choice in choices)
    return AsTypedChoice(question, house.Radios(inline=inline), choices)


def checkboxes(question: Question, choices: tuple[Choice, ...]) -> forms.Field:
    """Any of a few."""
    return AsTypedChoice(question, house.Checkboxes(), choices)


class DateParts(house.DateInput):
    """Three boxes that show a stored value: a real date, or what was typed ("31/2/2027")."""

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        day = read_date(value)
        if day:
            value = day
        elif isinstance(value, str) and value.count("/") == 2:
            value = value.split("/")
        return super().get_context(name, value, attrs)


def date(question: Question) -> forms.Field:
    """Day, month and year."""
    return AsTyped(question, DateParts())
