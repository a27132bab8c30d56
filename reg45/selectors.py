"""What is read for lists and pages; each takes the person who asks. The number of queries does not grow with the rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q

from core import clock, events
from core.templatetags.portal import counted
from deadlines.selectors import Running, running_limits
from homes import access
from homes.models import Home
from homes.roles import Role
from reg45 import policy
from reg45.models import Addendum, Copy, Review
from reg45.states import OPEN, SEALED, State

A_PAGE = 25
DUE, TO_OFSTED = "reg45.review_due", "reg45.to_ofsted"
LEAD_MONTHS = 2


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """One page of reviews, and the homes it can be narrowed to (none where there is only one)."""

    page: Page[Any]
    homes: list[Home]
    home: int | None


def reviews_page(*, user: Any, number: str, home: int | None) -> ReviewsPage:
    """Twenty-five reviews that this person may read, the newest first; three queries."""
    seen = Review.objects.visible_to(user)
    homes = list(Home.objects.filter(pk__in=seen.order_by().values("home")).order_by("name"))
    rows = seen.select_related("home").order_by("-period_to", "home__name", "pk")
    if home is not None:
        rows = rows.filter(home=home)
    return ReviewsPage(Paginator(rows, A_PAGE).get_page(number), homes if len(homes) > 1 else [], home)


def homes_to_begin(*, user: Any) -> list[Home]:
    """Homes that this person manages and of which no review is open; one query."""
    if not access.holds_any(user, *policy.WRITERS):
        return []
    unfinished = Review.objects.filter(home=OuterRef("pk"), state__in=OPEN)
    mine = access.narrow(Home.objects.open_on(clock.today()), user, *policy.WRITERS)
    return list(mine.filter(~Exists(unfinished)).order_by("name"))


def history(review: Review) -> list[dict[str, Any]]:
    """What happened to it, newest first; the caller has got the review by its getter. One query."""
    rows = reversed(list(events.history(review)))
    return [
        {"title": _capital(events.sentence(row)), "at": row.at, "by": row.by.full_name if row.by else "the portal"}
        for row in rows
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def latest_of(*, user: Any, home: Home) -> list[Review]:
    """The last three reviews of a home that this person may read; one query."""
    return list(Review.objects.visible_to(user).filter(home=home).order_by("-period_to", "-pk")[:3])


def next_due(*, user: Any, home: Home) -> Running | None:
    """When the next review of a home has to be complete, for those who may see its time limits; one query."""
    return running_limits(Home, [home.pk], user=user)[home.pk].get(DUE)


@dataclass(frozen=True, slots=True)
class Next:
    """What happens next with a review: words that say who does it, by when, and the page (of urls.py) for whoever does it."""

    words: str
    limit: Running | None = None
    page: str = ""


def next_steps(review: Review, *, user: Any, to_ofsted: Running | None) -> list[Next]:
    """What has still to be done with a review that this person reads, or when the next is due; at most two queries.

    The sub-group is the council's own: others are not told what it has still to do.
    """
    if review.state == State.DRAFTING:
        due = next_due(user=user, home=review.home)
        return [Next("The registered manager writes the review and completes it", due)]
    if review.state == State.COMPLETED:
        words = (
            "The responsible individual approves the review or gives it back. Then the service lead sends it to Ofsted"
        )
        return [Next(words, to_ofsted)]
    unsent = [copy.to for copy in copies_of(review, user=user) if copy.sent_at is None]
    page = "copies" if policy.sends(user, review) else ""
    found = []
    if Copy.To.OFSTED in unsent:
        found.append(Next("The service lead sends a copy to Ofsted", to_ofsted, page))
    if others := len(unsent) - unsent.count(Copy.To.OFSTED):
        found.append(Next(f"The service lead sends {counted(others, 'more copy,more copies')}", None, page))
    if review.seen_at is None and policy.reads_drafts(user, review):
        words = "The quality assurance sub-group looks at the review, and the quality assurance officer records what it said"
        found.append(Next(words, None, "see" if policy.sees(user, review) else ""))
    if found:
        return found
    due = next_due(user=user, home=review.home)
    return [Next("This review is done. The next one has to be complete" if due else "This review is done", due)]


def copies_of(review: Review, *, user: Any) -> list[Copy]:
    """Who gets a copy of a sealed review, and what went; a placing authority is told of Ofsted's and its own. One query."""
    rows = review.copies.select_related("sent_by", "authority")
    if not access.covers(user, review.home_id, *policy.READ_SENT):
        rows = rows.filter(Q(to=Copy.To.OFSTED) | Q(authority__in=sorted(access.scope(user).authority_ids())))
    return list(rows)


