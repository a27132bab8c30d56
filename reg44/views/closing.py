"""Deciding comments, making the report final, the responsible individual's sign-off, addenda."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.freshness import fresh_to_sign, method_of
from accounts.pages import form_methods, form_page, sent
from core import clock
from core.permissions import ALLOWED, Decision, refuse
from core.refusal import Refused
from reg44 import difference, forms, getters, policy, sealing
from reg44.models import AccuracyComment, Addendum, Report
from reg44.services import closing as service
from reg44.services import sending
from reg44.states import ReportState
from reg44.views._page import VisitPage, place, step, to
from reg44.views.manager import recommendation

OWN = "the visitor of the visit"
RI = "the responsible individual of the home"


def _own(user: Any, visit_id: int) -> Report:
    return getters.own_report(user, visit_id, with_draft=True)


def _back_from_manager(user: Any, report: Report) -> Decision:
    """The draft is back from the manager, or was once."""
    if report.state in (ReportState.DRAFTING, ReportState.WITH_MANAGER):
        return refuse(policy.NOT_NOW.format(state=report.get_state_display()), "wrong_state")
    return ALLOWED


@step(getters.own_report, OWN, rule=_back_from_manager)
@require_safe
def decide(request: HttpRequest, report: Report) -> HttpResponse:
    """The manager's comments, each to be accepted or declined."""
    rows = report.accuracy_comments.filter(sent_at__isnull=False).select_related("made_by")
    context = place(request.user, report.visit) | {
        "comments": rows,
        "open": report.state == ReportState.AMENDING,
        "undecided": sum(1 for row in rows if not row.decision),
    }
    return TemplateResponse(request, "reg44/decide.html", context)


@step(getters.own_report, OWN, rule=policy.writes)
@form_methods
def decide_comment(request: HttpRequest, report: Report, comment_id: int) -> HttpResponse:
    """Accept or decline one comment."""
    comment = AccuracyComment.objects.filter(pk=comment_id, report=report, sent_at__isnull=False).first()
    if comment is None:
        raise Http404("No such comment.")
    page = VisitPage(
        "Decide about this comment", "Save", to("decide", report.visit), "Saved.", template="reg44/decision.html"
    )

    def save(form: forms.DecisionForm) -> object:
        return service.decide_comment(comment=comment, by=request.user, now=clock.now(), **form.cleaned_data)

    form = forms.DecisionForm(sent(request), initial={"decision": comment.decision, "reason": comment.reason})
    return form_page(request, form, page, save, comment=comment, **place(request.user, report.visit))


@step(_own, OWN, rule=_back_from_manager)
@fresh_to_sign
@form_methods
def finalise(request: HttpRequest, report: Report) -> HttpResponse:
    """Sign: what stands in the way, what changed, two statements, one button. A second press finds it done."""
    if request.method != "POST":
        policy.writes(request.user, report).demand()
    checks = sending.checks_before_sending(report)
    page = VisitPage(
        "Make the report final",
        "Sign and make it final",
        to("decide", report.visit),
        "The report is final and sealed. Now issue it.",
        then=to("copies", report.visit),
        template="reg44/finalise.html",
    )

    def save(form: forms.SignForm) -> object:
        return service.finalise(
            report=report,
            declared=form.declared(),
            method=method_of(request),
            version=form.seen(),
            by=request.user,
            now=clock.now(),
        )

    form = forms.SignForm(sent(request), initial={"version": report.version}, statements=service.FINAL_DECLARATIONS)
    context = place(request.user, report.visit) | {
        "checks": sending.errors(checks),
        "found": difference.of(report),
        "undecided": report.accuracy_comments.filter(sent_at__isnull=False, decision="").count(),
    }
    return form_page(request, form, page, save, **context)


def _supervised(user: Any, visit_id: int) -> Report:
    return getters.supervised_report(user, visit_id, with_draft=True)


@step(_supervised, RI)
@fresh_to_sign
@form_methods
def sign_off(request: HttpRequest, report: Report) -> HttpResponse:
    """What was found, answered and disputed, with comments, two statements and one button."""
    record = sealing.load(report)
    page = VisitPage(
        "Comment and sign off", "Sign the report off", to("visit", report.visit), "The report is signed off and sealed.",
        template="reg44/sign_off.html",
    )  # fmt: skip

    def save(form: forms.SignForm) -> object:
        return service.sign_off(
            report=report,
            declared=form.declared(),
            method=method_of(request),
            version=form.seen(),
            by=request.user,
            now=clock.now(),
        )

    form = forms.SignForm(sent(request), initial={"version": report.version}, statements=service.SIGN_OFF_DECLARATIONS)
    may, gap = policy.signs_off(request.user, report), service.not_answered(report, record.standing)
    if request.method == "POST" and not form.is_valid() and (gap or not may.ok):
        # The statements are no longer on the page, so no error can stand at them.
        raise Refused("not_answered", gap or may.reason)
    context = place(request.user, report.visit, "sign_off") | {
        "record": record,
        "gap": gap,
        "may": may,
        "verdict": sealing.verify(record),
        "opinions": [record.answers.get(key) for key in ("opinion_safeguarded", "opinion_wellbeing")],
        "found": difference.of(report, record.answers, record.standing),
        "declined": [row for row in record.comments if row.decision == "declined"],
    }
    return form_page(request, form, page, save, **context)


