"""The narrative of the demonstration reports, put together from the phrases in ``words/*.yaml``.

A phrase file maps a question to paragraphs, a paragraph is a list of sentences, a sentence is a text with wordings parted by " | ".
Of a sentence that begins with "+" two wordings are told, since they say different things that may both be true.
Which wording stands in a report follows from the home, the question and the month alone: the same council comes out every time, no two
homes begin alike, and no home repeats itself in the following month.

``key.poor``, ``key.fair`` and ``key.none`` replace ``key`` (a bad month, nothing in the list); ``key.<kind of home>`` is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

import yaml

Paragraphs = list[list[list[str]]]
FOLDER = Path(__file__).parent / "words"
TWO = "+ "
PLACE = re.compile(r"<(child|other|staff)>")


@cache
def library() -> dict[str, Paragraphs]:
    """Every phrase: key -> paragraphs -> sentences -> wordings."""
    found: dict[str, Paragraphs] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for key, paragraphs in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            found[key] = [
                [[part.strip() for part in sentence.split(" | ")] for sentence in paragraph] for paragraph in paragraphs
            ]
    return found


def number(*parts: object) -> int:
    """A number that is always the same for the same parts (Python's own hash differs from run to run)."""
    return crc32("|".join(map(str, parts)).encode())


class Narrator:
    """Tells one report. ``month`` counts the months of the home; ``children`` and ``staff`` are initials at that home then."""

    def __init__(
        self, home: str, month: int, *, kinds: Sequence[str], mood: str, children: Sequence[str], staff: Sequence[str]
    ) -> None:
        self.home, self.month, self.kinds, self.mood = home, month, tuple(kinds), mood
        self.children, self.staff = tuple(children) or ("A child",), tuple(staff) or ("A worker",)

    def knows(self, key: str) -> bool:
        """Whether there are phrases for that question."""
        return key in library()

    def pick(self, key: str, options: Sequence[str], salt: object = "") -> str:
        """One of the options: another one each month."""
        return options[(number(self.home, key, salt) + self.month) % len(options)]

    def one_in(self, count: int, *key: object) -> bool:
        """True in about one of ``count`` cases."""
        return number(self.home, self.month, *key) % count == 0

    def between(self, low: int, high: int, *key: object) -> int:
        """A whole number from low to high."""
        return low + number(self.home, self.month, *key) % (high - low + 1)

    def tell(self, key: str, *, nothing: bool = False, salt: object = "", child: str = "", staff: str = "") -> str:
        """The answer to a question. ``nothing``: its list is empty. ``salt`` tells rows apart; child and staff are given for rows."""
        words = library()
        names = ["none"] if nothing else [self.mood]
        base = next((f"{key}.{name}" for name in names if f"{key}.{name}" in words), key)
        told = [self._paragraph(base, place, part, salt) for place, part in enumerate(words[base])]
        for kind in self.kinds:
            extra = words.get(f"{key}.{kind}", []) if base == key else []
            told += [self._paragraph(f"{key}.{kind}", place, part, salt) for place, part in enumerate(extra)]
        return "\n\n".join(self._name(text, key, place, child, staff) for place, text in enumerate(told))

    def _paragraph(self, key: str, place: int, sentences: list[list[str]], salt: object) -> str:
        told: list[str] = []
        for at, wordings in enumerate(sentences):
            first = self.pick(f"{key}{place}.{at}", wordings, salt)
            told.append(first.removeprefix(TWO))
            if wordings[0].startswith(TWO):
                second = wordings[(wordings.index(first) + len(wordings) // 2) % len(wordings)]
                told.append(second.removeprefix(TWO))
        return " ".join(told)

    def _name(self, text: str, key: str, place: int, child: str, staff: str) -> str:
        start = number(self.home, key, place) + self.month
        count = len(self.children)
        names = {
            "child": child or self.children[start % count],
            "other": self.children[(start + 1) % count],
            "staff": staff or self.staff[start % len(self.staff)],
        }
        return PLACE.sub(lambda match: names[match[1]], text)
