"""One-off forms of this app; what is allowed is judged by the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms

from core.forms import DateField, HouseForm, Radios, TextField, WholeNumberField
from core.uploads import UploadField, UploadForm
from homes import documents_due, independence, roles
from homes.models import Building, Home, Independence, LocalAuthority
from homes.roles import Role

YES_NO = [("yes", "Yes"), ("no", "No")]


def _yes_no(label: str, help_text: str = "") -> forms.TypedChoiceField:
    coerce: Callable[[str], bool] = "yes".__eq__
    return forms.TypedChoiceField(
        label=label, help_text=help_text, choices=YES_NO, coerce=coerce, widget=Radios(inline=True), empty_value=None
    )


class HomeForm(HouseForm):
    """The particulars of a home."""

    name = TextField(label="Name of the home", max_length=120)
    urn = TextField(label="Ofsted number (URN)", max_length=12, help_text="As on the certificate, such as SC123456.")
    kind = forms.ChoiceField(label="Kind of home", choices=Home.Kind.choices, widget=Radios())
    registered_places = WholeNumberField(label="Registered places", min_value=1, max_value=200)
    host_authority = forms.ModelChoiceField(
        label="Council in whose area it stands", queryset=LocalAuthority.objects.all()
    )
    address = TextField(label="Address", lines=4, max_length=400)
    provider = TextField(
        label="Registered provider", required=False, max_length=120, help_text="Leave empty when the council runs it."
    )
    conditions = TextField(label="Conditions of registration", lines=3, required=False)
    opened_on = DateField(label="Opening date", required=False)


class CloseHomeForm(HouseForm):
    """When a home closes."""

    closed_on = DateField(label="Closing date")


class BuildingForm(HouseForm):
    """One more building."""

    name = TextField(label="Name of the building", max_length=80)
    address = TextField(label="Address, if it is another one", lines=3, required=False, max_length=400)


class BedroomForm(HouseForm):
    """One more bedroom."""

    name = TextField(label="Name of the bedroom", max_length=40, help_text="Such as Bedroom 4. Never a child’s name.")


class ResidentForm(HouseForm):
    """An entry in the register of children."""

    initials = TextField(label="Initials", max_length=12, help_text="Such as J.S. Never a name.")
    reference = TextField(label="The home’s own reference", max_length=40, help_text="No name and no date of birth.")
    placing_authority = forms.ModelChoiceField(
        label="Council that placed the child", queryset=LocalAuthority.objects.all()
    )
    arrived_on = DateField(label="Day they came")


class StaffForm(HouseForm):
    """An entry in the register of staff."""

    initials = TextField(label="Initials", max_length=12, help_text="Such as J.S. Never a name.")
    job = TextField(label="Job", max_length=80)
    agency = _yes_no("Do they come from an agency?")
    arrived_on = DateField(label="Day they started")


class LeftForm(HouseForm):
    """When somebody left."""

    left_on = DateField(label="Day they left")


class DocumentVersionForm(UploadForm):
    """The new version of a document that is recorded, or a new check."""

    version = TextField(label="Version or number", required=False, max_length=40)
    checked_on = DateField(label="Day it was issued, written or checked")
    expires_on = DateField(label="Day it runs out, if it names one", required=False)
    review_by = DateField(
        label="Review by",
        required=False,
        help_text="Leave it empty to use the usual time for this kind of document.",
    )
    note = TextField(label="Note", lines=3, required=False)
    file = UploadField(label="The document", required=False)


class ReviewForm(DocumentVersionForm):
    """The same for a document that has a version already: a new text, or the old one looked at again."""

    revised = forms.TypedChoiceField(
        label="What was done?",
        choices=[("yes", "There is a new text or a new certificate"), ("no", "The old text was looked at and stays")],
        coerce="yes".__eq__,
        widget=Radios(),
        empty_value=None,
    )

    field_order = ("revised",)


class DocumentForm(DocumentVersionForm):
    """A statutory document or check of a home."""

    kind = forms.ChoiceField(
        label="Document or check", error_messages={"required": "Select the document or check that you record"}
    )
    title = TextField(
        label="Its name", required=False, max_length=120, help_text="Needed for a policy or another document."
    )
    building = forms.ModelChoiceField(
        label="Building", queryset=Building.objects.none(), required=False, empty_label="The whole home"
    )

    field_order = ("kind", "title", "building")

    def __init__(self, *args: Any, home: Home, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (group, [(kind, due.label) for kind, due in documents_due.KINDS.items() if due.group == group])
            for group in documents_due.GROUPS
        ]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "Choose a document or check"), *groups]
        cast("forms.ModelChoiceField[Building]", self.fields["building"]).queryset = home.buildings.all()


class RefuseDocumentForm(HouseForm):
    """A version that is not approved."""

    why = TextField(label="Why do you not approve it?", max_length=300, help_text="Say what has to change.")


class SentForm(HouseForm):
    """The statement of purpose went to Ofsted."""

    sent_on = DateField(label="Day it was sent")


class EndDocumentForm(HouseForm):
    """A document that is no longer kept."""

    why = TextField(label="Why does the home no longer keep it?", max_length=300)


class PersonForm(HouseForm):
    """A person who signs in."""

    full_name = TextField(label="Full name", max_length=120)
    email = forms.EmailField(label="Email address", max_length=254)


class SecondStepForm(HouseForm):
    """Why a lost second step is removed."""

    reason = TextField(
        label="How did you make sure that it is them?", max_length=300, help_text="Such as: met them at the office."
    )


class AppointForm(HouseForm):
    """A role, where it is held, and from when to when."""

    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=Radios(hints=roles.DESCRIPTIONS, small=True))
    home = forms.ModelChoiceField(
        label="Home", queryset=Home.objects.all(), required=False, empty_label="The whole council"
    )
    authority = forms.ModelChoiceField(
        label="Authority they work for",
        queryset=LocalAuthority.objects.all(),
        required=False,
        empty_label="Our council",
        help_text="Only for somebody of a placing authority.",
    )
    starts = DateField(label="First day")
    ends = DateField(
        label="Day on which access ends",
        required=False,
        help_text="Leave empty when it has no end. On this day it is gone.",
    )


class EndForm(HouseForm):
    """When an appointment ends."""

    ends = DateField(label="Day on which access ends", help_text="On this day it is gone. Today means: now.")


class IndependenceForm(HouseForm):
    """The seven questions of regulation 43(3), and the exceptions of 43(4) and (5)."""

    connection = TextField(label="If there is a connection, what is it?", lines=3, required=False)
    exception = forms.ChoiceField(
        label="Does an exception apply?",
        choices=Independence.ExceptionOf43.choices,
        required=False,
        widget=Radios(),
    )
    exception_reason = TextField(label="If one applies, why?", lines=3, required=False)

    field_order = [*independence.QUESTIONS, "connection", "exception", "exception_reason"]

    def declaration(self) -> independence.Declaration:
        """What was declared (after ``is_valid``)."""
        return independence.Declaration(**self.cleaned_data)


for _key, (_paragraph, _question, _) in independence.QUESTIONS.items():
    IndependenceForm.base_fields[_key] = _yes_no(_question, f"Regulation 43(3){_paragraph}")


def home_initial(home: Home) -> dict[str, Any]:
    """What the form of a home shows first."""
    return {name: getattr(home, name) for name in HomeForm.base_fields}
