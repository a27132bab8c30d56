"""What the gallery of components shows: one form with every kind of field, and an example of every component."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator

from core import clock, forms
from core.forms import HouseForm

STATES = (
    "Not started", "In progress", "Completed", "Cannot start yet", "There is a problem", "With the manager",
    "Signed off", "Late", "High", "Medium", "Low",
)  # fmt: skip
PRIORITIES = [("high", "High"), ("medium", "Medium"), ("low", "Low")]
HINTS = {"high": "Within 24 hours", "medium": "Within 5 working days", "low": "Within 20 working days"}


class ExampleForm(HouseForm):
    """Every kind of field once."""

    name = forms.TextField(label="Name of the home")
    beds = forms.WholeNumberField(label="Number of bedrooms")
    visited = forms.DateField(label="Date of visit", help_text="For example, 24 3 2027")
    arrived = forms.TimeField(label="Time of arrival")
    email = django_forms.EmailField(label="Email address")
    found = forms.TextField(label="What did you find?", lines=5, limit=200, help_text="Write what you saw and heard")
    priority = django_forms.ChoiceField(label="Priority", choices=PRIORITIES, widget=forms.Radios(hints=HINTS))
    seen = django_forms.ChoiceField(
        label="Did you see the fire log?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.Radios(inline=True)
    )
    evidence = django_forms.MultipleChoiceField(
        label="What is this based on?",
        choices=[("records", "Records seen"), ("children", "Children"), ("staff", "Staff")],
        widget=forms.Checkboxes(),
    )
    standard = django_forms.ChoiceField(
        label="Standard", choices=[("", "Choose one"), ("7", "Views, wishes and feelings")]
    )
    secret = django_forms.CharField(label="Password", widget=django_forms.PasswordInput)
    paper = django_forms.FileField(label="Certificate", required=False)
    sure = django_forms.BooleanField(label="I have read the report")


WRONG = {"name": "<b>Oak & Elm</b>", "beds": "four", "visited_day": "31", "visited_month": "2", "visited_year": "2027", "arrived": "late",
         "email": "nobody", "found": "x" * 230}  # fmt: skip


def examples(*, with_errors: bool) -> dict[str, Any]:
    """The context of the gallery page; with errors, the form has been sent with wrong answers."""
    now = dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)
    return {
        "form": ExampleForm(WRONG if with_errors else None),
        "with_errors": with_errors,
        "states": STATES,
        "tasks": [
            {"title": "Arrival and who was here", "status": "Completed", "url": "#tasks"},
            {
                "title": "Consents to read files",
                "status": "In progress",
                "url": "#tasks",
                "hint": "Child and placing authority",
            },
            {"title": "Complaints", "status": "Not started", "url": "#tasks"},
            {"title": "Care planning files", "status": "Cannot start yet"},
        ],
        "rows": [
            {"key": "Home", "value": "Oak House", "change": "#summary"},
            {
                "key": "What was seen",
                "lines": ["The kitchen was clean.", "The garden gate was locked."],
                "change": "#summary",
            },
            {"key": "Other comments", "value": ""},
        ],
        "entries": [
            {"title": "Draft sent to the manager", "at": now, "by": "Visitor", "text": "4 recommendations"},
            {"title": "Visit carried out", "at": now - dt.timedelta(days=3), "by": "Visitor"},
        ],
        "head": ["Home", "Visit", "Open actions"],
        "body": [["Oak House", "24 March 2027", 3], ["Elm Lodge", "10 March 2027", 0]],
        "parts": [
            {"label": "Report", "url": "#parts", "current": True},
            {"label": "Actions", "url": "#parts", "current": False},
            {"label": "History", "url": "#parts", "current": False},
        ],
        "page": Paginator(range(200), 10).page(7),
        "typed": "First line\nSecond line\n\nSecond paragraph <b>as typed</b>",
        "when": now,
        "today": clock.today(now),
        "length": dt.timedelta(hours=5),
    }
