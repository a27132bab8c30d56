"""Whom a child can call now. The council gives names and numbers by its settings; the product ships none but the emergency number.

No child is asked to say anything while there is no helpline to call: ``has_line`` stands in the services that would ask them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import checks

from core.permissions import ALLOWED, Decision, refuse

COUNCIL = "The council’s children’s services answer at any time. Any adult you trust can find the number for you."
LINE = "There are free helplines for children. A library can find the number for you, too."
NUMBER = re.compile(r"\+?\d[\d ]{1,14}\d")
MISSING = (
    "No telephone helpline for children is set, so children cannot be asked yet. "
    "Ask the people who run this portal for your council to set one (QA_CHILD_HELP_LINE)."
)


@dataclass(frozen=True, slots=True)
class Contact:
    """When to call, and whom: the words with a number in them, and that number as a telephone dials it ("" for none)."""

    when: str
    before: str
    number: str = ""
    after: str = ""

    @property
    def dialled(self) -> str:
        """The number without spaces."""
        return self.number.replace(" ", "")


def contact(when: str, how: str) -> Contact:
    """The words of a setting, taken apart at the first number in them."""
    found = NUMBER.search(how)
    return Contact(when, how[: found.start()], found[0], how[found.end() :]) if found else Contact(when, how)


def contacts() -> list[Contact]:
    """Whom to call, the most urgent first. The emergency number stands there whatever the settings are."""
    return [
        contact("If you or somebody else is in danger now", "Call 999. It is free, also from a mobile phone."),
        contact("If it cannot wait until tomorrow", settings.CHILD_HELP_COUNCIL or COUNCIL),
        contact("If you want to talk to somebody", settings.CHILD_HELP_LINE or LINE),
    ]


def has_line() -> Decision:
    """Whether children may be asked: a helpline with a number is set."""
    return ALLOWED if NUMBER.search(settings.CHILD_HELP_LINE) else refuse(MISSING, "no_help_line")


@checks.register("voice", deploy=True)
def help_line_is_set(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """A portal without a helpline cannot ask children anything."""
    if has_line():
        return []
    return [
        checks.Warning(
            "QA_CHILD_HELP_LINE holds no telephone number: nobody can open a survey of children or make a poster for them.",
            hint="Set it to the name and number of a helpline for children, as a child should read it (docs/running.md).",
            id="voice.W001",
        )
    ]
