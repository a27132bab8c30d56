"""Forms of the pages of a review. They ask; the services judge."""

from __future__ import annotations

from typing import Any

from django import forms

from actions.models import Priority
from core.forms import Checkbox, DateField, HouseForm, TextField
from core.steps import HIDDEN, MomentForm, SignForm, VersionForm, at, radios
from homes.names_asked import NamesAsked
from reg45.models import Copy

STANDARDS = [("", "None in particular"), *((number, f"Regulation {number}") for number in map(str, range(5, 15)))]


class PeriodForm(HouseForm):
    """The last day that a review looks at."""

    period_to = DateField(label="Last day that the review looks at")


class PlanForm(NamesAsked):
    """One thing that the home will do."""

    texts = ("text", "owner")
    op_id = forms.CharField(widget=HIDDEN, required=False)
    text = TextField(label="What will be done?", lines=4)
    standard = forms.ChoiceField(label="Which quality standard does it serve?", choices=STANDARDS, required=False)
    owner = TextField(
        label="Who will do it?", limit=120, help_text="A job or initials, such as deputy manager. No names."
    )
    priority = radios("How urgent is it?", Priority.choices)
    act_by = DateField(
        label="By when?", required=False, help_text="Without a day, the time limit of the council counts."
    )


class CompleteForm(VersionForm):
    """A button, and a box to tick where the words may name somebody."""

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names:
            some = ", ".join(f"“{each[:60]}”" for each in names[:20])
            more = f" and {len(names) - 20} more" if len(names) > 20 else ""
            label = f"I have looked at these words, and none of them names a child, a relative or staff: {some}{more}"
            messages = {"required": "Tick that these words name nobody, or change them in the review"}
            self.fields["no_names"] = forms.BooleanField(label=label, error_messages=messages, widget=Checkbox)


class ReturnForm(VersionForm, NamesAsked):
    """Why the responsible individual gives the review back."""

    texts = ("reason",)
    reason = TextField(label="What is missing?", lines=5, help_text="The registered manager reads your words.")


class SeenForm(NamesAsked):
    """When the sub-group saw the review, and what it said."""

    texts = ("remarks",)
    seen_on = DateField(label="On which day did the sub-group see it?")
    remarks = TextField(label="What did the sub-group say?", lines=6, required=False)


class CopyForm(MomentForm):
    """How and when a copy went out of the portal."""

    how = radios("How did it go?", Copy.How.choices)
    reference = TextField(
        label="Reference", required=False, limit=120, help_text="For example, the number of the message or the post."
    )


class AskedForm(HouseForm):
    """Somebody asked for a copy."""

    recipient = TextField(
        label="Who asked?", limit=160, help_text="The authority or office, such as Northmere Council."
    )
    asked_on = DateField(label="On which day did they ask?")


class AddendumForm(NamesAsked):
    """Words to add to a sealed review."""

    texts = ("text", "reason")
    text = TextField(label="What do you add?", lines=6)
    reason = TextField(label="Why was it not in the review?", lines=3)


__all__ = ["SignForm", "VersionForm", "at"]
