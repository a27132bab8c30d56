"""Plain text as words with what stands around each: the start of a sentence, a gap, a possessive."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import fold

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
OPENERS = frozenset(".!?:;•–—*…\n\r|/")
QUOTES = frozenset("\"“”'‘’([{- \t\u00a0")
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "lady",
        "auntie",
        "aunty",
        "aunt",
        "uncle",
        "nan",
        "nana",
        "grandma",
        "sister",
        "brother",
        "father",
        "reverend",
        "rev",
        "pastor",
        "imam",
        "rabbi",
        "pc",
        "sgt",
        "sergeant",
        "inspector",
        "constable",
        "judge",
        "cllr",
        "councillor",
    ]
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `end` is where it ends without a possessive `'s`; `folded` is it in small letters without accents."""

    start: int
    end: int
    word: str
    folded: str
    capital: bool
    upper: bool
    first: bool
    possessive: bool
    gap: str


def tokens(text: str) -> list[Token]:
    """The words of the text in order."""
    found: list[Token] = []
    previous_end = 0
    for match in WORD.finditer(text):
        word = match.group()
        possessive = len(word) > 2 and word[-2] in "’'" and word[-1] in "sS"
        if possessive:
            word = word[:-2]
        gap = text[previous_end : match.start()]
        found.append(
            Token(
                start=match.start(),
                end=match.start() + len(word),
                word=word,
                folded=fold(word),
                capital=word[0].isupper(),
                upper=len(word) > 1 and word.isupper(),
                first=_begins(gap, found[-1] if found else None),
                possessive=possessive,
                gap=gap[-8:],
            )
        )
        previous_end = match.end()
    return found


def _begins(gap: str, before: Token | None) -> bool:
    """Whether a word after that gap begins a sentence, a line, a list item or a quotation."""
    if before is None:
        return True
    if gap.strip(" \t\u00a0") == "." and (before.folded in TITLES or len(before.word) == 1):
        return False
    tail = gap[-8:]
    return any(mark in OPENERS for mark in tail) or any(mark in '"“‘([{' for mark in tail) or "'" in tail
