"""Forms of the council's policy on time limits. They ask; the services judge."""

from __future__ import annotations

from django import forms

from core.forms import DateField, HouseForm, Radios, TextField, WholeNumberField
from deadlines.schema import Unit

UNITS = [
    (str(Unit.HOURS), "Hours, elapsed"),
    (str(Unit.WORKING_DAYS), "Working days"),
    (str(Unit.DAYS), "Calendar days"),
    (str(Unit.MONTHS), "Months"),
]


class SettingForm(HouseForm):
    """The council's own limit from a day on."""

    count = WholeNumberField(label="How many?")
    unit = forms.ChoiceField(label="Of what?", choices=UNITS, widget=Radios())
    roll = forms.BooleanField(
        label="Hours that end on a day nobody works go on to the same time of the next working day", required=False
    )
    starts = DateField(label="From which day?", help_text="What started before keeps the limit of its time.")
    reason = TextField(label="Why?", limit=300, help_text="Shown with every date that this limit makes.")


class ClosureDayForm(HouseForm):
    """A day that is no working day."""

    day = DateField(label="Which day?")
    reason = TextField(label="Why is it no working day?", limit=120)
