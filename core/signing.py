"""A record that is signed and sealed, and added to by sealed addenda: what rows, signatures and seals must say together.

What a seal covers, its app says (reg44/sealing.py, reg45/sealing.py). The words of a signature and the names of purposes stand inside
sealed texts and never change.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from django.conf import settings
from django.db import models

from core import seals
from core.models import Seal
from core.refusal import Refused
from core.seals import Verdict

HOLDS: Final = Verdict(True)
ADDENDUM: Final = "addendum"
SIGNED: Final = ("person_id", "role", "name", "declared", "method", "at")


class SignatureColumns(models.Model):
    """Who signed what, in which role, by which way of proving who they are. Only ever added to."""

    purpose = models.CharField(max_length=20)  # as its seal's: final, approved, addendum:1
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    name = models.CharField(max_length=150)  # as it was then
    declared = models.JSONField()  # the sentences that were ticked
    method = models.CharField(max_length=40)  # password, passkey, code
    sha256 = models.CharField(max_length=64)  # of the sealed text
    at = models.DateTimeField()

    class Meta:
        abstract = True


class AddendumColumns(models.Model):
    """A dated, numbered, signed addition to a sealed record: one person writes, another approves."""

    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    reason = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


Signature = TypeVar("Signature", bound=SignatureColumns)
Addendum = TypeVar("Addendum", bound=AddendumColumns)


@dataclass(kw_only=True)
class SignedRecord(Generic[Signature, Addendum]):
    """Signatures, addenda and seals (by purpose) of one record, read once."""

    signatures: list[Signature]
    addenda: list[Addendum]
    seals: dict[str, Seal] = field(default_factory=dict)

    def signature(self, purpose: str) -> Signature | None:
        """The signature for one purpose."""
        return next((row for row in self.signatures if row.purpose == purpose), None)


def purpose_of(addendum: AddendumColumns) -> str:
    """What the seal and the signature of an approved addendum are called."""
    return f"{ADDENDUM}:{addendum.number}"


def words_of(signature: SignatureColumns | None) -> dict[str, Any]:
    """A signature as it stands in the sealed text."""
    return {name: getattr(signature, name) for name in SIGNED} if signature is not None else {}


def holds(record: SignedRecord[Any, Any], purpose: str, words: Mapping[str, Any], what: str) -> Verdict:
    """Whether these words are the ones that were sealed and signed for a purpose; ``what`` they are, for people."""
    row, signature = record.seals.get(purpose), record.signature(purpose)
    if row is None:
        return Verdict(False, f"{what} has no seal.")
    if signature is None:
        return Verdict(False, f"{what} has no signature.")
    verdict = seals.verify(row, words)
    if verdict and signature.sha256 != seals.digest(row.canonical):
        return Verdict(False, f"{what}: the signature belongs to other words.")
    return verdict if verdict else Verdict(False, f"{what}: {verdict.reason[0].lower()}{verdict.reason[1:]}")


def addenda_hold(
    record: SignedRecord[Any, Addendum], words: Callable[[Addendum], Mapping[str, Any]]
) -> Iterator[Verdict]:
    """Every approved addendum has its seal, and every seal of an addendum its approved row."""
    approved = {purpose_of(row): row for row in record.addenda if row.approved_at is not None}
    for purpose in sorted({*approved, *(name for name in record.seals if name.startswith(ADDENDUM))}):
        what = f"Addendum {purpose.partition(':')[2]}"
        if purpose not in approved:
            yield Verdict(False, f"{what} was approved and sealed, and it is gone or no longer approved.")
        else:
            yield holds(record, purpose, words(approved[purpose]), what)


def signatures_hold(record: SignedRecord[Any, Any]) -> Iterator[Verdict]:
    """A signature without a seal of its purpose was put there by no service; nor was a second one of the same purpose."""
    for row in record.signatures:
        if row.purpose not in record.seals:
            yield Verdict(False, f"The signature of {row.name} ({row.purpose}) has no seal.")
    if len(record.signatures) != len({row.purpose for row in record.signatures}):
        yield Verdict(False, "There are two signatures for one purpose.")


def sign(
    signature: Signature, *, chain: str, subject: models.Model, words: Callable[[Signature], Mapping[str, Any]]
) -> None:
    """Seal the words that a new signature stands under, and keep it with the hash of the sealed text; inside a transaction."""
    payload = words(signature)
    signature.sha256 = seals.digest(seals.canonical(payload))
    signature.save()
    purpose, by, now = signature.purpose, signature.person, signature.at
    seals.seal(chain=chain, subject=subject, purpose=purpose, payload=payload, by=by, now=now)


def demand_declared(declared: Collection[str], wanted: Collection[str]) -> None:
    """Refused (not_declared) unless every declaration is ticked."""
    if not set(wanted) <= set(declared):
        raise Refused("not_declared", "Tick both statements first. They are what you sign.")


def demand_whole(verdict: Verdict, what: str) -> None:
    """Refused (seal_broken) when what is to be signed is not what was sealed before: nobody signs over a broken seal."""
    if not verdict:
        why = f"The seal of this {what} is broken: {verdict.reason} Tell the quality assurance officer now."
        raise Refused("seal_broken", why)
