"""Who sees what became of mails. A person's own messages are theirs alone; nobody else has a page of them."""

from __future__ import annotations

from typing import Any

from core.permissions import ALLOWED, Decision, refuse
from delivery.models import SEES_DELIVERIES, Delivery
from homes import access


def can_see_deliveries(user: Any) -> Decision:
    """QA officers and administrators."""
    if access.holds_any(user, *SEES_DELIVERIES):
        return ALLOWED
    return refuse("Only a QA officer or an administrator looks after mails that could not be delivered.")


def can_settle(user: Any, delivery: Delivery) -> Decision:
    """Trying again and dealing with it: whoever sees it, once it has been given up."""
    if not can_see_deliveries(user):
        return can_see_deliveries(user)
    if delivery.state != Delivery.State.DEAD or delivery.dealt_with_at is not None:
        return refuse("This mail is not given up, or somebody has dealt with it already.", "wrong_state")
    return ALLOWED
