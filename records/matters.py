"""What regulation 40 says must be notified, and to whom, as data with the paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WHOM: Final[dict[str, str]] = {
    "ofsted": "Ofsted (HMCI)",
    "placing": "The child’s placing authority",
    "relevant": "Other relevant persons, such as parents and the police",
    "state": "The Secretary of State",
    "host": "The local authority where the home is",
    "board": "The integrated care board where the home is",
    "ombudsman": "The Prisons and Probation Ombudsman (secure homes)",
    "responsible": "The responsible individual",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter of regulation 40: its words, its paragraph, who must be told without delay."""

    title: str
    paragraph: str
    whom: tuple[str, ...]


HERE = ("ofsted", "relevant")
MATTERS: Final[dict[str, Matter]] = {
    "death": Matter("A child has died", "40(1)", ("ofsted", "placing", "state", "host", "board", "relevant")),
    "barring": Matter(
        "A worker was referred to the Disclosure and Barring Service", "40(3)", ("ofsted", "placing", "relevant")
    ),
    "exploited": Matter("A child is, or may be, sexually exploited", "40(4)(a)", HERE),
    "police": Matter("A serious incident with a child needed the police", "40(4)(b)", HERE),
    "abuse": Matter("Abuse is alleged against the home or somebody who works there", "40(4)(c)", HERE),
    "enquiry_started": Matter("A child protection enquiry has started", "40(4)(d)(i)", HERE),
    "enquiry_ended": Matter("A child protection enquiry has ended, with its outcome", "40(4)(d)(ii)", HERE),
    "serious": Matter("Another event about a child that the home judges to be serious", "40(4)(e)", HERE),
}


def missing(matter: str, told: set[str]) -> list[str]:
    """Who must still be told of this matter, in words."""
    found = MATTERS.get(matter)
    return [WHOM[key] for key in found.whom if key not in told] if found else []
