"""Sealing: a signed record is kept as canonical text with its SHA-256, each seal holding the hash of the one before it.

One chain per home ("home:7"). Changing a byte of the record, of the seal, or of the order of seals is found by ``verify`` and
``verify_chain``. Times inside a payload are UTC in ISO 8601.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

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


def _hash(chain: str, position: int, purpose: str, subject: str, at: dt.datetime, previous: str, text: str) -> str:
    head = "\n".join([chain, str(position), purpose, subject, at.astimezone(dt.UTC).isoformat(), previous])
    return digest(f"{head}\n{digest(text)}")


def _subject(row: Seal) -> str:
    return f"{row.subject_type}:{row.subject_id}"


def seal(
    *, chain: str, subject: models.Model, purpose: str, payload: Mapping[str, Any], by: Any, now: dt.datetime
) -> Seal:
    """Add a seal to the end of a chain; Refused when this record is sealed for this purpose already."""
    text = canonical(payload)
    with transaction.atomic():
        last = Seal.objects.select_for_update().filter(chain=chain).order_by("-position").first()
        kind, pk = subject._meta.label_lower, subject.pk
        if Seal.objects.filter(subject_type=kind, subject_id=pk, purpose=purpose).exists():
            raise Refused("sealed_already", "This is signed and sealed already. Nothing was changed.")
        position, previous = (last.position + 1, last.sha256) if last else (1, "")
        return Seal.objects.create(
            chain=chain,
            position=position,
            subject_type=kind,
            subject_id=pk,
            purpose=purpose,
            canonical=text,
            previous=previous,
            sha256=_hash(chain, position, purpose, f"{kind}:{pk}", now, previous, text),
            by=by,
            at=now,
        )


def find(subject: models.Model, purpose: str) -> Seal | None:
    """The seal of a record for one purpose."""
    return Seal.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk, purpose=purpose).first()


def verify(row: Seal, payload: Mapping[str, Any]) -> Verdict:
    """Whether the record as it stands in the database now is the one that was sealed."""
    if _hash(row.chain, row.position, row.purpose, _subject(row), row.at, row.previous, row.canonical) != row.sha256:
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
        if (
            _hash(row.chain, row.position, row.purpose, _subject(row), row.at, row.previous, row.canonical)
            != row.sha256
        ):
            broken.append((row.position, "This seal was changed after it was made."))
        previous, expected = row.sha256, row.position + 1
    return broken


def chains() -> list[str]:
    """Every chain there is."""
    return list(Seal.objects.order_by("chain").values_list("chain", flat=True).distinct())
