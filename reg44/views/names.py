"""The check for names: each place that may identify somebody, in its sentence, with what can be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.refusal import Refused
from questionnaires import forms
from questionnaires.schema import Table
from reg44 import names as finder
from reg44.services import naming
from reg44.views.desk import Desk, writing

AT_ONCE = 25  # places on one page; the next come when these are decided


@writing
@require_http_methods(["GET"])
def names(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is still undecided."""
    left = finder.undecided(desk.report, desk.answers)
    shown = [{"found": found, "url": _where(desk, found)} for found in left[:AT_ONCE]]
    decided = desk.report.name_decisions.filter(harmless=True).count()
    context = {"shown": shown, "left": len(left), "decided": decided}
    return render(request, "reg44/writing/names.html", desk.place() | context)


def _where(desk: Desk, found: finder.Found) -> str:
    """The page where the words can be changed."""
    place = found.place
    if place.key.startswith(finder.RECOMMENDATION):
        return desk.url("recommendation_change", int(place.row))
    table = desk.schema.table(place.key.partition(".")[0])
    if isinstance(table, Table):
        return desk.url("report_row", place.section, table.key, place.row) + f"#id_{forms.field_name(place.key)}"
    return desk.url("report_section", place.section) + f"#id_{forms.field_name(place.key, place.row)}"


@writing
@require_POST
def decide(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One decision; what is missing or too late is said on the page."""
    act: dict[str, Any] = {"report": desk.report, "by": request.user, "now": clock.now()}
    fingerprint = request.POST.get("fingerprint", "")
    try:
        if request.POST.get("act") == "replace":
            naming.replace(fingerprint=fingerprint, instead=request.POST.get("instead", ""), **act)
        else:
            naming.harmless(fingerprint=fingerprint, reason=request.POST.get("reason", ""), **act)
    except Refused as refusal:
        if refusal.code not in ("no_reason", "no_words", "changed", "told"):
            raise
        messages.warning(request, refusal.reason)
    return redirect(desk.url("report_names"))
