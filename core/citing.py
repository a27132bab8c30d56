"""Numbers of evidence in typed words: “[12]” leads to item 12 on the page, in the PDF and in the Word file."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

CITED: Final = re.compile(r"\[([0-9]{1,5})\]")


def anchor(number: int) -> str:
    """The name of the place where an item stands."""
    return f"item_{number}"


def numbers(text: str) -> list[int]:
    """The numbers cited in a text, each once, in order."""
    return list(dict.fromkeys(int(found[1]) for found in CITED.finditer(text)))


def pieces(text: str, known: Collection[int]) -> list[tuple[str, int]]:
    """The text cut at its citations: (words, 0), or (“[12]”, 12) where that number is known."""
    found: list[tuple[str, int]] = []
    at = 0
    for match in CITED.finditer(text):
        number = int(match[1])
        if number in known:
            if text[at : match.start()]:
                found.append((text[at : match.start()], 0))
            found.append((match[0], number))
            at = match.end()
    return [*found, (text[at:], 0)] if text[at:] or not found else found
