"""Finds what may identify a child or a member of staff in plain text (requirement C7). No network, no database.

`find` is advice to a writer, who changes or confirms each finding; it never changes text. How it works, and how well: docs/anonymity.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from .kinds import KINDS, Context, Finding
from .names import find_names
from .patterns import find_patterns

__all__ = ["KINDS", "Context", "Finding", "find"]


def find(text: str, allowed_names: Iterable[str] = (), context: Context | None = None) -> list[Finding]:
    """Everything in `text` that may identify somebody, in order, without overlaps.

    `allowed_names` are the full names a report may hold: the visitor, the registered manager and the responsible
    individual. `context` holds words that are no person here (the home's name) and the day of the visit, London date.
    Positions count characters of `text` as it was given. Time grows in proportion to the length of the text.
    """
    context = context or Context()
    found = find_patterns(text, context)
    found += find_names(text, tuple(allowed_names), context)
    return _without_overlaps(found)


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    """Of findings that share characters the most telling one stays: by kind, then the longest."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda each: (each.start, KINDS.index(each.kind), -each.end)):
        if kept and finding.start < kept[-1].end:
            if (KINDS.index(finding.kind), -len(finding.text)) < (KINDS.index(kept[-1].kind), -len(kept[-1].text)):
                kept[-1] = finding
            continue
        kept.append(finding)
    return kept
