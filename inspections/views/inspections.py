"""Inspections: of all homes, of one home, one by one, and recording that one has begun."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import Page, chosen, form_methods, form_page, sent
from core import access, clock, events, readings, uploads
from deadlines.selectors import running_limits
from homes import access as appointed
from inspections import forms, getters, policy, selectors, services
from inspections.models import Inspection
from inspections.states import MOVES, State

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
        "unrecorded": [entry for entry in entries if entry.inspection is None],
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
    entry, can = selectors.entry(found), {name for name, move in MOVES.items() if found.state in move.sources}
    context = {
        "inspection": found,
        "entry": entry,
        "published": "final" in can and entry.published is not None,
        "whole": whole,
        "drafts": drafts,
        "points": selectors.points(user=user, inspection=found) if whole else [],
        "circulations": found.circulations.all() if drafts else [],
        "comments_due": limits.get("inspections.comments") if drafts else None,
        "records": bool(policy.records(user, found.home)),
        "can": can,
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
    """Ofsted has come; ``published`` in the address names the line of Ofsted's file that says so."""
    home = getters.home_to_record(request.user, pk)
    number = chosen(request.GET.get("published", ""))
    line = getters.published_to_record(home, number) if number else None
    back = reverse("inspections:history", args=[home.pk])
    page = Page("Record an inspection", "Record the inspection", back, "The inspection is recorded.", home.name)
    return form_page(
        request,
        forms.RecordForm(
            sent(request), initial={"kind": line.kind, "inspected_on": line.inspected_on} if line else None
        ),
        page,
        lambda form: services.record(home=home, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded(READS)
@require_safe
def file(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The draft or the final report, as an attachment; the download is noted."""
    found, stored = getters.file_of(request.user, pk, what)
    return uploads.response(stored, of=found, by=request.user, now=clock.now())
