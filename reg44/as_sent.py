"""The draft as the home reads it, on the page and in a file: the words that were sent, never what the visitor changes after."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.dateparse import parse_date

from questionnaires import answers as stored
from questionnaires.answers import Answers
from reg44.models import AccuracyComment, Recommendation, Report
from reg44.states import ReportState


def answers(report: Report) -> Answers:
    """The answers as they were sent to the manager; no query. The report was sent."""
    return stored.from_frozen((report.draft or {})["content"])


def recommendations(report: Report, rows: Iterable[Recommendation]) -> list[Recommendation]:
    """The recommendations with the words that were sent; ``rows`` are all of the report, also those removed since.

    While the draft is with the manager its words cannot change, but something may be told at once: the home has read that already.
    """
    if report.state == ReportState.WITH_MANAGER or report.draft is None:
        return [row for row in rows if row.removed_at is None]
    sent = {row["number"]: row for row in report.draft["recommendations"]}
    found = [row for row in rows if row.number in sent]
    for row in found:
        words = sent[row.number]
        row.text, row.priority, row.regulation = words["text"], words["priority"], words["regulation"]
        row.measure, row.decide_by = words["measure"], parse_date(words["decide_by"] or "")
    return found


def comments(rows: Iterable[AccuracyComment]) -> list[AccuracyComment]:
    """The manager's comments without what the visitor is deciding about them; that is told when the report is final."""
    found = list(rows)
    for row in found:
        row.decision, row.reason, row.decided_at = "", "", None
    return found
