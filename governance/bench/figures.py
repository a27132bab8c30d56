"""Arithmetic of the bench, and its tables. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0 to 1) of the values do not exceed. ValueError without values."""
    if not values:
        raise ValueError("There is nothing to take a percentile of.")
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True)
class Series:
    """Times of one thing done again and again, in milliseconds."""

    times: tuple[float, ...]

    @property
    def median(self) -> float:
        """Milliseconds."""
        return median(self.times)

    @property
    def p95(self) -> float:
        """Milliseconds that 95 in 100 do not exceed."""
        return percentile(self.times, 0.95)

    def ratio(self, bare: Series) -> float:
        """How many times as long as the bare view, by the medians."""
        return self.median / bare.median


def verdict(value: float, aim: float) -> str:
    """ "yes" below the aim (which counts as reached), "no" above it."""
    return "yes" if value <= aim else "no"


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table whose columns also line up on a terminal; the first column to the left, figures to the right."""
    cells = [[str(value) for value in row] for row in (heads, *rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        parts = [
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return f"| {' | '.join(parts)} |"

    rule = (
        "|"
        + "|".join("-" * (width + 2) if at == 0 else "-" * (width + 1) + ":" for at, width in enumerate(widths))
        + "|"
    )
    return "\n".join([line(cells[0]), rule, *map(line, cells[1:])])
