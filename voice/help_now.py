"""Whom a child can call now. The council gives names and numbers by its settings; the product ships none but the emergency number."""

from __future__ import annotations

from django.conf import settings

COUNCIL = "The council’s children’s services answer at any time. Any adult you trust can find the number for you."
LINE = "There are free helplines for children. A library can find the number for you, too."


def contacts() -> list[tuple[str, str]]:
    """(whom, how), the most urgent first."""
    return [
        ("If you or somebody else is in danger now", "Call 999. It is free, also from a mobile phone."),
        ("If it cannot wait until tomorrow", settings.CHILD_HELP_COUNCIL or COUNCIL),
        ("If you want to talk to somebody", settings.CHILD_HELP_LINE or LINE),
    ]
