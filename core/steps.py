"""Forms that more than one app steps on with: a button that knows its version, a signature, a moment in the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms

from core import clock
from core.forms import Checkbox, DateField, HouseForm, TimeField

HIDDEN = forms.HiddenInput


def radios(label: str, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    """One of a few, as radio buttons without a choice made beforehand."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **kwargs)


class VersionForm(HouseForm):
    """Only a button, with the version of the record that the page was made from."""

    version = forms.IntegerField(widget=HIDDEN, required=False)

    def seen(self) -> int:
        """The version that the person looked at; a form that does not say so counts as stale, whatever the version is."""
        version: int | None = self.cleaned_data["version"]
        return -1 if version is None else version


class SignForm(VersionForm):
    """Two statements to tick, neither ticked beforehand; both are needed."""

    def __init__(self, *args: Any, statements: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statements = tuple(statements)
        for name, text in statements.items():
            messages = {"required": f"Tick to confirm: {text}"}
            self.fields[f"declare_{name}"] = forms.BooleanField(label=text, error_messages=messages, widget=Checkbox)

    def declared(self) -> list[str]:
        """The names of the statements that were ticked."""
        return [name for name in self.statements if self.cleaned_data.get(f"declare_{name}")]


class MomentForm(HouseForm):
    """A moment: a day, and a time in London."""

    day = DateField(label="Day")
    time = TimeField(label="Time")

    def moment(self) -> dt.datetime:
        """The moment, aware, in UTC."""
        time: dt.time = self.cleaned_data["time"]
        return clock.at_london(self.cleaned_data["day"], time.hour, time.minute)


def at(moment: dt.datetime) -> dict[str, Any]:
    """Day and time of a moment in London, to begin a MomentForm with; seconds are cut."""
    london = clock.london(moment)
    return {"day": london.date(), "time": london.time().replace(second=0, microsecond=0)}
