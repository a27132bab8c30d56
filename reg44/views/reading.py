"""Reading a report: as it stands, what changed since the draft, the member's copy, consents at the visit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.pages import form_methods
from core import clock, readings, seals
from questionnaires import answers as stored
from questionnaires import definitions, render
from questionnaires.answers import Answers
from reg44 import as_sent, facts, forms, getters, policy, sealing
from reg44 import difference as differences
from reg44.documents import members
from reg44.models import Report, Visit
from reg44.services import visits as service
from reg44.views._page import op_id, place, step, to


def _full(user: Any, visit_id: int) -> Report:
    return getters.report(user, visit_id, with_draft=True)


def words_for(user: Any, report: Report, live: Answers | None = None) -> Answers:
    """The answers this person may read: until the report is final, others than the visitor read the draft that was sent to them."""
    if report.sealed or policy.is_its_visitor(user, report.visit) or report.draft is None:
        return live if live is not None else stored.load(report.response)
    return as_sent.answers(report)


@step(_full, "whoever may read the report as it stands now (policy.visible_reports)")
@require_safe
def read(request: HttpRequest, report: Report) -> HttpResponse:
    """The report; opening it checks its seals."""
    record = sealing.load(report)
    words = words_for(request.user, report, record.answers)
    schema = definitions.schema_of(report.response.version)
    nodes = render.tree(schema, words, render.Mode.SCREEN)
    context = place(request.user, report.visit, "read") | {
        "record": record,
        "headings": [node for node in nodes if isinstance(node, render.Heading)],
        "words": render.html(nodes, render.Mode.SCREEN),
        "rows": plan_rows(report, request.user, record.recommendations),
        "verdict": sealing.verify(record) if report.sealed or record.seals else None,
        "code": seals.short(record.seals[sealing.FINAL]) if sealing.FINAL in record.seals else "",
        "manager": policy.answers_plan(request.user, report).ok,
    }
    readings.note(report, "read", by=request.user, now=clock.now())
    return TemplateResponse(request, "reg44/read.html", context)


def plan_rows(report: Report, user: Any, rows: list[Any] | None = None) -> list[Any]:
    """The recommendations this person may read: as drafted until the report is final, unless they are the visitor's own."""
    found = sealing.recommendations_of(report) if rows is None else rows
    if report.sealed or policy.is_its_visitor(user, report.visit):
        return [row for row in found if row.removed_at is None]
    return as_sent.recommendations(report, found)


@step(_full, "whoever may read the final report; what changed stays visible for ever (C9)")
@require_safe
def difference(request: HttpRequest, report: Report) -> HttpResponse:
    """What changed between the draft and the final report, and what became of the comments."""
    tells = report.sealed or policy.is_its_visitor(request.user, report.visit)
    comments = report.accuracy_comments.filter(sent_at__isnull=False).select_related("made_by")
    context = place(request.user, report.visit, "difference") | {
        "found": differences.of(report) if tells else None,
        "comments": comments if tells else as_sent.comments(comments),
    }
    return TemplateResponse(request, "reg44/difference.html", context)


@step(getters.members_copy, "the councillor linked to the home, once the report is issued")
@require_safe
def members_copy(request: HttpRequest, report: Report) -> HttpResponse:
    """The member's copy: no initials, no lists, no small numbers."""
    readings.note(report, "member's copy", by=request.user, now=clock.now())
    context = {"visit": report.visit, "report": report, "copy": members.build(report)}
    return TemplateResponse(request, "reg44/members_copy.html", context)


@step(getters.own_visit, "the visitor of the visit")
@form_methods
def consents(request: HttpRequest, found: Visit) -> HttpResponse:
    """Whose file may be read: child and placing authority, one row for each child."""
    report = getters.own_report(request.user, found.pk)
    answers = stored.load(report.response)
    rows = [_consent(request, answers, row) for row in answers.rows("consents")]
    if request.method == "POST" and all(form.is_valid() or not form.has_changed() for _, form in rows):
        for row, form in rows:
            if form.is_valid() and form.has_changed():
                service.record_consent(report=report, row=row, by=request.user, now=clock.now(), **form.cleaned_data)
        messages.success(request, "The consents are saved.")
        return HttpResponseRedirect(to("consents", found))
    context = place(request.user, found) | {
        "rows": [(answers.get("consents.child", row), form) for row, form in rows],
        "forms": [form for _, form in rows],
        "allowed": sorted(facts.consented(answers)),
    }
    return TemplateResponse(request, "reg44/consents.html", context)


def _consent(request: HttpRequest, answers: Answers, row: str) -> tuple[str, forms.ConsentForm]:
    initial = {
        "op_id": op_id(),
        "child": answers.get("consents.child_consent", row),
        "authority": answers.get("consents.authority_consent", row),
    }
    data = request.POST if request.method == "POST" else None
    return row, forms.ConsentForm(data, initial=initial, prefix=row)
