"""Forms of the pages around a visit and its report. They ask; the services judge."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from core.forms import DateField, HouseForm, TextField, TimeField
from core.steps import MomentForm, SignForm, VersionForm, at, radios
from homes.models import Home
from homes.roles import Role
from reg44.models import AccuracyComment, Despatch
from reg44.names_asked import NamesAsked

HIDDEN = forms.HiddenInput
ANNOUNCED = [("no", "Unannounced: nobody at the home knows the date"), ("yes", "Announced: the home is told the date")]


class DayForm(HouseForm):
    """Day, time and notice of a visit."""

    planned_for = DateField(label="Day of the visit")
    planned_time = TimeField(label="Time, if you want to plan one", required=False)
    announced = radios("Will the home know the date?", ANNOUNCED)

    def visit(self) -> dict[str, Any]:
        """What the services take."""
        data = self.cleaned_data
        return {
            "planned_for": data["planned_for"],
            "planned_time": data["planned_time"],
            "announced": data["announced"] == "yes",
        }


class PlanForm(DayForm):
    """A new visit."""

    field_order = ["home", "visitor", "planned_for", "planned_time", "announced", "independent"]
    home = forms.ModelChoiceField(Home.objects.none(), label="Home", empty_label="Choose a home")
    visitor = forms.ChoiceField(label="Visitor")
    independent = forms.BooleanField(
        label="No conflict of interest is known (regulation 43(6))",
        required=False,
        help_text="Tick this when you are the visitor. For somebody else, what they declared for this home counts.",
    )

    def __init__(self, *args: Any, homes: Any, user: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].queryset = homes  # type: ignore[attr-defined]
        self.visitors = visitors_of(homes, today)
        choices = [(str(pk), name) for pk, name in sorted({(p.pk, p.full_name) for p in self.visitors.values()})]
        self.fields["visitor"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["visitor"].initial = choices[0][0]
        elif str(user.pk) in {pk for pk, _ in choices}:
            self.fields["visitor"].initial = str(user.pk)

    def visit(self) -> dict[str, Any]:
        data = self.cleaned_data
        person = next(p for p in self.visitors.values() if str(p.pk) == data["visitor"])
        return {**super().visit(), "home": data["home"], "visitor": person, "independent": data["independent"]}


def visitors_of(homes: Any, today: dt.date) -> dict[int, Any]:
    """The visitors appointed to these homes today, by appointment; one query."""
    from homes.models import Appointment

    rows = Appointment.objects.in_force(today).filter(home__in=homes, role=Role.VISITOR, person__is_active=True)
    return {row.pk: row.person for row in rows.select_related("person")}


class WhyForm(HouseForm):
    """A reason."""

    why = TextField(label="Why?", lines=4)


class ConflictForm(HouseForm):
    """A conflict of interest known before the visit."""

    what = TextField(
        label="What is the conflict?",
        lines=4,
        help_text="A tie to the home, its provider, somebody who works there or a child there.",
    )


class UrgentForm(NamesAsked):
    """What cannot wait for the report."""

    texts = ("text",)
    op_id = forms.CharField(widget=HIDDEN)
    text = TextField(
        label="What must the manager know now?", lines=5, help_text="Initials only. No names of children or staff."
    )
    serious_concern = radios(
        "Is it a serious concern for a child’s safety?",
        [("yes", "Yes: I will tell Ofsted too"), ("no", "No: it is an urgent recommendation")],
    )


class OfstedForm(MomentForm):
    """When and how Ofsted was told."""

    how = TextField(
        label="How did you tell Ofsted?",
        limit=200,
        help_text="For example, by telephone, with the number of the call.",
    )


class ConsentForm(HouseForm):
    """What one child and their placing authority say; one form for each child, told apart by its prefix."""

    op_id = forms.CharField(widget=HIDDEN)
    CHOICES = [("yes", "Yes"), ("no", "No"), ("withdrawn", "Yes at first, then no"), ("not_asked", "Not asked")]
    child = radios("Does the child agree?", CHOICES)
    authority = radios("Does the placing authority agree?", CHOICES)


class CommentForm(NamesAsked):
    """A comment of the manager on one paragraph."""

    texts = ("correct", "evidence")
    op_id = forms.CharField(widget=HIDDEN)
    about = radios("What is wrong?", AccuracyComment.About.choices)
    correct = TextField(label="What is correct?", lines=4)
    evidence = TextField(
        label="Where can the visitor see this?",
        required=False,
        limit=300,
        help_text="For example, the name and date of a record.",
    )


class AnswerForm(NamesAsked):
    """The manager's answer to one recommendation; a draft may lack parts."""

    texts = ("what", "who", "evidence", "comments")
    accepted = radios("Do you accept this recommendation?", [("yes", "Yes"), ("no", "No")], required=False)
    what = TextField(label="What will be done, or why do you not accept it?", lines=5, required=False)
    who = TextField(
        label="Who will do it?", required=False, limit=120, help_text="A job or initials, such as deputy manager."
    )
    by_date = DateField(label="By when?", required=False)
    done = forms.BooleanField(label="It is done already", required=False)
    evidence = TextField(label="How can others see that it is done?", lines=3, required=False)
    comments = TextField(label="Other comments", lines=3, required=False)

    def answer(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return data | {"accepted": {"yes": True, "no": False}.get(data["accepted"])}


class ResponseForm(NamesAsked):
    """The manager's other comments on the narrative."""

    texts = ("text",)
    text = TextField(
        label="Your response to the report",
        lines=8,
        required=False,
        help_text="It stands beside the visitor’s words. Leave it empty to take it back.",
    )


class DecisionForm(HouseForm):
    """The visitor's decision about one comment."""

    decision = radios("What do you decide?", [("accepted", "I accept it"), ("declined", "I decline it")])
    reason = TextField(
        label="Why?", lines=3, required=False, help_text="Needed when you decline. The manager reads it."
    )


class SupervisorForm(NamesAsked):
    """The responsible individual's comment on one recommendation."""

    texts = ("text",)
    text = TextField(label="Your comment", lines=4, required=False)
    by_date = DateField(label="Target date", required=False)


class PlanReturnForm(VersionForm, NamesAsked):
    """Why the responsible individual sends the action plan back."""

    texts = ("reason",)
    reason = TextField(label="What is missing?", lines=5, help_text="The registered manager reads your words.")


class ReferralForm(HouseForm):
    """What the visitor refers, or what the responsible individual answers."""

    words = TextField(label="", lines=6)

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class DespatchForm(MomentForm):
    """How and when a copy went out of the portal."""

    how = radios("How did it go?", [choice for choice in Despatch.How.choices if choice[0] != Despatch.How.PORTAL])
    reference = TextField(
        label="Reference", required=False, limit=120, help_text="For example, the number of the message or the post."
    )


class AddendumForm(NamesAsked):
    """Words to add to a sealed report."""

    texts = ("text", "reason")
    text = TextField(label="What do you add?", lines=6)
    reason = TextField(label="Why was it not in the report?", lines=3)


__all__ = ["MomentForm", "SignForm", "VersionForm", "at"]
