"""A printed document as data: what the PDF, the Word file and the tests all walk.

Only plain text stands in it. Paragraphs are tuples of strings; a line end inside a paragraph is kept.
Headings: the title of the document is level 1, a chapter 2, a Heading inside a chapter 3 or 4.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

Paragraphs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A section (level 3, in the contents) or a part of one (level 4). ``caption`` stands small above it."""

    kind: ClassVar = "heading"
    text: str
    anchor: str = ""
    caption: str = ""
    level: int = 3


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs without a question; ``quiet`` for remarks of the portal."""

    kind: ClassVar = "prose"
    paragraphs: Paragraphs
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with a long answer; ``note`` says what the answer rests on."""

    kind: ClassVar = "answer"
    label: str
    paragraphs: Paragraphs
    ref: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A short question and its answer."""

    label: str
    paragraphs: Paragraphs
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Short questions and answers, as a table of two columns."""

    kind: ClassVar = "facts"
    rows: tuple[Fact, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its share of the width, in percent, a multiple of five."""

    label: str
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of the narrow columns; ``below`` are long texts, each with its label, across the whole table. ``anchor`` names its place."""

    cells: tuple[Paragraphs, ...]
    below: tuple[Fact, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. The first cell of each row names the row."""

    kind: ClassVar = "grid"
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Words that must not be missed, in a frame."""

    kind: ClassVar = "box"
    title: str
    paragraphs: Paragraphs


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature: who, as what, when, and how they proved who they are; ``declared`` are the sentences they ticked."""

    kind: ClassVar = "signed"
    name: str
    role: str
    when: str
    how: str
    declared: Paragraphs = ()


Block = Heading | Prose | Answer | Facts | Grid | Box | Signed


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter begins on a new page when ``landscape`` or ``new_page`` says so."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    new_page: bool = True

    @property
    def sections(self) -> list[Heading]:
        """The headings that the contents list."""
        return [block for block in self.blocks if isinstance(block, Heading) and block.level == 3]


@dataclass(frozen=True, slots=True)
class Printed:
    """A whole document. ``running`` and ``mark`` stand at the head and foot of each page; ``draft`` marks every page.

    ``cites``: “[12]” in a text leads to the row of this anchor (core/citing.py), for the numbers named.
    """

    title: str
    about: Paragraphs
    council: str
    running: str
    mark: str
    facts: tuple[Fact, ...]
    notice: Paragraphs
    chapters: tuple[Chapter, ...]
    draft: bool = False
    subject: str = ""
    cites: frozenset[int] = frozenset()

    def texts(self) -> Iterator[str]:
        """Every text in it, in order: for searching and for the hash of a revision."""
        yield from (self.title, *self.about, self.council, self.running, *self.notice)
        for fact in self.facts:
            yield from (fact.label, *fact.paragraphs)
        for chapter in self.chapters:
            yield chapter.title
            for block in chapter.blocks:
                yield from texts_of(block)


def texts_of(block: Block) -> Iterator[str]:
    """Every text of one block."""
    match block:
        case Heading():
            yield from (block.caption, block.text)
        case Prose():
            yield from block.paragraphs
        case Answer():
            yield from (block.label, *block.paragraphs, block.note)
        case Facts():
            yield block.title
            for fact in block.rows:
                yield from (fact.label, *fact.paragraphs)
        case Grid():
            yield block.title
            yield from (column.label for column in block.columns)
            for row in block.rows:
                for cell in row.cells:
                    yield from cell
                for fact in row.below:
                    yield from (fact.label, *fact.paragraphs)
        case Box():
            yield from (block.title, *block.paragraphs)
        case Signed():
            yield from (block.name, block.role, block.when, block.how, *block.declared)


def right_to_left(text: str) -> bool:
    """True when the first letter with a direction is one of a script written from right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def shares(weights: list[int]) -> list[int]:
    """Column widths in percent, multiples of five that add up to 100, near the weights and never under five.

    >>> shares([1, 1, 2])
    [25, 25, 50]
    """
    total = sum(weights)
    exact = [weight * 20 / total for weight in weights]
    parts = [max(1, int(share)) for share in exact]
    while sum(parts) > 20:
        parts[parts.index(max(parts))] -= 1
    while sum(parts) < 20:
        behind = max(range(len(parts)), key=lambda index: exact[index] - parts[index])
        parts[behind] += 1
    return [part * 5 for part in parts]
