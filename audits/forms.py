"""Forms around the words of an audit. They ask; the services judge."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from accounts.models import User
from audits import policy
from audits.models import AuditKind
from audits.services import kinds as service
from core import clock
from core.forms import Checkbox, Checkboxes, DateField, HouseForm, Radios, TextField, WholeNumberField
from core.steps import VersionForm, radios
from homes.models import Appointment, Home, Resident
from homes.names_asked import NamesAsked
from homes.roles import Role

NOBODY = "Not chosen yet"


def auditors(home: Home, kind: AuditKind) -> Any:
    """People who may carry out this kind at this home today, as a queryset."""
    today = clock.today()
    held = Appointment.objects.in_force(today).filter(role__in=kind.writers, authority=None)
    people = User.objects.filter(is_active=True)
    if kind.outsider:
        here = Appointment.objects.in_force(today).filter(home=home)
        return people.filter(appointments__in=held).exclude(appointments__in=here).distinct().order_by("full_name")
    return people.filter(appointments__in=held.covering(home)).distinct().order_by("full_name")


class AuditorForm(HouseForm):
    """Who carries it out."""

    auditor = forms.ModelChoiceField(
        label="Who carries it out?", queryset=User.objects.none(), empty_label="Choose one"
    )

    def __init__(self, *args: Any, home: Home, kind: AuditKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["auditor"]
        field.queryset = auditors(home, kind)
        field.label_from_instance = lambda person: person.full_name


class PlanForm(AuditorForm):
    """One audit to be planned. What its kind does not need is left out."""

    field_order = ("resident", "auditor", "period_from", "period_to", "due_on")
    resident = forms.ModelChoiceField(
        label="Which child?",
        queryset=Resident.objects.none(),
        empty_label="Choose one",
        help_text="Plan one audit for each child.",
    )
    period_from = DateField(label="First day that it looks at")
    period_to = DateField(label="Last day that it looks at")
    due_on = DateField(label="By when is it carried out?")

    def __init__(self, *args: Any, home: Home, kind: AuditKind, **kwargs: Any) -> None:
        super().__init__(*args, home=home, kind=kind, **kwargs)
        if not kind.outsider:
            auditor: Any = self.fields["auditor"]
            auditor.required, auditor.empty_label = False, NOBODY
        if kind.of_child:
            child: Any = self.fields["resident"]
            child.queryset = Resident.objects.filter(home=home).on(clock.today())
            child.label_from_instance = lambda each: each.label
        else:
            del self.fields["resident"]


class MoveForm(NamesAsked):
    """Another last day, and why."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)
    due_on = DateField(label="By when is it carried out now?")
    reason = TextField(label="Why?", lines=3, limit=500, help_text="It stands in the history of the audit.")


class CancelForm(VersionForm, NamesAsked):
    """Why an audit does not take place."""

    texts = ("reason",)
    reason = TextField(label="Why does it not take place?", lines=3, limit=500, help_text="It stands in the history.")


class TalkForm(NamesAsked):
    """The conversation with the child, or the child's wish not to have one."""

    texts = ("wish",)
    talked_on = DateField(label="On which day did you talk with the child?", required=False)
    wish = TextField(
        label="If the child did not want to talk: what did the child say?",
        lines=3,
        limit=2000,
        required=False,
        help_text="Use the child’s own words. It is kept as the child’s wish.",
    )


class LeaveOutForm(NamesAsked):
    """Why a section is not examined this time."""

    texts = ("reason",)
    reason = TextField(label="Why do you not look at this now?", lines=3, limit=500)


class SendForm(VersionForm, NamesAsked):
    """The last look before the audit goes on: what may be a name in its words is asked about."""

    def __init__(self, *args: Any, texts: list[str], **kwargs: Any) -> None:
        self.written = texts
        super().__init__(*args, **kwargs)

    def _found(self, known: Any) -> dict[Any, list[str]]:
        words = [text[each.start : each.end] for text in self.written for each in known.find(text)]
        return {None: list(dict.fromkeys(words))} if words else {}


class JudgeForm(VersionForm, NamesAsked):
    """The moderator's judgement and words."""

    texts = ("words",)
    verdict = radios("Do you agree with the audit?", [("agree", "Yes, I agree"), ("back", "No, I give it back")])
    words = TextField(
        label="What do you want to say about it?",
        lines=6,
        limit=10_000,
        required=False,
        help_text="If you give it back, write what has to be looked at again. Your words are kept for ever.",
    )


class DiscussForm(NamesAsked):
    """When the team talked about it, who was there and what it takes from it."""

    texts = ("who", "words")
    held_on = DateField(label="On which day did the team talk about it?")
    who = TextField(label="Who was there?", limit=300, help_text="Jobs, such as key worker and deputy. No names.")
    words = TextField(label="What does the team take from it?", lines=6, limit=10_000)


class KindForm(HouseForm):
    """A kind of audit. Its short name is chosen once."""

    key = forms.SlugField(
        label="Short name", max_length=40, help_text="Small letters, digits and _. It cannot be changed later."
    )
    title = TextField(label="Title", limit=80, help_text="Such as Night audits.")
    one = TextField(label="Words for one", limit=60, help_text="Such as night audit.")
    definition = forms.ChoiceField(label="Which questionnaire does it use?")
    concerns = radios("What is it about?", AuditKind.Concerns.choices)
    writers = forms.MultipleChoiceField(label="Who carries it out?", widget=Checkboxes)
    outsider = forms.BooleanField(
        label="Only somebody who has no post at the home itself", required=False, widget=Checkbox
    )
    moderators = forms.MultipleChoiceField(
        label="Who moderates it?",
        required=False,
        widget=Checkboxes,
        help_text="Choose nobody where nobody looks at it a second time.",
    )
    readers = forms.MultipleChoiceField(
        label="Who reads it when it is agreed?",
        widget=Checkboxes,
        help_text="Auditor and moderator always do. A placing authority reads only audits of children whom it placed.",
    )
    every = WholeNumberField(
        label="How often does it come again?",
        min_value=1,
        max_value=60,
        required=False,
        help_text="Such as 2, for every 2 months. Leave it empty where it is planned by hand each time.",
    )
    unit = forms.ChoiceField(label="Counted in", choices=AuditKind.Unit.choices, widget=Radios(inline=True))
    due_days = WholeNumberField(
        label="Working days until it is carried out",
        min_value=0,
        max_value=250,
        initial=20,
        help_text="Proposed when it is planned.",
    )
    moderation_days = WholeNumberField(label="Working days to moderate it", min_value=0, max_value=250, initial=10)
    discussion_days = WholeNumberField(label="Working days to discuss it", min_value=0, max_value=250, initial=10)
    begins_with_child = forms.BooleanField(
        label="It begins with a conversation with the child", required=False, widget=Checkbox
    )
    discussed = forms.BooleanField(label="It is discussed with the team", required=False, widget=Checkbox)
    in_use = forms.BooleanField(label="It is carried out now", required=False, initial=True, widget=Checkbox)

    def __init__(self, *args: Any, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if changing:
            del self.fields["key"]
        labels = dict(Role.choices)
        chosen: Any = self.fields
        chosen["definition"].choices = service.own_definitions()
        chosen["writers"].choices = [(each, labels[each]) for each in policy.PARTS]
        chosen["moderators"].choices = [(each, labels[each]) for each in policy.SECONDS]
        chosen["readers"].choices = [(each, labels[each]) for each in policy.READERS]

    def clean_key(self) -> str:
        """The short name in small letters."""
        return str(self.cleaned_data["key"]).lower()


COLUMNS = tuple(name for name in KindForm.base_fields if name != "key")
