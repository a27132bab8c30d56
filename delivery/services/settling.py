"""What is done about a mail that was given up: it is tried again, or somebody has told the person in another way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core import outbox
from core.events import emit
from delivery import events, policy
from delivery.models import Delivery


@transaction.atomic
def try_again(*, delivery: Delivery, by: Any, now: dt.datetime) -> Delivery:
    """Eight more tries under the same Message-ID, from now on. Refused: not_allowed, wrong_state."""
    held = _held(delivery, by)
    held.state, held.tries, held.next_try_at, held.last_answer = Delivery.State.WAITING, 0, now, ""
    held.save(update_fields=["state", "tries", "next_try_at", "last_answer"])
    emit(events.TRIED_AGAIN, held, by=by, now=now)
    outbox.wake()
    return held


@transaction.atomic
def deal_with(*, delivery: Delivery, by: Any, now: dt.datetime) -> Delivery:
    """Somebody has seen it and told the person otherwise; it leaves the list. Refused: not_allowed, wrong_state."""
    held = _held(delivery, by)
    held.dealt_with_at, held.dealt_with_by = now, by
    held.save(update_fields=["dealt_with_at", "dealt_with_by"])
    emit(events.DEALT_WITH, held, by=by, now=now)
    return held


def _held(delivery: Delivery, by: Any) -> Delivery:
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    policy.can_settle(by, held).demand()
    return held
