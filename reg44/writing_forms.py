"""Forms of the writing pages that are not made from the questionnaire."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms

from actions.models import Priority
from core import forms
from reg44 import names

REGULATIONS = (
    ("", "Choose one"),
    ("5", "5 Working with others for the child"),
    ("6", "6 Quality and purpose of care"),
    ("7", "7 Children’s views, wishes and feelings"),
    ("8", "8 Education"),
    ("9", "9 Enjoyment and achievement"),
    ("10", "10 Health and well-being"),
    ("11", "11 Positive relationships"),
    ("12", "12 Protection of children"),
    ("13", "13 Leadership and management"),
    ("14", "14 Care planning"),
    ("16", "16 Statement of purpose"),
    ("19", "19 Behaviour, discipline and restraint"),
    ("20", "20 Restraint and limits on freedom"),
    ("22", "22 Contact and access to communications"),
    ("23", "23 Medicines"),
    ("25", "25 Fire precautions"),
    ("31", "31 Staffing of the home"),
    ("32", "32 Fitness of workers"),
    ("33", "33 Employment of staff"),
    ("34", "34 Policies for the protection of children"),
    ("35", "35 Behaviour management policy"),
    ("36", "36 Children’s case records"),
    ("37", "37 Other records"),
    ("39", "39 Complaints and representations"),
    ("40", "40 Telling others of a serious event"),
    ("44", "44 Independent person: visits and reports"),
    ("45", "45 Review of quality of care"),
    ("46", "46 Review of premises"),
)
CLOCKS: dict[str, str] = {
    Priority.HIGH: "To be done within 24 hours of the manager being told",
    Priority.MEDIUM: "To be done within 5 working days",
    Priority.LOW: "To be done within 20 working days",
}


class NewRecommendationForm(forms.HouseForm):
    """The first step: how urgent, and what it rests on. The words come next and are saved as they are typed."""

    priority = django_forms.ChoiceField(
        label="How urgent is it?", choices=Priority.choices, widget=forms.Radios(hints=CLOCKS)
    )
    regulation = django_forms.ChoiceField(
        label="Which regulation does it rest on?", choices=REGULATIONS, required=False
    )


class RecommendationForm(NewRecommendationForm):
    """The whole recommendation. A draft may lack anything; sending asks for it."""

    text = forms.TextField(label="What do you recommend?", lines=5, required=False)
    measure = forms.TextField(
        label="How will we see that it is done?",
        lines=3,
        required=False,
        help_text="Something you could look at on the next visit.",
    )
    decide_by = forms.DateField(
        label="By when should the manager decide about it?",
        required=False,
        help_text="Only if it matters. For example, 24 3 2027",
    )
    field_order = ("text", "measure", "priority", "regulation", "decide_by")


class PlaceForm(forms.HouseForm):
    """One thing that can be done about a place that may identify somebody; ``number`` tells the places of a page apart."""

    fingerprint = django_forms.CharField(widget=django_forms.HiddenInput, required=False)

    def __init__(self, *args: Any, number: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stand_at(number)

    def stand_at(self, number: int) -> None:
        """It is the form of this place of the page."""
        self.auto_id = f"id_%s_{number}"

    @property
    def mark(self) -> str:
        """The place that this form was sent for."""
        return str(self.data.get("fingerprint", ""))


class ReplaceForm(PlaceForm):
    """Other words in its place."""

    instead = forms.TextField(
        label="What to write instead",
        limit=names.LONGEST_INSTEAD,
        help_text=f"{names.LONGEST_INSTEAD} characters or fewer.",
        error_messages={"required": "Enter the words that shall stand there instead"},
    )


class HarmlessForm(PlaceForm):
    """It points to nobody, and why."""

    reason = forms.TextField(
        label="Why it points to nobody",
        limit=names.LONGEST_REASON,
        help_text=f"{names.LONGEST_REASON} characters or fewer.",
        error_messages={"required": "Enter why these words point to nobody"},
    )
