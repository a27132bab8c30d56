"""What a person does with their own messages: reads them, and says how mail comes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core.events import emit
from core.models import Message
from core.refusal import Refused
from delivery import events, selectors
from delivery.models import EARLIEST, LATEST, Preference


@transaction.atomic
def mark_read(*, message: Message, by: Any, now: dt.datetime) -> None:
    """The person has opened their message. Twice is once. Refused("not_allowed") for somebody else's."""
    if message.to_id != by.pk:
        raise Refused("not_allowed", "This message is for somebody else.")
    if Message.objects.filter(pk=message.pk, read_at=None).update(read_at=now):
        emit(events.MESSAGE_READ, message, by=by, now=now)


@transaction.atomic
def mark_all_read(*, by: Any, now: dt.datetime) -> int:
    """Everything the person sees in their list until ``now`` counts as read; answers how many."""
    unread = selectors.messages(user=by).filter(read_at=None, made_at__lte=now)
    count = Message.objects.filter(pk__in=unread.values("pk")).update(read_at=now)
    if count:
        emit(events.ALL_READ, by, by=by, now=now)
    return count


@transaction.atomic
def set_preference(*, way: str, hour: int, by: Any, now: dt.datetime) -> Preference:
    """How mail comes to the person from now on; notes that wait follow it, too. ``hour`` is of London's clock.

    Refused("unknown_way") or Refused("unknown_hour").
    """
    if way not in Preference.Way.values:
        raise Refused("unknown_way", "Choose one mail for each message, or one mail a day.")
    if not EARLIEST <= hour <= LATEST:
        raise Refused("unknown_hour", f"Choose an hour between {EARLIEST} and {LATEST}.")
    preference, _ = Preference.objects.update_or_create(person=by, defaults={"way": way, "hour": hour})
    emit(events.PREFERENCE_CHANGED, preference, by=by, now=now, way=way, hour=hour)
    return preference
