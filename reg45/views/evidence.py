"""The evidence of a review: every item under its number, one item with its record, one figure with what it was counted from."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import act
from core import clock, readings
from core import evidence as offered
from reg45 import evidence as found
from reg45 import getters, policy
from reg45.models import Review
from reg45.services import gathering
from reg45.states import State
from reg45.views._page import place, step, to
from reg45.views.reading import READS, WRITES


@step(getters.review, READS)
@require_safe
def evidence(request: HttpRequest, review: Review) -> HttpResponse:
    """Items by where they come from, and the figures. Once frozen it says which records have changed since."""
    items = list(review.items.prefetch_related("texts"))
    frozen = review.state != State.DRAFTING
    moved = found.moved_since(review, items) if frozen else []
    closed = found.closed(items, request.user)
    rows = found.shown(items, moved=moved, closed=closed)
    figures = found.figures(rows)
    context = place(request.user, review, "evidence") | {
        "providers": found.by_provider(rows),
        "sources": found.by_source(figures),
        "differences": found.differences(figures),
        "frozen": frozen,
        "moved": [number for number in moved if number not in closed],
        "left_out": found.left_out(review, request.user),
        "writes": bool(policy.writes(request.user, review)),
    }
    readings.note(review, "evidence", by=request.user, now=clock.now())
    return TemplateResponse(request, "reg45/evidence.html", context)


@step(getters.written, WRITES)
@require_POST
def gather(request: HttpRequest, review: Review) -> HttpResponse:
    """Gather again while the review is written."""
    return act(
        request,
        lambda: gathering.gather(review=review, by=request.user, now=clock.now()),
        done="The evidence is gathered. What is new has new numbers; what changed shows both texts.",
        back=to("evidence", review),
    )


@step(getters.review, READS)
@require_safe
def item(request: HttpRequest, review: Review, number: int) -> HttpResponse:
    """One item: what it says, what it said before, and the record behind it for whoever may read that."""
    row = review.items.filter(number=number).prefetch_related("texts").first()
    if row is None:
        raise Http404("No such evidence.")
    moved = found.moved_since(review, [row]) if review.state != State.DRAFTING else []
    (shown,) = found.shown([row], request.user, moved, found.closed([row], request.user))
    context = place(request.user, review) | {"row": shown, "provider": offered.title_of(row.provider)}
    return TemplateResponse(request, "reg45/item.html", context)


@step(getters.review, READS)
@require_safe
def figure(request: HttpRequest, review: Review, provider: str, key: str) -> HttpResponse:
    """One figure: the items that it is made of, with the records behind them."""
    items = list(review.items.filter(provider=provider).prefetch_related("texts"))
    counted = [item for item in items if item.gone_at is None and key in found.said_last(item)[-1]]
    if not counted:
        raise Http404("No such figure.")
    rows = found.shown(counted, request.user, closed=found.closed(counted, request.user))
    (one,) = (each for each in found.figures(rows) if each.key == key)
    return TemplateResponse(request, "reg45/figure.html", place(request.user, review) | {"one": one})
