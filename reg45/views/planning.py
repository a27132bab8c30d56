"""The plan of a review: what the home will do, and where each action stands now."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import act, form_methods, form_page, sent
from actions.models import Action
from core import clock
from reg45 import forms, getters, policy
from reg45.models import PlanRow, Review
from reg45.services import plan as service
from reg45.views._page import ReviewPage, known, place, step, to
from reg45.views.reading import READS, WRITES


@step(getters.review, READS)
@require_safe
def plan(request: HttpRequest, review: Review) -> HttpResponse:
    """The rows, with the actions they became."""
    rows = list(review.plan.filter(removed_at=None).select_related("action"))
    mine = Action.objects.visible_to(request.user).filter(pk__in=[row.action_id for row in rows if row.action_id])
    context = place(request.user, review, "plan") | {
        "rows": rows,
        "open_to_me": set(mine.values_list("pk", flat=True)),
        "writes": bool(policy.writes(request.user, review)),
    }
    return TemplateResponse(request, "reg45/plan.html", context)


def _values(form: forms.PlanForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("text", "standard", "owner", "priority", "act_by")}


@step(getters.written, WRITES, rule=policy.writes)
@form_methods
def add(request: HttpRequest, review: Review) -> HttpResponse:
    """A new row."""
    page = ReviewPage("Add an action to the plan", "Add it", to("plan", review), "Added to the plan.")

    def save(form: forms.PlanForm) -> PlanRow:
        op_id = form.cleaned_data["op_id"]
        return service.add(review=review, op_id=op_id, by=request.user, now=clock.now(), **_values(form))

    form = forms.PlanForm(sent(request), initial={"op_id": uuid.uuid4().hex}, known=known(review))
    return form_page(request, form, page, save, **place(request.user, review))


@step(getters.written, WRITES, rule=policy.writes)
@form_methods
def change(request: HttpRequest, review: Review, number: int) -> HttpResponse:
    """Other words for one row."""
    row = getters.row(review, number)
    page = ReviewPage(f"Change action {number}", "Save", to("plan", review), "Saved.")

    def save(form: forms.PlanForm) -> PlanRow:
        return service.change(row=row, by=request.user, now=clock.now(), **_values(form))

    initial = {name: getattr(row, name) for name in ("text", "standard", "owner", "priority", "act_by")}
    form = forms.PlanForm(sent(request), initial=initial, known=known(review))
    return form_page(request, form, page, save, **place(request.user, review))


@step(getters.written, WRITES)
@require_POST
def remove(request: HttpRequest, review: Review, number: int) -> HttpResponse:
    """Take one row out."""
    row = getters.row(review, number)
    return act(
        request,
        lambda: service.remove(row=row, by=request.user, now=clock.now()),
        done=f"Action {number} is taken out of the plan. Its words are kept.",
        back=to("plan", review),
    )
