"""What a person must do next with a visit, and by when: one pure function for start page, lists and the page of the visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse

from core import clock
from core.templatetags.portal import limit_words
from deadlines.calendar import end_of
from deadlines.selectors import Running
from homes.roles import Role
from reg44.models import Report, Visit
from reg44.states import ReportState, VisitState


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: words for the link, where, by when (aware; None without a limit), and the number of the time limit behind it."""

    text: str
    url: str
    due: dt.datetime | None = None
    limit: int | None = None

    @property
    def when(self) -> str:
        """The limit in words, "" without one."""
        return limit_words(self.due) if self.due is not None else ""

    def late(self, now: dt.datetime) -> bool:
        """Whether the limit has passed."""
        return self.due is not None and self.due < now


@dataclass(frozen=True, slots=True)
class Counts:
    """What is open in a report: comments without a decision, copies not sent, addenda to approve, and a serious concern that
    Ofsted was not told of (the id of its notice)."""

    undecided: int = 0
    unsent: int = 0
    addenda: int = 0
    untold: int | None = None


NOTHING = Counts()
Limits = Mapping[str, Running]  # rule -> the time limit that runs by it for one visit


def _within(running: Limits, rule: str, text: str, url: str) -> Task:
    """A task with the time limit of this rule, if one runs."""
    found = running.get(f"reg44.{rule}")
    return Task(text, url, found.at, found.number) if found else Task(text, url)


def _to(name: str, visit: Visit) -> str:
    return reverse(f"reg44:{name}", args=[visit.pk])


def for_visitor(visit: Visit, report: Report | None, counts: Counts, running: Limits, now: dt.datetime) -> Task | None:
    """The visitor's next step."""
    if visit.state == VisitState.CANCELLED:
        return None
    if report is None:
        arrives = visit.planned_for <= clock.today(now)
        text, name = ("Record when you arrive", "arrive") if arrives else ("Prepare for the visit", "briefing")
        return Task(text, _to(name, visit), end_of(visit.planned_for))
    if counts.untold:
        address = reverse("reg44:ofsted_told", args=[counts.untold])
        text = "Record that you told Ofsted of the serious concern"
        return _within(running, "concern_to_ofsted", text, address)
    if report.state == ReportState.DRAFTING:
        text = "Write the report and send the draft"
        return _within(running, "draft_to_manager", text, _to("report_tasks", visit))
    if report.state == ReportState.AMENDING:
        if counts.undecided:
            text, name = "Decide about the manager’s comments", "decide"
        else:
            text, name = "Make the report final", "finalise"
        return _within(running, "final_report", text, _to(name, visit))
    return for_copies(visit, report, counts, running)


def for_copies(visit: Visit, report: Report, counts: Counts, running: Limits) -> Task | None:
    """Sending what is final: on the same day; the rest is recorded one by one."""
    if report.state == ReportState.FINAL:
        return _within(running, "issue_same_day", "Issue the report", _to("copies", visit))
    if report.sealed and counts.unsent:
        return _within(running, "copies", "Record the copies sent", _to("copies", visit))
    return None


def for_manager(visit: Visit, report: Report | None, running: Limits) -> Task | None:
    """The registered manager's next step."""
    if report is None or report.sent_at is None:
        return None
    if report.state == ReportState.WITH_MANAGER:
        return _within(running, "accuracy_comments", "Comment on facts in the draft", _to("comments", visit))
    if report.answered_at is not None or report.state == ReportState.SIGNED_OFF:
        return None
    if report.returned_at is not None:
        return _within(running, "plan_again", "The action plan came back: answer it again", _to("action_plan", visit))
    return _within(running, "action_plan", "Answer the recommendations", _to("action_plan", visit))


def for_supervisor(visit: Visit, report: Report | None, running: Limits) -> Task | None:
    """The responsible individual's next step; while the plan is back with the manager there is none."""
    if report is None or report.state != ReportState.ISSUED:
        return None
    if report.returned_at is not None and report.answered_at is None:
        return None
    return _within(running, "ri_sign_off", "Comment and sign off", _to("sign_off", visit))


def task(
    roles: Collection[str],
    own: bool,
    visit: Visit,
    report: Report | None,
    counts: Counts,
    running: Limits,
    now: dt.datetime,
) -> Task | None:
    """The next step for somebody with these roles at the home; ``own`` when it is the visitor of this visit."""
    if own:
        return for_visitor(visit, report, counts, running, now)
    if Role.REGISTERED_MANAGER in roles or Role.DEPUTY_MANAGER in roles:
        return for_manager(visit, report, running)
    found = None
    if Role.RESPONSIBLE_INDIVIDUAL in roles:
        found = for_supervisor(visit, report, running)
    if found is None and Role.QA_OFFICER in roles and report is not None:
        if counts.addenda:
            return Task("Approve an addendum", _to("addenda", visit))
        found = for_copies(visit, report, counts, running)
    return found


CLOCKS = {
    ReportState.DRAFTING: ("Draft due", "reg44.draft_to_manager"),
    ReportState.WITH_MANAGER: ("Comments due", "reg44.accuracy_comments"),
    ReportState.AMENDING: ("Final report due", "reg44.final_report"),
    ReportState.FINAL: ("To be issued", "reg44.issue_same_day"),
}


def clock_of(report: Report | None, running: Limits) -> tuple[str, Running | None]:
    """The time limit that runs for the record as a whole, with its words; ("", None) when none runs."""
    words, rule = CLOCKS.get(ReportState(report.state), ("", "")) if report is not None else ("", "")
    found = running.get(rule)
    return (words, found) if found else ("", None)
