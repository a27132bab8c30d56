"""People and their appointments, for the administrator. Changing a role needs a fresh sign-in (ASVS 7.5.1)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import services as accounts
from accounts.freshness import fresh_required
from accounts.models import User
from accounts.pages import Page, act, form_page, sent
from core import access, clock, events
from homes import forms, getters, policy, selectors, services
from homes.roles import Role
from homes.views.homes import form_methods


@access.holds(Role.ADMINISTRATOR)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    words = request.GET.get("words", "")
    rows = Paginator(selectors.people(user=request.user, words=words), 25).get_page(request.GET.get("page"))
    today = clock.today()
    shown = [(row, [held for held in row.appointments.all() if held.in_force(today)]) for row in rows]
    return TemplateResponse(request, "homes/people.html", {"rows": rows, "shown": shown, "words": words})


@access.holds(Role.ADMINISTRATOR)
@form_methods
def add_person(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    lead = (
        "They choose a password by the link “I do not know my password” on the sign-in page. Appoint them afterwards."
    )
    page = Page("Add a person", "Add the person", reverse("homes:people"), "The person is added.", lead=(lead,))
    return form_page(
        request,
        forms.PersonForm(sent(request)),
        page,
        lambda form: accounts.add_person(**form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.holds(Role.ADMINISTRATOR)
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: appointments, and what was done to the account."""
    found = getters.person_for(request.user, pk)
    context = {
        "person": found,
        "held": selectors.appointments_of(person=found, now=clock.now()),
        "history": [_entry(event) for event in reversed(events.history(found).exclude(code="accounts.signed_in"))],
        "may_appoint": policy.can_appoint_person(request.user, found),
    }
    return TemplateResponse(request, "homes/person.html", context)


def _entry(event: Any) -> dict[str, Any]:
    return {"title": events.sentence(event).capitalize(), "at": event.at, "by": event.by or "the portal"}


@access.holds(Role.ADMINISTRATOR)
@form_methods
@fresh_required
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name or address; with a new address the person is signed out everywhere and told."""
    found = getters.person_for(request.user, pk)
    lead = "With a new email address they are signed out everywhere, and told at the old one."
    page = Page("Change name or address", "Save", address(found), "The person is changed.", found.full_name, (lead,))
    form = forms.PersonForm(sent(request), initial={"full_name": found.full_name, "email": found.email})
    return form_page(
        request,
        form,
        page,
        lambda form: accounts.change_person(person=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )


def address(found: User) -> str:
    """The page of a person."""
    return reverse("homes:person", args=[found.pk])


@access.holds(Role.ADMINISTRATOR)
@require_POST
@fresh_required
def close_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a person from signing in."""
    found = getters.person_for(request.user, pk)
    return act(
        request,
        lambda: accounts.close_person(person=found, by=request.user, now=clock.now()),
        done=f"{found} cannot sign in any more. Every session of theirs has ended.",
        back=address(found),
    )


@access.holds(Role.ADMINISTRATOR)
@require_POST
@fresh_required
def reopen_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person sign in again."""
    found = getters.person_for(request.user, pk)
    return act(
        request,
        lambda: accounts.reopen_person(person=found, by=request.user, now=clock.now()),
        done=f"{found} can sign in again.",
        back=address(found),
    )


@access.holds(Role.ADMINISTRATOR)
@form_methods
@fresh_required
def remove_second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """After a lost device: the next sign-in sets up a new second step."""
    found = getters.person_for(request.user, pk)
    lead = "Do this only when you have seen the person. At the next sign-in they set up a new second step."
    page = Page(
        "Lost second step",
        "Remove the lost second step",
        address(found),
        "It is removed.",
        found.full_name,
        (lead,),
        "The old device or app stops working at once.",
    )
    return form_page(
        request,
        forms.SecondStepForm(sent(request)),
        page,
        lambda form: accounts.remove_second_factor(person=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.holds(Role.ADMINISTRATOR)
@form_methods
@fresh_required
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person into a role. An independent person is asked the questions of regulation 43 on the next page."""
    found = getters.person_for(request.user, pk)
    page = Page("Appoint to a role", "Appoint", address(found), f"{found} is appointed.", found.full_name)
    form = forms.AppointForm(sent(request), initial={"starts": clock.today()})
    if request.method == "POST" and form.is_valid() and form.cleaned_data["role"] == Role.VISITOR:
        chosen = {key: request.POST.get(key, "") for key in request.POST if key not in {"csrfmiddlewaretoken", "role"}}
        return HttpResponseRedirect(f"{reverse('homes:appoint_visitor', args=[pk])}?{urlencode(chosen)}")
    return form_page(
        request,
        form,
        page,
        lambda form: services.appoint(person=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.holds(Role.ADMINISTRATOR)
@form_methods
@fresh_required
def appoint_visitor(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration of independence, then the appointment. The choice of the page before stands in the address."""
    found = getters.person_for(request.user, pk)
    asked = request.GET.copy()
    asked["role"] = Role.VISITOR
    choice = forms.AppointForm(asked)
    if not choice.is_valid() or not choice.cleaned_data["home"]:
        return HttpResponseRedirect(reverse("homes:appoint", args=[pk]))
    chosen = choice.cleaned_data
    lead = f"They are to visit {chosen['home']} as the independent person. Ask them each question."
    page = Page(
        "Declaration of independence", "Appoint", address(found), f"{found} is appointed.", found.full_name, (lead,)
    )
    form = forms.IndependenceForm(sent(request))
    return form_page(
        request,
        form,
        page,
        lambda form: services.appoint(
            person=found, **chosen, independence=form.declaration(), by=request.user, now=clock.now()
        ),
    )


@access.holds(Role.ADMINISTRATOR)
@form_methods
@fresh_required
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an appointment end."""
    held = getters.appointment_for(request.user, pk)
    lead = f"{held.get_role_display()}, {held.place}."
    page = Page(
        "End this appointment",
        "End it",
        address(held.person),
        "The appointment ends.",
        held.person.full_name,
        (lead,),
        "From that day on they no longer see what this role lets them see.",
    )
    form = forms.EndForm(sent(request), initial={"ends": clock.today()})
    return form_page(
        request,
        form,
        page,
        lambda form: services.end_appointment(appointment=held, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.holds(Role.ADMINISTRATOR)
@form_methods
@fresh_required
def declare_independence(request: HttpRequest, pk: int) -> HttpResponse:
    """A visitor declares anew: once a year, or when something has changed."""
    held = getters.appointment_for(request.user, pk)
    lead = f"About visits to {held.place}. Ask them each question."
    page = Page(
        "New declaration",
        "Record it",
        address(held.person),
        "The declaration is recorded.",
        held.person.full_name,
        (lead,),
    )
    form = forms.IndependenceForm(sent(request))
    return form_page(
        request,
        form,
        page,
        lambda form: services.declare_independence(
            appointment=held, declaration=form.declaration(), by=request.user, now=clock.now()
        ),
    )
