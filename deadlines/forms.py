"""Forms of the council's policy on time limits. They ask; the services judge."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from core.forms import DateField, HouseForm, Radios, TextField, TimeField, WholeNumberField
from deadlines.schema import Rule, Unit

UNITS = [
    (str(Unit.HOURS), "Hours, elapsed"),
    (str(Unit.WORKING_DAYS), "Working days"),
    (str(Unit.DAYS), "Calendar days"),
    (str(Unit.MONTHS), "Months"),
]


MONTH_ENDS = {"end of month": 0, "end of next month": 1}
MONTH_END_CHOICES = [("end of month", "The end of the month"), ("end of next month", "The end of the next month")]


class SettingForm(HouseForm):
    """The council's own limit from a day on. Where the limit as shipped ends with a month, the end of a month can be chosen."""

    count = WholeNumberField(label="How many?", required=False)
    unit = forms.ChoiceField(label="Of what?", choices=UNITS, widget=Radios())
    roll = forms.BooleanField(
        label="Hours that end on a day nobody works go on to the same time of the next working day", required=False
    )
    starts = DateField(label="From which day?", help_text="What started before keeps the limit of its time.")
    reason = TextField(label="Why?", limit=300, help_text="Shown with every date that this limit makes.")

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rule.limit.unit == Unit.MONTH_ENDS:
            cast(forms.ChoiceField, self.fields["unit"]).choices = [*MONTH_END_CHOICES, *UNITS]
            self.fields["count"].help_text = "Leave it empty for the end of a month."

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if (unit := values.get("unit")) in MONTH_ENDS:
            values |= {"count": MONTH_ENDS[unit], "unit": str(Unit.MONTH_ENDS)}
        elif values.get("count") is None and "count" not in self.errors:
            self.add_error("count", "Enter how many")
        return values


class MoveForm(HouseForm):
    """Another last day for one time limit; for one in hours the hour, too."""

    due_on = DateField(label="Which day is it due?")
    due_time = TimeField(label="At what time?", help_text="In London, such as 2:30pm.")
    reason = TextField(label="Why is it moved?", limit=300, help_text="Shown with the date to everybody who sees it.")

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rule.limit.unit != Unit.HOURS:
            del self.fields["due_time"]


class ClosureDayForm(HouseForm):
    """A day that is no working day."""

    day = DateField(label="Which day?")
    reason = TextField(label="Why is it no working day?", limit=120)
