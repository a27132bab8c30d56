"""Answers -> a tree of nodes, in one place for every reader: SCREEN, CHECK, PRINT, TEXT and EXPORT.

Templates only walk nodes (questionnaires/templates/questionnaires/nodes/). PRINT uses blocks and real tables only.
SCREEN, PRINT and TEXT leave out optional questions without an answer; CHECK shows "Not provided" and links to change it;
EXPORT has one row an answer, and tells blank from "none".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from questionnaires.answers import Answers
from questionnaires.conditions import Facts, Sight
from questionnaires.schema import Checklist, Questionnaire, Section, Table, Text
from questionnaires.schema import Question as Asked
from questionnaires.types import type_of
from questionnaires.types.base import paragraphs
from questionnaires.validate import row_name

NOT_PROVIDED = "Not provided"


class Mode(StrEnum):
    """Who reads it."""

    SCREEN = "screen"
    CHECK = "check"
    PRINT = "print"
    TEXT = "text"
    EXPORT = "export"


@dataclass(frozen=True)
class Heading:
    """Title of a section; `number` counts sections from 1."""

    number: int
    section: str
    title: str
    caption: str
    regs: tuple[str, ...] = ()
    template = "heading.html"


@dataclass(frozen=True)
class Paragraphs:
    """Plain text of the file between questions."""

    paragraphs: tuple[str, ...]
    template = "paragraphs.html"


@dataclass(frozen=True)
class Question:
    """A question and its answer. `ref` numbers it ("3.2"); `answered` is False where there is nothing."""

    section: str
    key: str
    ref: str
    label: str
    paragraphs: tuple[str, ...]
    answered: bool
    narrative: bool = False
    opinion: bool = False
    regs: tuple[str, ...] = ()
    based_on: str = ""
    carried_from: str = ""
    template = "question.html"


@dataclass(frozen=True)
class Cell:
    """One cell: full key, its paragraphs, and what the column is called (for cards on narrow screens)."""

    key: str
    label: str
    paragraphs: tuple[str, ...]
    answered: bool
    opinion: bool = False
    carried_from: str = ""


@dataclass(frozen=True)
class TableRow:
    """One row: its key (ULID or checklist row key), its name, its cells in the order of the columns."""

    key: str
    name: str
    interval: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class TableNode:
    """A table or checklist. `none` holds "None this period" where that was said; `empty` where nothing was said."""

    section: str
    key: str
    ref: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    checklist: bool = False
    none: str = ""
    wide: bool = False
    template = "table.html"

    @property
    def empty(self) -> bool:
        return not self.rows and not self.none


@dataclass(frozen=True)
class NotExamined:
    """The section was not examined this time, and why."""

    section: str
    reason: str
    template = "not_examined.html"


@dataclass(frozen=True)
class Note:
    """A remark of the portal: nothing was written here."""

    text: str
    template = "note.html"


Node: TypeAlias = Heading | Paragraphs | Question | TableNode | NotExamined | Note


@dataclass
class _Walk:
    sight: Sight
    answers: Answers
    mode: Mode
    nodes: list[Node] = field(default_factory=list)

    def section(self, number: int, section: Section) -> None:
        self.nodes.append(Heading(number, section.id, section.title, section.caption, section.regs))
        if not self.sight.examined(section):
            self.nodes.append(NotExamined(section.id, self.answers.section_state(section.id).not_examined_reason))
            return
        before, ref = len(self.nodes), 0
        for block in section.blocks:
            if not self.sight.shown(block):
                continue
            if isinstance(block, Text):
                self.nodes.append(Paragraphs((block.text,)))
            elif isinstance(block, Asked):
                if not block.evidence_of:
                    ref += 1
                    self._question(section, block, f"{number}.{ref}")
            else:
                ref += 1
                self._table(section, block, f"{number}.{ref}")
        said = any(not isinstance(node, Paragraphs) for node in self.nodes[before:])
        if not said and self.mode in (Mode.PRINT, Mode.TEXT, Mode.SCREEN):
            self.nodes.append(Note("Nothing was written in this section."))

    def _question(self, section: Section, asked: Asked, ref: str) -> None:
        stored = self.answers.stored(asked.full_key)
        shown = type_of(asked).show(asked, stored.value) if stored else []
        if not shown and self.mode != Mode.CHECK:
            return
        based = self.sight.schema.question(f"{asked.key}_evidence")
        based_on = ""
        if based is not None and based.evidence_of == asked.key:
            based_on = " ".join(type_of(based).show(based, self.answers.get(based.full_key)))
        self.nodes.append(
            Question(
                section=section.id,
                key=asked.full_key,
                ref=ref,
                label=asked.label,
                paragraphs=tuple(shown) or (NOT_PROVIDED,),
                answered=bool(shown),
                narrative=asked.type == "text",
                opinion=asked.opinion,
                regs=asked.regs,
                based_on=based_on,
                carried_from=stored.carried_from if stored else "",
            )
        )

    def _table(self, section: Section, table: Table | Checklist, ref: str) -> None:
        rows = tuple(self._row(table, row) for row in self.sight.row_keys(table))
        if isinstance(table, Checklist) and self.mode != Mode.CHECK:
            rows = tuple(row for row in rows if any(cell.answered for cell in row.cells))
        none = table.none_label if isinstance(table, Table) and self.answers.get(table.none_key) and not rows else ""
        node = TableNode(
            section=section.id,
            key=table.key,
            ref=ref,
            title=table.title,
            columns=tuple(column.label for column in table.columns),
            rows=rows,
            checklist=isinstance(table, Checklist),
            none=none,
            wide=len(table.columns) > 5,
        )
        if not node.empty or self.mode == Mode.CHECK:
            self.nodes.append(node)

    def _row(self, table: Table | Checklist, row: str) -> TableRow:
        cells = []
        for column in table.columns:
            stored = self.answers.stored(column.full_key, row)
            visible = stored is not None and self.sight.shown(column, row)
            shown = type_of(column).show(column, stored.value) if stored and visible else []
            carried = stored.carried_from if stored and visible else ""
            cells.append(Cell(column.full_key, column.label, tuple(shown), bool(shown), column.opinion, carried))
        interval = (
            next((each.interval for each in table.rows if each.key == row), "") if isinstance(table, Checklist) else ""
        )
        return TableRow(row, row_name(table, self.answers, row), interval, tuple(cells))


def tree(
    schema: Questionnaire,
    answers: Answers,
    mode: Mode | str = Mode.SCREEN,
    *,
    sections: list[str] | None = None,
    audience: str | None = None,
    facts: Facts | None = None,
) -> list[Node]:
    """The nodes of a response in the order of the file. Numbers stay those of the whole file when `sections` limits it."""
    walk = _Walk(Sight(schema, answers, facts), answers, Mode(mode))
    for number, section in enumerate(schema.sections, start=1):
        if (sections is None or section.id in sections) and (audience is None or section.audience == audience):
            walk.section(number, section)
    return walk.nodes


def html(nodes: list[Node], mode: Mode | str, *, change_url: Callable[[str, str], str] | None = None) -> SafeString:
    """The nodes as HTML for SCREEN, CHECK or PRINT. `change_url(section, key)` gives the links of CHECK."""
    mode = Mode(mode)
    drawn = []
    for node in nodes:
        change = ""
        if change_url and mode == Mode.CHECK and isinstance(node, Question | TableNode):
            change = change_url(node.section, node.key)
        reason = paragraphs(node.reason) if isinstance(node, NotExamined) else []
        context = {"node": node, "mode": str(mode), "change": change, "reason": reason}
        drawn.append((_template(node.template).render(context),))
    return format_html_join("", "{}", drawn)


def _template(name: str) -> Any:
    return get_template(f"questionnaires/nodes/{name}")


def text(nodes: list[Node]) -> str:
    """The nodes as plain text."""
    return "\n".join(_lines(nodes)).strip() + "\n"


def _lines(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        match node:
            case Heading():
                yield from ("", f"{node.number} {node.title}" + (f" ({node.caption})" if node.caption else ""), "")
            case Paragraphs():
                yield from (*node.paragraphs, "")
            case Question():
                yield f"{node.ref} {node.label}"
                yield from node.paragraphs
                if node.based_on:
                    yield f"Based on: {node.based_on}"
                yield ""
            case TableNode():
                yield f"{node.ref} {node.title}"
                for row in node.rows:
                    yield f"- {row.name}" + (f" ({row.interval})" if row.interval else "")
                    yield from (f"  {cell.label}: {' '.join(cell.paragraphs)}" for cell in row.cells if cell.answered)
                yield from ((node.none, "") if node.none else ("",))
            case NotExamined():
                yield from (f"Not examined this time: {node.reason}", "")
            case Note():
                yield from (node.text, "")


def export(schema: Questionnaire, answers: Answers, *, facts: Facts | None = None) -> list[dict[str, str]]:
    """One dict an answer: section, key, row, label, value (as stored), shown (as read), state.

    `state` is answered, blank, none ("None this period") or not_examined, so that a blank never looks like a none.
    """
    sight = Sight(schema, answers, facts)
    found: list[dict[str, str]] = []

    def put(section: Section, asked: Asked, row: str) -> None:
        kind, value = type_of(asked), answers.get(asked.full_key, row)
        state = "blank" if kind.is_empty(value) else "answered"
        shown = "\n\n".join(kind.show(asked, value))
        found.append(_exported(section, asked.full_key, row, asked.label, kind.text_form(value), shown, state))

    for section in schema.sections:
        if not sight.examined(section):
            reason = answers.section_state(section.id).not_examined_reason
            found.append(_exported(section, "", "", section.title, "", reason, "not_examined"))
            continue
        for block in section.blocks:
            if isinstance(block, Text) or not sight.shown(block):
                continue
            if isinstance(block, Asked):
                put(section, block, "")
                continue
            rows = sight.row_keys(block)
            if isinstance(block, Table) and not rows:
                none = bool(answers.get(block.none_key))
                words = block.none_label if none else ""
                state = "none" if none else "blank"
                found.append(_exported(section, block.none_key, "", block.title, "yes" if none else "", words, state))
            for row in rows:
                for column in block.columns:
                    if sight.shown(column, row):
                        put(section, column, row)
    return found


def _exported(section: Section, key: str, row: str, label: str, value: str, shown: str, state: str) -> dict[str, str]:
    return {
        "section": section.id,
        "key": key,
        "row": row,
        "label": label,
        "value": value,
        "shown": shown,
        "state": state,
    }
