"""Pages of those who ask and who read what came of it."""

from __future__ import annotations

import base64
import io

import qrcode
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from accounts.pages import Page, act, form_methods, form_page, sent
from core import clock, errors, readings
from core.access import guarded
from core.forms import HouseForm
from core.refusal import Refused
from homes import naming
from homes.models import Home
from voice import forms, getters, policy, selectors, services
from voice.models import FEWEST, Survey

READS = "managers and visitor of the home, its responsible individual, service lead and quality assurance (policy.SEES)"
ASKS = "managers and visitor of the home, and the QA officer"
POSTERS = "the visitor of the home and the QA officer, nobody who works at the home"


@guarded(READS)
@require_safe
def surveys(request: HttpRequest, pk: int) -> HttpResponse:
    """The surveys of a home, and how many of each group were asked and answered in a year."""
    home = getters.home_with_surveys(request.user, pk)
    lines = selectors.surveys_of(user=request.user, home=home)
    since = clock.add_months(clock.today(), -12)
    context = {
        "home": home,
        "lines": lines,
        "since": since,
        "groups": selectors.meter(lines, since),
        "asks": policy.asks(request.user, home),
        "posters": policy.makes_posters(request.user, home),
    }
    return TemplateResponse(request, "voice/surveys.html", context)


@guarded(ASKS)
@form_methods
def open_survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a survey."""
    home, today = getters.home_to_ask(request.user, pk), clock.today()
    shown = {"about_from": clock.add_months(today, -6), "about_to": today, "closes_on": clock.add_months(today, 1)}
    page = Page(
        "Ask people about the home",
        "Open the survey",
        reverse("voice:surveys", args=[home.pk]),
        "The survey is open. Now make links and give them to people.",
        home.name,
    )
    return form_page(
        request,
        forms.SurveyForm(sent(request), initial=shown),
        page,
        lambda form: services.open_survey(home=home, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@guarded(READS)
@require_safe
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """One survey: while it is open how many answered, once closed what they said."""
    found = getters.survey(request.user, pk)
    results = selectors.results_of(found)
    if results is not None:
        readings.note(found, "results of a survey", by=request.user, now=clock.now())
    context = {
        "survey": found,
        "home": found.home,
        "line": selectors.line_of(found),
        "links": selectors.links_of(found),
        "results": results,
        "changes": policy.changes(request.user, found),
        "columns": ("Answer", "People"),
        "fewest": FEWEST,
    }
    return TemplateResponse(request, "voice/survey.html", context)


def _closed(request: HttpRequest, found: Survey) -> HttpResponse | None:
    rule = policy.changes(request.user, found)
    back = reverse("voice:survey", args=[found.pk])
    no = Refused(rule.code, rule.reason)
    return None if rule else errors.refused(request, no, back=back, back_text="Go to the survey")


def _links(
    request: HttpRequest, found: Survey, form: HouseForm, title: str, made: list[tuple[str, str]]
) -> HttpResponse:
    """The form, or the addresses that were made, shown this once."""
    addresses = [(label, settings.SITE_URL + reverse("voice:answer", args=[token])) for label, token in made]
    context = {"survey": found, "home": found.home, "form": form, "title": title, "addresses": addresses}
    return TemplateResponse(request, "voice/links.html", context)


@guarded(ASKS)
@form_methods
def personal_links(request: HttpRequest, pk: int) -> HttpResponse:
    """A link for each person, used once."""
    found = getters.survey_to_change(request.user, pk)
    if (no := _closed(request, found)) is not None:
        return no
    form = forms.PersonalLinksForm(sent(request), known=lambda: naming.known(found.home, clock.today()))
    made: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_personal_links(survey=found, **form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refusal:
            form.add_error("labels", refusal.reason)
    return _links(request, found, form, "Make links for one person each", made)


@guarded(ASKS)
@form_methods
def open_link(request: HttpRequest, pk: int) -> HttpResponse:
    """One link for many people."""
    found = getters.survey_to_change(request.user, pk)
    if (no := _closed(request, found)) is not None:
        return no
    form = forms.OpenLinkForm(sent(request), known=lambda: naming.known(found.home, clock.today()))
    made: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            token = services.make_open_link(survey=found, **data, by=request.user, now=clock.now())
            made = [(data["label"], token)]
        except Refused as refusal:
            form.add_error("label", refusal.reason)
    return _links(request, found, form, "Make one link for many people", made)


@guarded(ASKS)
@require_POST
def end_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The link stops."""
    found = getters.link_to_end(request.user, pk)
    return act(
        request,
        lambda: services.end_link(invitation=found, by=request.user, now=clock.now()),
        done="The link has stopped. What was answered with it stays.",
        back=reverse("voice:survey", args=[found.survey_id]),
    )


@guarded(ASKS)
@form_methods
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the survey for good."""
    found = getters.survey_to_change(request.user, pk)
    if (no := _closed(request, found)) is not None:
        return no
    page = Page(
        "Close the survey",
        "Close the survey for good",
        reverse("voice:survey", args=[found.pk]),
        "The survey is closed.",
        f"{found.home}: {found}",
        warning="No link works any more after this, and the survey cannot be opened again. "
        f"With fewer than {FEWEST} answers no results are shown, now or later.",
    )
    return form_page(
        request,
        HouseForm(sent(request)),
        page,
        lambda form: services.close_survey(survey=found, by=request.user, now=clock.now()),
    )


@guarded(POSTERS)
@form_methods
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The address for the home's poster; making one shows it this once, with a picture that a telephone can read."""
    home = getters.home_for_poster(request.user, pk)
    address = ""
    if request.method == "POST":
        token = services.make_poster(home=home, by=request.user, now=clock.now())
        address = settings.SITE_URL + reverse("voice:say", args=[token])
    context = {
        "home": home,
        "poster": selectors.poster_of(home),
        "address": address,
        "picture": _picture(address) if address else "",
    }
    return TemplateResponse(request, "voice/poster.html", context)


def _picture(address: str) -> str:
    """The address as a square of dots, for an img element."""
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=4).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


@guarded(POSTERS)
@require_POST
def end_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The address on the poster stops."""
    home: Home = getters.home_for_poster(request.user, pk)
    return act(
        request,
        lambda: services.end_poster(home=home, by=request.user, now=clock.now()),
        done="The address has stopped. Take down the posters that show it.",
        back=reverse("voice:poster", args=[home.pk]),
    )
