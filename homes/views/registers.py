"""The registers of a home: children and staff, by initials."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import Page, form_page, sent
from core import access, clock
from homes import forms, getters, selectors, services
from homes.models import Home
from homes.views.homes import form_methods, parts

READS = "manager, deputy, staff and visitor of the home; responsible individual, service lead, QA officer"
KEEPS = "the registered manager and the deputy of the home"


@access.guarded(READS)
@require_safe
def residents(request: HttpRequest, pk: int) -> HttpResponse:
    """Who lives in the home, and who did."""
    home = getters.home_with_registers(request.user, pk)
    register = selectors.residents(user=request.user, home=home, now=clock.now())
    context = {"home": home, "register": register, "parts": parts(request.user, home, "children")}
    return TemplateResponse(request, "homes/residents.html", context)


@access.guarded(KEEPS)
@form_methods
def admit_resident(request: HttpRequest, pk: int) -> HttpResponse:
    """A child has come."""
    home = getters.home_to_register(request.user, pk)
    page = Page("A child has come", "Enter in the register", _children(home), "The child is entered.", home.name)
    return form_page(
        request,
        forms.ResidentForm(sent(request)),
        page,
        lambda form: services.admit_resident(home=home, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded(KEEPS)
@form_methods
def change_resident(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an entry of a child."""
    resident = getters.resident_to_change(request.user, pk)
    page = Page(
        f"Correct {resident.label}", "Save", _children(resident.home), "The entry is corrected.", resident.home.name
    )
    shown = {name: getattr(resident, name) for name in forms.ResidentForm.base_fields}
    return form_page(
        request,
        forms.ResidentForm(sent(request), initial=shown),
        page,
        lambda form: services.change_resident(resident=resident, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded(KEEPS)
@form_methods
def discharge_resident(request: HttpRequest, pk: int) -> HttpResponse:
    """A child has left."""
    resident = getters.resident_to_change(request.user, pk)
    home = resident.home
    page = Page(
        f"{resident.label} has left", "Enter in the register", _children(home), "The leaving is entered.", home.name
    )
    return form_page(
        request,
        forms.LeftForm(sent(request)),
        page,
        lambda form: services.discharge_resident(
            resident=resident, **form.cleaned_data, by=request.user, now=clock.now()
        ),
    )


@access.guarded(READS)
@require_safe
def staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Who works in the home, and who did."""
    home = getters.home_with_registers(request.user, pk)
    register = selectors.staff(user=request.user, home=home, now=clock.now())
    context = {"home": home, "register": register, "parts": parts(request.user, home, "staff")}
    return TemplateResponse(request, "homes/staff.html", context)


@access.guarded(KEEPS)
@form_methods
def add_staff_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has started."""
    home = getters.home_to_register(request.user, pk)
    page = Page("Somebody has started", "Enter in the register", _staff(home), "They are entered.", home.name)
    return form_page(
        request,
        forms.StaffForm(sent(request)),
        page,
        lambda form: services.add_staff_member(home=home, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded(KEEPS)
@form_methods
def change_staff_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an entry of the staff."""
    member = getters.staff_member_to_change(request.user, pk)
    page = Page(f"Correct {member.label}", "Save", _staff(member.home), "The entry is corrected.", member.home.name)
    shown = {name: getattr(member, name) for name in forms.StaffForm.base_fields}
    shown["agency"] = "yes" if member.agency else "no"
    return form_page(
        request,
        forms.StaffForm(sent(request), initial=shown),
        page,
        lambda form: services.change_staff_member(member=member, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded(KEEPS)
@form_methods
def staff_member_left(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody of the staff has left."""
    member = getters.staff_member_to_change(request.user, pk)
    home = member.home
    page = Page(f"{member.label} has left", "Enter in the register", _staff(home), "The leaving is entered.", home.name)
    return form_page(
        request,
        forms.LeftForm(sent(request)),
        page,
        lambda form: services.staff_member_left(member=member, **form.cleaned_data, by=request.user, now=clock.now()),
    )


def _children(home: Home) -> str:
    return reverse("homes:residents", args=[home.pk])


def _staff(home: Home) -> str:
    return reverse("homes:staff", args=[home.pk])
