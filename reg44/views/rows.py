"""Rows of a list: each on its own page, saved by itself, removed after a question, brought back when wished."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from core.forms import PageError
from core.refusal import Refused
from questionnaires import autosave as autosaving
from questionnaires import clashes, forms, lists, validate
from questionnaires.models import Row
from questionnaires.schema import Section, Table
from reg44.services import writing as services
from reg44.views.desk import Desk, writing


def _row(desk: Desk, section_id: str, table_key: str, row: str) -> tuple[Section, Table]:
    """Section and table of a row that is in the list. Raises Http404 otherwise."""
    found = desk.section(section_id)
    table = lists.table_of(found, table_key)
    if row not in desk.answers.rows(table.key):
        raise Http404("No such row.")
    return found, table


@writing
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, desk: Desk, section_id: str, table_key: str, row: str) -> HttpResponse:
    """One row: its questions."""
    found, table = _row(desk, section_id, table_key, row)
    if request.method == "POST":
        return _save_row(request, desk, found, table, row)
    return _row_page(request, desk, found, table, row)


def _row_page(
    request: HttpRequest, desk: Desk, found: Section, table: Table, row: str, refusal: Refused | None = None
) -> HttpResponse:
    data = request.POST if refusal else None
    form = forms.build(desk.schema, found, desk.answers, data=data, facts=desk.facts, row=row, table=table)
    strict = "check" in request.GET or desk.answers.section_state(found.id).complete
    wrong = validate.problems(desk.schema, desk.answers, strict, {found.id}, facts=desk.facts, rules=False)
    form.show_problems(wrong)
    links = [PageError(text, f"#{target}") for target, text in forms.wrong_links(form)]
    if refusal:
        links.insert(0, PageError(refusal.reason))
    context = {
        "section": found,
        "table": table,
        "row": row,
        "name": validate.row_name(table, desk.answers, row),
        "form_of_section": form,
        "problems": links,
        "back": desk.url("report_section", found.id) + f"#table-{table.key}",
    }
    return render(request, "reg44/writing/row.html", desk.place() | context, status=409 if refusal else 200)


def _save_row(request: HttpRequest, desk: Desk, found: Section, table: Table, row: str) -> HttpResponse:
    form = forms.build(desk.schema, found, desk.answers, data=request.POST, facts=desk.facts, row=row, table=table)
    op_id, now = autosaving.op_id(request.POST.get("op_id", "")), clock.now()
    try:
        kept = services.save_page(
            report=desk.report, cells=form.cells(), revs=form.revs(), op_id=op_id, by=request.user, now=now
        )
    except Refused as refusal:
        return _row_page(request, desk, found, table, row, refusal)
    if kept.clashes:
        return clashes.to_first(kept.clashes, lambda clash: desk.url("report_clash", clash))
    act = request.POST.get("then", "")
    if act == "another":
        made = services.add_row(report=desk.report, table=table.key, op_id=op_id, by=request.user, now=now)
        return redirect(desk.url("report_row", found.id, table.key, made.ulid))
    if act == "remove":
        return redirect(desk.url("report_row_remove", found.id, table.key, row))
    return redirect(desk.url("report_section", found.id) + f"#table-{table.key}")


@writing
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, desk: Desk, section_id: str, table_key: str, row: str) -> HttpResponse:
    """Ask, then take the row out of the list; a second press finds it gone and changes nothing."""
    found = desk.section(section_id)
    table = lists.table_of(found, table_key)
    back = desk.url("report_section", found.id) + f"#table-{table.key}"
    if request.method == "POST":
        if not Row.objects.filter(response=desk.response, table=table.key, ulid=row).exists():
            raise Http404("No such row.")
        services.remove_row(report=desk.report, table=table.key, row=row, by=request.user, now=clock.now())
        messages.success(request, "Removed from the list. It is kept, and you can bring it back.")
        return redirect(desk.url("report_removed", found.id))
    _row(desk, section_id, table_key, row)
    name = validate.row_name(table, desk.answers, row)
    context = {"section": found, "table": table, "name": name, "back": back}
    return render(request, "reg44/writing/remove.html", desk.place() | context)


@writing
@require_http_methods(["GET"])
def removed(request: HttpRequest, desk: Desk, section_id: str) -> HttpResponse:
    """What was removed from the lists of a section, with the way to bring it back."""
    found = desk.section(section_id)
    tables = {table.key: table for table in found.tables}
    rows = Row.objects.filter(response=desk.response, table__in=tables).exclude(removed_at=None).order_by("-removed_at")
    listed = [
        {
            "name": validate.row_name(tables[each.table], desk.answers, each.ulid),
            "table": tables[each.table],
            "at": each.removed_at,
            "url": desk.url("report_row_restore", found.id, each.table, each.ulid),
        }
        for each in rows
    ]
    return render(request, "reg44/writing/removed.html", desk.place() | {"section": found, "listed": listed})


@writing
@require_POST
def restore(request: HttpRequest, desk: Desk, section_id: str, table_key: str, row: str) -> HttpResponse:
    """Bring a removed row back with all its words."""
    found = desk.section(section_id)
    table = lists.table_of(found, table_key)
    if not Row.objects.filter(response=desk.response, table=table.key, ulid=row).exists():
        raise Http404("No such row.")
    services.restore_row(report=desk.report, table=table.key, row=row, by=request.user, now=clock.now())
    return redirect(desk.url("report_row", found.id, table.key, row))
