"""Each step of an inspection from the draft report to who got the final one: its words and form as data, and one view for them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.pages import Page, form_methods, form_page, sent
from core import access, clock, errors
from core.refusal import Refused
from homes import naming
from inspections import forms, getters, services
from inspections.models import ASKED, Inspection
from inspections.states import MOVES, State
from inspections.views.inspections import RECORDS

FINAL = (State.FINAL,)


@dataclass(frozen=True, slots=True)
class Step:
    """One form of an inspection: its words, the states in which it is offered, how it is asked and who writes it."""

    title: str
    button: str
    said: str
    states: tuple[str, ...]
    form: Callable[[HttpRequest, Inspection], Any]
    save: Callable[..., object]
    lead: tuple[str, ...] = ()
    warning: str = ""
    leaves: bool = False  # after it the inspection is not there any more


def _plain(form: Callable[..., Any]) -> Callable[[HttpRequest, Inspection], Any]:
    return lambda request, found: form(sent(request))


def _draft(request: HttpRequest, found: Inspection) -> forms.DraftForm:
    return forms.DraftForm(sent(request), request.FILES or None)


def _final(request: HttpRequest, found: Inspection) -> forms.FinalForm:
    return forms.FinalForm(sent(request), request.FILES or None, kind=found.kind)


def _correction(request: HttpRequest, found: Inspection) -> forms.FinalForm:
    shown = {name: getattr(found, name) for name in (*ASKED[found.kind], "notice")}
    shown["compliance_notice"] = "yes" if found.compliance_notice else "no"
    return forms.FinalForm(sent(request), request.FILES or None, kind=found.kind, correcting=True, initial=shown)


def _point(request: HttpRequest, found: Inspection) -> forms.PointForm:
    return forms.PointForm(
        sent(request), known=lambda: naming.known(found.home, clock.today(), more=naming.authorities())
    )


STEPS = {
    "draft": Step(
        "The draft report came",
        "Record the draft",
        "The draft is recorded. Ofsted takes comments for 5 working days.",
        MOVES["draft"].sources,
        _draft,
        services.receive_draft,
        lead=("A draft report is not public. Only those who answer for the home and its quality can open it here.",),
    ),
    "comments": Step(
        "Comments on the draft",
        "Record what was sent",
        "What was sent to Ofsted is recorded.",
        MOVES["comment"].sources,
        _plain(forms.CommentsForm),
        services.send_comments,
        lead=("The portal sends nothing to Ofsted. Record here what you sent.",),
    ),
    "final": Step(
        "The final report came",
        "Record the final report",
        "The final report is recorded. Enter what Ofsted asks for next.",
        MOVES["final"].sources,
        _final,
        services.receive_final,
    ),
    "correct": Step(
        "Correct the final report",
        "Save",
        "The final report is corrected.",
        FINAL,
        _correction,
        services.correct,
        lead=("What stood here before stays in the history. Without a new file the old one stays.",),
    ),
    "point": Step(
        "What Ofsted asks for",
        "Enter it as an action",
        "It is entered as an action of the home.",
        FINAL,
        _point,
        services.raise_point,
    ),
    "circulated": Step(
        "Who got the report",
        "Record it",
        "It is recorded.",
        FINAL,
        _plain(forms.CirculationForm),
        services.circulate,
        lead=("The portal sends nothing. Record here to whom you sent the report.",),
    ),
    "withdraw": Step(
        "Entered by mistake",
        "Take it back",
        "The inspection is taken back.",
        MOVES["withdraw"].sources,
        _plain(forms.WithdrawForm),
        services.withdraw,
        warning="The inspection leaves every list. What was typed stays in the history.",
        leaves=True,
    ),
}


@access.guarded(RECORDS)
@form_methods
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step; too late or too early for it, the page says so and hands back what was typed."""
    found, asked = getters.inspection_to_record(request.user, pk), STEPS[name]
    here = reverse("inspections:inspection", args=[found.pk])
    if found.state not in asked.states:
        no = Refused("stale", f"The inspection stands at: {found.get_state_display()}. Nothing was changed.")
        return errors.refused(request, no, back=here, back_text="Go to the inspection")
    page = Page(
        asked.title,
        asked.button,
        here,
        asked.said,
        f"{found.home}: {found}",
        lead=asked.lead,
        warning=asked.warning,
        then=reverse("inspections:history", args=[found.home_id]) if asked.leaves else "",
    )
    return form_page(
        request,
        asked.form(request, found),
        page,
        lambda form: asked.save(inspection=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )
