"""Forms of inspections. They ask; the services judge."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import DateField, HouseForm, Radios, TextField
from core.uploads import UploadField, UploadForm
from homes.names_asked import NamesAsked
from inspections.models import ASKED, FINDINGS, Kind, Point, asked_of

YES_NO = [("yes", "Yes"), ("no", "No")]


class RecordForm(HouseForm):
    """An inspection has begun."""

    kind = forms.ChoiceField(
        label="Kind of inspection",
        choices=Kind.choices,
        widget=Radios(hints={Kind.INTERIM: "Only to complete the history of the home."}),
    )
    inspected_on = DateField(label="First day of the inspection")


class DraftForm(UploadForm):
    """The draft report came."""

    received_on = DateField(label="Day the draft came")
    file = UploadField(label="The draft report", required=False)


class CommentsForm(HouseForm):
    """What was sent to Ofsted about the draft."""

    no_comments = forms.TypedChoiceField(
        label="What did you send?",
        choices=[("no", "Comments on facts in the draft"), ("yes", "A note that there are no comments")],
        coerce="yes".__eq__,
        widget=Radios(),
        empty_value=None,
    )
    sent_on = DateField(label="Day it was sent")


def _finding(name: str) -> forms.ChoiceField:
    label, choices = asked_of(name)
    return forms.ChoiceField(label=label[0].upper() + label[1:], choices=choices, widget=Radios())


class FinalForm(UploadForm):
    """What the final report says; which findings are asked for follows from the kind of inspection."""

    received_on = DateField(label="Day the final report came")
    overall = _finding("overall")
    protection = _finding("protection")
    leadership = _finding("leadership")
    concerns = _finding("concerns")
    effectiveness = _finding("effectiveness")
    compliance_notice = forms.TypedChoiceField(
        label="Did Ofsted serve a compliance notice?",
        choices=YES_NO,
        coerce="yes".__eq__,
        widget=Radios(inline=True),
        empty_value=None,
    )
    notice = TextField(label="If it did, what does the notice ask, and by when?", lines=4, limit=2000, required=False)
    file = UploadField(label="The final report", required=False)

    def __init__(self, *args: Any, kind: str, correcting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FINDINGS:
            if name not in ASKED[kind]:
                del self.fields[name]
        if correcting:
            del self.fields["received_on"]

    def clean(self) -> dict[str, Any]:
        """What the services take: the findings together."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in FINDINGS}
        return given | {"findings": {name: self.cleaned_data[name] for name in FINDINGS if name in self.cleaned_data}}


class PointForm(NamesAsked):
    """A requirement or recommendation of the final report."""

    texts = ("text",)
    kind = forms.ChoiceField(label="What is it?", choices=Point.Kind.choices, widget=Radios(inline=True))
    text = TextField(label="What does Ofsted ask for?", lines=6, limit=3000, help_text="In the words of the report.")
    regulation = TextField(label="Regulation, if one is named", required=False, max_length=10, help_text="Such as 12.")
    act_by = DateField(label="Day by which it must be done, if the report names one", required=False)


class CirculationForm(HouseForm):
    """To whom the final report went."""

    to = TextField(
        label="To whom did the report go?", max_length=120, help_text="Such as: social workers of all children."
    )
    sent_on = DateField(label="Day it was sent")


class WithdrawForm(HouseForm):
    """It was entered by mistake."""

    why = TextField(label="Why was it a mistake?", max_length=300)


class PublishedFileForm(UploadForm):
    """Ofsted's published file."""

    file = UploadField(label="Ofsted’s file", help_text="A CSV file with one line for each inspection; 10 MB at most.")
