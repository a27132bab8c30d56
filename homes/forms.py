"""One-off forms of this app; what is allowed is judged by the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from core.forms import DateField, HouseForm, Radios, TextField, WholeNumberField
from homes import independence, roles
from homes.models import Home, Independence, LocalAuthority, StatutoryDocument
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


class DocumentForm(HouseForm):
    """A statutory document, or its new version."""

    kind = forms.ChoiceField(label="Document", choices=StatutoryDocument.Kind.choices)
    title = TextField(
        label="Its name", required=False, max_length=120, help_text="Needed for a policy or another document."
    )
    version = TextField(label="Version", required=False, max_length=40)
    review_by = DateField(label="Review or renew by", required=False)
    note = TextField(label="Note", lines=3, required=False)


class DocumentVersionForm(HouseForm):
    """The new version of a document that is recorded."""

    version = TextField(label="Version", required=False, max_length=40)
    review_by = DateField(label="Review or renew by", required=False)
    note = TextField(label="Note", lines=3, required=False)


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
