"""The lists (tables) of a writing page: their cards, “None this period”, and where their faults lead. No writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import Http404, QueryDict

from questionnaires import forms, validate
from questionnaires.answers import Answers
from questionnaires.schema import Section, Table
from questionnaires.services import Cell
from questionnaires.types import type_of
from questionnaires.validate import Problem

NONE = "none__"


def table_of(found: Section, key: str) -> Table:
    """A list of this section. Raises Http404 for any other."""
    for table in found.tables:
        if table.key == key:
            return table
    raise Http404("No such list.")


def table_at(found: Section, part: Any) -> Table | None:
    """The list whose place in the layout this part keeps."""
    if isinstance(part, forms.Template) and isinstance(part.context.get("table"), Table):
        return table_of(found, part.context["table"].key)
    return None


def cards(
    answers: Answers,
    table: Table,
    wrong: Iterable[Problem],
    *,
    period: tuple[dt.date, dt.date] | None = None,
) -> forms.Template:
    """A list as cards, whether or not an earlier answer asks for it: nothing typed is ever out of sight here.

    ``period`` are the first and last day (London) of which “none” was filled in, where it was.
    """
    none = answers.stored(table.none_key)
    problems = list(wrong)
    faults = {problem.row for problem in problems if problem.row}
    return forms.Template(
        "questionnaires/writing/cards.html",
        table=table,
        cards=[_card(answers, table, row) | {"wrong": row in faults} for row in answers.rows(table.key)],
        none=bool(answers.get(table.none_key)),
        none_rev=answers.rev(table.none_key),
        none_name=NONE + table.key,
        none_from=none.carried_from if none and none.value else "",
        period=period,
        errors=[problem.text for problem in problems if problem.key == table.none_key],
    )


def _card(answers: Answers, table: Table, row: str) -> dict[str, Any]:
    """One row: its name, its answers as people read them, and where they were carried from."""
    cells, carried = [], ""
    for column in table.columns:
        stored = answers.stored(column.full_key, row)
        if stored is not None and (shown := type_of(column).show(column, stored.value)):
            cells.append({"label": column.label, "paragraphs": shown})
            carried = stored.carried_from or carried
    return {"key": row, "name": validate.row_name(table, answers, row), "cells": cells, "carried": carried}


def none_cells(found: Section, data: QueryDict) -> list[Cell]:
    """ "None this period" of the lists on the page, where the page asked for it."""
    held = [table for table in found.tables if f"{forms.REV}{NONE}{table.key}" in data]
    return [(table.none_key, "", "yes" if data.get(NONE + table.key) else "") for table in held]


def none_revs(found: Section, data: QueryDict) -> dict[tuple[str, str], int]:
    """The revisions those answers had when the page was made."""
    texts = {(table.none_key, ""): data.get(f"{forms.REV}{NONE}{table.key}", "0") for table in found.tables}
    return {
        place: int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0 for place, text in texts.items()
    }
