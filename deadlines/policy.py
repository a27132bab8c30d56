"""Who may see and change time limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from core.permissions import ALLOWED, Decision, refuse
from deadlines import rulebook, subjects
from homes import access
from homes.roles import WORKS_AT_HOME, Role

if TYPE_CHECKING:
    from deadlines.models import Obligation, ObligationQuerySet

AT_HOME: Final = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)
OUTSIDE: Final = (
    Role.VISITOR,
    Role.VISITOR_MANAGER,
    Role.RESPONSIBLE_INDIVIDUAL,
    Role.SERVICE_LEAD,
    Role.QA_OFFICER,
    Role.HEAD_OF_QA,
    Role.DIRECTOR,
    Role.CONTRACTS_MANAGER,
)
SEES: Final = (*AT_HOME, *OUTSIDE)
SETS_LIMITS: Final = (Role.QA_OFFICER, Role.HEAD_OF_QA)


def visible_obligations(rows: ObligationQuerySet, user: Any) -> ObligationQuerySet:
    """Those of the homes the person's appointments cover; what is hidden from the home never for those who manage it.

    What is private is seen only by those who must act or are told, or whom its rule names; what is owed for a record that its app bars
    from the person (``subjects.barred``), never.
    """
    outside = access.at_homes(user, *OUTSIDE)
    inside = access.at_homes(user, *AT_HOME)
    works = access.at_homes(user, *WORKS_AT_HOME)  # whatever else the person is: it would tell when a visit comes
    rows = rows.filter(outside | inside).exclude(works & Q(hidden_from_home=True))
    private: dict[frozenset[str], list[str]] = {}
    for rule in rulebook.rules().values():
        if rule.private and not access.scope(user).covers_everything(*rule.parties):
            private.setdefault(rule.parties, []).append(rule.id)
    for parties, ids in private.items():
        rows = rows.exclude(Q(rule__in=ids) & ~access.at_homes(user, *parties))
    for kind, pairs in subjects.BARRED.items():
        rows = rows.exclude(subject_type=kind, subject_id__in=pairs().filter(user=user.pk).values("record"))
    return rows


def can_have_feed(user: Any) -> Decision:
    """Whoever has a part in time limits may have them in their own calendar."""
    if access.holds_any(user, *SEES):
        return ALLOWED
    return refuse("Only somebody with a part in time limits has them in their calendar.")


def can_move(user: Any, obligation: Obligation) -> Decision:
    """Whoever sets limits may give one time limit another day, also after its date; not once it is no longer owed."""
    if obligation.state == obligation.State.CANCELLED:
        return refuse("This is no longer owed. Nothing was changed.", "not_open")
    if obligation.state == obligation.State.MISSED:
        return refuse("Its month is over and cannot be made good. Nothing was changed.", "not_open")
    return can_set_limits(user)


def can_set_limits(user: Any) -> Decision:
    """The QA officer and the head of quality assurance keep the council's policy."""
    if access.holds_any(user, *SETS_LIMITS):
        return ALLOWED
    return refuse("Only the quality assurance officer or the head of quality assurance sets time limits.")
