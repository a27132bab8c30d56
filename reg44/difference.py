"""What changed between the draft the manager read and the report as it is now (C9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from questionnaires import answers as stored
from questionnaires import definitions, diff
from questionnaires.answers import Answers
from reg44.models import Recommendation, Report


@dataclass(frozen=True, slots=True)
class RecommendationChange:
    """One recommendation that was added, taken back or reworded: its words before and after."""

    number: int
    before: str
    after: str

    def words(self) -> list[tuple[str, str]]:
        """Word by word: (same | removed | added, text)."""
        return diff.word_changes(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, answers and recommendations."""

    answers: list[diff.Change]
    recommendations: list[RecommendationChange]

    @property
    def opinions(self) -> int:
        """How many of the changes touch an opinion."""
        return sum(1 for change in self.answers if change.opinion)

    @property
    def facts(self) -> int:
        """How many of the changes touch anything else."""
        return len(self.answers) - self.opinions

    def __bool__(self) -> bool:
        return bool(self.answers or self.recommendations)


def of(report: Report, live: Answers | None = None, rows: Iterable[Recommendation] | None = None) -> Difference:
    """The difference of a report that was sent; ``live`` and ``rows`` when its answers and recommendations are loaded already."""
    draft: dict[str, Any] = report.draft or {
        "content": {"answers": [], "rows": {}, "sections": []},
        "recommendations": [],
    }
    schema = definitions.schema_of(report.response.version)
    before = stored.from_frozen(draft["content"])
    rows = report.recommendations.filter(removed_at=None) if rows is None else rows
    after = live if live is not None else stored.load(report.response)
    return Difference(diff.answers(schema, before, after), _recommendations(rows, draft["recommendations"]))


def _recommendations(rows: Iterable[Recommendation], drafted: list[dict[str, Any]]) -> list[RecommendationChange]:
    old = {row["number"]: _words(row) for row in drafted}
    new = {row.number: _words({"priority": row.priority, "text": row.text, "measure": row.measure}) for row in rows}
    numbers = sorted(old.keys() | new.keys())
    return [
        RecommendationChange(number, old.get(number, ""), new.get(number, ""))
        for number in numbers
        if old.get(number) != new.get(number)
    ]


def _words(row: dict[str, Any]) -> str:
    parts = [f"{str(row['priority']).capitalize()}: {row['text']}", str(row["measure"])]
    return "\n\n".join(part for part in parts if part)