@dataclass(frozen=True, slots=True)
class Task:
    """What this person does next: the name of the page in urls.py, the words, by when."""

    words: str
    page: str
    number: int  # of the review, or of the home where a review is to begin
    home: Home
    status: str
    limit: Running | None = None


def tasks(*, user: Any, now: dt.datetime) -> list[Task]:
    """Everything that waits for this person; at most five queries."""
    if not access.holds_any(user, *policy.READ_COMPLETED):
        return []
    unsent = Copy.objects.filter(review=OuterRef("pk"), sent_at=None)
    waiting = Addendum.objects.filter(review=OuterRef("pk"), approved_at=None)
    open_ = Q(state__in=OPEN) | Q(seen_at=None) | Q(unsent=True) | Q(waiting=True)
    rows = Review.objects.visible_to(user).annotate(unsent=Exists(unsent), waiting=Exists(waiting)).filter(open_)
    found = list(rows.select_related("home").order_by("period_to", "pk"))
    running = running_limits(Review, [row.pk for row in found], user=user) if found else {}
    tasks = []
    for row in found:
        roles = access.scope(user).roles_at(row.home_id)
        limit = running[row.pk].get(TO_OFSTED)
        for words, page in _next(row, roles):
            tasks.append(Task(words, page, row.pk, row.home, row.get_state_display(), limit))
    return tasks + _to_begin(user, now)


def _next(row: Any, roles: frozenset[str]) -> list[tuple[str, str]]:
    found = []
    if row.state == State.DRAFTING and roles & set(policy.WRITERS):
        found.append(("Write the review of the quality of care", "tasks"))
    if row.state == State.COMPLETED and Role.RESPONSIBLE_INDIVIDUAL in roles:
        found.append(("Approve the review of the quality of care, or give it back", "approve"))
    if row.state in SEALED:
        if row.unsent and Role.SERVICE_LEAD in roles:
            found.append(("Send copies of the review of the quality of care", "copies"))
        if row.seen_at is None and roles & set(policy.SEES):
            found.append(("Record what the sub-group said of the review", "see"))
        if row.waiting and Role.RESPONSIBLE_INDIVIDUAL in roles:
            found.append(("Approve an addendum to the review", "addenda"))
    return found


def _to_begin(user: Any, now: dt.datetime) -> list[Task]:
    """Homes whose next review is due within two months, or overdue, and not begun."""
    homes = homes_to_begin(user=user)
    if not homes:
        return []
    running = running_limits(Home, [home.pk for home in homes], user=user)
    horizon = clock.at_london(clock.add_months(clock.today(now), LEAD_MONTHS))
    return [
        Task("Begin the review of the quality of care", "begin", home.pk, home, "Not started", limit)
        for home in homes
        if (limit := running[home.pk].get(DUE)) is not None and limit.at < horizon
    ]


def names(numbers: set[int]) -> dict[int, str]:
    """Number of the review -> what it is called, to tell time limits of one home apart; one query."""
    rows = Review.objects.filter(pk__in=numbers).values_list("pk", "period_to")
    return {pk: f"review to {until:%-d %B %Y}" for pk, until in rows}
