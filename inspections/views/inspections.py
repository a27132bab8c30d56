"""Inspections: of all homes, of one home, one by one; each step of the report; what Ofsted asks for; who got it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import Page, form_methods, form_page, sent
from core import access, clock, errors, events, readings, uploads
from core.refusal import Refused
from deadlines.selectors import running_limits
from homes import access as appointed
from homes import naming
from inspections import forms, getters, policy, selectors, services
from inspections.models import Inspection
from inspections.states import MOVES, OPEN, State

READS = "managers, responsible individual and those who watch quality; visitor and councillor read final ones (inspections.policy)"
RECORDS = "the registered manager and the deputy of the home"


@access.guarded("whoever may see inspections of a home")
@require_safe
def home_list(request: HttpRequest) -> HttpResponse:
    """The newest grade of each home of this person."""
    if not appointed.holds_any(request.user, *policy.SEES):
        raise Http404("No appointment with inspections to see.")
    context = {"rows": selectors.homes_list(user=request.user), "imports": bool(policy.imports(request.user))}
    return TemplateResponse(request, "inspections/list.html", context)


@access.guarded(READS)
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every inspection of one home, as picture and table."""
    home = getters.home_seen(request.user, pk)
    entries = selectors.history(user=request.user, home=home)
    context = {
        "home": home,
        "entries": entries,
        "picture": selectors.picture(entries),
        "records": bool(policy.records(request.user, home)),
    }
    return TemplateResponse(request, "inspections/history.html", context)


@access.guarded(READS)
@require_safe
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection: where it stands, what was found, what Ofsted asks for, who got the report."""
    found, user = getters.inspection(request.user, pk), request.user
    readings.note(found, "inspection", by=user, now=clock.now())
    whole, drafts = policy.reads_whole(user, found), policy.reads_drafts(user, found)
    limits = running_limits(Inspection, [found.pk], user=user)[found.pk]
    context = {
        "inspection": found,
        "entry": selectors.Entry(found.inspected_on, found.kind, found, None),
        "whole": whole,
        "drafts": drafts,
        "points": selectors.points(user=user, inspection=found) if whole else [],
        "circulations": found.circulations.all() if drafts else [],
        "comments_due": limits.get("inspections.comments") if drafts else None,
        "records": bool(policy.records(user, found.home)),
        "can": {name for name, move in MOVES.items() if found.state in move.sources},
        "final": found.state == State.FINAL,
        "entries": _happened(found) if drafts else [],
    }
    return TemplateResponse(request, "inspections/inspection.html", context)


def _happened(found: Inspection) -> list[dict[str, Any]]:
    rows = [(events.sentence(row), row) for row in reversed(list(events.history(found)))]
    return [
        {"title": text[:1].upper() + text[1:], "at": row.at, "by": row.by.full_name if row.by else "the portal"}
        for text, row in rows
    ]


@access.guarded(RECORDS)
@form_methods
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Ofsted has come."""
    home = getters.home_to_record(request.user, pk)
    back = reverse("inspections:history", args=[home.pk])
    page = Page("Record an inspection", "Record the inspection", back, "The inspection is recorded.", home.name)
    return form_page(
        request,
        forms.RecordForm(sent(request)),
        page,
        lambda form: services.record(home=home, **form.cleaned_data, by=request.user, now=clock.now()),
    )


def _step(
    request: HttpRequest,
    found: Inspection,
    form: Any,
    save: Callable[[Any], object],
    words: tuple[str, str, str],
    *,
    states: tuple[str, ...],
    lead: tuple[str, ...] = (),
    warning: str = "",
    then: str = "",
) -> HttpResponse:
    """One form of an inspection; too late or too early for it, the page says so and hands back what was typed."""
    here = reverse("inspections:inspection", args=[found.pk])
    title, button, said = words
    if found.state not in states:
        no = Refused("stale", f"The inspection stands at: {found.get_state_display()}. Nothing was changed.")
        return errors.refused(request, no, back=here, back_text="Go to the inspection")
    caption = f"{found.home}: {found}"
    page = Page(title, button, here, said, caption, lead=lead, warning=warning, then=then)
    return form_page(request, form, page, save)


