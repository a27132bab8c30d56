"""Forms around the words of a record. They ask; the services judge."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms

from accounts.models import User
from core import clock
from core.forms import Checkbox, Checkboxes, DateField, Radios, TextField, TimeField
from homes import people
from homes.models import Home, Resident, StaffMember
from homes.names_asked import NamesAsked
from homes.naming import Known
from homes.roles import Role
from questionnaires.answers import Answers
from records import matters, policy
from records.kinds import Kind, StepKind
from records.matters import MATTERS, WHOM
from records.models import Record

LONGEST_NUMBER = 18  # digits that every key of the database can hold
YES_NO = [("yes", "Yes"), ("no", "No")]


class Several(forms.ModelMultipleChoiceField):
    """Rows chosen by number; what no column can hold is no choice, instead of an error of the database."""

    def clean(self, value: Any) -> Any:
        """As Django's, and refuses numbers of more than 18 digits."""
        for each in value if isinstance(value, list | tuple) else ():
            if len(str(each)) > LONGEST_NUMBER:
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": each})
        return super().clean(value)


class HeadForm(NamesAsked):
    """When it happened, to whom and by whom. Fields that this kind of record does not have are left out."""

    texts: ClassVar[tuple[str, ...]] = ("reason",)
    matter = forms.ChoiceField(
        label="Which matter is it?",
        choices=[(key, each.title) for key, each in MATTERS.items()],
        widget=Radios(hints={key: f"Regulation {each.paragraph}" for key, each in MATTERS.items()}, small=True),
    )
    resident = forms.ModelChoiceField(label="Which child?", queryset=Resident.objects.none(), empty_label="Choose one")
    day = DateField(label="Date")
    time = TimeField(label="Time")
    known_day = DateField(label="On which date did the home know of it?")
    known_time = TimeField(label="At what time?")
    staff = Several(label="Who?", queryset=StaffMember.objects.none(), widget=Checkboxes)
    subjects = Several(label="Who?", queryset=User.objects.none(), required=False, widget=Checkboxes)
    exempt = forms.ChoiceField(
        label="Is it routine restraint that the child’s education, health and care plan sets out?",
        help_text="Then regulation 35(3) does not ask for the steps that follow (regulation 35(4)).",
        choices=YES_NO,
        widget=Radios(inline=True),
        initial="no",
    )
    reason = TextField(label="Why do you change it?", lines=3, limit=500, help_text="It stands beside the change.")

    def __init__(self, *args: Any, kind: Kind, home: Home, record: Record | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = {
            "matter": kind.matter,
            "resident": kind.child != "none",
            "known_day": kind.matter,
            "known_time": kind.matter,
            "staff": bool(kind.staff),
            "subjects": bool(kind.subjects),
            "exempt": kind.exempt,
            "reason": record is not None and record.state == Record.State.KEPT,
        }
        for name in [name for name, there in wanted.items() if not there]:
            del self.fields[name]
        today = clock.today()
        lately = clock.add_months(today, -24)
        since = record.begun_at if record else clock.now()
        children: Any = self.fields["resident"]
        children.queryset = Resident.objects.filter(home=home).exclude(left_on__lt=lately)
        children.required = kind.child == "needed"
        if kind.child == "optional":
            children.label, children.empty_label = "Which child is it about, if any?", "No child, or several"
        children.label_from_instance = lambda child: child.label
        self.fields["day"].label = f"{kind.when} Date"
        if kind.staff:
            staff: Any = self.fields["staff"]
            staff.label, staff.required = kind.staff, kind.clock == "control"
            staff.queryset = StaffMember.objects.filter(home=home).exclude(left_on__lt=lately)
            staff.label_from_instance = lambda each: f"{each.label}, {each.job}"
            staff.error_messages["required"] = f"Answer the question “{kind.staff}”"
        if kind.subjects:
            subjects: Any = self.fields["subjects"]
            roles = (*policy.WRITES, Role.RESPONSIBLE_INDIVIDUAL) if kind.hides else policy.MANAGERS
            rows = {each.pk for each in people.holders(home, *roles, on=clock.today(since))}
            rows |= set(record.subjects.values_list("pk", flat=True)) if record else set()
            subjects.queryset = User.objects.filter(pk__in=rows).order_by("full_name")
            subjects.label = kind.subjects
            subjects.label_from_instance = lambda person: person.full_name

    def values(self) -> dict[str, Any]:
        """What the services take (after ``is_valid``); moments are aware."""
        data = dict(self.cleaned_data)
        found = {"happened_at": _moment(data.pop("day"), data.pop("time"))}
        if "known_day" in data:
            found["known_at"] = _moment(data.pop("known_day"), data.pop("known_time"))
        if "exempt" in data:
            data["exempt"] = data["exempt"] == "yes"
        return found | data


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return clock.at_london(day, time.hour, time.minute)


def head_initial(record: Record) -> dict[str, Any]:
    """What the form of the head shows first."""
    happened, known = clock.london(record.happened_at), clock.london(record.known_at)
    return {
        "matter": record.matter,
        "resident": record.resident_id,
        "day": happened.date(),
        "time": happened.time(),
        "known_day": known.date(),
        "known_time": known.time(),
        "staff": [each.pk for each in record.staff.all()],
        "subjects": [each.pk for each in record.subjects.all()],
        "exempt": "yes" if record.exempt else "no",
    }


class ReasonForm(NamesAsked):
    """Why a record is corrected, or was begun by mistake."""

    texts = ("reason",)
    reason = TextField(label="Why?", lines=3, limit=500, help_text="It stands in the history of the record.")


class StepForm(NamesAsked):
    """One step: when it was, what is confirmed, words. What this step does not ask is left out."""

    texts = ("words",)
    whom = forms.MultipleChoiceField(
        label="Who was told?",
        widget=Checkboxes,
        help_text="Tick everybody who was told at one time and in one way. Then come back for the others.",
        error_messages={"required": "Choose who was told."},
    )
    day = DateField(label="Date")
    time = TimeField(label="Time")
    words = TextField(label="Words", lines=6, limit=10_000)

    def __init__(self, *args: Any, step: StepKind, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        whom: Any = self.fields["whom"]
        owed = matters.left(record, record.steps.all())
        whom.choices = [(key, matters.named(record, key)) for key in (*owed, *(key for key in WHOM if key not in owed))]
        self.fields["day"].label = f"{step.when} Date"
        if not step.whom:
            del self.fields["whom"]
        if step.words:
            self.fields["words"].label, self.fields["words"].required = step.words, step.needs_words
        else:
            del self.fields["words"]
        for key, text in step.asks:
            self.fields[key] = forms.BooleanField(label=text, required=False, widget=Checkbox)

    def values(self) -> dict[str, Any]:
        """What the service takes (after ``is_valid``)."""
        data = self.cleaned_data
        return {
            "at": _moment(data["day"], data["time"]),
            "words": data.get("words", ""),
            "answers": {key: bool(data.get(key)) for key, _ in self.step.asks},
            **({"whom": data["whom"]} if self.step.whom else {}),
        }


class CompleteForm(NamesAsked):
    """The last look before words are kept for good: what may be a name in them is asked about."""

    def __init__(self, *args: Any, answers: Answers, **kwargs: Any) -> None:
        self.answers = answers
        super().__init__(*args, **kwargs)

    def _found(self, known: Known) -> dict[Any, list[str]]:
        texts = [stored.value for stored in self.answers.values.values() if isinstance(stored.value, str)]
        words = [text[each.start : each.end] for text in texts for each in known.find(text)]
        return {None: list(dict.fromkeys(words))} if words else {}
