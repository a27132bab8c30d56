"""What a seal covers, taken from the database rows each time: so a changed byte anywhere shows when a review is opened.

The seal of the approval covers the review, its answers with the wording of their questions, every item of evidence with every text
it had, the plan, what was given back, and the signature. The seal of an approved addendum names it. Both are seals of the review
("approved", "addendum:1") in the chain of its home, beside those of the Regulation 44 reports. The name of the home and of who
completed the review are kept in the sealed text. What comes after (copies, the sub-group) is held by triggers instead (guards.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from core import signing
from core.models import Event, Seal
from core.seals import Verdict
from questionnaires import answers as stored
from questionnaires import sealed
from questionnaires.answers import Answers
from reg45 import events
from reg45.models import Addendum, EvidenceItem, GivenBack, PlanRow, Review, Signature
from reg45.states import SEALED

KIND: Final = "reg45.review"
APPROVED: Final = "approved"
UNSEALED = Verdict(False, "There is no seal for this review.")


def chain(home_id: int) -> str:
    """The name of a home's chain of seals."""
    return f"home:{home_id}"


@dataclass(kw_only=True)
class Record(signing.SignedRecord[Signature, Addendum]):
    """All rows of one review, read once and shared by page, document and the check of its seals."""

    review: Review
    answers: Answers
    items: list[EvidenceItem]
    plan: list[PlanRow]
    returns: list[GivenBack]

    @property
    def standing(self) -> list[PlanRow]:
        """Rows of the plan that were not taken out."""
        return [row for row in self.plan if row.removed_at is None]

    @cached_property
    def names(self) -> dict[str, str]:
        """The home, its Ofsted number and who completed the review: as they were when it was sealed, else as they are."""
        row = self.seals.get(APPROVED)
        try:
            return dict(json.loads(row.canonical)["names"]) if row else names_now(self.review)
        except (ValueError, KeyError, TypeError):  # the seal was tampered with, and ``verify`` says so
            return names_now(self.review)


def names_now(review: Review) -> dict[str, str]:
    """What is called how today."""
    by = review.completed_by.full_name if review.completed_by is not None else ""
    return {"home": review.home.name, "urn": review.home.urn, "completed_by": by}


def load(review: Review) -> Record:
    """Every row of a review, in a number of queries that does not grow with the rows."""
    return Record(
        review=review,
        answers=stored.load(review.response),
        items=list(review.items.prefetch_related("texts")),
        plan=list(review.plan.select_related("action")),
        returns=list(review.returns.select_related("by")),
        signatures=list(review.signatures.all()),
        addenda=list(review.addenda.select_related("written_by", "approved_by")),
        seals={row.purpose: row for row in Seal.objects.filter(subject_type=KIND, subject_id=review.pk)},
    )


def payload(record: Record, signature: Signature | None = None) -> dict[str, Any]:
    """Everything the seal of the approval covers; ``signature`` when it is not among the record's yet."""
    review = record.review
    times = ("begun", "gathered", "completed", "approved")
    return {
        "review": review.pk,
        "home": review.home_id,
        "names": record.names,
        "period": [review.period_from, review.period_to],
        "times": {name: [getattr(review, f"{name}_at"), getattr(review, f"{name}_by_id")] for name in times},
        "response": sealed.payload(review.response, record.answers),
        "evidence": [_item(row) for row in record.items],
        "plan": [_row(row) for row in record.plan],
        "returns": [[row.reason, row.by_id, row.at] for row in record.returns],
        "signature": signing.words_of(signature or record.signature(APPROVED)),
    }


def _item(row: EvidenceItem) -> list[Any]:
    texts = [[each.heading, each.text, each.on, each.figures, each.at] for each in row.texts.all()]
    return [row.number, row.provider, row.subject_type, row.subject_id, row.place, row.gone_at, texts]


def _row(row: PlanRow) -> dict[str, Any]:
    names = ("number", "text", "standard", "owner", "priority", "act_by", "made_by_id", "made_at", "removed_at")
    return {name: getattr(row, name) for name in (*names, "action_id")}


def payload_addendum(record: Record, row: Addendum, signature: Signature | None = None) -> dict[str, Any]:
    """Everything the seal of an approved addendum covers."""
    names = ("review_id", "number", "text", "reason", "written_by_id", "written_at", "approved_by_id", "approved_at")
    return {name: getattr(row, name) for name in names} | {
        "approved": record.seals[APPROVED].sha256 if APPROVED in record.seals else "",
        "signature": signing.words_of(signature or record.signature(signing.purpose_of(row))),
    }


def verify(record: Record | Review) -> Verdict:
    """Whether review and addenda are, row by row, what was sealed, and every signature has its seal."""
    if isinstance(record, Review):
        record = load(record)
    if APPROVED not in record.seals:
        return UNSEALED
    return next((verdict for verdict in _verdicts(record) if not verdict), signing.HOLDS)


def _verdicts(record: Record) -> Iterator[Verdict]:
    yield signing.holds(record, APPROVED, payload(record), "The review")
    if record.review.state not in SEALED:
        yield Verdict(False, "The review is no longer held to be approved, although it was sealed.")
    yield from signing.addenda_hold(record, lambda row: payload_addendum(record, row))
    yield from signing.signatures_hold(record)


def check(home: int | None) -> tuple[int, list[str]]:
    """For ``verify_seals``: every review that is sealed, or of which a seal, a signature or an event says that it once was."""
    rows = Review.objects.select_related("home", "response__version", "completed_by").order_by("pk")
    sealed_rows = Seal.objects.filter(subject_type=KIND)
    if home is not None:
        rows, sealed_rows = rows.filter(home=home), sealed_rows.filter(chain=chain(home))
    once = {*sealed_rows.values_list("subject_id", flat=True), *Signature.objects.values_list("review", flat=True)}
    once |= set(Event.objects.filter(code=events.APPROVED, subject_type=KIND).values_list("subject_id", flat=True))
    found = [row for row in rows if row.sealed or row.approved_at is not None or row.pk in once]
    wrong = [f"Review {row.pk} ({row}): {verdict.reason}" for row in found if not (verdict := verify(row))]
    there = set(Review.objects.values_list("pk", flat=True))
    for seal in sealed_rows.exclude(subject_id__in=there):
        wrong.append(f"Chain {seal.chain}, seal {seal.position}: its review {seal.subject_id} is gone.")
    return len(found), wrong