@access.guarded(RECORDS)
@form_methods
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft report came."""
    found = getters.inspection_to_record(request.user, pk)
    return _step(
        request,
        found,
        forms.DraftForm(sent(request), request.FILES or None),
        lambda form: services.receive_draft(inspection=found, **form.cleaned_data, by=request.user, now=clock.now()),
        (
            "The draft report came",
            "Record the draft",
            "The draft is recorded. Ofsted takes comments for 5 working days.",
        ),
        states=MOVES["draft"].sources,
        lead=("A draft report is not public. Only those who answer for the home and its quality can open it here.",),
    )


@access.guarded(RECORDS)
@form_methods
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Comments went to Ofsted."""
    found = getters.inspection_to_record(request.user, pk)
    return _step(
        request,
        found,
        forms.CommentsForm(sent(request)),
        lambda form: services.send_comments(inspection=found, **form.cleaned_data, by=request.user, now=clock.now()),
        ("Comments on the draft", "Record what was sent", "What was sent to Ofsted is recorded."),
        states=MOVES["comment"].sources,
        lead=("The portal sends nothing to Ofsted. Record here what you sent.",),
    )


@access.guarded(RECORDS)
@form_methods
def final(request: HttpRequest, pk: int) -> HttpResponse:
    """The final report came."""
    found = getters.inspection_to_record(request.user, pk)
    return _step(
        request,
        found,
        forms.FinalForm(sent(request), request.FILES or None, kind=found.kind),
        lambda form: services.receive_final(inspection=found, **form.said(), by=request.user, now=clock.now()),
        (
            "The final report came",
            "Record the final report",
            "The final report is recorded. Enter what Ofsted asks for next.",
        ),
        states=MOVES["final"].sources,
    )


@access.guarded(RECORDS)
@form_methods
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Something of the final report was entered wrongly."""
    found = getters.inspection_to_record(request.user, pk)
    shown = {name: getattr(found, name) for name in (*found_names(found), "notice")}
    shown["compliance_notice"] = "yes" if found.compliance_notice else "no"
    return _step(
        request,
        found,
        forms.FinalForm(sent(request), request.FILES or None, kind=found.kind, correcting=True, initial=shown),
        lambda form: services.correct(inspection=found, **form.said(), by=request.user, now=clock.now()),
        ("Correct the final report", "Save", "The final report is corrected."),
        states=(State.FINAL,),
        lead=("What stood here before stays in the history. Without a new file the old one stays.",),
    )


def found_names(found: Inspection) -> tuple[str, ...]:
    """The findings that this kind of inspection has."""
    return forms.ASKED[found.kind]


@access.guarded(RECORDS)
@form_methods
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """A requirement or a recommendation."""
    found = getters.inspection_to_record(request.user, pk)
    return _step(
        request,
        found,
        forms.PointForm(
            sent(request), known=lambda: naming.known(found.home, clock.today(), more=naming.authorities())
        ),
        lambda form: services.raise_point(inspection=found, **form.cleaned_data, by=request.user, now=clock.now()),
        ("What Ofsted asks for", "Enter it as an action", "It is entered as an action of the home."),
        states=(State.FINAL,),
    )


@access.guarded(RECORDS)
@form_methods
def circulated(request: HttpRequest, pk: int) -> HttpResponse:
    """The report went to somebody."""
    found = getters.inspection_to_record(request.user, pk)
    return _step(
        request,
        found,
        forms.CirculationForm(sent(request)),
        lambda form: services.circulate(inspection=found, **form.cleaned_data, by=request.user, now=clock.now()),
        ("Who got the report", "Record it", "It is recorded."),
        states=(State.FINAL,),
        lead=("The portal sends nothing. Record here to whom you sent the report.",),
    )


@access.guarded(RECORDS)
@form_methods
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """It was entered by mistake."""
    found = getters.inspection_to_record(request.user, pk)
    return _step(
        request,
        found,
        forms.WithdrawForm(sent(request)),
        lambda form: services.withdraw(inspection=found, **form.cleaned_data, by=request.user, now=clock.now()),
        ("Entered by mistake", "Take it back", "The inspection is taken back."),
        states=OPEN,
        warning="The inspection leaves every list. What was typed stays in the history.",
        then=reverse("inspections:history", args=[found.home_id]),
    )


@access.guarded(READS)
@require_safe
def file(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The draft or the final report, as an attachment; the download is noted."""
    found, stored = getters.file_of(request.user, pk, what)
    return uploads.response(stored, of=found, by=request.user, now=clock.now())
