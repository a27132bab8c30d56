"""Dates and times."""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING

from core import clock
from questionnaires.schema import Question

from .base import QuestionType, Value, storable

if TYPE_CHECKING:
    from django import forms

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def read_date(value: Value) -> date | None:
    """A stored date value -> date; None where what was typed is no real date."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def read_time(value: Value) -> time | None:
    """A time as people type it (14:30, 2.30pm, 2pm, 1430) -> time; None where it cannot be read."""
    text = re.sub(r"\s+", "", str(value).lower())
    text = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}.get(text, text)
    match = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?(am|pm|a\.m\.|p\.m\.)?", text, re.ASCII)
    if not match or (match[2] is None and match[3] is None):
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class DateType(QuestionType):
    """A day: stored as 2027-03-24 when it is a real date, else as typed ("31/2/2027")."""

    name = "date"
    options = frozenset({"future"})
    ask = "Enter a date for"

    def clean(self, question: Question, raw: object) -> Value:
        """Accepts 2027-03-24, 24/3/2027, and parts {"day", "month", "year"} or [day, month, year]."""
        if isinstance(raw, dict):
            raw = [raw.get(part) for part in ("day", "month", "year")]
        if isinstance(raw, list | tuple):
            raw = "/".join(str(part or "").strip() for part in raw)
        text = storable(str(raw or "")).strip()
        if not text.strip("/ "):
            return ""
        if read_date(text):
            return text
        parts = [part.strip() for part in text.split("/")]
        if len(parts) == 3:
            day, month, year = parts
            month = self._month_number(month)
            if all(re.fullmatch(r"\d{1,4}", part, re.ASCII) for part in (day, month, year)) and len(year) == 4:
                try:
                    return date(int(year), int(month), int(day)).isoformat()
                except ValueError:
                    pass
        return text

    @staticmethod
    def _month_number(text: str) -> str:
        for number, name in enumerate(MONTHS, start=1):
            if len(text) >= 3 and name.lower().startswith(text.lower()):
                return str(number)
        return text

    def problem(self, question: Question, value: Value, today: date) -> str:
        label = f"“{question.label}”"
        day = read_date(value)
        if day is None:
            parts = str(value).split("/")
            names = ("a day", "a month", "a year")
            if len(parts) == 3:
                lacking = [name for name, part in zip(names, parts, strict=True) if not part.strip()]
                if lacking:
                    return f"{label} must include {' and '.join(lacking)}"
            return f"{label} must be a real date, like 24 3 2027"
        if not 1900 <= day.year <= 2200:
            return f"{label} must have a year between 1900 and 2200"
        if not question.future and day > today:
            return f"{label} must be today or in the past"
        return ""

    def show(self, question: Question, value: Value) -> list[str]:
        day = read_date(value)
        if day:
            return [f"{day.day} {MONTHS[day.month - 1]} {day.year}"]
        return super().show(question, value)

    def text_form(self, value: Value) -> str:
        """Parts without leading zeros, joined by slashes: 24/3/2027 (what a script can make of three inputs)."""
        day = read_date(value)
        return f"{day.day}/{day.month}/{day.year}" if day else str(value)

    def field(self, question: Question) -> forms.Field:
        from questionnaires import fields

        return fields.date(question)


class TimeType(QuestionType):
    """A time of day as typed; shown as 2:30pm."""

    name = "time"
    ask = "Enter a time for"

    def problem(self, question: Question, value: Value, today: date) -> str:
        if read_time(value) is None:
            return f"“{question.label}” must be a time, like 2:30pm or 14:30"
        return ""

    def show(self, question: Question, value: Value) -> list[str]:
        at = read_time(value)
        if at is None:
            return super().show(question, value)
        return [clock.time_words(at)]

    def field(self, question: Question) -> forms.Field:
        from questionnaires import fields

        return fields.line(question, width=10)
