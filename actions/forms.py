"""Forms of one action. They ask; the services judge."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from core.forms import HouseForm, Radios, TextField
from homes.names_asked import NamesAsked


class DoneForm(NamesAsked):
    """How others can see that it is done."""

    texts = ("evidence",)
    evidence = TextField(
        label="How can others see that it is done?",
        lines=5,
        limit=2000,
        help_text="For example: the lock was changed on 3 March, the invoice is in the maintenance file. No names of children or staff.",
    )


class SeenForm(NamesAsked):
    """How the one who verifies it knows."""

    texts = ("seen",)
    seen = TextField(label="How do you know that it is done?", lines=4, limit=500)


class NotDoneForm(NamesAsked):
    """Why it is open again."""

    texts = ("reason",)
    reason = TextField(label="What is still to be done?", lines=4, limit=500)


class OneOfForm(HouseForm):
    """One of what is on offer; ``choices`` are (value, words)."""

    field = ""

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields[self.field]).choices = choices


class OwnerForm(OneOfForm):
    """Whose the action is."""

    field = "owner"
    owner = forms.ChoiceField(label="Who is to do it?", widget=Radios())


class MergeForm(OneOfForm):
    """Which of the two goes on."""

    field = "into"
    into = forms.ChoiceField(
        label="Which action goes on for both?",
        widget=Radios(),
        help_text="What says the most alike stands first. The one that goes on keeps the earliest dates of the two.",
    )
