"""Pages of those who ask and who read what came of it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

import qrcode
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from qrcode.image.svg import SvgPathImage

from accounts.pages import Page, form_methods, form_page, sent
from core import clock, errors, readings
from core.access import guarded
from core.forms import HouseForm
from core.refusal import Refused
from homes import naming
from homes import selectors as registers
from voice import forms, getters, policy, selectors, services
from voice.help_now import contacts, has_line
from voice.models import FEWEST, Audience, Survey

READS = "managers and visitor of the home, its responsible individual, service lead and quality assurance (policy.SEES)"
ASKS = "managers and visitor of the home, and the QA officer"
POSTERS = "the visitor of the home and the QA officer, nobody who works at the home"
STOPS = "The address on the posters that hang in the home stops at once. A child who tries it is told whom to call."


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
    home, now = getters.home_to_ask(request.user, pk), clock.now()
    today = clock.today(now)
    shown = {"about_from": clock.add_months(today, -6), "about_to": today, "closes_on": clock.add_months(today, 1)}
    children = len(registers.residents(user=request.user, home=home, now=now).here)
    staff = len(registers.staff(user=request.user, home=home, now=now).here)
    line = has_line()
    page = Page(
        "Ask people about the home",
        "Open the survey",
        reverse("voice:surveys", args=[home.pk]),
        caption=home.name,
        lead=(f"Children in the home’s register today: {children}. Members of staff: {staff}.",)
        + (() if line else (line.reason,)),
    )
    opened: list[Survey] = []

    def save(form: Any) -> None:
        opened.append(services.open_survey(home=home, **form.cleaned_data, by=request.user, now=now))

    form = forms.SurveyForm(sent(request), initial=shown, running=lambda group: selectors.open_now(home, group, today))
    response = form_page(request, form, page, save)
    return HttpResponseRedirect(reverse("voice:survey", args=[opened[0].pk])) if opened else response


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
        "few_asked": f"Fewer than {FEWEST} people have been asked so far. With fewer than {FEWEST} answers nobody will ever see "
        "a result. Ask more people, or talk with them instead and write down what they say.",
    }
    return TemplateResponse(request, "voice/survey.html", context)


def _closed(request: HttpRequest, found: Survey) -> HttpResponse | None:
    rule = policy.changes(request.user, found)
    back = reverse("voice:survey", args=[found.pk])
    no = Refused(rule.code, rule.reason)
    return None if rule else errors.refused(request, no, back=back, back_text="Go to the survey")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person, or many, are handed: for whom, and the address as text and as a picture."""

    label: str
    address: str

    @property
    def picture(self) -> str:
        """For a telephone: nobody types so long an address."""
        return _picture(self.address)


def _links(
    request: HttpRequest, found: Survey, form: HouseForm, title: str, made: list[tuple[str, str]]
) -> HttpResponse:
    """The form, or the letters with the addresses that were made, shown this once."""
    letters = [Letter(label, settings.SITE_URL + reverse("voice:answer", args=[token])) for label, token in made]
    context = {"survey": found, "home": found.home, "form": form, "title": title, "letters": letters}
    if letters and found.audience == Audience.CHILDREN:
        context["contacts"] = contacts()
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
@form_methods
def end_link(request: HttpRequest, pk: int) -> HttpResponse:
    """The link stops, after the page has asked."""
    found = getters.link_to_end(request.user, pk)
    if (no := _closed(request, found.survey)) is not None:
        return no
    page = Page(
        "End the link",
        "End this link",
        reverse("voice:survey", args=[found.survey_id]),
        "The link has stopped. What was answered with it stays.",
        f"{found.survey.home}: {found.survey}",
        warning=f"Whoever has the link “{found}” cannot answer any more. What was answered with it stays.",
    )
    return form_page(
        request,
        HouseForm(sent(request)),
        page,
        lambda form: services.end_link(invitation=found, by=request.user, now=clock.now()),
    )


@guarded(ASKS)
@form_methods
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the survey for good."""
    found = getters.survey_to_change(request.user, pk)
    if (no := _closed(request, found)) is not None:
        return no
    answered = selectors.line_of(found).replies
    replies = (
        f"{answered or 'Nobody'} {'people have' if answered > 1 else 'person has' if answered else 'has'} answered"
    )
    page = Page(
        "Close the survey",
        "Close the survey for good",
        reverse("voice:survey", args=[found.pk]),
        "The survey is closed.",
        f"{found.home}: {found}",
        warning="No link works any more after this, and the survey cannot be opened again. "
        + (
            f"{replies} so far: with fewer than {FEWEST} answers nobody will ever see a result."
            if answered < FEWEST
            else f"{replies} so far, so the results will be shown."
        ),
    )
    return form_page(
        request,
        HouseForm(sent(request)),
        page,
        lambda form: services.close_survey(survey=found, by=request.user, now=clock.now()),
    )


@guarded(POSTERS)
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the home's poster has an address, since when, and what can be done."""
    home = getters.home_for_poster(request.user, pk)
    context = {"home": home, "poster": selectors.poster_of(home), "line": has_line()}
    return TemplateResponse(request, "voice/poster.html", context)


@guarded(POSTERS)
@form_methods
def new_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the address: it is shown this once, with a picture that a telephone can read. Where one works, the page asks first."""
    home = getters.home_for_poster(request.user, pk)
    old, back, line = selectors.poster_of(home), reverse("voice:poster", args=[home.pk]), has_line()
    if not line:
        return errors.refused(request, Refused(line.code, line.reason), back=back)
    made: list[str] = []

    def save(form: Any) -> None:
        seen = form.cleaned_data["version"]
        made.append(services.make_poster(home=home, by=request.user, now=clock.now(), instead_of=seen))

    page = Page(
        "Make a new address for the poster" if old else "Make an address for the poster",
        "Make a new address" if old else "Make an address",
        back,
        caption=home.name,
        lead=("The new address is shown once, ready to print. Put the poster where every child can see it.",),
        warning=STOPS + " Put up the new poster today." if old else "",
    )
    form = forms.PosterForm(sent(request), initial={"version": old.pk if old else 0})
    response = form_page(request, form, page, save)
    if not made:
        return response
    address = settings.SITE_URL + reverse("voice:say", args=[made[0]])
    context = {"home": home, "address": address, "picture": _picture(address), "contacts": contacts()}
    return TemplateResponse(request, "voice/new_poster.html", context)


def _picture(address: str) -> str:
    """The address as a square of dots, for an img element."""
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=4).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


@guarded(POSTERS)
@form_methods
def end_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The address on the poster stops, after the page has asked."""
    home = getters.home_for_poster(request.user, pk)
    page = Page(
        "Stop the address on the poster",
        "Stop this address",
        reverse("voice:poster", args=[home.pk]),
        "The address has stopped. Take down the posters that show it.",
        home.name,
        lead=("Stop it if somebody misuses it. If you only lost it, make a new one instead.",),
        warning=STOPS + " Until there is a new one, no child of this home can write to anybody here.",
    )
    return form_page(
        request,
        HouseForm(sent(request)),
        page,
        lambda form: services.end_poster(home=home, by=request.user, now=clock.now()),
    )
