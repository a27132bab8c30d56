"""Tables as files for spreadsheet programs: line by line, and no cell of them can act as a formula."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.http import StreamingHttpResponse

from core import clock

MARK: Final = "\ufeff"  # tells spreadsheet programs that the file is UTF-8
ACTS: Final = (
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
)  # the wide ones are taken for the narrow ones by some programs
BREAKS: Final = ("\t", "\r", "\n")


class _Line:
    """What the writer of lines writes to: it hands each line back."""

    def write(self, text: str) -> str:
        return text


def cell(value: Any) -> str:
    """What stands in a cell; a moment in London’s time. Text that a program could take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{clock.london(value):%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("\x00", "")
    bare = text.lstrip().lstrip("\ufeff\u200b\u2060").lstrip()
    return f"'{text}" if bare.startswith(ACTS) or text.startswith(BREAKS) else text


def lines(table: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The file, a line at a time."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    yield MARK
    for row in table:
        yield writer.writerow([cell(value) for value in row])


def answer(table: Iterable[Iterable[Any]], name: str) -> StreamingHttpResponse:
    """The file as a download that nobody between keeps; ``name`` is its name without ending."""
    found = StreamingHttpResponse(lines(table), content_type="text/csv; charset=utf-8")
    found["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    found["Cache-Control"] = "private, no-store"
    return found
