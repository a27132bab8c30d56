"""Who may see an action, say that it is done, and verify it (C23)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from actions import sources
from core.permissions import ALLOWED, Decision, refuse
from homes import access
from homes.roles import Role

if TYPE_CHECKING:
    from actions.models import Action, ActionQuerySet

OWNERS: Final = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)
VERIFIERS: Final = (Role.VISITOR, Role.QA_OFFICER)
READS: Final = (*OWNERS, *VERIFIERS, Role.RESPONSIBLE_INDIVIDUAL, Role.HEAD_OF_QA, Role.SERVICE_LEAD)


def visible_actions(rows: ActionQuerySet, user: Any) -> ActionQuerySet:
    """Actions of the homes where the person answers for them, verifies them or looks over both; of a draft only its readers.

    What came of a source with readers of its own (the audit of a child) is left out for everybody else.
    """
    told = access.at_homes(user, *OWNERS, Role.VISITOR)
    rows = rows.filter(told | (access.at_homes(user, *READS) & Q(in_draft=False)))
    for name, source in sources.SOURCES.items():
        if source.readable is not None:
            rows = rows.exclude(Q(source=name) & ~Q(pk__in=source.readable(user)))
    return rows


def reports(user: Any, action: Action) -> Decision:
    """The manager and the deputy of the home say what was done."""
    if not access.covers(user, action.home_id, *OWNERS):
        return refuse("Only the registered manager or the deputy of this home says that an action is done.")
    if not action.open:
        return refuse("This action is closed. Nothing was changed.", "closed")
    return ALLOWED


def verifies(user: Any, action: Action) -> Decision:
    """The home's visitor or the QA officer, never somebody who works at the home or said that it is done."""
    if not access.covers(user, action.home_id, *VERIFIERS) or access.covers(user, action.home_id, *OWNERS):
        return refuse("Only the visitor of this home or the quality assurance officer verifies an action.")
    if action.claimed_by_id == user.pk:
        return refuse("You said yourself that this is done. Somebody else has to verify it.", "own_claim")
    if action.state != action.State.CLAIMED:
        return refuse("Nobody has said yet that this is done, so there is nothing to verify.", "not_claimed")
    return ALLOWED


def opens_again(user: Any, action: Action) -> Decision:
    """Whoever may say that it is done may take it back, and whoever may verify it may say that it is not."""
    if action.state != action.State.CLAIMED:
        return refuse("This action is open already, or closed. Nothing was changed.", "not_claimed")
    return ALLOWED if reports(user, action) or verifies(user, action) else refuse("This is not for you to say.")
