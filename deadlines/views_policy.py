"""The council's policy: every time limit with the law's and the council's own, and changing one after seeing what would move."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.access import holds
from core.refusal import Refused
from deadlines import policy, rulebook, selectors
from deadlines.forms import ClosureDayForm, SettingForm
from deadlines.services import limits

form_methods = require_http_methods(["GET", "HEAD", "POST"])


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
    form = SettingForm(request.POST or None)
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
def add_closure_day(request: HttpRequest) -> HttpResponse:
    """A day on which the council is closed, or a bank holiday that was just announced."""
    form = ClosureDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            limits.add_closure_day(**form.cleaned_data, by=request.user, now=clock.now())
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            messages.success(request, "The day is entered. Open limits that run over it were counted again.")
            return HttpResponseRedirect(reverse("deadlines:limits"))
    return TemplateResponse(request, "deadlines/closure_day.html", {"form": form})
