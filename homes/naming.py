"""What the search for names is told about a home: who may be named there, and which words are nobody's (C7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core import anonymity
from homes import people
from homes.models import Home, LocalAuthority


@lru_cache(maxsize=2000)
def _find(
    text: str, allowed: tuple[str, ...], harmless: tuple[str, ...], day: dt.date | None
) -> tuple[anonymity.Finding, ...]:
    """Kept in memory by text, since the same page is asked for again and again; never written anywhere."""
    return tuple(anonymity.find(text, allowed, anonymity.Context(harmless=harmless, today=day)))


@dataclass(frozen=True, slots=True)
class Known:
    """Names that may stand in a text, words that are nobody, the day on which it was written about (London)."""

    allowed: tuple[str, ...]
    harmless: tuple[str, ...]
    day: dt.date | None

    def find(self, text: str) -> tuple[anonymity.Finding, ...]:
        """What may identify somebody in a text; places count in ``text``, words are to be cut from it."""
        for phrase in self.harmless:  # in small letters it draws no name beside it into a place (“… of Oak House”)
            if len(phrase.lower()) == len(phrase):
                text = text.replace(phrase, phrase.lower())
        return _find(text, self.allowed, self.harmless, self.day)


def known(
    home: Home, on: dt.date, *, day: dt.date | None = None, also: Iterable[str] = (), more: Iterable[str] = ()
) -> Known:
    """Manager and responsible individual of the home on that London date and whom ``also`` names; ``more`` words are harmless. One query."""
    return Known(
        allowed=tuple(sorted({*also, *people.named(home, on).values()} - {""})),
        harmless=tuple(sorted({home.name, *more} - {""})),
        day=day,
    )


def authorities() -> list[str]:
    """Names of the councils that the portal knows, which are nobody's; one query."""
    return list(LocalAuthority.objects.values_list("name", flat=True))
