"""What a finding is, and what the caller may tell about the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = ("email", "postcode", "nhs_number", "phone", "date_of_birth", "address", "school", "name", "place")
"""In the order in which one finding beats another over the same characters."""

SUGGESTIONS = {
    "email": "Take the email address out.",
    "postcode": "Take the postcode out.",
    "nhs_number": "Take the NHS number out.",
    "phone": "Take the telephone number out.",
    "date_of_birth": "Take the date of birth out, or give the age in years.",
    "address": "Take the address out, or say what kind of place it is.",
    "school": "Say “the school” or “the college”.",
    "name": "Use initials.",
    "place": "Say what kind of place it is, unless the reader must know which one.",
}


@dataclass(frozen=True)
class Context:
    """What is known about the report: words that point to no person here, and the day of the visit (London)."""

    harmless: tuple[str, ...] = ()
    today: date | None = None


@dataclass(frozen=True)
class Finding:
    """Characters `start` to `end` of the text may identify somebody. `reason` and `suggestion` are shown to the writer."""

    start: int
    end: int
    text: str
    kind: str
    reason: str
    suggestion: str

    @property
    def key(self) -> str:
        """Same key = same finding: what was once confirmed as harmless is not asked again."""
        return f"{self.kind}:{' '.join(self.text.casefold().split())}"


def finding(text: str, start: int, end: int, kind: str, reason: str, suggestion: str = "") -> Finding:
    """A finding over those characters of the text."""
    return Finding(start, end, text[start:end], kind, reason, suggestion or SUGGESTIONS[kind])
