"""Who may see an action, say that it is done, and verify it (C23)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from actions import sources
from core import clock
from core.permissions import ALLOWED, Decision, refuse
from homes import access
from homes.roles import Role

if TYPE_CHECKING:
    from actions.models import Action, ActionQuerySet

OWNERS: Final = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)
VERIFIERS: Final = (Role.VISITOR, Role.QA_OFFICER)
READS: Final = (*OWNERS, *VERIFIERS, Role.RESPONSIBLE_INDIVIDUAL, Role.HEAD_OF_QA, Role.SERVICE_LEAD)
OWN: Final = (*OWNERS, Role.HOME_STAFF, Role.RESPONSIBLE_INDIVIDUAL)  # who can be given an action
SEES: Final = (*READS, Role.HOME_STAFF)  # whoever may see any
AGAIN: Final = 6  # months after it was closed in which the same is a repeat, and it can be opened again


def visible_actions(rows: ActionQuerySet, user: Any) -> ActionQuerySet:
    """Actions of the homes where the person answers for them, verifies them or looks over both; of a draft only its readers;
    and those that were given to the person.

    What came of a source with readers of its own (the audit of a child) is left out for everybody else.
    """
    told = access.at_homes(user, *OWNERS, Role.VISITOR)
    given = Q(owner=user) & access.at_homes(user, *OWN)
    rows = rows.filter(told | ((access.at_homes(user, *READS) | given) & Q(in_draft=False)))
    for name, source in sources.SOURCES.items():
        if source.readable is not None:
            rows = rows.exclude(Q(source=name) & ~Q(pk__in=source.readable(user)))
    return rows


def _given_to(user: Any, action: Action) -> bool:
    """Whether it was given to this person, who still has a part at the home."""
    return action.owner_id == user.pk and access.covers(user, action.home_id, *OWN)


def _is_owner(user: Any, action: Action) -> bool:
    """Whether it is this person who is to do it."""
    if action.owner_id is not None:
        return action.owner_id == user.pk
    return access.covers(user, action.home_id, action.owner_role)


def _looks_over(user: Any, action: Action) -> bool:
    """Whether this person looks over what the home does, and does not run it."""
    return access.covers(user, action.home_id, *VERIFIERS) and not access.covers(user, action.home_id, *OWNERS)


def reports(user: Any, action: Action) -> Decision:
    """The manager, the deputy of the home and the one it was given to say what was done."""
    if not access.covers(user, action.home_id, *OWNERS) and not _given_to(user, action):
        return refuse(
            "Only the registered manager or the deputy of this home, or its owner, says that an action is done."
        )
    if not action.open:
        return refuse("This action is closed. Nothing was changed.", "closed")
    return ALLOWED


def verifies(user: Any, action: Action) -> Decision:
    """The home's visitor or the QA officer, never somebody who works at the home or said that it is done."""
    if not _looks_over(user, action):
        return refuse("Only the visitor of this home or the quality assurance officer verifies an action.")
    if _is_owner(user, action):
        return refuse("This action is yours. Somebody else has to verify it.", "own_action")
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


def assigns(user: Any, action: Action) -> Decision:
    """The manager and the deputy of the home, and its responsible individual, say whose an action is."""
    if not access.covers(user, action.home_id, *OWNERS, Role.RESPONSIBLE_INDIVIDUAL):
        return refuse("Only the manager of this home or its responsible individual says whose an action is.")
    if not action.open:
        return refuse("This action is closed. Nothing was changed.", "closed")
    if action.in_draft:
        return refuse("The report is a draft, which others at the home do not read. Wait until it is final.", "draft")
    return ALLOWED


def opens_closed(user: Any, action: Action, now: dt.datetime) -> Decision:
    """Whoever may verify it may, within six months, say that it is not done after all."""
    if not _looks_over(user, action):
        return refuse("Only the visitor of this home or the quality assurance officer opens a closed action again.")
    if action.state != action.State.CLOSED or action.closed_at is None:
        return refuse("This action is not closed. Nothing was changed.", "not_closed")
    if action.closed_at < clock.at_london(clock.add_months(clock.today(now), -AGAIN)):
        return refuse("It was closed more than six months ago. Raise it as a new action.", "too_late")
    return ALLOWED


def merges(user: Any, action: Action) -> Decision:
    """Whoever may verify it may say that another one asks for the same, unless not everybody who sees the one may see the other."""
    if not _looks_over(user, action):
        return refuse("Only the visitor of this home or the quality assurance officer merges actions.")
    if action.state not in (action.State.OPEN, action.State.CLAIMED):
        return refuse("Only actions that the home acts on are merged. Nothing was changed.", "not_open")
    if action.in_draft:
        return refuse("The report is a draft. Wait until it is final.", "draft")
    if sources.narrow(action.source):
        return refuse("Not everybody may read what this action came from, so it stays by itself.", "narrow")
    return ALLOWED
