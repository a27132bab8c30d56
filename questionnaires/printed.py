"""Answers -> blocks of a printed document. Walks the nodes of the engine, so screen and paper agree."""

from __future__ import annotations

from collections.abc import Iterable

from core.printed import Answer, Block, Column, Fact, Facts, Grid, Heading, Paragraphs, Prose, Row, shares
from questionnaires import render
from questionnaires.schema import Questionnaire

WEIGHTS = {
    "person_initials": 9,
    "number": 9,
    "yes_no": 10,
    "yes_no_na": 11,
    "opinion": 10,
    "time": 10,
    "date": 13,
    "choice": 14,
    "scale": 14,
    "choices": 18,
    "short_text": 18,
    "text": 40,
}
"""How much room a column needs beside the others, by the type of its question."""
LONG_TEXTS_BELOW = 3
"""With more columns than this, long texts stand below their row, across the whole table."""


def anchor(section: str) -> str:
    """Name of the place where a section begins."""
    return f"s_{section}"


def blocks(schema: Questionnaire, nodes: Iterable[render.Node]) -> list[Block]:
    """The blocks of some sections in order. Runs of short answers become one table."""
    found: list[Block] = []
    short: list[Fact] = []

    def flush() -> None:
        if short:
            found.append(Facts(tuple(short)))
            short.clear()

    for node in nodes:
        if isinstance(node, render.Question) and not node.narrative and not node.based_on:
            short.append(Fact(node.label, node.paragraphs, node.ref))
            continue
        flush()
        match node:
            case render.Heading():
                title = f"{node.number}. {node.title}"
                found.append(Heading(title, anchor(node.section), node.caption))
            case render.Paragraphs():
                pass  # plain paragraphs of this file tell the writer where things are; the reader has them before the eyes
            case render.Question():
                note = f"Based on: {node.based_on}" if node.based_on else ""
                found.append(Answer(node.label, node.paragraphs, node.ref, note))
            case render.TableNode():
                found.append(grid(schema, node) if node.rows else Facts((Fact(node.title, (node.none,), node.ref),)))
            case render.NotExamined():
                found.append(Prose((f"Not examined this time. Reason: {node.reason}",)))
            case render.Note():
                found.append(Prose((node.text,), quiet=True))
    flush()
    return found


def grid(schema: Questionnaire, node: render.TableNode) -> Grid:
    """A table or checklist; a checklist's first column names the check and says how often it is due."""
    cells = node.rows[0].cells
    types = [getattr(schema.question(cell.key), "type", "text") for cell in cells]
    narrow = [
        index
        for index, kind in enumerate(types)
        if kind != "text" or len(cells) <= LONG_TEXTS_BELOW or (index == 0 and not node.checklist)
    ]
    below = [index for index in range(len(cells)) if index not in narrow]
    if not below and sum(kind == "text" for kind in types) > 1 and not node.checklist:
        below = [index for index in range(1, len(cells)) if types[index] == "text"]
        narrow = [index for index in range(len(cells)) if index not in below]
    labels = [cells[index].label for index in narrow]
    weights = [WEIGHTS.get(types[index], 18) for index in narrow]
    if node.checklist:
        labels, weights = ["What is checked", *labels], [34, *weights]
    rows = tuple(
        Row(
            cells=(*_name(node, row), *(_cell(row.cells[index]) for index in narrow)),
            below=tuple(
                Fact(row.cells[index].label, row.cells[index].paragraphs)
                for index in below
                if row.cells[index].answered
            ),
        )
        for row in node.rows
    )
    columns = tuple(Column(label, width) for label, width in zip(labels, shares(weights), strict=True))
    return Grid(node.title, columns, rows, node.ref)


def _name(node: render.TableNode, row: render.TableRow) -> tuple[Paragraphs, ...]:
    if not node.checklist:
        return ()
    how_often = row.interval[:1].lower() + row.interval[1:]
    return ((f"{row.name} ({how_often})" if how_often else row.name,),)


def _cell(cell: render.Cell) -> Paragraphs:
    return cell.paragraphs if cell.answered else ("–",)
