"""How much two texts say the same: word stems and runs of letters, each weighed, the angle between them. Pure; no network, no database."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

WORD: Final = re.compile(r"[^\W\d_]+")
RUN: Final = 4  # letters
SAME: Final = (
    0.45  # from here on two texts of one home and one regulation are taken for the same (figures: manage.py bench)
)
# Words that stand in every action and tell nothing about it.
COMMON: Final = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "before",
        "being",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "each",
        "ensure",
        "every",
        "for",
        "from",
        "get",
        "give",
        "given",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "make",
        "makes",
        "made",
        "may",
        "more",
        "most",
        "must",
        "need",
        "needs",
        "new",
        "no",
        "not",
        "now",
        "of",
        "off",
        "on",
        "one",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "please",
        "put",
        "she",
        "should",
        "so",
        "some",
        "such",
        "take",
        "taken",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "up",
        "us",
        "use",
        "used",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "within",
        "would",
        "you",
        "your",
        "home",
        "homes",
        "manager",
        "managers",
        "staff",
        "child",
        "children",
        "young",
        "person",
        "people",
    ]
)
ENDINGS: Final = (
    *("isations", "isation", "ations", "ation", "ements", "ement", "ments", "ment", "ings", "ing", "ies", "ied", "ed"),
    *("es", "ly", "s", "e", "y"),
)


def stem(word: str) -> str:
    """The word without its ending, so that “recorded” and “recording” are one; at least three letters stay."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]  # “planned” and “plan”
    return word


def parts(text: str) -> Counter[str]:
    """What a text consists of: its stems, weighing twice, and their runs of letters, which forgive spelling."""
    found: Counter[str] = Counter()
    for word in WORD.findall(text.lower()):
        if word in COMMON or len(word) < 2:
            continue
        root = stem(word)
        found[root] += 2
        padded = f"_{root}_"
        for at in range(len(padded) - RUN + 1):
            found[f"~{padded[at : at + RUN]}"] += 1
    return found


def alike(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """0.0 for nothing in common to 1.0 for the same; both as ``parts`` or ``weighed`` gives them."""
    if len(other) < len(one):
        one, other = other, one
    common = sum(value * other[name] for name, value in one.items() if name in other)
    size = math.sqrt(_square(one) * _square(other))
    return common / size if size else 0.0


def _square(vector: Mapping[str, float]) -> float:
    return sum(value * value for value in vector.values())
