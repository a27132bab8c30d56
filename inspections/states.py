"""The life of an inspection, from the visit of the inspector to the final report. Pure data: nothing else sets a state.

recorded ── draft ──> draft_received ── comment ──> commented
recorded | draft_received | commented ── final ──> final        recorded | draft_received | commented ── withdraw ──> withdrawn
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class State(TextChoices):
    RECORDED = "recorded", "Report awaited"
    DRAFT_RECEIVED = "draft_received", "Draft report received"
    COMMENTED = "commented", "Comments sent to Ofsted"
    FINAL = "final", "Final report received"
    WITHDRAWN = "withdrawn", "Entered by mistake"


@dataclass(frozen=True, slots=True)
class Move:
    """One step: from where, to where, and the event it makes."""

    sources: tuple[str, ...]
    target: str
    event: str


OPEN = (State.RECORDED, State.DRAFT_RECEIVED, State.COMMENTED)
MOVES = {
    "draft": Move((State.RECORDED,), State.DRAFT_RECEIVED, "inspections.draft_received"),
    "comment": Move((State.DRAFT_RECEIVED,), State.COMMENTED, "inspections.comments_sent"),
    "final": Move(OPEN, State.FINAL, "inspections.final_received"),
    "withdraw": Move(OPEN, State.WITHDRAWN, "inspections.withdrawn"),
}
