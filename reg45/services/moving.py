"""The one place where the state of a review changes: locked, judged by the table of states, counted, told as an event."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.events import emit
from core.models import Event
from core.refusal import Refused
from reg45.models import Review
from reg45.states import MOVES

STALE = "Something has happened with this review since you opened the page. Look at it again before you go on."


def hold(review: Review | int) -> Review:
    """The review under lock, with home and response. Call within a transaction."""
    pk = review if isinstance(review, int) else review.pk
    rows = Review.objects.select_for_update(of=("self",)).select_related("home", "response__version", "completed_by")
    return rows.get(pk=pk)


def done_before(review: Review, name: str, by: Any) -> bool:
    """Whether this person has made this move of this review already: a second press of the button changes nothing."""
    move = MOVES[name]
    if review.state in move.steps:
        return False
    found = Event.objects.filter(code=move.event, subject_type="reg45.review", subject_id=review.pk)
    return found.filter(by=by).exists()


def demand_ready(review: Review, name: str, version: int | None) -> None:
    """Refused (stale) when the move is not possible from where the review stands, or when the page was older than the review."""
    if review.state not in MOVES[name].steps or (version is not None and version != review.version):
        raise Refused("stale", STALE)


def make(review: Review, name: str, *, by: Any, now: dt.datetime, event: str = "", **data: Any) -> None:
    """Set the new state of a held review, save it, tell the event. Every caller has asked ``demand_ready``."""
    move = MOVES[name]
    review.state = move.steps[review.state]
    review.version += 1
    review.save()
    emit(event or move.event, review, by=by, now=now, home=review.home, **data)
