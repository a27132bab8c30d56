"""The registered manager's pages: comments on facts in the draft, the action plan, a response to the narrative."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import form_methods, form_page, sent
from actions import policy as actions
from actions.models import Action
from core import clock, readings
from core.refusal import Refused
from deadlines.selectors import running_limits
from homes import access
from questionnaires import definitions, render
from reg44 import forms, getters, policy
from reg44.models import AccuracyComment, Recommendation, Report, Visit
from reg44.services import manager as service
from reg44.views._page import VisitPage, op_id, place, step, to
from reg44.views.reading import plan_rows, words_for

WHY = "the registered manager or deputy of the home"


def _draft(user: Any, visit_id: int) -> Report:
    return getters.managers_report(user, visit_id, with_draft=True)


@step(_draft, WHY, rule=policy.comments)
@require_safe
def comments(request: HttpRequest, report: Report) -> HttpResponse:
    """The draft, with a way to comment on each paragraph of facts; opinions have none."""
    schema = definitions.schema_of(report.response.version)
    nodes = render.tree(schema, words_for(request.user, report), render.Mode.SCREEN)
    readings.note(report, "draft", by=request.user, now=clock.now())
    context = place(request.user, report.visit, "comments") | {
        "nodes": nodes,
        "headings": [node for node in nodes if isinstance(node, render.Heading)],
        "comments": report.accuracy_comments.all(),
        "due": running_limits(Visit, [report.visit_id], user=request.user)[report.visit_id].get(
            "reg44.accuracy_comments"
        ),
        "form": forms.VersionForm(initial={"version": report.version}),
    }
    return TemplateResponse(request, "reg44/comments.html", context)


@step(_draft, WHY, rule=policy.comments)
@form_methods
def add_comment(request: HttpRequest, report: Report) -> HttpResponse:
    """A comment on one paragraph, which the address names by key, row and number."""
    asked = request.GET
    key, row, number = asked.get("key", "")[:121], asked.get("row", "")[:60], asked.get("p", "0")
    paragraph = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
    try:
        quoted = service.quoted(report, key, row, paragraph)
    except Refused as no:
        if no.code == "unknown_paragraph":
            raise Http404(no.reason) from no
        raise
    page = VisitPage(
        "Comment on a fact",
        "Keep this comment",
        f"{to('comments', report.visit)}#{key}",
        "The comment is kept. It is not sent yet.",
        template="reg44/comment.html",
    )

    def save(form: forms.CommentForm) -> object:
        return service.add_comment(
            report=report, key=key, row=row, paragraph=paragraph, by=request.user, now=clock.now(), **form.cleaned_data
        )

    form = forms.CommentForm(sent(request), initial={"op_id": op_id()}, visit=report.visit)
    return form_page(request, form, page, save, quoted=quoted, **place(request.user, report.visit))


@step(_draft, WHY)
@require_POST
def remove_comment(request: HttpRequest, report: Report, comment_id: int) -> HttpResponse:
    """Take back a comment that was not sent."""
    comment = AccuracyComment.objects.filter(pk=comment_id, report=report).first()
    if comment is not None:
        service.remove_comment(comment=comment, by=request.user, now=clock.now())
        messages.success(request, "The comment is removed.")
    return HttpResponseRedirect(to("comments", report.visit))


@step(getters.managers_report, WHY)
@require_POST
def send_comments(request: HttpRequest, report: Report) -> HttpResponse:
    """Send the comments, or say that there are none."""
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    none = request.POST.get("answer") == "none"
    move = service.no_comments if none else service.send_comments
    move(report=report, version=version, by=request.user, now=clock.now())
    messages.success(request, "The visitor knows that you have no corrections." if none else "Your comments are sent.")
    return HttpResponseRedirect(to("action_plan", report.visit))


def _plan(user: Any, visit_id: int) -> Report:
    report = getters.report(user, visit_id, with_draft=True)
    if report.sent_at is None:
        raise Http404("Not sent yet.")
    return report


@step(_plan, "whoever may read the report; the manager of the home writes in it")
@require_safe
def action_plan(request: HttpRequest, report: Report) -> HttpResponse:
    """Recommendations with the manager's answers and the responsible individual's comments."""
    writes = policy.answers_plan(request.user, report).ok
    rows = plan_rows(report, request.user)
    context = place(request.user, report.visit, "action_plan") | {
        "rows": rows,
        "writes": writes,
        "follows": access.covers(request.user, report.visit.home_id, *actions.READS),
        "missing": service.unanswered(report) if writes and report.answered_at is None else [],
        "response": getattr(report, "narrative_response", None),
        "returns": report.plan_returns.select_related("by") if report.returned_at else [],
        "form": forms.VersionForm(initial={"version": report.version}),
        "now": clock.now(),
    }
    return TemplateResponse(request, "reg44/action_plan.html", context)


def recommendation(user: Any, report: Report, number: int) -> Recommendation:
    """A recommendation by its number, as this person may read it. Raises Http404."""
    for row in plan_rows(report, user):
        if row.number == number and row.removed_at is None:
            return row
    raise Http404("No such recommendation.")


@step(_draft, WHY, rule=policy.answers_plan)
@form_methods
def answer(request: HttpRequest, report: Report, number: int) -> HttpResponse:
    """The manager's answer to one recommendation."""
    row = recommendation(request.user, report, number)
    following = report.recommendations.filter(removed_at=None, number__gt=number).order_by("number").first()
    page = VisitPage(
        f"Recommendation {number}",
        "Save and go on",
        to("action_plan", report.visit),
        "Saved.",
        then=to("answer", report.visit, following.number) if following else "",
        template="reg44/answer.html",
    )

    def save(form: forms.AnswerForm) -> object:
        return service.save_answer(recommendation=row, by=request.user, now=clock.now(), **form.answer())

    return form_page(
        request,
        forms.AnswerForm(sent(request), initial=_answered(row), visit=report.visit),
        page,
        save,
        row=row,
        **place(request.user, report.visit),
    )


