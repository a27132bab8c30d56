"""The manager's return of each month, and the trends over months."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.freshness import fresh_to_sign
from accounts.pages import Page, act, form_methods, form_page, sent
from core import clock, errors, readings
from core.access import guarded
from core.refusal import Refused
from deadlines.selectors import running_limits
from homes import naming
from questionnaires import measures, render, validate
from records import counting, forms, getters, policy, selectors
from records.desk import Desk
from records.models import MonthlyReturn
from records.services import returns as services
from records.views.records import lacks, parts, to

READS = "manager and deputy of the home; responsible individual, QA officer, service lead"
SENDS = "manager and deputy of the home"


@guarded(READS)
@require_safe
def returns(request: HttpRequest, pk: int) -> HttpResponse:
    """The returns of one home, the newest first."""
    home = getters.home_with_returns(request.user, pk)
    rows = selectors.returns(user=request.user, home=home)
    limits = running_limits(MonthlyReturn, [each.pk for each in rows], user=request.user) if rows else {}
    lines = [(each, next(iter(limits.get(each.pk, {}).values()), None)) for each in rows]
    context = {"home": home, "lines": lines, "parts": parts(request.user, home, "returns")}
    readings.note(home, "returns", by=request.user, now=clock.now())
    return TemplateResponse(request, "records/returns.html", context)


@guarded(READS)
@require_safe
def monthly(request: HttpRequest, pk: int) -> HttpResponse:
    """One return: its sections to be written, or its words when it was sent."""
    found = getters.monthly(request.user, pk)
    desk, writes = Desk(found), policy.sends(request.user, found)
    limit = next(iter(running_limits(MonthlyReturn, [found.pk], user=request.user)[found.pk].values()), None)
    nodes = render.tree(desk.schema, desk.answers, render.Mode.SCREEN)
    context = {
        "monthly": found,
        "home": found.home,
        "desk": desk,
        "writes": writes,
        "tasks": desk.tasks() if writes else [],
        "words": render.html(nodes, render.Mode.SCREEN) if not writes else "",
        "lacking": desk.lacking() if writes else [],
        "limit": limit,
        "late": bool(limit and limit.at < clock.now()),
        "entries": selectors.history(found),
    }
    readings.note(found, "read", by=request.user, now=clock.now())
    return TemplateResponse(request, "records/return.html", context)


@guarded(SENDS)
@require_POST
def count_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the numbers of records and registers as they are now."""
    found = getters.monthly_to_write(request.user, pk)
    said = "Numbers that you had not changed yourself were counted again from the records. Check them."
    return act(
        request,
        lambda: services.count_again(monthly=found, by=request.user, now=clock.now()),
        done=said,
        back=to("return", pk),
    )


@guarded(SENDS)
@form_methods
@fresh_to_sign
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the return; from then on it never changes."""
    found = getters.monthly_to_write(request.user, pk)
    rule, back = policy.sends(request.user, found), to("return", pk)
    if not rule:
        return errors.refused(request, Refused(rule.code, rule.reason), back=back, back_text="Go to the return")
    desk = Desk(found)
    if lacking := desk.lacking():
        return lacks(request, desk, "Before the return can be sent", lacking)
    facts = counting.excesses(measures.measures(desk.schema, desk.answers))
    warnings = validate.problems(desk.schema, desk.answers, True, facts=facts)
    differ = selectors.differences(found, desk.answers)
    lead = (
        "After this it cannot be changed. The responsible individual, the QA officer and the service lead read it.",
        *differ,
        *(each.text for each in warnings if each.severity != "error"),
    )
    caption = f"{found.home.name}, {found.month:%B %Y}"
    page = Page("Send the return of the month", "Send the return", back, "The return was sent.", caption, lead=lead)
    form = forms.CompleteForm(
        sent(request),
        answers=desk.answers,
        known=lambda: naming.known(found.home, clock.today(), more=naming.authorities()),
    )
    return form_page(request, form, page, lambda form: services.send(monthly=found, by=request.user, now=clock.now()))


@guarded(READS)
@require_safe
def trends(request: HttpRequest, pk: int) -> HttpResponse:
    """The key figures and numbers of the last 24 months, each as a picture and as a table."""
    home = getters.home_with_returns(request.user, pk)
    now = clock.now()
    groups = selectors.trends(user=request.user, home=home, now=now)
    shown = groups[0][1][0].bars
    context = {
        "home": home,
        "groups": groups,
        "months": [shown[place].month for place in (0, len(shown) // 2, -1)],
        "parts": parts(request.user, home, "trends"),
        "width": selectors.TREND_MONTHS * selectors.WIDTH,
        "height": selectors.HIGHEST,
    }
    readings.note(home, "trends", by=request.user, now=now)
    return TemplateResponse(request, "records/trends.html", context)
