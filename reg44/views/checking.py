"""Reading the whole report before it goes, and sending the draft to the registered manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import access, clock
from core.forms import PageError
from core.refusal import Refused
from questionnaires import render as nodes
from questionnaires.schema import Table
from reg44.services import sending
from reg44.states import ReportState
from reg44.views.desk import Desk, at, writing


@writing
@require_http_methods(["GET"])
def check(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every answer once, each with a way to change it, and what is left to do."""

    def change_url(section: str, key: str) -> str:
        is_list = desk.schema.table(key) is not None
        return desk.url("report_section", section) + (f"#table-{key}" if is_list else f"#id_{key}")

    tree = nodes.tree(desk.schema, desk.answers, nodes.Mode.CHECK, audience="visitor", facts=desk.facts)
    context = {
        "answers": nodes.html(tree, nodes.Mode.CHECK, change_url=change_url),
        "recommendations": desk.report.recommendations.filter(removed_at=None).order_by("number"),
    }
    return render(request, "reg44/writing/check.html", desk.place() | context)


@access.guarded("the visitor of this visit, by desk.at")
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, visit_id: int) -> HttpResponse:
    """What stands in the way, the two statements, and the one button. Pressing it twice sends once."""
    desk = at(request.user, visit_id)
    if request.method == "POST":
        return _send(request, desk)
    if desk.report.state == ReportState.AMENDING:
        return redirect(reverse("reg44:decide", args=[visit_id]))
    if desk.report.state != ReportState.DRAFTING:
        return redirect(reverse("reg44:visit", args=[visit_id]))
    return _send_page(request, desk)


def _send(request: HttpRequest, desk: Desk) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        sending.send(
            report=desk.report,
            declared=request.POST.getlist("declared"),
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None,
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        return _send_page(request, desk, refusal)
    messages.success(request, "The draft is with the registered manager.")
    return redirect(reverse("reg44:visit", args=[desk.visit.pk]))


def _send_page(request: HttpRequest, desk: Desk, refusal: Refused | None = None) -> HttpResponse:
    checks = sending.checks_before_sending(desk.report, desk.answers)
    listed = [{"check": each, "url": _mend(desk, each)} for each in checks]
    priorities = list(desk.report.recommendations.filter(removed_at=None).values_list("priority", flat=True))
    context = {
        "errors_left": [each for each in listed if each["check"].severity == "error"],  # type: ignore[attr-defined]
        "others": [each for each in listed if each["check"].severity != "error"],  # type: ignore[attr-defined]
        "declarations": list(sending.DECLARATIONS.items()),
        "declared": request.POST.getlist("declared"),
        "problems": [PageError(refusal.reason, "#declared-evidence" if refusal.code == "not_declared" else "")]
        if refusal
        else [],
        "high": priorities.count("high"),
        "recommendation_count": len(priorities),
    }
    return render(request, "reg44/writing/send.html", desk.place() | context, status=409 if refusal else 200)


def _mend(desk: Desk, check: sending.Check) -> str:
    """The page where this can be put right."""
    if check.recommendation is not None:
        numbers = desk.report.recommendations.values_list("number", flat=True)
        return desk.url("recommendation_change", numbers.get(pk=check.recommendation))
    if check.code == "names":
        return desk.url("report_names")
    if check.code == "visit":
        return reverse("reg44:visit", args=[desk.visit.pk])
    table = desk.schema.table(check.key.partition(".")[0]) if check.key else None
    if isinstance(table, Table) and check.row:
        return desk.url("report_row", check.section, table.key, check.row)
    return desk.url("report_section", check.section) + ("?check" if check.code == "answer" else "")
