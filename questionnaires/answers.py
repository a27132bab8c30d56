"""The answers of one response, in memory: three queries to load, whatever the size.

Pure data afterwards, so that validator, renderer, measures and tests need no database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from questionnaires.types.base import Value

if TYPE_CHECKING:
    from questionnaires.models import Response


@dataclass(frozen=True, slots=True)
class Stored:
    """One answer: its value, revision (from 1), who wrote it when, and where it was carried over from ("" = written here)."""

    value: Value
    rev: int = 1
    by_id: int | None = None
    at: dt.datetime | None = None
    carried_from: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What the writer said about a section."""

    complete: bool = False
    not_examined_reason: str = ""

    @property
    def not_examined(self) -> bool:
        return bool(self.not_examined_reason)


@dataclass
class Answers:
    """All answers, rows (table key -> ULIDs in order) and section states of one response."""

    values: dict[tuple[str, str], Stored] = field(default_factory=dict)
    table_rows: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)

    def get(self, key: str, row: str = "") -> Value:
        """The stored value, "" where there is none. `key` is the full key (table.column in tables)."""
        stored = self.values.get((key, row))
        return stored.value if stored else ""

    def stored(self, key: str, row: str = "") -> Stored | None:
        """Value with revision and writer, or None."""
        return self.values.get((key, row))

    def rev(self, key: str, row: str = "") -> int:
        """Revision of an answer, 0 where there is none."""
        stored = self.values.get((key, row))
        return stored.rev if stored else 0

    def rows(self, table: str) -> list[str]:
        """The row keys of a table in order, without removed rows."""
        return self.table_rows.get(table, [])

    def section_state(self, section: str) -> State:
        """What was said about a section; the default is neither complete nor left out."""
        return self.states.get(section, State())

    def carried(self) -> list[tuple[str, str, str]]:
        """(key, row, from where) of answers that were carried over and not yet confirmed; removed rows left out."""
        shown = {row for rows in self.table_rows.values() for row in rows} | {""}
        return [
            (key, row, stored.carried_from)
            for (key, row), stored in self.values.items()
            if stored.carried_from and (row in shown or not key.count("."))
        ]


def load(response: Response) -> Answers:
    """The answers of a response, in three queries (answers, rows, section states)."""
    values = {
        (key, row): Stored(value, rev, by_id, at, carried)
        for key, row, value, rev, by_id, at, carried in response.answers.values_list(
            "key", "row", "value", "rev", "by_id", "at", "carried_from"
        )
    }
    rows: dict[str, list[str]] = {}
    for table, ulid in response.rows.filter(removed_at=None).order_by("position", "ulid").values_list("table", "ulid"):
        rows.setdefault(table, []).append(ulid)
    states = {
        section: State(complete, reason)
        for section, complete, reason in response.section_states.values_list(
            "section", "complete", "not_examined_reason"
        )
    }
    return Answers(values, rows, states)


def from_frozen(frozen: dict[str, Any]) -> Answers:
    """The answers inside a frozen (canonical) record, as services.freeze made it: to render it without its tables."""
    values = {(item["key"], item["row"]): Stored(item["value"], item.get("rev", 1)) for item in frozen["answers"]}
    states = {
        item["section"]: State(item["complete"], item.get("not_examined_reason", "")) for item in frozen["sections"]
    }
    return Answers(values, {table: list(rows) for table, rows in frozen["rows"].items()}, states)
