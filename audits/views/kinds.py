"""The kinds of audit: a list, a new one, changing one. A new kind needs a questionnaire that is in force, and no programmer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.pages import Page, form_methods, form_page, sent
from audits import forms, getters, policy
from audits.models import AuditKind
from audits.services import kinds as service
from audits.views._page import to
from core import access, clock
from homes.roles import Role

KEEPS = tuple(policy.KEEPS_KINDS)


@access.holds(*KEEPS)
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind, with who does what."""
    labels = dict(Role.choices)
    rows = [
        {
            "kind": kind,
            "writers": [labels[each] for each in kind.writers],
            "moderators": [labels[each] for each in kind.moderators],
        }
        for kind in AuditKind.objects.all()
    ]
    return TemplateResponse(request, "audits/kinds.html", {"rows": rows})


@access.holds(*KEEPS)
@form_methods
def add(request: HttpRequest) -> HttpResponse:
    """A new kind."""
    lead = ("Publish its questionnaire first, on the page “Questionnaires”. Then it can be chosen here.",)
    page = Page("Add a kind of audit", "Add it", to("kinds"), "The kind is added.", lead=lead)
    initial = {"unit": AuditKind.Unit.MONTHS}

    def save(form: Any) -> AuditKind:
        return service.add(**form.cleaned_data, by=request.user, now=clock.now())

    return form_page(request, forms.KindForm(sent(request), initial=initial), page, save)


@access.holds(*KEEPS)
@form_methods
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other values for one kind."""
    kind = getters.kind(request.user, pk)
    lead = (
        "What is written and agreed stays. Who reads it follows your answers at once, also for audits of the past.",
    )
    page = Page(f"Change: {kind.title}", "Save", to("kinds"), "Saved.", lead=lead)
    initial = {name: getattr(kind, name) for name in forms.COLUMNS}
    form = forms.KindForm(sent(request), changing=True, initial=initial)
    return form_page(
        request,
        form,
        page,
        lambda form: service.change(kind=kind, **form.cleaned_data, by=request.user, now=clock.now()),
    )
