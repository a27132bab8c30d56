"""The whole life of a visit and of its report, on one screen. Pure data: nothing else sets a state.

Visit   planned ── arrive ──> arrived        planned ── cancel ──> cancelled
Report  drafting ── send ──> with_manager ── comments | no_comment ──> amending
        amending ── finalise ──> final ── issue ──> issued ── sign_off ──> signed_off
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class VisitState(TextChoices):
    PLANNED = "planned", "Planned"
    ARRIVED = "arrived", "Visited"
    CANCELLED = "cancelled", "Cancelled"


class ReportState(TextChoices):
    DRAFTING = "drafting", "Being written"
    WITH_MANAGER = "with_manager", "With the manager"
    AMENDING = "amending", "Comments with the visitor"
    FINAL = "final", "Final"
    ISSUED = "issued", "Issued"
    SIGNED_OFF = "signed_off", "Signed off"


@dataclass(frozen=True, slots=True)
class Move:
    """One step: from where, to where, and the event it makes."""

    name: str
    sources: tuple[str, ...]
    target: str
    event: str
    fresh: bool = False  # asks the person to confirm who they are


VISIT_MOVES = {
    move.name: move
    for move in (
        Move("arrive", (VisitState.PLANNED,), VisitState.ARRIVED, "reg44.visit_arrived"),
        Move("cancel", (VisitState.PLANNED,), VisitState.CANCELLED, "reg44.visit_cancelled"),
    )
}
REPORT_MOVES = {
    move.name: move
    for move in (
        Move("send", (ReportState.DRAFTING,), ReportState.WITH_MANAGER, "reg44.draft_sent"),
        Move("comments", (ReportState.WITH_MANAGER,), ReportState.AMENDING, "reg44.comments_sent"),
        Move("no_comment", (ReportState.WITH_MANAGER,), ReportState.AMENDING, "reg44.no_comment_received"),
        Move("finalise", (ReportState.AMENDING,), ReportState.FINAL, "reg44.report_finalised", fresh=True),
        Move("issue", (ReportState.FINAL,), ReportState.ISSUED, "reg44.report_issued"),
        Move("sign_off", (ReportState.ISSUED,), ReportState.SIGNED_OFF, "reg44.report_signed_off", fresh=True),
    )
}
WRITING = (ReportState.DRAFTING, ReportState.AMENDING)  # the visitor may still change their own words
SEALED = (ReportState.FINAL, ReportState.ISSUED, ReportState.SIGNED_OFF)
SEEN_BY_HOME = (ReportState.WITH_MANAGER, ReportState.AMENDING, *SEALED)
