"""The council's policy: every time limit with the law's and the council's own, and changing one after seeing what would move."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import Page, form_methods, form_page, sent
from core import clock
from core.access import holds
from core.refusal import Refused
from deadlines import policy, rulebook, selectors
from deadlines.book import load
from deadlines.forms import ClosureDayForm, MoveForm, SettingForm
from deadlines.getters import obligation_for
from deadlines.services import limits, running


@holds(*policy.SETS_LIMITS)
@require_safe
def limits_list(request: HttpRequest) -> HttpResponse:
    """Every rule: its source, its limit, what the council set and from when; and the closure days to come."""
    return TemplateResponse(request, "deadlines/limits.html", {"page": selectors.policy_page(now=clock.now())})


@holds(*policy.SETS_LIMITS)
@form_methods
def change_limit(request: HttpRequest, rule_id: str) -> HttpResponse:
    """Set a limit from a day: the first sending shows which open limits would move, the second does it."""
    rule = rulebook.rules().get(rule_id)
    if rule is None:
        raise Http404("No such rule.")
    form = SettingForm(sent(request), rule=rule)
    context: dict[str, Any] = {"rule": rule, "form": form}
    if request.method == "POST" and form.is_valid():
        values = {"rule_id": rule_id, **{name: form.cleaned_data[name] for name in ("count", "unit", "roll", "starts")}}
        try:
            shown = "|".join(str(value) for value in values.values())
            if request.POST.get("confirmed") == shown:  # what was shown before; anything else is shown first
                limits.set_limit(**values, reason=form.cleaned_data["reason"], by=request.user, now=clock.now())
                messages.success(request, "The limit is set.")
                return HttpResponseRedirect(reverse("deadlines:limits"))
            context["shifts"] = limits.would_move(**values)
            context["asks"] = shown
        except Refused as no:
            form.add_error(None, no.reason)
    return TemplateResponse(request, "deadlines/change_limit.html", context)


@holds(*policy.SETS_LIMITS)
@form_methods
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one time limit another day, before or after its date."""
    row = obligation_for(request.user, pk)
    page = Page(
        "Move this time limit",
        "Move it",
        reverse("deadlines:why", args=[row.pk]),
        "The time limit is moved. Whoever must act is reminded by the new date.",
        caption=selectors.line_of(row).name,
        lead=tuple(selectors.move_lead(row)),
    )
    initial = {"due_on": clock.today(row.due_at), "due_time": clock.london(row.due_at).time()}
    form = MoveForm(sent(request), initial=initial, rule=rulebook.rule(row.rule))
    return form_page(
        request,
        form,
        page,
        lambda form: running.move(obligation=row, **form.cleaned_data, book=load(), by=request.user, now=clock.now()),
    )


@holds(*policy.SETS_LIMITS)
@form_methods
def add_closure_day(request: HttpRequest) -> HttpResponse:
    """A day on which the council is closed, or a bank holiday that was just announced."""
    page = Page(
        "A day that is no working day",
        "Enter this day",
        reverse("deadlines:limits"),
        "The day is entered. Open limits that run over it were counted again.",
        lead=("Open limits in working days that run over it are counted again, and their history says why.",),
    )
    form = ClosureDayForm(sent(request))
    return form_page(
        request, form, page, lambda form: limits.add_closure_day(**form.cleaned_data, by=request.user, now=clock.now())
    )
