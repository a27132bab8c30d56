"""Writing the review: the list of tasks, one page for each section with the evidence beside it, autosave, two texts."""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import access, clock
from core.forms import PageError
from core.refusal import Refused
from questionnaires import autosave as autosaving
from questionnaires import clashes, forms
from questionnaires.schema import Section
from reg45 import evidence, policy
from reg45.services import writing as services
from reg45.states import State
from reg45.views.desk import Desk, at, writing

SUMMARY_PAGES = ("heard",)  # pages on which the meter of the four groups stands


@writing
@require_http_methods(["GET"])
def tasks(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything there is to write, in groups, with its status."""
    groups = desk.tasks()
    lines = [line for group in groups for line in group["tasks"]]
    context = {
        "groups": groups,
        "done": sum(line["status"] == "Completed" for line in lines),
        "all": len(lines),
        "rows": desk.review.plan.filter(removed_at=None).count(),
        "completes": bool(policy.completes(request.user, desk.review)),
        "returned": desk.review.returns.select_related("by").last(),
    }
    return render(request, "reg45/writing/tasks.html", desk.place() | context)


@writing
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, desk: Desk, section_id: str) -> HttpResponse:
    """One section: its questions, and the evidence that can be cited."""
    found = desk.section(section_id)
    if request.method == "POST":
        return _save_section(request, desk, found)
    return _section_page(request, desk, found, strict="check" in request.GET)


def _section_page(
    request: HttpRequest, desk: Desk, found: Section, *, strict: bool = False, refusal: Refused | None = None
) -> HttpResponse:
    """The page of a section; ``strict`` shows everything that is missing, ``refusal`` hands back what could not be saved."""
    state = desk.answers.section_state(found.id)
    form = forms.build(desk.schema, found, desk.answers, data=request.POST if refusal else None)
    form.show_problems(desk.problems(found, strict=strict or state.complete))
    links = [PageError(text, f"#{target}") for target, text in forms.wrong_links(form)]
    if refusal:
        links.insert(0, PageError(refusal.reason))
    items = list(desk.review.items.filter(gone_at=None).prefetch_related("texts"))
    shown = evidence.shown(items, closed=evidence.closed(items, request.user))
    context = {
        "section": found,
        "form_of_section": form,
        "problems": links,
        "state": state,
        "providers": evidence.by_provider(shown),
        "writes": True,
        "groups_heard": evidence.groups(shown, desk.answers, evidence.children_of(desk.review))
        if found.id in SUMMARY_PAGES
        else [],
    }
    return render(request, "reg45/writing/section.html", desk.place() | context, status=409 if refusal else 200)


def _save_section(request: HttpRequest, desk: Desk, found: Section) -> HttpResponse:
    """Save the page, then do what the pressed button says."""
    form = forms.build(desk.schema, found, desk.answers, data=request.POST)
    now: dict[str, Any] = {"review": desk.review, "by": request.user, "now": clock.now()}
    op_id = autosaving.op_id(request.POST.get("op_id", ""))
    try:
        kept = services.save_page(cells=form.cells(), revs=form.revs(), op_id=op_id, **now)
    except Refused as refusal:
        if desk.review.state != State.DRAFTING:
            raise
        return _section_page(request, desk, found, refusal=refusal)
    if kept.clashes:
        return clashes.to_first(kept.clashes, lambda clash: desk.url("clash", clash))
    desk.again()
    return _done_or_not(request, desk, found, now)


def _done_or_not(request: HttpRequest, desk: Desk, found: Section, now: dict[str, Any]) -> HttpResponse:
    """The answer to "Have you completed this section?", and where to go."""
    here, act = desk.url("section", found.id), request.POST.get("then", "continue")
    if request.POST.get("done") == "yes":
        try:
            services.finish(section=found.id, **now)
        except Refused as refusal:
            if refusal.code != "incomplete":
                raise
            return redirect(f"{here}?check=all")
    elif desk.answers.section_state(found.id).complete:
        services.reopen(section=found.id, **now)
    if act == "stay":
        return redirect(here)
    return redirect(desk.url("tasks") if act == "later" else desk.next_url(found))


@access.guarded("the registered manager and the deputy of the home, by desk.at")
@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """The script of the writing pages (questionnaires/autosave.py)."""
    desk = at(request.user, pk)

    def edit(each: dict[str, Any]) -> dict[str, Any]:
        now: dict[str, Any] = {"review": desk.review, "by": request.user, "now": clock.now()}
        return autosaving.save(
            desk.schema,
            each,
            lambda **values: services.save_one(**values, **now),
            lambda clash: desk.url("clash", clash),
        )

    return autosaving.answer(request, edit)


@writing
@require_http_methods(["GET", "POST"])
def clash(request: HttpRequest, desk: Desk, revision_id: int) -> HttpResponse:
    """Two texts for one answer, side by side: keep one, the other, or both joined. Neither is ever deleted."""
    return clashes.page(
        request,
        desk,
        revision_id,
        functools.partial(services.settle, review=desk.review),
        address=lambda clash: desk.url("clash", clash),
        back=lambda mine: desk.url("section", desk.schema.section_of(mine.key).id),
        template="reg45/writing/clash.html",
    )
