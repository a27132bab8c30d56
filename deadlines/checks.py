"""System checks of time limits."""

from __future__ import annotations

from typing import Any

from django.core import checks

from core import clock
from deadlines import calendar


@checks.register("deadlines")
def bank_holidays_are_known(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """Limits in working days need the bank holidays of the next 400 days."""
    if calendar.covers_enough(clock.today()):
        return []
    return [
        checks.Warning(
            f"Bank holidays are known only until {calendar.known_until()}, less than 400 days ahead.",
            hint="Bring the package “holidays” up to date, or limits in working days will be counted wrongly.",
            id="deadlines.W001",
        )
    ]
