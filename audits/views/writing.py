"""Writing the words of an audit: one page for each section and for each row of a list, autosave, and the choice between two texts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.pages import Page, act, form_methods, form_page, sent
from audits import forms as audit_forms
from audits import getters, policy
from audits.desk import Desk
from audits.services import writing as services
from audits.views._page import known
from core import access, clock, errors
from core.forms import PageError
from core.refusal import Refused
from questionnaires import autosave as autosaving
from questionnaires import clashes, forms, lists, validate
from questionnaires.models import AnswerRevision, Row
from questionnaires.schema import Section, Table
from questionnaires.validate import Problem

View = Callable[..., HttpResponseBase]
WRITERS = "the auditor, until the audit is sent on (policy.writes)"


def writing(view: View) -> View:
    """A page of whoever writes: 404 for others, a plain page while nothing can be written or a service says no."""

    @access.guarded(WRITERS)
    @functools.wraps(view)
    def inner(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        desk = Desk(getters.written(request.user, pk))
        try:
            policy.writes(request.user, desk.audit).demand()
            return view(request, desk, **kwargs)
        except Refused as no:
            return errors.refused(request, no, back=desk.home_url, back_text="Go to the audit")

    return inner


@writing
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, desk: Desk, section_id: str) -> HttpResponse:
    """One section with its lists."""
    found = desk.section(section_id)
    if request.method == "POST":
        return _save_section(request, desk, found)
    return _section_page(request, desk, found, strict="check" in request.GET)


def _section_page(
    request: HttpRequest, desk: Desk, found: Section, *, strict: bool = False, refusal: Refused | None = None
) -> HttpResponse:
    """The page of a section; ``strict`` shows what is missing, ``refusal`` hands back what could not be saved."""
    form = forms.build(desk.schema, found, desk.answers, data=request.POST if refusal else None)
    wrong = desk.problems(strict, found.id)
    form.show_problems(wrong)
    layout = form.helper.layout
    tables = [(part, lists.table_at(found, part)) for part in layout.fields]
    layout.fields = [lists.cards(desk.answers, table, wrong) if table else part for part, table in tables]
    context = {
        "section": found,
        "form_of_section": form,
        "problems": _links(desk, found, form, wrong, refusal),
        "removed": _removed(desk, found),
        "state": desk.answers.section_state(found.id),
    }
    return TemplateResponse(request, "audits/section.html", desk.place() | context, status=409 if refusal else 200)


def _links(
    desk: Desk, found: Section, form: forms.SectionForm, wrong: list[Problem], refusal: Refused | None
) -> list[PageError]:
    """The error summary: each problem once, leading to its field or its row."""
    links = [PageError(refusal.reason)] if refusal else []
    links += [PageError(text, f"#{target}") for target, text in forms.wrong_links(form)]
    shown = set(form.keys.values())
    for each in wrong:
        if each.severity != "error" or (each.key, each.row) in shown:
            continue
        table = each.key.partition(".")[0]
        where = desk.url("row", found.id, table, each.row) + "?check=all" if each.row else f"#table-{table}"
        links.append(PageError(each.text, where))
    return links


def _removed(desk: Desk, found: Section) -> list[dict[str, str]]:
    """Rows that were taken out of the lists of this section, to be brought back. One query, none where there are no lists."""
    tables = {table.key: table for table in found.tables}
    if not tables:
        return []
    rows = Row.objects.filter(response=desk.response, table__in=tables).exclude(removed_at=None).order_by("pk")
    return [
        {
            "then": f"restore:{each.table}:{each.ulid}",
            "name": validate.row_name(tables[each.table], desk.answers, each.ulid),
        }
        for each in rows
    ]


def _save_section(request: HttpRequest, desk: Desk, found: Section) -> HttpResponse:
    """Save the page, then go where the pressed button says."""
    form = forms.build(desk.schema, found, desk.answers, data=request.POST)
    op_id, now = autosaving.op_id(request.POST.get("op_id", "")), clock.now()
    try:
        kept = services.save_page(
            audit=desk.audit,
            cells=[*form.cells(), *lists.none_cells(found, request.POST)],
            revs=form.revs() | lists.none_revs(found, request.POST),
            op_id=op_id,
            by=request.user,
            now=now,
        )
    except Refused as refusal:
        return _section_page(request, desk, found, refusal=refusal)
    if kept.clashes:
        return _to_clashes(desk, kept.clashes)
    then, _, about = request.POST.get("then", "continue").partition(":")
    if then == "leave-out":
        return redirect(desk.url("leave_out", found.id))
    if then in ("add", "row", "remove", "restore"):
        return _to_row(request, desk, found, then, about, op_id)
    here = desk.url("section", found.id)
    return redirect(here if then == "stay" else desk.home_url if then == "later" else desk.next_url(found))


def _to_row(request: HttpRequest, desk: Desk, found: Section, then: str, about: str, op_id: str) -> HttpResponse:
    """A new row, one that is there, one to be taken out or brought back."""
    name, _, ulid = about.partition(":")
    table = lists.table_of(found, name)
    who: dict[str, Any] = {"audit": desk.audit, "table": table.key, "by": request.user, "now": clock.now()}
    if then == "add":
        made = services.add_row(op_id=op_id, **who)
        return redirect(desk.url("row", found.id, table.key, made.ulid))
    if not Row.objects.filter(response=desk.response, table=table.key, ulid=ulid).exists():
        raise Http404("No such row.")
    if then == "row":
        return redirect(desk.url("row", found.id, table.key, ulid))
    if then == "remove":
        return _remove(request, desk, found, ulid, who)
    services.restore_row(row=ulid, **who)
    return redirect(desk.url("section", found.id) + f"#table-{table.key}")


def _remove(request: HttpRequest, desk: Desk, found: Section, ulid: str, who: dict[str, Any]) -> HttpResponse:
    services.remove_row(row=ulid, **who)
    messages.success(
        request, "Removed from the list. Its words are kept: you can bring it back at the end of the page."
    )
    return redirect(desk.url("section", found.id))


@writing
@form_methods
def leave_out(request: HttpRequest, desk: Desk, section_id: str) -> HttpResponse:
    """Not examined this time: the reason is asked for, the words are kept. “?again” examines it after all."""
    found, here = desk.section(section_id), desk.url("section", section_id)
    who: dict[str, Any] = {"audit": desk.audit, "section": found.id, "by": request.user, "now": clock.now()}
    if request.method == "POST" and "again" in request.GET:
        return act(request, lambda: services.take_up(**who), done="You can write here again.", back=here)
    lead = ("What is written there is kept, and is not part of the audit while this stands.",)
    page = Page("Leave this section out", "Leave it out", here, "", found.title, lead=lead, then=desk.home_url)
    form = audit_forms.LeaveOutForm(sent(request), known=known(desk.home))
    return form_page(request, form, page, lambda form: services.leave_out(**who, **form.cleaned_data))


@writing
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, desk: Desk, section_id: str, table_key: str, row: str) -> HttpResponse:
    """One row of a list: its questions."""
    found = desk.section(section_id)
    table = lists.table_of(found, table_key)
    if row not in desk.answers.rows(table.key):
        raise Http404("No such row.")
    if request.method == "POST":
        return _save_row(request, desk, found, table, row)
    return _row_page(request, desk, found, table, row)


def _row_page(
    request: HttpRequest, desk: Desk, found: Section, table: Table, row: str, refusal: Refused | None = None
) -> HttpResponse:
    form = forms.build(desk.schema, found, desk.answers, data=request.POST if refusal else None, row=row, table=table)
    form.show_problems(desk.problems("check" in request.GET, found.id))
    links = [PageError(refusal.reason)] if refusal else []
    links += [PageError(text, f"#{target}") for target, text in forms.wrong_links(form)]
    context = {
        "section": found,
        "table": table,
        "form_of_section": form,
        "problems": links,
        "back": desk.url("section", found.id) + f"#table-{table.key}",
    }
    return TemplateResponse(request, "audits/row.html", desk.place() | context, status=409 if refusal else 200)


def _save_row(request: HttpRequest, desk: Desk, found: Section, table: Table, row: str) -> HttpResponse:
    form = forms.build(desk.schema, found, desk.answers, data=request.POST, row=row, table=table)
    op_id, now = autosaving.op_id(request.POST.get("op_id", "")), clock.now()
    try:
        kept = services.save_page(
            audit=desk.audit, cells=form.cells(), revs=form.revs(), op_id=op_id, by=request.user, now=now
        )
    except Refused as refusal:
        return _row_page(request, desk, found, table, row, refusal)
    if kept.clashes:
        return _to_clashes(desk, kept.clashes)
    then = request.POST.get("then", "")
    who: dict[str, Any] = {"audit": desk.audit, "table": table.key, "by": request.user, "now": now}
    if then == "another":
        made = services.add_row(op_id=op_id, **who)
        return redirect(desk.url("row", found.id, table.key, made.ulid))
    if then == "remove":
        return _remove(request, desk, found, row, who)
    return redirect(desk.url("section", found.id) + f"#table-{table.key}")


@access.guarded(WRITERS)
@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """The script of the writing pages (questionnaires/autosave.py)."""
    desk = Desk(getters.written(request.user, pk))
    return autosaving.answer(
        request,
        lambda edit: autosaving.save(
            desk.schema,
            edit,
            lambda **values: services.save_one(audit=desk.audit, by=request.user, now=clock.now(), **values),
            lambda clash: desk.url("clash", clash),
        ),
    )


def _to_clashes(desk: Desk, found: list[int]) -> HttpResponse:
    first, *more = found
    return redirect(desk.url("clash", first) + (f"?more={','.join(map(str, more))}" if more else ""))


@writing
@require_http_methods(["GET", "POST"])
def clash(request: HttpRequest, desk: Desk, revision_id: int) -> HttpResponse:
    """Two texts for one answer, side by side: keep one, the other, or both joined."""
    return clashes.page(
        request,
        desk,
        revision_id,
        functools.partial(services.settle, audit=desk.audit),
        address=lambda clash: desk.url("clash", clash),
        back=lambda mine: _place(desk, mine),
        template="audits/clash.html",
    )


def _place(desk: Desk, mine: AnswerRevision) -> str:
    """The row of the answer, or its section."""
    section, table = desk.schema.section_of(mine.key).id, mine.key.partition(".")[0]
    if mine.row and isinstance(desk.schema.table(table), Table):
        return desk.url("row", section, table, mine.row)
    return desk.url("section", section)
