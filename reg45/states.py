"""The whole life of a quality of care review, on one screen. Pure data: nothing else sets a state.

drafting ── complete (manager) ──> completed ── approve (responsible individual) ──> approved
                                   completed ── give_back (with reasons) ──> drafting
approved ── see (QA sub-group) ──> seen        approved | seen ── send (service lead, to Ofsted) ──> sent
sent ── see ──> sent    (28 days are the law's: they wait for no meeting)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class State(TextChoices):
    DRAFTING = "drafting", "Being written"
    COMPLETED = "completed", "With the responsible individual"
    APPROVED = "approved", "Approved"
    SEEN = "seen", "Seen by the sub-group"
    SENT = "sent", "Sent to Ofsted"


@dataclass(frozen=True, slots=True)
class Move:
    """One step: from which state to which, and the event it makes."""

    steps: Mapping[str, str]
    event: str
    fresh: bool = False  # asks the person to confirm who they are


D, C, A, SE, ST = State.DRAFTING, State.COMPLETED, State.APPROVED, State.SEEN, State.SENT
MOVES = {
    "complete": Move({D: C}, "reg45.completed"),
    "give_back": Move({C: D}, "reg45.returned"),
    "approve": Move({C: A}, "reg45.approved", fresh=True),
    "see": Move({A: SE, ST: ST}, "reg45.seen"),
    "send": Move({A: ST, SE: ST}, "reg45.ofsted_sent"),
}
OPEN = (D, C)  # one at a time for each home
SEALED = (A, SE, ST)
