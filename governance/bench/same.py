"""How well actions that ask for the same are found, on invented texts (same.txt). ``manage.py bench`` prints ``table()``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from actions import likeness, themes

FILE = Path(__file__).with_name("same.txt")


def blocks() -> list[list[str]]:
    """The texts, block by block."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [block.splitlines() for block in "\n".join(lines).strip().split("\n\n")]


@dataclass(frozen=True)
class Found:
    """Pairs that ask for the same, pairs that were taken for it, and how many of these rightly."""

    same: int
    taken: int
    right: int

    @property
    def precision(self) -> float:
        """Share of what was taken for the same that is."""
        return self.right / self.taken if self.taken else 1.0

    @property
    def recall(self) -> float:
        """Share of what is the same that was found."""
        return self.right / self.same if self.same else 1.0


def pairs(of: Sequence[Sequence[str]], least: float = likeness.SAME) -> Found:
    """Every two texts, as a repeat of a closed action is found."""
    texts = [(number, likeness.parts(text)) for number, block in enumerate(of) for text in block]
    taken = [one[0] == other[0] for one, other in combinations(texts, 2) if likeness.alike(one[1], other[1]) >= least]
    return Found(_same(of), len(taken), sum(taken))


def groups(of: Sequence[Sequence[str]], least: float = themes.LEAST) -> Found:
    """All texts at once, as themes are found."""
    texts = [(number, text) for number, block in enumerate(of) for text in block]
    mixed = sorted(texts, key=lambda each: each[1][::-1])  # themes must not depend on what stands side by side
    made = themes.grouped([text for _, text in mixed], least=least)
    taken = [mixed[one][0] == mixed[other][0] for group in made for one, other in combinations(group, 2)]
    return Found(_same(of), len(taken), sum(taken))


def _same(of: Sequence[Sequence[str]]) -> int:
    return sum(len(block) * (len(block) - 1) // 2 for block in of)


def table() -> list[tuple[str, str, int, str, str]]:
    """Rows for the bench: what, on which half, pairs that are the same, recall, precision."""
    every = blocks()
    rows = []
    for half, of in (("to set the threshold", every[::2]), ("to measure", every[1::2])):
        for what, found in (("A repeat of a closed action", pairs(of)), ("Themes", groups(of))):
            rows.append((what, half, found.same, f"{found.recall:.0%}", f"{found.precision:.0%}"))
    return rows
