"""The check for names: each place that may identify somebody, in its sentence, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock, errors
from core.refusal import Refused
from questionnaires import forms
from questionnaires.schema import Table
from reg44 import names as finder
from reg44.services import naming
from reg44.views.desk import Desk, writing
from reg44.writing_forms import HarmlessForm, PlaceForm, ReplaceForm

AT_ONCE = 25  # places on one page; the next come when these are decided


@writing
@require_http_methods(["GET"])
def names(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is still undecided."""
    return _page(request, desk)


@writing
@require_POST
def replace(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Other words in the place of one."""
    return _decide(request, desk, ReplaceForm(request.POST), naming.replace)


@writing
@require_POST
def harmless(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One points to nobody."""
    return _decide(request, desk, HarmlessForm(request.POST), naming.harmless)


def _decide(request: HttpRequest, desk: Desk, form: PlaceForm, act: Callable[..., None]) -> HttpResponse:
    """One decision. What is wrong is said at its field, what comes too late on a page of its own; both hand back what was typed."""
    try:
        if not form.is_valid():
            return _page(request, desk, form)
        act(report=desk.report, **form.cleaned_data, by=request.user, now=clock.now())
    except Refused as refusal:
        return errors.refused(request, refusal, back=desk.url("report_names"), back_text="Back to the check for names")
    return redirect(desk.url("report_names"))


def _page(request: HttpRequest, desk: Desk, sent: PlaceForm | None = None) -> HttpResponse:
    """The places left to decide about, that of the form ``sent`` among them. Refused: changed (that place is gone)."""
    left = finder.undecided(desk.report, desk.answers)
    some = left[:AT_ONCE]
    if sent is not None and all(found.fingerprint != sent.mark for found in some):
        some = [naming.standing(desk.report, sent.mark), *some]
    shown = [_shown(desk, number, found, sent) for number, found in enumerate(some, start=1)]
    context = {
        "shown": shown,
        "forms": [each[way] for each in shown for way in ("replace", "harmless")],
        "left": len(left),
        "decided": desk.report.name_decisions.filter(harmless=True).count(),
    }
    return render(request, "reg44/writing/names.html", desk.place() | context)


def _shown(desk: Desk, number: int, found: finder.Found, sent: PlaceForm | None) -> dict[str, Any]:
    """One place with its two forms; the one that was sent comes back as it was typed."""
    ways: dict[str, PlaceForm] = {
        "replace": ReplaceForm(number=number, initial={"instead": found.instead}),
        "harmless": HarmlessForm(number=number),
    }
    if sent is not None and sent.mark == found.fingerprint:
        sent.stand_at(number)
        ways["replace" if isinstance(sent, ReplaceForm) else "harmless"] = sent
    return {"found": found, "url": _where(desk, found), **ways}


def _where(desk: Desk, found: finder.Found) -> str:
    """The page where the words can be changed."""
    place = found.place
    if place.key.startswith(finder.RECOMMENDATION):
        return desk.url("recommendation_change", int(place.row))
    table = desk.schema.table(place.key.partition(".")[0])
    if isinstance(table, Table):
        return desk.url("report_row", place.section, table.key, place.row) + f"#id_{forms.field_name(place.key)}"
    return desk.url("report_section", place.section) + f"#id_{forms.field_name(place.key, place.row)}"
