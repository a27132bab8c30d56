"""Finding an audit for the person who asks; Http404 for what is not theirs, as for what does not exist."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from audits import policy, selectors
from audits.models import Audit, AuditKind
from homes.getters import home_for
from homes.models import Home


def audit(user: Any, pk: int) -> Audit:
    """An audit that this person may know of, with everything its page shows."""
    rows = Audit.objects.visible_to(user).select_related(
        "kind", "home", "resident", "auditor", "moderator", "planned_by", "response__version", "discussion__by"
    )
    found = rows.defer("response__version__source", "response__version__canonical").filter(pk=pk).first()
    if found is None:
        raise Http404("No such audit.")
    return found


def _allowed(user: Any, pk: int, *rules: Any) -> Audit:
    """An audit on which the person, by role, may take such a step, now or at another time."""
    found = audit(user, pk)
    for rule in rules:
        decision = rule(user, found)
        if decision or decision.code != "not_allowed":
            return found
    raise Http404("Not for this person to do.")


def planned(user: Any, pk: int) -> Audit:
    """An audit whose plan this person changes."""
    return _allowed(user, pk, policy.changes_plan)


def to_start(user: Any, pk: int) -> Audit:
    """An audit that this person carries out."""
    return _allowed(user, pk, policy.starts, policy.writes)


def written(user: Any, pk: int) -> Audit:
    """An audit that this person writes."""
    return _allowed(user, pk, policy.writes)


def moderated(user: Any, pk: int) -> Audit:
    """An audit that this person moderates by role."""
    return _allowed(user, pk, policy.moderates)


def discussed(user: Any, pk: int) -> Audit:
    """An audit whose discussion this person records by role."""
    return _allowed(user, pk, policy.discusses)


def closed(user: Any, pk: int) -> Audit:
    """An audit that this person closes by role."""
    return _allowed(user, pk, policy.closes)


def home_to_plan(user: Any, pk: int) -> tuple[Home, list[AuditKind]]:
    """A home, and the kinds that this person plans there."""
    home = home_for(user, pk)
    kinds = selectors.kinds_to_plan(user=user, home=home)
    if not kinds:
        raise Http404("Nothing to plan for this person.")
    return home, kinds


def kind_to_plan(user: Any, pk: int, key: str) -> tuple[Home, AuditKind]:
    """A home and one kind that this person plans there."""
    home, kinds = home_to_plan(user, pk)
    for kind in kinds:
        if kind.key == key:
            return home, kind
    raise Http404("Not planned by this person.")


def kind(user: Any, pk: int) -> AuditKind:
    """A kind of audit, for whoever keeps the kinds."""
    found = AuditKind.objects.filter(pk=pk).first() if policy.keeps_kinds(user) else None
    if found is None:
        raise Http404("No such kind.")
    return found
