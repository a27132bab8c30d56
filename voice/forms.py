"""Forms of surveys and words. They ask; the services judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from core.forms import DateField, HouseForm, Radios, TextField, WholeNumberField
from homes.names_asked import NamesAsked
from questionnaires.schema import Section
from questionnaires.types import Value, type_of
from questionnaires.validate import Problem
from voice.models import FEWEST, Audience, Step, Word
from voice.services.surveys import MOST_LINKS, MOST_PEOPLE
from voice.services.words import LONGEST, NO_WAY


class SurveyForm(HouseForm):
    """Whom to ask, how many, about what time, until when. For few people, and for a group
    that is being asked already (``running``), it asks whether the person knows what that means.
    """

    audience = forms.ChoiceField(label="Whom do you ask?", choices=Audience.choices, widget=Radios())
    people = WholeNumberField(
        label="How many people will you ask?",
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=f"Fewer than {FEWEST}? Then talk with them instead, and write down what they say. "
        f"What fewer than {FEWEST} people answer is never shown, so that nobody can be recognised. "
        "The number is not kept. What counts as asked is who gets a link.",
    )
    about_from = DateField(label="First day that you ask about")
    about_to = DateField(label="Last day that you ask about")
    closes_on = DateField(
        label="Last day to answer",
        help_text=f"After this day the survey closes. The results are shown if {FEWEST} people or more have answered.",
    )
    anyway = forms.BooleanField(
        label="Open the survey all the same. I know that nobody will ever see its answers", required=False
    )
    beside = forms.BooleanField(
        label="Open a second survey of this group. I know that one is open already", required=False
    )

    def __init__(self, *args: Any, running: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not running(str(self.data.get("audience", ""))):
            del self.fields["beside"]
        people = str(self.data.get("people", "")).strip()
        if not (people.isascii() and people.isdecimal() and 0 < int(people[:5]) < FEWEST):
            del self.fields["anyway"]


class PosterForm(HouseForm):
    """Nothing is asked; it carries which address the person saw (0: none), so that the page sent twice makes one."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PersonalLinksForm(NamesAsked):
    """One line for each person."""

    texts = ("labels",)
    labels = TextField(
        label="Who gets a link of their own?",
        lines=6,
        limit=MOST_LINKS * 81,
        help_text=f"Up to {MOST_LINKS} lines, one for each person. Initials, no names. "
        "Each sheet says “For:” and then your line, word for word.",
    )

    def clean_labels(self) -> list[str]:
        """The lines that hold something."""
        return [" ".join(line.split()) for line in self.cleaned_data["labels"].split("\n") if line.strip()]


class OpenLinkForm(NamesAsked):
    """One link for many."""

    texts = ("label",)
    label = TextField(
        label="Who gets this link?", limit=80, help_text="For example: all staff. Write no names of people."
    )
    asked = WholeNumberField(
        label="How many people get it?",
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text="So that it can be seen how many were asked and how many answered.",
    )


class SectionForm(HouseForm):
    """The questions of one page of a survey, with what was answered so far. It never refuses; ``wrong`` stands beside the fields."""

    def __init__(self, section: Section, values: dict[str, Value], wrong: list[Problem] | None = None) -> None:
        super().__init__(dict(values) if wrong else None, initial=values)
        for question in section.questions:
            self.fields[question.key] = type_of(question).field(question)
        for problem in wrong or ():
            if problem.key in self.fields:
                self.add_error(problem.key, problem.text)


class SayForm(HouseForm):
    """What a child wants to say, and who may read it."""

    text = TextField(label="What do you want to say?", lines=8, limit=LONGEST)
    readers = forms.ChoiceField(
        label="Who at your home may know?", choices=Word.Readers.choices, widget=Radios(), initial=Word.Readers.OUTSIDE
    )
    answer = forms.ChoiceField(
        label="Do you want an answer?",
        choices=Word.Answer.choices,
        widget=Radios(),
        initial=Word.Answer.NO,
    )
    answer_how = TextField(
        label="If you want an answer in another way: how?",
        limit=200,
        required=False,
        help_text="For example: in a letter, at school, by a call to this number.",
    )
    who = TextField(
        label="Do you want to say who you are?",
        limit=80,
        required=False,
        help_text="You do not have to. Without it we do not know who you are, and we do not try to find out.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_how"].reveal_id = "answer-how"  # type: ignore[attr-defined]  # voice.css shows it when asked for

    def clean(self) -> dict[str, Any]:
        """Whoever wants an answer in another way says in which."""
        data = super().clean() or self.cleaned_data
        if data.get("answer") == Word.Answer.OTHER and not data.get("answer_how") and "answer_how" not in self.errors:
            self.add_error("answer_how", NO_WAY)
        if self.has_error("answer_how"):  # whatever is chosen, what is wrong must be seen
            self.fields["answer_how"].reveal_id = ""  # type: ignore[attr-defined]
        return data


class DealForm(HouseForm):
    """What was done about a word."""

    kind = forms.ChoiceField(
        label="What did you do?",
        choices=[(Step.Kind.ANSWERED, "I answered the child"), (Step.Kind.PASSED_ON, "I passed it on")],
        widget=Radios(),
    )
    text = TextField(
        label="What was done, and who knows of it now?",
        lines=5,
        limit=5000,
        help_text="Whoever may read what the child said may read this, too.",
    )


def values_of(section: Section, data: Any) -> dict[str, Value]:
    """Key -> value of what was posted for the questions of a page; nothing is judged here."""
    found: dict[str, Value] = {}
    for question in section.questions:
        kind = type_of(question)
        widget = kind.field(question).widget
        value = kind.clean(question, widget.value_from_datadict(data, {}, question.key))
        if not kind.is_empty(value):
            found[question.key] = value
    return found
