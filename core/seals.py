"""Sealing: a signed record is kept as canonical text with its SHA-256, each seal holding the hash of the one before it.

One chain per home ("home:7"). Changing a byte of the record, of the seal, or of the order of seals is found by ``verify`` and
``verify_chain``. Times inside a payload are UTC in ISO 8601.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from core.models import Seal
from core.refusal import Refused


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a seal holds, and if not, what is wrong in words."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok


def canonical(payload: Mapping[str, Any]) -> str:
    """The one text of a record: JSON, keys sorted, no spaces, times in UTC; TypeError for what has no such text."""

    def plain(value: Any) -> str:
        if isinstance(value, dt.datetime):
            return value.astimezone(dt.UTC).isoformat()
        if isinstance(value, dt.date | dt.time):
            return value.isoformat()
        raise TypeError(f"{type(value).__name__} has no canonical text.")

    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plain)


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _hash(row: Seal) -> str:
    """The hash of a seal: where it stands, what of, by whom and when, the one before it, and the sealed text."""
    at = row.at.astimezone(dt.UTC).isoformat()
    head = (row.chain, str(row.position), row.purpose, f"{row.subject_type}:{row.subject_id}", str(row.by_id or ""), at)
    return digest("\n".join([*head, row.previous, digest(row.canonical)]))


def _hold(chain: str) -> None:
    """One seal at a time in a chain, also for its first one; on SQLite a writing transaction is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seals {chain}"])


def seal(
    *, chain: str, subject: models.Model, purpose: str, payload: Mapping[str, Any], by: Any, now: dt.datetime
) -> Seal:
    """Add a seal to the end of a chain; Refused when this record is sealed for this purpose already."""
    with transaction.atomic():
        _hold(chain)
        last = Seal.objects.filter(chain=chain).order_by("-position").first()
        kind, pk = subject._meta.label_lower, subject.pk
        if Seal.objects.filter(subject_type=kind, subject_id=pk, purpose=purpose).exists():
            raise Refused("sealed_already", "This is signed and sealed already. Nothing was changed.")
        position, previous = (last.position + 1, last.sha256) if last else (1, "")
        row = Seal(chain=chain, position=position, previous=previous, subject_type=kind, subject_id=pk, by=by, at=now)
        row.purpose, row.canonical = purpose, canonical(payload)
        row.sha256 = _hash(row)
        row.save()
    return row


def find(subject: models.Model, purpose: str) -> Seal | None:
    """The seal of a record for one purpose."""
    return Seal.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk, purpose=purpose).first()


def verify(row: Seal, payload: Mapping[str, Any]) -> Verdict:
    """Whether the record as it stands in the database now is the one that was sealed."""
    if _hash(row) != row.sha256:
        return Verdict(False, "The seal itself was changed after it was made.")
    if canonical(payload) != row.canonical:
        return Verdict(False, "The record was changed after it was sealed.")
    return Verdict(True)


def verify_chain(chain: str) -> list[tuple[int, str]]:
    """What is wrong in a chain: (position, words) for each broken, missing or moved seal; empty when it holds."""
    broken: list[tuple[int, str]] = []
    previous, expected = "", 1
    for row in Seal.objects.filter(chain=chain).order_by("position"):
        if row.position != expected:
            broken.append((expected, "A seal is missing here."))
        if row.previous != previous:
            broken.append((row.position, "This seal does not follow the one before it."))
        if _hash(row) != row.sha256:
            broken.append((row.position, "This seal was changed after it was made."))
        previous, expected = row.sha256, row.position + 1
    return broken


def chains() -> list[str]:
    """Every chain there is."""
    return list(Seal.objects.order_by("chain").values_list("chain", flat=True).distinct())


def short(row: Seal) -> str:
    """The code that people compare: the first 16 signs of the seal in groups, 7F3A-91C2-…."""
    code = row.sha256[:16].upper()
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


Check = Callable[[int | None], tuple[int, list[str]]]
CHECKS: list[Check] = []
"""Of each app with sealed records: for one home (its number) or all, how many there are and what is wrong, in words."""


Head = tuple[str, int, str]  # chain, position of its last seal, hash of that seal


def heads() -> list[Head]:
    """The last seal of every chain: kept outside the portal, they show later that no seal was cut off the end."""
    found = Seal.objects.order_by("chain", "position").values_list("chain", "position", "sha256")
    return list({chain: (chain, position, sha256) for chain, position, sha256 in found}.values())


def missing_since(kept: Iterable[Head]) -> list[str]:
    """What is wrong, in words, with the chains as they stand now against heads that were kept outside; empty when nothing is."""
    wrong = []
    for chain, position, sha256 in kept:
        row = Seal.objects.filter(chain=chain, position=position).first()
        if row is None:
            wrong.append(f"Chain {chain}: seal {position}, which was kept outside, is gone.")
        elif row.sha256 != sha256:
            wrong.append(f"Chain {chain}: seal {position} is not the one that was kept outside.")
    return wrong