@step(getters.supervised_report, RI, rule=policy.signs_off)
@form_methods
def supervisor(request: HttpRequest, report: Report, number: int) -> HttpResponse:
    """The responsible individual's comment on one recommendation."""
    row = recommendation(request.user, report, number)
    standing = getattr(row, "supervisor_comment", None)
    page = VisitPage(
        f"Comment on recommendation {number}",
        "Save",
        to("sign_off", report.visit),
        "Saved.",
        template="reg44/answer.html",
    )

    def save(form: forms.SupervisorForm) -> object:
        return service.comment_as_supervisor(recommendation=row, by=request.user, now=clock.now(), **form.cleaned_data)

    initial = {"text": standing.text, "by_date": standing.by_date} if standing else {}
    form = forms.SupervisorForm(sent(request), initial=initial, visit=report.visit)
    return form_page(request, form, page, save, row=row, **place(request.user, report.visit))


@step(getters.supervised_report, RI, rule=policy.signs_off)
@form_methods
def return_plan(request: HttpRequest, report: Report) -> HttpResponse:
    """Send the action plan back to the manager, with what is missing."""
    page = VisitPage(
        "Send the action plan back", "Send it back", to("sign_off", report.visit), "The action plan is back with the manager.",
        lead=("The registered manager answers again and submits the plan again. Then you sign off.",),
    )  # fmt: skip

    def save(form: forms.PlanReturnForm) -> object:
        reason, version = form.cleaned_data["reason"], form.seen()
        return service.return_plan(report=report, reason=reason, version=version, by=request.user, now=clock.now())

    form = forms.PlanReturnForm(sent(request), initial={"version": report.version}, visit=report.visit)
    return form_page(request, form, page, save, **place(request.user, report.visit))


@step(getters.report, "whoever may read the sealed report; its visitor writes, a second person approves")
@form_methods
def addenda(request: HttpRequest, report: Report) -> HttpResponse:
    """Additions to a sealed report, and the form to write one."""
    adds = policy.adds(request.user, report)
    if not report.sealed or (request.method == "POST" and not adds):
        raise Http404("Nothing to add.")
    page = VisitPage(
        "Addenda", "Send it for approval", to("addenda", report.visit), "Sent to the quality assurance officer for approval.",
        template="reg44/addenda.html",
    )  # fmt: skip

    def save(form: forms.AddendumForm) -> object:
        return service.write_addendum(report=report, by=request.user, now=clock.now(), **form.cleaned_data)

    context = place(request.user, report.visit, "addenda") | {
        "addenda": addenda_for(request.user, report),
        "adds": bool(adds),
        "approves": bool(policy.approves_addendum(request.user, report)),
        "statement": service.ADDENDUM_DECLARATION,
    }
    typed = sent(request)  # an approver who had to prove who they are comes back here without words of their own
    form = forms.AddendumForm(typed if typed is not None and "text" in typed else None, visit=report.visit)
    return form_page(request, form, page, save, **context)


def addenda_for(user: Any, report: Report) -> Any:
    """Approved addenda; the writer and those who approve see the waiting ones too."""
    rows = report.addenda.select_related("written_by", "approved_by")
    own = policy.is_its_visitor(user, report.visit) or bool(policy.approves_addendum(user, report))
    return rows if own else rows.filter(approved_at__isnull=False)


def _approved_by(user: Any, visit_id: int) -> Report:
    """A sealed report for its writer (who is told why not) and for those who approve; 404 for everybody else."""
    report = getters.report(user, visit_id)
    if not policy.is_its_visitor(user, report.visit) and not policy.approves_addendum(user, report):
        raise Http404("Not approved by this person.")
    return report


@step(_approved_by, "the quality assurance officer or head of QA, never the writer")
@fresh_to_sign
@require_POST
def approve_addendum(request: HttpRequest, report: Report, number: int) -> HttpResponse:
    """Approve and sign an addendum as the second person."""
    row = Addendum.objects.filter(report=report, number=number).first()
    if row is None:
        raise Http404("No such addendum.")
    service.approve_addendum(addendum=row, method=method_of(request), by=request.user, now=clock.now())
    messages.success(request, f"Addendum {number} is approved and sealed.")
    return HttpResponseRedirect(to("addenda", report.visit))
