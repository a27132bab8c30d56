"""What the services of this app share."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models

from core import clock
from core.refusal import Refused
from homes.models import Home


def locked(home: Home) -> Home:
    """The home, held until the end of the transaction, so that two entries at once get two numbers."""
    return Home.objects.select_for_update().get(pk=home.pk)


def check(record: models.Model) -> None:
    """Refused("not_complete") with the plain words of what a field does not accept."""
    try:
        record.full_clean()
    except ValidationError as error:
        raise Refused("not_complete", " ".join(error.messages)) from error


def not_in_the_future(day: dt.date, now: dt.datetime, what: str) -> None:
    """Registers hold what happened: Refused("in_the_future") for a day that has not come."""
    if day > clock.today(now):
        raise Refused("in_the_future", f"{what} is in the future. Write the day on which it happened.")
