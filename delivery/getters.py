"""The only way from an address to a record of this app: not yours is not there (404)."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from core.models import Message
from delivery import selectors
from delivery.models import Delivery


def message_for(user: Any, pk: int) -> Message:
    """A message to this person that they still see."""
    return get_object_or_404(selectors.messages(user=user), pk=pk)


def delivery_for(user: Any, pk: int) -> Delivery:
    """A mail that the person looks after."""
    return get_object_or_404(selectors.deliveries(user=user), pk=pk)
