"""Finding a review for the person who asks; Http404 for what is not theirs, as for what does not exist."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from homes import access
from homes import getters as homes
from homes.models import Home
from homes.roles import Role
from reg45 import policy
from reg45.models import PlanRow, Review

HEAVY = ("response__version__source", "response__version__canonical")


def review(user: Any, pk: int) -> Review:
    """A review whose words this person may read, with home, response and who did what."""
    rows = Review.objects.visible_to(user).select_related(
        "home", "response__version", "begun_by", "completed_by", "approved_by", "seen_by"
    )
    found = rows.defer(HEAVY[0]).filter(pk=pk).order_by("pk").first()
    if found is None:
        raise Http404("No such review.")
    return found


def _for(user: Any, pk: int, *roles: str) -> Review:
    found = review(user, pk)
    if not access.covers(user, found.home_id, *roles):
        raise Http404("Not for this person to do.")
    return found


def written(user: Any, pk: int) -> Review:
    """A review of the home that this person manages."""
    return _for(user, pk, *policy.WRITERS)


def managed(user: Any, pk: int) -> Review:
    """A review of the home whose registered manager this person is."""
    return _for(user, pk, Role.REGISTERED_MANAGER)


def supervised(user: Any, pk: int) -> Review:
    """A review that this person reads as responsible individual."""
    return _for(user, pk, Role.RESPONSIBLE_INDIVIDUAL)


def watched(user: Any, pk: int) -> Review:
    """A review that this person reads for the quality assurance sub-group."""
    return _for(user, pk, *policy.SEES)


def sent(user: Any, pk: int) -> Review:
    """A sealed review whose copies this person sends."""
    found = _for(user, pk, Role.SERVICE_LEAD)
    if not found.sealed:
        raise Http404("No copies yet.")
    return found


def sealed(user: Any, pk: int) -> Review:
    """A sealed review that this person may read."""
    found = review(user, pk)
    if not found.sealed:
        raise Http404("Not sealed.")
    return found


def home_to_review(user: Any, pk: int) -> Home:
    """A home that this person manages."""
    home = homes.home_for(user, pk)
    if not policy.begins(user, home):
        raise Http404("Not managed by this person.")
    return home


def row(found: Review, number: int) -> PlanRow:
    """A standing row of the plan of this review."""
    one = found.plan.filter(number=number, removed_at=None).select_related("action").first()
    if one is None:
        raise Http404("No such action.")
    return one
