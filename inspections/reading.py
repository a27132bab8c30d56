"""Ofsted's published file: text -> lines, with every problem named by line and column and what to do. Pure; never raises on bad input."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from inspections import columns
from inspections.models import ASKED, JUDGEMENTS, Kind

MOST_LINES: Final = 50_000
MOST_PROBLEMS: Final = 100
URN: Final = re.compile(r"(SC|EY)?\d{4,9}")
DATES: Final = (
    "%d/%m/%Y",
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d/%m/%y",
    "%d-%b-%y",
    "%Y-%m-%d %H:%M:%S",
)
LABELS: Final = {name: names[0] for name, names in (columns.NEEDED | columns.EXTRA).items()}
Key = tuple[str, dt.date, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file; ``values`` are the columns of ``PublishedInspection``."""

    number: int
    urn: str
    inspected_on: dt.date
    kind: str
    values: dict[str, object]

    @property
    def key(self) -> Key:
        """What tells one inspection from another."""
        return self.urn, self.inspected_on, self.kind


@dataclass(slots=True)
class Read:
    """What the file says, or why it is not taken; ``ignored`` are columns that are known and not used."""

    lines: list[Line] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    more: int = 0  # problems that are not listed

    def wrong(self, text: str) -> None:
        """One more problem; only so many are listed."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(text)
        else:
            self.more += 1


def read(text: str, *, today: dt.date) -> Read:
    """Read the file; ``today`` is the London date after which nothing can have been inspected."""
    found = Read()
    first = text.splitlines()[0] if text.strip() else ""
    if not first:
        found.wrong("The file has no line. Choose the file as Ofsted publishes it.")
        return found
    mark = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        places = _places(next(rows), found)
        if not found.problems:
            _lines(((rows.line_num, cells) for cells in rows), places, today, found)
    except csv.Error:
        found.wrong(
            f"Line {rows.line_num}: quotation marks do not close here. Save the file as CSV again and choose it."
        )
    if not found.lines and not found.problems:
        found.wrong("The file has headings and no line below them. Choose the file as Ofsted publishes it.")
    return found


def _places(headings: list[str], found: Read) -> dict[str, int]:
    """Column of ours -> its place in the line."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = columns.plain(heading)
        shown = heading.strip()[:80]
        ours = columns.FIELDS.get(name)
        if ours in places:
            other = headings[places[ours]].strip()[:80]
            found.wrong(f"Line 1: the columns “{other}” and “{shown}” say the same. Remove one of them.")
        elif ours is not None:
            places[ours] = place
        elif name in columns.KNOWN_OTHERS:
            found.ignored.append(shown)
        elif name or any(heading.strip() for heading in headings[place:]):
            found.wrong(
                f"Line 1: the column “{shown}” (number {place + 1}) is not known. Remove it, or ask for it to be added."
            )
    for ours, names in columns.NEEDED.items():
        if ours not in places:
            found.wrong(f"Line 1: there is no column “{names[0]}”. Choose the file as Ofsted publishes it.")
    return places


def _lines(rows: Iterable[tuple[int, list[str]]], places: dict[str, int], today: dt.date, found: Read) -> None:
    seen: dict[Key, int] = {}
    last = max(places.values())
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(found.lines) >= MOST_LINES:
            found.wrong(f"Line {number}: the file has more than {MOST_LINES:,} lines. Split it and choose its parts.")
            return
        if len(cells) <= last:
            found.wrong(
                f"Line {number}: there are {len(cells)} cells, and the columns need {last + 1}. Complete the line."
            )
            continue
        line = _Cells(number, cells, places, today, found).line()
        if line is None:
            continue
        if line.key in seen:
            found.wrong(
                f"Line {number}: line {seen[line.key]} is about the same inspection ({line.urn}, {line.inspected_on:%-d %B %Y}). "
                "Remove one of them."
            )
        seen.setdefault(line.key, number)
        found.lines.append(line)


class _Cells:
    """The cells of one line, each read as what its column holds."""

    def __init__(self, number: int, cells: list[str], places: dict[str, int], today: dt.date, found: Read) -> None:
        self.number, self.cells, self.places, self.today, self.found = number, cells, places, today, found
        self.good = True

    def line(self) -> Line | None:
        """The line; None when something in it is wrong, which is said."""
        urn, kind = self.urn(), self.choice("kind", needed=True)
        inspected, published = self.day("inspected_on"), self.day("published_on")
        needed = ASKED.get(kind, ()) if kind == Kind.FULL else ()
        values: dict[str, object] = {name: self.choice(name, needed=name in needed) for name in JUDGEMENTS}
        values |= {name: self.choice(name) if name in self.places else "" for name in columns.EXTRA}
        if inspected and published and published < inspected:
            self.wrong("published_on", "is before the day of the inspection")
        if not self.good or inspected is None or published is None:
            return None
        return Line(self.number, urn, inspected, kind, values | {"published_on": published})

    def text(self, name: str) -> str:
        return self.cells[self.places[name]].strip()

    def wrong(self, name: str, why: str) -> None:
        self.good = False
        self.found.wrong(
            f"Line {self.number}, column “{LABELS[name]}”: “{self.text(name)[:60]}” {why}. Correct the cell."
        )

    def urn(self) -> str:
        text = self.text("urn").upper()
        if not URN.fullmatch(text):
            self.wrong("urn", "is no Ofsted number, which is digits, perhaps with SC before them")
        return text

    def choice(self, name: str, *, needed: bool = False) -> str:
        word = columns.plain(self.text(name))
        if word in columns.CHOICES[name]:
            return columns.CHOICES[name][word]
        if needed or word not in columns.EMPTY:
            self.wrong(name, f"is none of: {', '.join(columns.VALUES[name])}")
        return ""

    def day(self, name: str) -> dt.date | None:
        text = self.text(name)
        for form in DATES:
            try:
                day = dt.datetime.strptime(text, form).date()
            except ValueError:
                continue
            if not dt.date(2000, 1, 1) <= day <= self.today:
                self.wrong(name, "is before the year 2000 or still to come")
                return None
            return day
        self.wrong(name, "is no date like 24/03/2027")
        return None
