"""What the writing pages show, made from schema and answers. No writes; views and templates stay thin."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from core import plain_english
from core.forms import PageError
from questionnaires import forms, lists
from questionnaires.models import AnswerRevision
from questionnaires.schema import Section, Table
from questionnaires.validate import Problem
from reg44 import progress, remember
from reg44.names import answer_texts, undecided_names
from reg44.progress import CANNOT_START, Task
from reg44.services import writing as services

if TYPE_CHECKING:
    from reg44.views.desk import Desk

FINISH = "Finish"
MOST_ADVICE = 20


# --- the task list -------------------------------------------------------------------------------------------------


def task_groups(desk: Desk, lines: list[Task]) -> list[dict[str, Any]]:
    """The groups of the task list in order; what the portal itself asks for stands at the end of the last."""
    groups = [
        {"title": title, "tasks": [_line(desk, line) for line in some]}
        for title, some in groupby(lines, key=lambda line: line.group)
    ]
    if not groups or groups[-1]["title"] != FINISH:
        groups.append({"title": FINISH, "tasks": []})
    groups[-1]["tasks"] += _last_tasks(desk, lines)
    return groups


def _line(desk: Desk, line: Task) -> dict[str, str]:
    url = desk.url("report_section", line.section) if line.open else ""
    return {"title": line.title, "status": line.status, "url": url, "hint": line.why}


def _last_tasks(desk: Desk, lines: list[Task]) -> list[dict[str, str]]:
    count = int(desk.facts["recommendations.all"])
    names = undecided_names(desk.report, desk.answers)
    begun = bool(names or count) or _written(desk)
    left = sum(not line.done for line in lines)
    to_send = f"{left} section{'s' if left != 1 else ''} to finish" if left else ""
    named = f"{names} place{'s' if names != 1 else ''} to look at" if names else ""
    return [
        {
            "title": "Your recommendations",
            "status": f"{count} written" if count else "Not started",
            "url": desk.url("recommendations"),
        },
        {
            "title": "Check for names",
            "status": ("In progress" if names else "Completed") if begun else CANNOT_START,
            "url": desk.url("report_names") if begun else "",
            "hint": named if begun else "Write something first",
        },
        {"title": "Read the whole report", "status": "Whenever you like", "url": desk.url("report_check")},
        {
            "title": "Send the draft" if desk.report.state == "drafting" else "After the manager’s comments",
            "status": CANNOT_START if left or names else "Ready",
            "url": "" if left or names else desk.url("report_send"),
            "hint": to_send or ("Decide about each name first" if names else ""),
        },
    ]


def _written(desk: Desk) -> bool:
    """Whether the visitor has written any words yet, besides what the portal knew before."""
    carried = {(key, row) for key, row, _ in desk.answers.carried()}
    return any((place.key, place.row) not in carried for place in answer_texts(desk.schema, desk.answers))


def next_url(desk: Desk, found: Section) -> str:
    """The page after this section: the next that can be written, or the task list."""
    own = [section for section in desk.schema.sections if section.audience == "visitor"]
    for section in own[own.index(found) + 1 :]:
        if not progress.closed_because(section, desk.answers):
            return desk.url("report_section", section.id)
    return desk.url("report_tasks")


# --- a section -----------------------------------------------------------------------------------------------------


def section_context(desk: Desk, found: Section, form: forms.SectionForm, wrong: list[Problem]) -> dict[str, Any]:
    """Form with lists and last month's words in their places, and what stands around it."""
    words, source = remember.last_words(desk.report, found)
    form.helper.layout.fields = list(_dressed(desk, found, form, wrong, words, source))
    carried = carried_places(desk, found, "all")
    notes = [problem.text for problem in wrong if problem.severity != "error"]
    return {
        "section": found,
        "form_of_section": form,
        "carried_count": len(carried),
        "notes": notes,
        "advice": advice(desk, found),
        "status": progress.status(found, desk.answers, wrong),
    }


def _dressed(
    desk: Desk, found: Section, form: forms.SectionForm, wrong: list[Problem], words: dict[str, str], source: str
) -> Iterable[Any]:
    """The layout of a section, with a list's cards where the list stands, and last month's words before their question."""
    for part in form.helper.layout.fields:
        if table := lists.table_at(found, part):
            yield lists.cards(desk.answers, table, wrong, period=(desk.report.period_from, desk.report.period_to))
            continue
        key = part.context["key"] if isinstance(part, forms.Asked) else ""
        if key in words:
            value = str(desk.answers.get(key))
            yield forms.Template(
                "reg44/writing/remember.html",
                key=key,
                words=words[key],
                source=source,
                empty=not value.strip(),
                alike=remember.alike(value, words[key]),
            )
        yield part
        if key and part.context["carried_from"] and services.long_words(desk.schema, key):
            yield forms.Template("reg44/writing/confirm.html", key=key, source=part.context["carried_from"])


def carried_places(desk: Desk, found: Section, about: str) -> list[tuple[str, str]]:
    """Carried answers of a section still to be checked: of one narrative question, or ("all") every fact."""
    places = [(key, row) for key, row, _ in desk.answers.carried() if desk.schema.section_of(key).id == found.id]
    if about == "all":
        return [(key, row) for key, row in places if not services.long_words(desk.schema, key)]
    return [(key, row) for key, row in places if key == about and not row]


def problem_links(desk: Desk, found: Section, form: forms.SectionForm, wrong: list[Problem]) -> list[PageError]:
    """The error summary of a section: each problem once, leading to its field or its row."""
    links = [PageError(text, f"#{target}") for target, text in forms.wrong_links(form)]
    shown = set(form.keys.values())
    for problem in wrong:
        if problem.severity != "error" or (problem.key, problem.row) in shown:
            continue
        table = problem.key.partition(".")[0]
        if problem.row:
            links.append(PageError(problem.text, desk.url("report_row", found.id, table, problem.row) + "?check"))
        else:
            links.append(PageError(problem.text, f"#table-{table}" if problem.key else ""))
    return links


def advice(desk: Desk, found: Section) -> list[dict[str, str]]:
    """Plain English advice on the narrative of a section (C8). It never stands in the way."""
    given = []
    for question in found.questions:
        text = desk.answers.get(question.full_key)
        if question.type != "text" or not isinstance(text, str):
            continue
        for each in plain_english.advice(text[:50_000])[:MOST_ADVICE]:
            given.append({"found": text[each.start : each.end][:160], "say": each.text, "label": question.label})
    return given[:MOST_ADVICE]


# --- rows ----------------------------------------------------------------------------------------------------------


def to_row(desk: Desk, found: Section, act: str, table: str, row: str, op_id: str, now: dict[str, Any]) -> HttpResponse:
    """Go to a row's page: a new one, one that is there, or the question whether to remove it."""
    lists.table_of(found, table)
    if act == "add":
        made = services.add_row(table=table, op_id=op_id, **now)
        return redirect(desk.url("report_row", found.id, table, made.ulid))
    if row not in desk.answers.rows(table):
        raise Http404("No such row.")
    return redirect(desk.url("report_row" if act == "row" else "report_row_remove", found.id, table, row))


# --- clashes -------------------------------------------------------------------------------------------------------


def back_to(desk: Desk, mine: AnswerRevision) -> str:
    """Where to go on after a clash: the row, or the section."""
    section = desk.schema.section_of(mine.key)
    if mine.row and isinstance(desk.schema.table(mine.key.partition(".")[0]), Table):
        return desk.url("report_row", section.id, mine.key.partition(".")[0], mine.row)
    return desk.url("report_section", section.id)
