"""What a person must do next with a visit, and by when: one pure function for start page, lists and the page of the visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from core import clock
from homes.roles import Role
from reg44 import limits
from reg44.models import Report, Visit
from reg44.states import ReportState, VisitState


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: words for the link, where, by when (aware; None without a limit)."""

    text: str
    url: str
    due: dt.datetime | None = None

    @property
    def when(self) -> str:
        """The limit in words, "" without one."""
        return limits.words(self.due) if self.due is not None else ""

    def late(self, now: dt.datetime) -> bool:
        """Whether the limit has passed."""
        return self.due is not None and self.due < now


@dataclass(frozen=True, slots=True)
class Counts:
    """What is open in a report: comments without a decision, copies not sent, addenda to approve, and a serious concern that
    Ofsted was not told of (the id of its notice, and when it was given)."""

    undecided: int = 0
    unsent: int = 0
    addenda: int = 0
    untold: int | None = None
    untold_since: dt.datetime | None = None


NOTHING = Counts()


def _to(name: str, visit: Visit) -> str:
    return reverse(f"reg44:{name}", args=[visit.pk])


def for_visitor(visit: Visit, report: Report | None, counts: Counts, now: dt.datetime) -> Task | None:
    """The visitor's next step."""
    if visit.state == VisitState.CANCELLED:
        return None
    if report is None:
        if visit.planned_for <= clock.today(now):
            return Task("Record when you arrive", _to("arrive", visit), limits.end_of(visit.planned_for))
        return Task("Prepare for the visit", _to("briefing", visit), limits.end_of(visit.planned_for))
    if counts.untold and counts.untold_since is not None:
        address = reverse("reg44:ofsted_told", args=[counts.untold])
        return Task(
            "Record that you told Ofsted of the serious concern",
            address,
            limits.end_of(clock.today(counts.untold_since)),
        )
    if visit.left_at is None:
        return Task("Record when you left", _to("leave", visit))
    if report.state == ReportState.DRAFTING:
        return Task("Write the report and send the draft", _to("report_tasks", visit), limits.draft_by(visit.left_at))
    if report.state == ReportState.AMENDING:
        due = limits.final_by(report.commented_at or now)
        if counts.undecided:
            return Task("Decide about the manager’s comments", _to("decide", visit), due)
        return Task("Make the report final", _to("finalise", visit), due)
    return for_copies(visit, report, counts)


def for_copies(visit: Visit, report: Report, counts: Counts) -> Task | None:
    """Sending what is final: on the same day; the rest is recorded one by one."""
    if report.state == ReportState.FINAL and report.finalised_at is not None:
        return Task("Issue the report", _to("copies", visit), limits.end_of(clock.today(report.finalised_at)))
    if report.sealed and counts.unsent and report.finalised_at is not None:
        return Task("Record the copies sent", _to("copies", visit), limits.end_of(clock.today(report.finalised_at)))
    return None


def for_manager(visit: Visit, report: Report | None) -> Task | None:
    """The registered manager's next step."""
    if report is None or report.sent_at is None:
        return None
    if report.state == ReportState.WITH_MANAGER:
        return Task("Comment on facts in the draft", _to("comments", visit), limits.comments_by(report.sent_at))
    if report.answered_at is None and report.state != ReportState.SIGNED_OFF:
        return Task("Answer the recommendations", _to("action_plan", visit))
    return None


def for_supervisor(visit: Visit, report: Report | None) -> Task | None:
    """The responsible individual's next step."""
    if report is None or report.state != ReportState.ISSUED:
        return None
    return Task("Comment and sign off", _to("sign_off", visit))


def task(
    roles: Collection[str], own: bool, visit: Visit, report: Report | None, counts: Counts, now: dt.datetime
) -> Task | None:
    """The next step for somebody with these roles at the home; ``own`` when it is the visitor of this visit."""
    if own:
        return for_visitor(visit, report, counts, now)
    if Role.REGISTERED_MANAGER in roles or Role.DEPUTY_MANAGER in roles:
        return for_manager(visit, report)
    found = None
    if Role.RESPONSIBLE_INDIVIDUAL in roles:
        found = for_supervisor(visit, report)
    if found is None and Role.QA_OFFICER in roles and report is not None:
        if counts.addenda:
            return Task("Approve an addendum", _to("addenda", visit))
        found = for_copies(visit, report, counts)
    return found


def clock_of(visit: Visit, report: Report | None) -> tuple[str, dt.datetime | None]:
    """The clock that runs for the record as a whole: words and moment; ("", None) when none runs."""
    if report is None or visit.left_at is None:
        return "", None
    if report.state == ReportState.DRAFTING:
        return "Draft due", limits.draft_by(visit.left_at)
    if report.state == ReportState.WITH_MANAGER and report.sent_at:
        return "Comments due", limits.comments_by(report.sent_at)
    if report.state == ReportState.AMENDING and report.commented_at:
        return "Final report due", limits.final_by(report.commented_at)
    if report.state == ReportState.FINAL and report.finalised_at:
        return "To be issued", limits.end_of(clock.today(report.finalised_at))
    return "", None
