"""The columns of Ofsted's published file by their names, as data: another year's heading is one more name in a list.

Names are compared without capitals and without what is no letter or figure.
"""

from __future__ import annotations

import re
from typing import Final

from inspections.models import Concerns, Effectiveness, Grade, Kind

NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "urn": ("URN", "Provider URN", "Setting URN", "Unique reference number"),
    "inspected_on": (
        "Inspection date",
        "Date of inspection",
        "Inspection start date",
        "Start date of inspection",
        "Event date",
    ),
    "kind": ("Inspection type", "Type of inspection", "Event type", "Inspection event type"),
    "overall": (
        "Overall experiences and progress of children and young people",
        "Overall experiences and progress",
        "Overall judgement",
    ),
    "protection": (
        "How well children and young people are helped and protected",
        "Helped and protected",
        "Children are helped and protected",
    ),
    "leadership": (
        "The effectiveness of leaders and managers",
        "Effectiveness of leaders and managers",
        "Impact and effectiveness of leaders and managers",
    ),
    "published_on": ("Publication date", "Date of publication", "Published date", "Report publication date"),
}
EXTRA: Final[dict[str, tuple[str, ...]]] = {
    "concerns": ("Serious or widespread concerns", "Assurance outcome", "Assurance inspection outcome"),
    "effectiveness": ("Effectiveness", "Interim outcome", "Interim inspection outcome"),
}
# Known and not used here. Anything else is named and refused, so that a renamed column is never dropped in silence.
OTHERS: Final = (
    "Web link", "Link", "Provision type", "Provider type", "Setting type", "Type of provision", "Sector", "Region", "Ofsted region",
    "Local authority", "Local authority area", "Organisation name", "Organisation which owns the provider", "Owner name", "Owner ID",
    "Provider name", "Setting name", "Name", "Registration date", "Registration status", "Status", "Places", "Maximum users",
    "Registered places", "Inspection number", "Inspection ID", "Event number", "Inspection end date", "End date of inspection",
    "Parliamentary constituency", "Conducts DoLs", "Special educational provision", "Emotional and behavioural difficulties",
)  # fmt: skip
GRADES: Final = {str(grade.label): grade.value for grade in Grade} | {
    "Requires improvement": Grade.REQUIRES_IMPROVEMENT.value,
    **{str(number): grade.value for number, grade in enumerate(Grade, 1)},
}
VALUES: Final[dict[str, dict[str, str]]] = {
    "kind": {
        "Full": Kind.FULL, "Full inspection": Kind.FULL,
        "Assurance": Kind.ASSURANCE, "Assurance inspection": Kind.ASSURANCE,
        "Monitoring": Kind.MONITORING, "Monitoring visit": Kind.MONITORING, "Monitoring inspection": Kind.MONITORING,
        "Interim": Kind.INTERIM, "Interim inspection": Kind.INTERIM,
    },
    "overall": GRADES,
    "protection": GRADES,
    "leadership": GRADES,
    "concerns": {
        "No serious or widespread concerns": Concerns.NONE, "None": Concerns.NONE, "No": Concerns.NONE,
        "Serious or widespread concerns": Concerns.FOUND, "Yes": Concerns.FOUND,
    },
    "effectiveness": {str(each.label): each.value for each in Effectiveness},
}  # fmt: skip
EMPTY: Final = frozenset({"", "null", "na", "notjudged", "notapplicable", "nojudgement"})


def plain(name: str) -> str:
    """The name as it is compared: “Inspection date ” and “inspection_date” are alike."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


FIELDS: Final = {plain(name): field for field, names in (NEEDED | EXTRA).items() for name in names}
KNOWN_OTHERS: Final = frozenset(plain(name) for name in OTHERS)
CHOICES: Final = {field: {plain(word): str(value) for word, value in words.items()} for field, words in VALUES.items()}
