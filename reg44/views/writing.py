"""Writing the report: the list of tasks, one page for each section, autosave, and the choice between two texts."""

from __future__ import annotations

import functools
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import access, clock
from core.forms import PageError
from core.refusal import Refused
from questionnaires import autosave as autosaving
from questionnaires import clashes, forms, lists, validate
from questionnaires.canonical import sha256
from questionnaires.schema import Section
from reg44 import pages, progress, remember
from reg44.services import writing as services
from reg44.views.desk import Desk, at, writing


@writing
@require_http_methods(["GET"])
def tasks(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything there is to do, in groups, with its status."""
    judged = progress.completed(desk.schema, desk.answers)
    found = validate.problems(desk.schema, desk.answers, True, judged, facts=desk.facts, rules=False)
    lines = progress.tasks(desk.schema, desk.answers, found)
    groups = pages.task_groups(desk, lines)
    done = sum(line.done for line in lines)
    context = {"groups": groups, "done": done, "all": len(lines)}
    return render(request, "reg44/writing/tasks.html", desk.place() | context)


@writing
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, desk: Desk, section_id: str) -> HttpResponse:
    """One section: its questions, lists and checklists."""
    found = desk.section(section_id)
    if why := progress.closed_because(found, desk.answers):
        raise Refused("cannot_start", why)
    if request.method == "POST":
        return _save_section(request, desk, found)
    return _section_page(request, desk, found, strict="check" in request.GET)


def _section_page(
    request: HttpRequest, desk: Desk, found: Section, *, strict: bool = False, refusal: Refused | None = None
) -> HttpResponse:
    """The page of a section; ``strict`` shows everything that is missing, ``refusal`` hands back what could not be saved."""
    state = desk.answers.section_state(found.id)
    form = forms.build(desk.schema, found, desk.answers, data=request.POST if refusal else None, facts=desk.facts)
    wrong = validate.problems(
        desk.schema,
        desk.answers,
        strict or state.complete,
        {found.id},
        facts=desk.facts,
        rules=strict or state.complete,
    )
    form.show_problems(wrong)
    links = pages.problem_links(desk, found, form, wrong)
    if refusal:
        links.insert(0, PageError(refusal.reason))
    if request.GET.get("check") == "words":
        links.append(PageError("Last month’s words are still as they were. Change them, or confirm them.", "#carried"))
    context = pages.section_context(desk, found, form, wrong) | {"problems": links, "state": state}
    return render(request, "reg44/writing/section.html", desk.place() | context, status=409 if refusal else 200)


def _save_section(request: HttpRequest, desk: Desk, found: Section) -> HttpResponse:
    """Save the page, then do what the pressed button says."""
    form = forms.build(desk.schema, found, desk.answers, data=request.POST, facts=desk.facts)
    try:
        kept = services.save_page(
            report=desk.report,
            cells=[*form.cells(), *lists.none_cells(found, request.POST)],
            revs=form.revs() | lists.none_revs(found, request.POST),
            op_id=autosaving.op_id(request.POST.get("op_id", "")),
            by=request.user,
            now=clock.now(),
        )
    except Refused as refusal:
        return _section_page(request, desk, found, refusal=refusal)
    if kept.clashes:
        return clashes.to_first(kept.clashes, lambda clash: desk.url("report_clash", clash))
    desk.again()
    return _then(request, desk, found)


def _then(request: HttpRequest, desk: Desk, found: Section) -> HttpResponse:
    """What the button asked for, after everything on the page is saved."""
    act, _, about = request.POST.get("then", "continue").partition(":")
    here = desk.url("report_section", found.id)
    now: dict[str, Any] = {"report": desk.report, "by": request.user, "now": clock.now()}
    if act in ("add", "row", "remove"):
        table, _, row = about.partition(":")
        return pages.to_row(desk, found, act, table, row, autosaving.op_id(request.POST.get("op_id", "")), now)
    if act == "words":
        _use_words(desk, found, about, autosaving.op_id(request.POST.get("op_id", "")), now)
        return redirect(f"{here}#id_{forms.field_name(about)}")
    if act == "confirm":
        services.confirm(places=pages.carried_places(desk, found, about), **now)
        return redirect(f"{here}#carried")
    if act == "leave-out":
        return redirect(desk.url("report_leave_out", found.id))
    return _done_or_not(request, desk, found, act, now)


def _use_words(desk: Desk, found: Section, key: str, op_id: str, now: dict[str, Any]) -> None:
    """Last month's words for one question of this page. Raises Http404 where there are none."""
    words, source = remember.last_words(desk.report, found)
    if key not in words:
        raise Http404("No words of last month.")
    services.use_last_words(key=key, words=words[key], source=source, op_id=op_id, **now)


def _done_or_not(request: HttpRequest, desk: Desk, found: Section, act: str, now: dict[str, Any]) -> HttpResponse:
    """The answer to "Have you completed this section?", and where to go."""
    here = desk.url("report_section", found.id)
    if request.POST.get("done") == "yes":
        try:
            services.finish(section=found.id, **now)
        except Refused as refusal:
            if refusal.code not in ("incomplete", "words_to_check"):
                raise
            return redirect(f"{here}?check={'words' if refusal.code == 'words_to_check' else 'all'}")
    elif desk.answers.section_state(found.id).complete:
        services.reopen(section=found.id, **now)
    if act == "stay":
        return redirect(here)
    return redirect(desk.url("report_tasks") if act == "later" else pages.next_url(desk, found))


@writing
@require_http_methods(["GET", "POST"])
def leave_out(request: HttpRequest, desk: Desk, section_id: str) -> HttpResponse:
    """Not examined this time: the reason is asked for, the words are kept."""
    found = desk.section(section_id)
    reason, problems = request.POST.get("reason", ""), []
    if request.method == "POST":
        try:
            services.leave_out(report=desk.report, section=found.id, reason=reason, by=request.user, now=clock.now())
            return redirect(desk.url("report_tasks"))
        except Refused as refusal:
            if refusal.code == "must_be_examined":
                raise
            problems = [PageError(refusal.reason, "#reason")]
    context = {"section": found, "reason": reason, "problems": problems}
    return render(request, "reg44/writing/leave_out.html", desk.place() | context)


@writing
@require_POST
def take_up(request: HttpRequest, desk: Desk, section_id: str) -> HttpResponse:
    """Examined after all."""
    found = desk.section(section_id)
    services.take_up(report=desk.report, section=found.id, by=request.user, now=clock.now())
    return redirect(desk.url("report_section", found.id))


@access.guarded("the visitor of this visit, by desk.at")
@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, visit_id: int) -> JsonResponse:
    """The script of the writing pages (questionnaires/autosave.py)."""
    desk = at(request.user, visit_id)
    return autosaving.answer(request, lambda edit: _edit(request, desk, edit))


