"""The visitor's recommendations, and what became of the earlier ones. Only the visitor, only while the report is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from actions import services as actions
from actions.models import Priority
from core.events import emit
from core.refusal import Refused
from questionnaires.answers import Answers
from reg44 import events, policy
from reg44.models import FollowUp, Recommendation, Report
from reg44.services import carry
from reg44.services.moving import hold

TOLD = "The manager was told of this at once, so its words stand. Add another recommendation if more is needed."
GONE = "This recommendation was removed. Nothing was changed."


def add(
    *,
    report: Report,
    text: str,
    priority: str,
    regulation: str,
    measure: str = "",
    decide_by: dt.date | None = None,
    op_id: str,
    by: Any,
    now: dt.datetime,
) -> Recommendation:
    """A new recommendation with the next number, which is never used again. The same ``op_id`` has one effect.

    A draft may lack a part; sending asks for it. ``decide_by`` is a London date (regulation 44(5)).
    Refused: not_the_visitor, sealed, with_manager, bad_priority, bad_operation.
    """
    with transaction.atomic():
        held = hold(report)
        policy.writes(by, held).demand()
        standing = Recommendation.objects.filter(op_id=op_id).first()
        if standing is not None and standing.report_id == held.pk:
            return standing
        if standing is not None or not op_id or len(op_id) > 64:
            raise Refused("bad_operation", "This page is out of step. Reload it and try again.")
        _priority_exists(priority)
        held.last_number += 1
        held.save()
        return Recommendation.objects.create(
            report=held,
            visit=held.visit,
            number=held.last_number,
            text=_clean(text),
            priority=priority,
            regulation=regulation.strip(),
            measure=_clean(measure),
            decide_by=decide_by,
            op_id=op_id,
            made_by=by,
            made_at=now,
        )


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def _priority_exists(priority: str) -> None:
    if priority not in Priority.values:
        raise Refused("bad_priority", "Choose High, Medium or Low.")


def _held(recommendation: Recommendation, by: Any) -> Recommendation:
    """The recommendation under lock with its report, after asking who may change it."""
    report = hold(recommendation.report_id or 0)
    policy.writes(by, report).demand()
    row = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    row.report = report
    return row


def change(
    *,
    recommendation: Recommendation,
    text: str,
    priority: str,
    regulation: str,
    measure: str = "",
    decide_by: dt.date | None = None,
    by: Any,
    now: dt.datetime,
) -> Recommendation:
    """Change the visitor's own words. One that was told at once keeps text, priority and regulation.

    Refused: not_the_visitor, sealed, with_manager, bad_priority, told, removed.
    """
    with transaction.atomic():
        row = _held(recommendation, by)
        if row.removed_at is not None:
            raise Refused("removed", GONE)
        _priority_exists(priority)
        words = (_clean(text), priority, regulation.strip())
        if row.urgent_id is not None and words != (row.text, row.priority, row.regulation):
            raise Refused("told", TOLD)
        row.text, row.priority, row.regulation = words
        row.measure, row.decide_by = _clean(measure), decide_by
        row.save()
    return row


def remove(*, recommendation: Recommendation, by: Any, now: dt.datetime) -> Recommendation:
    """Take a recommendation back; its number is not used again. Twice is once. Refused: not_the_visitor, sealed, with_manager, told."""
    with transaction.atomic():
        row = _held(recommendation, by)
        if row.urgent_id is not None:
            raise Refused("told", TOLD)
        if row.removed_at is None:
            row.removed_at = now
            row.save()
    return row


def begin_action(
    row: Recommendation, *, in_draft: bool = False, told_at: dt.datetime | None = None, by: Any, now: dt.datetime
) -> None:
    """The action of a recommendation that the home is told of; its time limit begins now, or when it was told (``told_at``, aware)."""
    row.action = actions.create(
        home=row.visit.home,
        source="reg44.recommendation",
        text=row.text,
        priority=row.priority,
        standard=row.regulation,
        decide_by=row.decide_by,
        in_draft=in_draft,
        told_at=told_at,
        by=by,
        now=now,
    )
    row.save()


def begin_high(report: Report, *, by: Any, now: dt.datetime) -> None:
    """What is marked High must not wait for the final report: its 24 hours run from the draft (domain.md 2.4, 4).

    Call within the transaction that sends the draft.
    """
    rows = report.recommendations.filter(removed_at=None, action=None, priority=Priority.HIGH)
    for row in rows.select_related("visit__home"):
        begin_action(row, in_draft=True, by=by, now=now)


def follow_up(*, follow_up: FollowUp, outcome: str, words: str, op_id: str, by: Any, now: dt.datetime) -> FollowUp:
    """What the visitor found about an earlier recommendation: met, in_progress or no_action, and how it was checked (C14).

    It is written into the report's own list, where the visitor may also answer it. Refused: not_the_visitor, sealed, with_manager.
    """
    with transaction.atomic():
        report = hold(follow_up.report_id)
        policy.writes(by, report).demand()
        if outcome not in FollowUp.Outcome.values:
            raise Refused("bad_outcome", "Choose Met, In progress or No action.")
        row = FollowUp.objects.get(pk=follow_up.pk, report=report)
        for column, value in (("status", outcome), ("how_checked", words)):
            key = f"previous_recommendations.{column}"
            carry.put(report, key, row.row, value, op_id=f"{op_id}:{column}", by=by, now=now)
        _mirror(report, row, outcome, words, by, now)
    return row


def mirror(*, report: Report, answers: Answers, by: Any, now: dt.datetime) -> list[FollowUp]:
    """Take outcome and words of every follow-up from the report's answers; those still unanswered are returned.

    Call within the transaction that holds the report.
    """
    unanswered = []
    for row in report.follow_ups.select_related("recommendation"):
        outcome = str(answers.get("previous_recommendations.status", row.row))
        words = str(answers.get("previous_recommendations.how_checked", row.row))
        shown = row.row in answers.rows("previous_recommendations")
        if outcome in FollowUp.Outcome.values and shown:
            _mirror(report, row, outcome, words, by, now)
        else:
            unanswered.append(row)
    return unanswered


def _mirror(report: Report, row: FollowUp, outcome: str, words: str, by: Any, now: dt.datetime) -> None:
    if (row.outcome, row.words) == (outcome, words):
        return
    said = row.outcome != outcome
    row.outcome, row.words, row.answered_at = outcome, words, now
    row.save()
    if said:
        emit(events.FOLLOWED_UP, report, by=by, now=now, home=report.visit.home, outcome=row.get_outcome_display())
