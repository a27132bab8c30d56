"""Issuing the final report and recording the copies that went out of the portal."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.freshness import fresh_to_sign
from accounts.pages import form_methods, form_page, sent
from core import clock
from core.models import Document
from reg44 import forms, getters
from reg44.documents import kinds
from reg44.models import Despatch, Report
from reg44.services import copies as service
from reg44.states import ReportState
from reg44.views._page import VisitPage, place, step, to

WHY = "the visitor of the visit and the QA officer, once the report is final"


@step(getters.despatched_report, WHY)
@require_safe
def copies(request: HttpRequest, report: Report) -> HttpResponse:
    """Who gets a copy, and what was sent."""
    rows = list(report.despatches.select_related("sent_by", "authority"))
    context = place(request.user, report.visit, "copies") | {
        "rows": rows,
        "unsent": [row for row in rows if row.sent_at is None],
        "issued": report.state != ReportState.FINAL,
        "host": any(row.to == Despatch.To.HOST_AUTHORITY for row in rows),
        "form": forms.VersionForm(initial={"version": report.version}),
    }
    return TemplateResponse(request, "reg44/copies.html", context)


@step(getters.despatched_report, WHY)
@fresh_to_sign
@require_POST
def issue(request: HttpRequest, report: Report) -> HttpResponse:
    """Issue the report."""
    form = forms.VersionForm(request.POST)
    version = form.seen() if form.is_valid() else -1
    service.issue(report=report, version=version, by=request.user, now=clock.now())
    messages.success(request, "The report is issued. Now record the copies that go out of the portal.")
    return HttpResponseRedirect(to("copies", report.visit))


def file_hash(report: Report) -> str:
    """The hash of the latest PDF that was made of the final report; "" when none was (the seal's hash is kept then)."""
    made = Document.objects.filter(kind=kinds.REPORT, subject_id=report.pk, format="pdf", state=Document.State.READY)
    return made.order_by("-made_at").values_list("sha256", flat=True).first() or ""


@step(getters.despatched_report, WHY)
@form_methods
def despatch(request: HttpRequest, report: Report, despatch_id: int) -> HttpResponse:
    """Record one copy."""
    row = Despatch.objects.filter(pk=despatch_id, report=report, person=None).first()
    if row is None:
        raise Http404("No such copy.")
    if row.sent_at is not None and request.method != "POST":
        return HttpResponseRedirect(to("copies", report.visit))
    page = VisitPage(
        f"Copy for {row.recipient}",
        "Record it",
        to("copies", report.visit),
        "Recorded.",
        lead=(row.get_to_display(), "Once recorded it stands. You cannot change it later."),
    )

    def save(form: forms.DespatchForm) -> object:
        data = form.cleaned_data
        return service.record_despatch(
            despatch=row,
            how=data["how"],
            reference=data["reference"],
            sent_at=form.moment(),
            sha256=file_hash(report),
            by=request.user,
            now=clock.now(),
        )

    form = forms.DespatchForm(sent(request), initial=forms.at(clock.now()))
    return form_page(request, form, page, save, **place(request.user, report.visit))


@step(getters.despatched_report, WHY)
@require_POST
def host_copy(request: HttpRequest, report: Report) -> HttpResponse:
    """The local authority for the area asked for a copy."""
    service.copy_for_host_authority(report=report, by=request.user, now=clock.now())
    messages.success(request, "The local authority is on the list. Record the copy when it has gone.")
    return HttpResponseRedirect(to("copies", report.visit))
