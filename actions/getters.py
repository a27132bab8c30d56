"""Finding an action for the person who asks; Http404 for what is not theirs."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from actions.models import Action


def action(user: Any, pk: int) -> Action:
    """An action that this person may see."""
    rows = Action.objects.visible_to(user).select_related("home", "claimed_by", "closed_by", "owner")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("No such action.")
    return found
