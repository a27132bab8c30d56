"""Saving a record whose every change simple-history keeps."""

from __future__ import annotations

import datetime as dt
from typing import Any


def save(record: Any, *, by: Any, now: dt.datetime) -> None:
    """Save it; its history names who and when."""
    record._history_user, record._history_date = by, now  # as simple-history asks for them
    record.save()
