"""Evidence from every app, stored under numbers: what is new gets a new number, what changed keeps both texts (E1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from core.events import emit
from reg45 import events, evidence, policy
from reg45.models import EvidenceItem, EvidenceText, Review
from reg45.services.moving import hold


@dataclass(slots=True)
class Taken:
    """What gathering found: new items, items that say something else, items that their sources say no more."""

    new: int = 0
    changed: int = 0
    gone: int = 0


def gather(*, review: Review, by: Any, now: dt.datetime) -> Taken:
    """Gather again while the review is written. Numbers never change. Refused: not_allowed, wrong_state, sealed."""
    with transaction.atomic():
        held = hold(review)
        policy.writes(by, held).demand()
        return take_in(held, by=by, now=now)


def take_in(review: Review, *, by: Any, now: dt.datetime) -> Taken:
    """Gather for a held review that its caller may change."""
    taken = Taken()
    standing = {evidence.place_of(item): item for item in review.items.prefetch_related("texts")}
    found = evidence.gathered(review)
    for place, said in found.items():
        item = standing.get(place)
        if item is not None and item.gone_at is None and evidence.said_last(item) == said:
            continue
        if item is None:
            item = _new(review, place)
            taken.new += 1
        else:
            taken.changed += 1
            if item.gone_at is not None:
                item.gone_at = None
                item.save()
        if place not in standing or evidence.said_last(item) != said:
            heading, text, on, figures = said
            EvidenceText.objects.create(item=item, heading=heading, text=text, on=on, figures=figures, at=now)
    for place, item in standing.items():
        if place not in found and item.gone_at is None:
            item.gone_at = now
            item.save()
            taken.gone += 1
    review.gathered_at, review.gathered_by = now, by
    review.save()
    emit(
        events.GATHERED, review, by=by, now=now, home=review.home, new=taken.new, changed=taken.changed, gone=taken.gone
    )
    return taken


def _new(review: Review, place: evidence.Place) -> EvidenceItem:
    """An item under the next number."""
    review.last_item += 1
    provider, kind, pk, number = place
    return EvidenceItem.objects.create(
        review=review, number=review.last_item, provider=provider, subject_type=kind, subject_id=pk, place=number
    )