def _answered(row: Recommendation) -> dict[str, Any]:
    """What the manager answered so far; what was said on the page of the action stands in it too."""
    found, action = getattr(row, "answer", None), row.action
    shown: dict[str, Any] = {}
    if found is not None:
        names = ("what", "who", "by_date", "done", "evidence", "comments")
        words = {True: "yes", False: "no", None: ""}
        shown = {name: getattr(found, name) for name in names} | {"accepted": words[found.accepted]}
    if action is not None and action.state == Action.State.CLAIMED and not shown.get("done"):
        shown |= {"done": True, "evidence": action.evidence}
    return shown


@step(getters.managers_report, WHY, rule=policy.answers_plan)
@form_methods
def narrative(request: HttpRequest, report: Report) -> HttpResponse:
    """The manager's other comments on the narrative."""
    standing = getattr(report, "narrative_response", None)
    page = VisitPage("Your response to the report", "Save", to("action_plan", report.visit), "Saved.")

    def save(form: forms.ResponseForm) -> object:
        text = form.cleaned_data["text"]
        return service.save_narrative_response(report=report, text=text, by=request.user, now=clock.now())

    form = forms.ResponseForm(sent(request), initial={"text": standing.text if standing else ""}, visit=report.visit)
    return form_page(request, form, page, save, **place(request.user, report.visit))


@step(getters.managers_report, WHY)
@require_POST
def submit_plan(request: HttpRequest, report: Report) -> HttpResponse:
    """Every recommendation is answered."""
    service.submit_plan(report=report, by=request.user, now=clock.now())
    messages.success(request, "The action plan is submitted. You can change your answers until the sign-off.")
    return HttpResponseRedirect(reverse("reg44:action_plan", args=[report.visit_id]))
