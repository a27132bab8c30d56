"""What regulation 40 says must be notified, and to whom, as data with the paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from records.models import Record, Step

WHOM: Final[dict[str, str]] = {
    "ofsted": "Ofsted (HMCI)",
    "placing": "The child’s placing authority",
    "relevant": "Other relevant persons, such as parents and the police",
    "nobody_else": "Nobody else: the home sees no other relevant person",
    "state": "The Secretary of State",
    "host": "The local authority where the home is",
    "board": "The integrated care board where the home is",
    "ombudsman": "The Prisons and Probation Ombudsman (secure homes)",
    "responsible": "The responsible individual",
}
ANSWERS: Final = {"nobody_else": "relevant"}
"""What else answers for somebody who must be told: whoever looked and found no other relevant person owes them nothing."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter of regulation 40: its words, its paragraph, who must be told without delay."""

    title: str
    paragraph: str
    whom: tuple[str, ...]


# Paragraphs (1) and (3) name the placing authority and go on with “each other relevant person”: so it is one of those of paragraph (4), too.
CHILD = ("ofsted", "placing", "relevant")
MATTERS: Final[dict[str, Matter]] = {
    "death": Matter("A child has died", "40(1)", ("ofsted", "placing", "state", "host", "board", "ombudsman", "relevant")),
    "barring": Matter("A worker was referred to the Disclosure and Barring Service", "40(3)", CHILD),
    "exploited": Matter("A child is, or may be, sexually exploited", "40(4)(a)", CHILD),
    "police": Matter("A serious incident with a child needed the police", "40(4)(b)", CHILD),
    "abuse": Matter("Abuse is alleged against the home or somebody who works there", "40(4)(c)", CHILD),
    "enquiry_started": Matter("A child protection enquiry has started", "40(4)(d)(i)", CHILD),
    "enquiry_ended": Matter("A child protection enquiry has ended, with its outcome", "40(4)(d)(ii)", CHILD),
    "serious": Matter("Another event about a child that the home judges to be serious", "40(4)(e)", CHILD),
}  # fmt: skip


def wanted(record: Record) -> list[str]:
    """Whom regulation 40 wants told of this notification, by key; nobody of other records. Home and child come with the record.

    The local authority where the home is is told once, where it is the placing authority itself (40(1)(d)); the ombudsman is of
    secure homes (40(1)(f)).
    """
    found = MATTERS.get(record.matter)
    if found is None:
        return []
    home, child = record.home, record.resident
    spared = set() if home.kind == home.Kind.SECURE else {"ombudsman"}
    if child is not None and child.placing_authority_id == home.host_authority_id:
        spared.add("host")
    return [key for key in found.whom if key not in spared]


def left(record: Record, steps: Iterable[Step]) -> list[str]:
    """Who must still be told, by key; ``steps`` are those taken."""
    told = {ANSWERS.get(each.whom, each.whom) for each in steps}
    return [key for key in wanted(record) if key not in told]


def named(record: Record, key: str) -> str:
    """Who it is, for this record: the placing authority by its name."""
    if key != "placing" or record.resident is None:
        return WHOM[key]
    return f"{record.resident.placing_authority} ({WHOM[key][0].lower()}{WHOM[key][1:]})"
