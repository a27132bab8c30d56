"""How well the anonymity check finds what it should, on the labelled texts. `make bench` prints `table()`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from . import find
from .kinds import KINDS, Context
from .labelled import examples

VISIT = date(2027, 3, 24)


@dataclass(frozen=True)
class Row:
    """One kind in one part: how many were labelled, how many findings there were, how many of each were right."""

    part: str
    kind: str
    labelled: int
    recalled: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        """Share of the labelled ones that were found; 1 when there were none."""
        return self.recalled / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        """Share of the findings that were labelled; 1 when there were none."""
        return self.right / self.found if self.found else 1.0


def measure(part: str, *, seed: int = 44, rounds: int = 30) -> list[Row]:
    """One row a kind. A labelled stretch counts as found when a finding of its kind shares a character with it."""
    labelled: Counter[str] = Counter()
    recalled: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for example in examples(part, seed=seed, rounds=rounds):
        findings = find(example.text, context=Context(today=VISIT))
        for start, end, kind in example.labels:
            labelled[kind] += 1
            recalled[kind] += any(each.kind == kind and each.start < end and start < each.end for each in findings)
        for each in findings:
            found[each.kind] += 1
            right[each.kind] += any(
                each.kind == kind and each.start < end and start < each.end for start, end, kind in example.labels
            )
    return [Row(part, kind, labelled[kind], recalled[kind], found[kind], right[kind]) for kind in KINDS]


def table(*, seed: int = 44, rounds: int = 30) -> list[tuple[str, str, int, str, str]]:
    """Rows for the bench: part, kind, number labelled, recall, precision (as per cent)."""
    return [
        (row.part, row.kind, row.labelled, f"{row.recall:.1%}", f"{row.precision:.1%}")
        for part in ("development", "held_out")
        for row in measure(part, seed=seed, rounds=rounds)
    ]
