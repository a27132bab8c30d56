"""What the pages around a review share: the bar that says what they are about, and how a page finds its review."""

from __future__ import annotations

import functools
from typing import Any

from django.urls import reverse

from accounts.pages import Page, of_record
from core import clock
from core.templatetags.portal import day, limit_words
from deadlines.selectors import running_limits
from homes import access, naming
from homes.roles import Role
from reg45 import policy
from reg45.models import Review
from reg45.states import State

ReviewPage = functools.partial(Page, template="reg45/form.html")  # with the bar that says which review
TO_OFSTED = "reg45.to_ofsted"


def to(name: str, review: Review | int, *more: Any) -> str:
    """The address of a page of a review."""
    return reverse(f"reg45:{name}", args=[review if isinstance(review, int) else review.pk, *more])


def about(review: Review) -> str:
    """The review in words: “Review of 1 January 2027 to 30 June 2027”."""
    return f"Review of {day(review.period_from)} to {day(review.period_to)}"


def place(user: Any, review: Review, current: str = "") -> dict[str, Any]:
    """Bar and sub-navigation of a review, for this person. One query."""
    limit = running_limits(Review, [review.pk], user=user)[review.pk].get(TO_OFSTED)
    return {
        "review": review,
        "to_ofsted": limit,
        "bar": {
            "home": review.home.name,
            "about": about(review),
            "status": review.get_state_display(),
            "clock": f"To Ofsted by {limit_words(limit.at)}" if limit else "",
            "why": reverse("deadlines:why", args=[limit.number]) if limit else "",
            "late": bool(limit and limit.at < clock.now()),
        },
        "parts": [
            {"label": label, "url": to(name, review), "current": name == current}
            for name, label, shown in parts(user, review)
            if shown
        ],
    }


def parts(user: Any, review: Review) -> list[tuple[str, str, bool]]:
    """Pages of a review: name, label, whether this person has it; asks nothing beyond the appointments."""
    roles = access.scope(user).roles_at(review.home_id)
    writes = bool(roles & set(policy.WRITERS)) and review.state == State.DRAFTING
    return [
        ("review", "Review", True),
        ("tasks", "Write", writes),
        ("evidence", "Evidence", True),
        ("plan", "Plan", True),
        ("complete", "Complete", writes and Role.REGISTERED_MANAGER in roles),
        ("approve", "Approve", review.state == State.COMPLETED and Role.RESPONSIBLE_INDIVIDUAL in roles),
        ("see", "Sub-group", review.sealed and review.seen_at is None and bool(roles & set(policy.SEES))),
        ("copies", "Copies", review.sealed),
        ("addenda", "Addenda", review.sealed),
        ("documents", "PDF and Word", True),
        ("history", "History", True),
    ]


def known(review: Review) -> Any:
    """Who may be named in texts about this home, asked only when something was sent."""
    return lambda: naming.known(review.home, clock.today(), more=naming.authorities())


step = functools.partial(of_record, back=lambda pk: to("review", pk), back_text="Go to the review")
"""A page of one review."""
