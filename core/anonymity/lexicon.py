"""The word lists of core/data, read once for each process. See core/data/README.md for where they come from."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"
LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ə": "e", "æ": "ae", "ð": "d", "þ": "th", "ß": "ss", "œ": "oe", "’": "'"}
)


def fold(word: str) -> str:
    """Small letters without accents, as the lists are written."""
    word = word.lower().translate(LETTERS)
    if word.isascii():
        return word
    return "".join(mark for mark in unicodedata.normalize("NFKD", word) if not unicodedata.combining(mark))


def read(name: str) -> dict[str, frozenset[str]]:
    """The parts of a list file by their names."""
    parts: dict[str, set[str]] = defaultdict(set)
    part = ""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            part = line.strip("[]")
        elif not line.startswith("#"):
            parts[part].update(line.split())
    return {name: frozenset(words) for name, words in parts.items()}


@dataclass(frozen=True)
class Lexicon:
    """The lists in the form the finder asks them."""

    common: frozenset[str]
    words: frozenset[str]
    given: frozenset[str]
    name_words: frozenset[str]
    surnames: frozenset[str]
    terms: frozenset[str]
    towns: frozenset[str]
    institutions: frozenset[str]
    roads: frozenset[str]
    sites: frozenset[str]
    near: frozenset[str]

    def is_word(self, word: str) -> bool:
        """Whether a folded word is English, also with a hyphen between English words."""
        return word in self.words or ("-" in word and all(part in self.words for part in word.split("-") if part))

    def nearly_a_name(self, word: str) -> bool:
        """Whether a folded word is a given name with one letter missing, added, changed or swapped (about: see `shorter`)."""
        return len(word) > 3 and any(form in self.near for form in shorter(word))


def shorter(word: str) -> set[str]:
    """The word, and the word without each one of its letters. Two words that share a form are one slip apart, or nearly."""
    if len(word) > 16:
        return {word}
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """All lists, read at first use (about 0.2 s)."""
    words, names, terms, places = (read(f"{name}.txt") for name in ("words", "names", "terms", "places"))
    given = names["given"]
    return Lexicon(
        common=words["common"],
        words=words["common"] | words["more"],
        given=given,
        name_words=names["word"],
        surnames=names["surname"],
        terms=frozenset().union(*terms.values()),
        towns=places["towns"],
        institutions=places["institutions"],
        roads=places["roads"],
        sites=places["sites"],
        near=frozenset(form for name in given if len(name) > 4 for form in shorter(name)),
    )
