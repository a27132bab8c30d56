"""Planning audits of a home: which kind, for which child, by whom and by when; another auditor, another day, cancelling."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.pages import Page, form_methods, form_page, sent
from audits import forms, getters, policy, selectors
from audits.models import Audit, AuditKind
from audits.services import planning as service
from audits.services.moving import working_days
from audits.views._page import caption, known, step, to
from core import clock
from core.access import guarded
from homes.models import Home

PLANS = "the QA officer, and those who carry out audits of the kind at the home (policy.plans)"


@guarded(PLANS)
@require_safe
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The kinds of audit that this person plans at the home."""
    home, kinds = getters.home_to_plan(request.user, pk)
    return TemplateResponse(request, "audits/choose.html", {"home": home, "kinds": kinds})


@guarded(PLANS)
@form_methods
def plan(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Plan one audit."""
    home, kind = getters.kind_to_plan(request.user, pk, key)
    page = Page(
        f"Plan: {kind.one}", "Plan it", to("of_home", home.pk), "The audit is planned.", home.name, lead=_lead(kind)
    )
    form = forms.PlanForm(sent(request), home=home, kind=kind, initial=_initial(home, kind))
    return form_page(
        request,
        form,
        page,
        lambda form: service.plan(kind=kind, home=home, **form.cleaned_data, by=request.user, now=clock.now()),
    )


def _lead(kind: AuditKind) -> tuple[str, ...]:
    found = []
    if kind.every:
        found.append(f"It comes again {kind.often}. The portal plans the next one when this one is agreed.")
    if kind.outsider:
        found.append("It is carried out by somebody who has no post at this home.")
    return tuple(found)


def _initial(home: Home, kind: AuditKind) -> dict[str, Any]:
    """Days to begin with: from the last one, or one interval back, to today."""
    today, last = clock.today(), selectors.last_of(kind, home)
    if last is not None and not kind.of_child and last.period_to < today:
        since = last.period_to + dt.timedelta(1)
    else:
        months = kind.every if kind.every and kind.unit == AuditKind.Unit.MONTHS else 1
        since = clock.add_months(today, -months)
    return {"period_from": since, "period_to": today, "due_on": working_days(today, kind.due_days)}


@step(getters.planned, PLANS, rule=policy.changes_plan)
@form_methods
def assign(request: HttpRequest, audit: Audit) -> HttpResponse:
    """Another auditor."""
    page = Page("Choose who audits", "Save", to("audit", audit.pk), "Saved.", caption(audit))
    form = forms.AuditorForm(sent(request), home=audit.home, kind=audit.kind, initial={"auditor": audit.auditor_id})
    return form_page(
        request,
        form,
        page,
        lambda form: service.assign(audit=audit, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@step(getters.planned, PLANS, rule=policy.changes_plan)
@form_methods
def move(request: HttpRequest, audit: Audit) -> HttpResponse:
    """Another last day."""
    page = Page("Change the day", "Save", to("audit", audit.pk), "Saved.", caption(audit))
    form = forms.MoveForm(sent(request), initial={"due_on": audit.due_on}, known=known(audit.home))
    return form_page(
        request,
        form,
        page,
        lambda form: service.move(audit=audit, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@step(getters.planned, PLANS, rule=policy.cancels)
@form_methods
def cancel(request: HttpRequest, audit: Audit) -> HttpResponse:
    """It does not take place."""
    page = Page(
        "Cancel the audit", "Cancel the audit", to("audit", audit.pk), "The audit is cancelled.", caption(audit)
    )
    form = forms.CancelForm(sent(request), initial={"version": audit.version}, known=known(audit.home))
    return form_page(
        request,
        form,
        page,
        lambda form: service.cancel(
            audit=audit,
            reason=form.cleaned_data["reason"],
            version=form.seen(),
            by=request.user,
            now=clock.now(),
        ),
    )
