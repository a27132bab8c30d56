"""The whole life of an audit, on one screen. Pure data: nothing else sets a state.

planned ── start (auditor) ──> in_progress ── send ──> moderation ── agree (moderator) ──> agreed
                                              moderation ── give_back (with reasons) ──> in_progress
in_progress ── conclude ──> agreed      (kinds that nobody moderates)
agreed ── discuss (with the team) ──> discussed ── close ──> closed      agreed ── close ──> closed (kinds without a discussion)
planned ── cancel (with a reason) ──> cancelled      planned | in_progress ── move (another day, with a reason) ──> the same
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class State(TextChoices):
    PLANNED = "planned", "Planned"
    IN_PROGRESS = "in_progress", "In progress"
    MODERATION = "moderation", "With the moderator"
    AGREED = "agreed", "Agreed"
    DISCUSSED = "discussed", "Discussed with the team"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


@dataclass(frozen=True, slots=True)
class Move:
    """One step: from which state to which, and the event it makes."""

    steps: Mapping[str, str]
    event: str


P, I, M, A, D, C = (  # noqa: E741
    State.PLANNED,
    State.IN_PROGRESS,
    State.MODERATION,
    State.AGREED,
    State.DISCUSSED,
    State.CLOSED,
)
MOVES = {
    "start": Move({P: I}, "audits.started"),
    "send": Move({I: M}, "audits.sent"),
    "conclude": Move({I: A}, "audits.agreed"),
    "agree": Move({M: A}, "audits.agreed"),
    "give_back": Move({M: I}, "audits.given_back"),
    "discuss": Move({A: D}, "audits.discussed"),
    "close": Move({A: C, D: C}, "audits.closed"),
    "cancel": Move({P: State.CANCELLED}, "audits.cancelled"),
    "move": Move({P: P, I: I}, "audits.moved"),
}
OPEN = (P, I, M)  # still to be agreed
SETTLED = (A, D, C)  # its words are frozen, and its readers read them
