"""Regulation 43(3)-(5): who may not be the independent person of a home, and the two exceptions. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

SCRUTINY: Final = "scrutiny"
IRO: Final = "iro"

# question -> (paragraph of regulation 43(3), what is asked, why it stands in the way)
QUESTIONS: Final[dict[str, tuple[str, str, str]]] = {
    "employed_in_services": (
        "(a)",
        "Does the council employ them in its children’s social services?",
        "they work in the council’s children’s social services",
    ),
    "paid_by_provider": (
        "(b)",
        "Does the provider of the home employ or pay them for anything else?",
        "the provider of the home pays them",
    ),
    "plans_care": (
        "(c)",
        "Do they prepare the care plan of a child who lives there, or manage somebody who does?",
        "they are involved in the care plan of a child there",
    ),
    "commissions_or_finances": (
        "(d)",
        "Do they buy places in the home or pay for it on behalf of a council?",
        "they commission or finance the home",
    ),
    "financial_interest": (
        "(e)",
        "Do they have a financial interest in the home?",
        "they have a financial interest in the home",
    ),
    "is_responsible_individual": (
        "(f)",
        "Are they the responsible individual of the home?",
        "they are the responsible individual",
    ),
    "doubtful_connection": (
        "(g)",
        "Have they, or had they, a connection with the provider, somebody who works there or a child there that casts doubt on their independence?",
        "a connection casts doubt on their independence",
    ),
}

# Regulation 43(4) and (5): what each exception lifts, and nothing else.
LIFTS: Final[dict[str, frozenset[str]]] = {
    "": frozenset(),
    SCRUTINY: frozenset({"employed_in_services", "paid_by_provider", "doubtful_connection"}),
    IRO: frozenset({"employed_in_services", "plans_care", "doubtful_connection"}),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """The answers to the seven questions, the exception chosen and why it applies."""

    employed_in_services: bool = False
    paid_by_provider: bool = False
    plans_care: bool = False
    commissions_or_finances: bool = False
    financial_interest: bool = False
    is_responsible_individual: bool = False
    doubtful_connection: bool = False
    connection: str = ""
    exception: str = ""
    exception_reason: str = ""

    @property
    def bars(self) -> list[str]:
        """The questions whose “yes” stands in the way after the exception."""
        return [key for key in QUESTIONS if getattr(self, key) and key not in LIFTS[self.exception]]

    @property
    def independent(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.bars

    def reasons(self) -> str:
        """What stands in the way, as a sentence part with the paragraphs of the regulation."""
        return "; ".join(f"{QUESTIONS[key][2]} (regulation 43(3){QUESTIONS[key][0]})" for key in self.bars)


def declared(row: object) -> Declaration:
    """The declaration that a stored row holds."""
    return Declaration(**{entry.name: getattr(row, entry.name) for entry in fields(Declaration)})
