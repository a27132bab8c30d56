"""Notes to send."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from core import outbox
from delivery import services

NOON = dt.datetime(2027, 3, 24, 12, tzinfo=dt.UTC)
SECOND, MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


@pytest.fixture
def note(cast):
    """``note(cast.manager)`` puts a note about Oak House into the outbox."""
    numbers = itertools.count(1)

    def put(to, *, now=NOON, home=cast.oak, **changes):
        number = next(numbers)
        given = {
            "code": "test.note",
            "key": f"note {number}",
            "subject": f"Oak House: note {number}",
            "body": f"Due by Friday ({number}). Sign in to read it.",
            "link": f"/visits/{number}/",
        }
        return outbox.put(to=to, now=now, home=home, **given | changes)

    return put


def send(now: dt.datetime = NOON) -> int:
    """What the beat wakes, at this moment."""
    return services.send_waiting(now=lambda: now)
