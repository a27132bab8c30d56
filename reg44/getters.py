"""Finding a visit or report for the person who asks; Http404 for what is not theirs, as for what does not exist."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from homes import access
from homes.roles import Role
from reg44 import policy
from reg44.models import Referral, Report, UrgentNotice, Visit

HEAVY = ("draft", "response__version__source", "response__version__canonical")
HEAVY_OF_VISIT = tuple(f"report__{name}" for name in HEAVY)


def visit(user: Any, visit_id: int) -> Visit:
    """A visit this person may know of, with home, visitor and report (None before arrival)."""
    rows = Visit.objects.visible_to(user).select_related(
        "home", "visitor", "accompanied_by", "report__response__version"
    )
    found = rows.defer(*HEAVY_OF_VISIT).filter(pk=visit_id).order_by("pk").first()
    if found is None:
        raise Http404("No such visit.")
    return found


def report_of(visit: Visit) -> Report | None:
    """The report of a visit, or None before arrival; no query when the visit came from ``visit``."""
    return getattr(visit, "report", None)


def own_visit(user: Any, visit_id: int) -> Visit:
    """A visit that this person makes."""
    found = visit(user, visit_id)
    if not policy.is_its_visitor(user, found):
        raise Http404("Not a visit of this person.")
    return found


def planned_visit(user: Any, visit_id: int) -> Visit:
    """A visit that this person may plan, move and cancel."""
    found = visit(user, visit_id)
    if not policy.plans(user, found.home):
        raise Http404("Not planned by this person.")
    return found


def report(user: Any, visit_id: int, *, with_draft: bool = False) -> Report:
    """A report whose words this person may read."""
    rows = Report.objects.visible_to(user).select_related(
        "visit__home", "visit__visitor", "response__version", "signed_off_by", "narrative_response__saved_by"
    )
    found = rows.defer(*(HEAVY[1:] if with_draft else HEAVY)).filter(visit_id=visit_id).order_by("pk").first()
    if found is None:
        raise Http404("No such report.")
    return found


def own_report(user: Any, visit_id: int, **more: Any) -> Report:
    """A report of the visitor who asks."""
    found = report(user, visit_id, **more)
    if not policy.is_its_visitor(user, found.visit):
        raise Http404("Not a report of this person.")
    return found


def managers_report(user: Any, visit_id: int, **more: Any) -> Report:
    """A report of the home that this person manages."""
    found = report(user, visit_id, **more)
    if not access.covers(user, found.visit.home_id, *policy.MANAGERS):
        raise Http404("Not managed by this person.")
    return found


def supervised_report(user: Any, visit_id: int, **more: Any) -> Report:
    """A report that this person reads as responsible individual."""
    found = report(user, visit_id, **more)
    if not access.covers(user, found.visit.home_id, Role.RESPONSIBLE_INDIVIDUAL):
        raise Http404("Not supervised by this person.")
    return found


def despatched_report(user: Any, visit_id: int) -> Report:
    """A sealed report whose copies this person sends or records."""
    found = report(user, visit_id)
    mine = policy.is_its_visitor(user, found.visit) or access.covers(user, found.visit.home_id, Role.QA_OFFICER)
    if not mine or not found.sealed:
        raise Http404("No copies of this person.")
    return found


def notice(user: Any, notice_id: int) -> UrgentNotice:
    """An urgent notice: its visitor, the managers of the home, its responsible individual and whoever watches quality."""
    found = UrgentNotice.objects.select_related("visit__home", "visit__visitor", "told_by").filter(pk=notice_id).first()
    if found is None or not may_read_notice(user, found.visit):
        raise Http404("No such notice.")
    return found


def may_read_notice(user: Any, visit: Visit) -> bool:
    """Whether this person reads the urgent notices of a visit."""
    roles = (*policy.MANAGERS, Role.RESPONSIBLE_INDIVIDUAL, Role.QA_OFFICER, Role.HEAD_OF_QA, Role.SERVICE_LEAD)
    return policy.is_its_visitor(user, visit) or access.covers(user, visit.home_id, *roles)


def referral(user: Any, referral_id: int) -> Referral:
    """A referral that this person may read."""
    rows = Referral.objects.select_related(
        "visit__home", "recommendation__visit", "recommendation__answer", "referred_by", "answered_by"
    )
    found = policy.visible_referrals(rows, user).filter(pk=referral_id).first()
    if found is None:
        raise Http404("No such referral.")
    return found


def members_copy(user: Any, visit_id: int) -> Report:
    """An issued report that this councillor reads as the member's copy."""
    rows = policy.members_copies(
        Report.objects.select_related("visit__home", "visit__visitor", "response__version"), user
    )
    found = rows.defer(*HEAVY).filter(visit_id=visit_id).order_by("pk").first()
    if found is None:
        raise Http404("No such report.")
    return found
