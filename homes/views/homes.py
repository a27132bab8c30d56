"""Homes: the list, the page of each, its particulars, rooms and documents."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages import Page, act, form_page, sent
from core import access, clock
from core.registry import home_panels
from homes import forms, getters, policy, selectors, services
from homes.models import Home

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def address(home: Home) -> str:
    """The page of a home."""
    return reverse("homes:home", args=[home.pk])


@access.guarded("each person sees the homes of their appointments; without one there is no list")
@require_safe
def home_list(request: HttpRequest) -> HttpResponse:
    """The homes of this person."""
    rows = selectors.homes_list(user=request.user, now=clock.now())
    may_open = bool(policy.can_write_particulars(request.user))
    if not rows and not may_open:
        raise Http404("No appointment covers a home.")
    return TemplateResponse(request, "homes/list.html", {"rows": rows, "may_open": may_open})


@access.guarded("an appointment that covers the home")
@require_safe
def home(request: HttpRequest, pk: int) -> HttpResponse:
    """One home: particulars, buildings, people in post, documents, and the cards of other apps."""
    found, now = getters.home_for(request.user, pk), clock.now()
    context = {
        "shown": selectors.home_page(user=request.user, home=found, now=now),
        "panels": home_panels.shown(request.user, now, home=found),
        "parts": parts(request.user, found, "home"),
    }
    return TemplateResponse(request, "homes/home.html", context)


def parts(user: Any, found: Home, current: str) -> list[dict[str, Any]]:
    """The pages of one home that this person may open."""
    pages = [("home", "The home", address(found))]
    if policy.can_read_registers(user, found):
        pages.append(("children", "Children", reverse("homes:residents", args=[found.pk])))
        pages.append(("staff", "Staff", reverse("homes:staff", args=[found.pk])))
    return [{"label": label, "url": url, "current": key == current} for key, label, url in pages]


@access.holds("administrator")
@form_methods
def open_home(request: HttpRequest) -> HttpResponse:
    """Enter a home."""
    page = Page("Enter a home", "Enter the home", reverse("homes:list"), "The home is entered.")
    form = forms.HomeForm(sent(request))
    return form_page(
        request,
        form,
        page,
        lambda form: services.open_home(
            **form.cleaned_data, external=bool(form.cleaned_data["provider"]), by=request.user, now=clock.now()
        ),
    )


@access.guarded("administrators")
@form_methods
def change_home(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the particulars of a home."""
    found = getters.home_to_change(request.user, pk)
    page = Page("Change the particulars", "Save", address(found), "The particulars are changed.", found.name)
    form = forms.HomeForm(sent(request), initial=forms.home_initial(found))
    return form_page(
        request,
        form,
        page,
        lambda form: services.change_home(
            home=found,
            changes=form.cleaned_data | {"external": bool(form.cleaned_data["provider"])},
            by=request.user,
            now=clock.now(),
        ),
    )


@access.guarded("administrators")
@form_methods
def close_home(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that a home closes."""
    found = getters.home_to_change(request.user, pk)
    page = Page(
        "Close this home", "Close the home", address(found), "The home is closed. Its records stay.", found.name
    )
    return form_page(
        request,
        forms.CloseHomeForm(sent(request)),
        page,
        lambda form: services.close_home(home=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded("administrators")
@form_methods
def add_building(request: HttpRequest, pk: int) -> HttpResponse:
    """One more building."""
    found = getters.home_to_change(request.user, pk)
    page = Page("Add a building", "Add the building", address(found), "The building is added.", found.name)
    return form_page(
        request,
        forms.BuildingForm(sent(request)),
        page,
        lambda form: services.add_building(home=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded("administrators")
@form_methods
def add_bedroom(request: HttpRequest, pk: int) -> HttpResponse:
    """One more bedroom of a building."""
    building = getters.building_to_change(request.user, pk)
    page = Page("Add a bedroom", "Add the bedroom", address(building.home), "The bedroom is added.", building.name)
    return form_page(
        request,
        forms.BedroomForm(sent(request)),
        page,
        lambda form: services.add_bedroom(building=building, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded("administrators")
@require_POST
def building_use(request: HttpRequest, pk: int) -> HttpResponse:
    """A building is used, or stands empty: the button changes one into the other."""
    room = getters.building_to_change(request.user, pk)
    return act(
        request,
        lambda: services.set_in_use(room=room, in_use="use" in request.POST, by=request.user, now=clock.now()),
        done="The building is changed.",
        back=address(room.home),
    )


@access.guarded("administrators")
@require_POST
def bedroom_use(request: HttpRequest, pk: int) -> HttpResponse:
    """A bedroom is used, or not: the button changes one into the other."""
    room = getters.bedroom_to_change(request.user, pk)
    return act(
        request,
        lambda: services.set_in_use(room=room, in_use="use" in request.POST, by=request.user, now=clock.now()),
        done="The bedroom is changed.",
        back=address(room.building.home),
    )
