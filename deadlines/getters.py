"""The only way from an address to a record of this app: not yours is not there (404)."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from deadlines.models import Obligation


def obligation_for(user: Any, pk: int) -> Obligation:
    """A time limit at a home of the person, unless it is hidden from them."""
    return get_object_or_404(Obligation.objects.visible_to(user).select_related("home"), pk=pk)
