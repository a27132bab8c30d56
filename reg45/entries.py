"""What this app hangs into navigation, work, home page and links, and how an action of a plan is called."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from actions import sources
from core.registry import NavItem, Panel, Waiting, home_panels, links, navigation, work
from homes import access
from reg45 import models, policy, selectors
from reg45.services.plan import SOURCE


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Reviews", "reg45:reviews", 12, lambda user: access.holds_any(user, *policy.READERS)))
    work.add(20, waiting)
    home_panels.add(20, reviews)
    links.register(
        models.Review,
        title=str,
        url=lambda review: reverse("reg45:review", args=[review.pk]),
        visible_to=_visible,
    )
    sources.SOURCES[SOURCE] = sources.Source(
        label=_label, place=_place, related=("plan_row__review",), title="Regulation 45 review"
    )


def _visible(review: Any, user: Any) -> bool:
    return models.Review.objects.visible_to(user).filter(pk=review.pk).exists()


def _label(action: Any) -> str:
    """“Review to 30 June 2027, action 2”; one whose plan was changed has none."""
    row = getattr(action, "plan_row", None)
    return row.heading if row is not None else "An action of an earlier plan"


def _place(action: Any, user: Any) -> str:
    """The plan, for whoever reads the review."""
    row = getattr(action, "plan_row", None)
    if row is None or not _visible(row.review, user):
        return ""
    return reverse("reg45:plan", args=[row.review_id])


def waiting(user: Any, now: dt.datetime) -> list[Waiting]:
    """What this person must do next about reviews."""
    return [
        Waiting(
            each.words,
            reverse(f"reg45:{each.page}", args=[each.number]),
            each.home.name,
            each.limit.at if each.limit else None,
            each.limit.number if each.limit else None,
            each.status,
        )
        for each in selectors.tasks(user=user, now=now)
    ]


def reviews(user: Any, now: dt.datetime, *, home: Any) -> Panel | None:
    """The last reviews, and when the next is due, on the page of the home, for those who read them."""
    if not access.covers(user, home, *policy.READ_SENT):
        return None
    due = selectors.next_due(user=user, home=home)
    context = {
        "reviews": selectors.latest_of(user=user, home=home),
        "due": due,
        "late": bool(due and due.at < now),
        "begins": home in selectors.homes_to_begin(user=user),
        "home": home,
    }
    return Panel("Reviews of the quality of care", "reg45/panels/home.html", context)