def _edit(request: HttpRequest, desk: Desk, edit: dict[str, Any]) -> dict[str, Any]:
    """Save one edit, of an answer or of a recommendation, and say what became of it."""
    place = autosaving.place_of(edit)
    now: dict[str, Any] = {"report": desk.report, "by": request.user, "now": clock.now()}
    if not place["key"].startswith(services.RECOMMENDATION):
        return autosaving.save(
            desk.schema,
            edit,
            lambda **values: services.save_one(**values, **now),
            lambda clash: desk.url("report_clash", clash),
        )
    try:
        text = services.save_recommendation(key=place["key"], row=place["row"], value=edit.get("text"), **now)
    except Refused as refusal:
        return autosaving.refused(place, refusal)
    return place | {"state": "saved", "rev": 0, "hash": sha256(text), "text": text}


@writing
@require_http_methods(["GET", "POST"])
def clash(request: HttpRequest, desk: Desk, revision_id: int) -> HttpResponse:
    """Two texts for one answer, side by side: keep one, the other, or both joined. Neither is ever deleted."""
    return clashes.page(
        request,
        desk,
        revision_id,
        functools.partial(services.settle, report=desk.report),
        address=lambda clash: desk.url("report_clash", clash),
        back=lambda mine: pages.back_to(desk, mine),
        template="reg44/writing/clash.html",
    )
