"""The registered manager's part: comments on facts for 48 hours, answers to recommendations, a response to the narrative.

The manager writes beside the visitor's words, never in them (C9, C10; SCCIF).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse

from actions import services as actions
from actions.models import Action
from core.events import emit
from core.refusal import Refused
from core.texts import for_column
from deadlines.selectors import running_limits
from homes import people
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.types import type_of
from reg44 import events, policy
from reg44.models import AccuracyComment, ManagerAnswer, NarrativeResponse, Recommendation, Report, Visit
from reg44.services import moving
from reg44.states import ReportState


def quoted(report: Report, key: str, row: str, paragraph: int) -> str:
    """The paragraph (from 0) as the manager reads it, from the draft that was sent.

    Refused: opinion (an opinion is the visitor's alone), unknown_paragraph.
    """
    question = definitions.schema_of(report.response.version).question(key)
    draft = stored.from_frozen((report.draft or {})["content"])
    value = draft.get(key, row)
    texts = type_of(question).show(question, value) if question and value else []
    if question is None or paragraph >= len(texts):
        raise Refused("unknown_paragraph", "This paragraph is not in the draft. Open the page again.")
    if question.opinion or question.type == "opinion":
        raise Refused("opinion", "This is the visitor’s opinion. You can add a response to it with your action plan.")
    return texts[paragraph]


def add_comment(
    *,
    report: Report,
    key: str,
    row: str = "",
    paragraph: int = 0,
    about: str,
    correct: str,
    evidence: str = "",
    op_id: str,
    by: Any,
    now: dt.datetime,
) -> AccuracyComment:
    """A comment on one paragraph of facts; kept as a draft until all are sent. The same ``op_id`` has one effect.

    Refused: not_allowed, wrong_state, opinion, unknown_paragraph, no_text, bad_operation.
    """
    with transaction.atomic():
        held = moving.hold(report)
        standing = AccuracyComment.objects.filter(op_id=op_id).first()
        if standing is not None and (standing.report_id, standing.made_by_id) == (held.pk, by.pk):
            return standing
        policy.comments(by, held).demand()
        if standing is not None or not op_id or len(op_id) > 64:
            raise Refused("bad_operation", "This page is out of step. Reload it and try again.")
        if not correct.strip() or about not in AccuracyComment.About.values:
            raise Refused("no_text", "Say what kind of mistake it is, and write what is correct.")
        return AccuracyComment.objects.create(
            report=held,
            key=key,
            row=row,
            paragraph=paragraph,
            quoted=quoted(held, key, row, paragraph),
            about=about,
            correct=correct.replace("\x00", "").strip(),
            evidence=for_column(AccuracyComment, "evidence", evidence, "Where the visitor can see this"),
            op_id=op_id,
            made_by=by,
            made_at=now,
        )


def remove_comment(*, comment: AccuracyComment, by: Any, now: dt.datetime) -> None:
    """Take a comment back before it is sent; its history keeps it. Twice is once. Refused: not_allowed, wrong_state."""
    with transaction.atomic():
        held = moving.hold(comment.report_id)
        policy.comments(by, held).demand()
        for row in AccuracyComment.objects.filter(pk=comment.pk, report=held, sent_at=None):
            row.delete()


def send_comments(*, report: Report, version: int | None = None, by: Any, now: dt.datetime) -> Report:
    """Send the comments to the visitor. Sending again changes nothing. Refused: not_allowed, wrong_state, stale, no_comments."""
    with transaction.atomic():
        held = moving.hold(report)
        if moving.done_before(held, "comments", by):
            return held
        policy.comments(by, held).demand()
        moving.demand_ready(held, "comments", version)
        if not held.accuracy_comments.exists():
            raise Refused("no_comments", "You have written no comment. Use “I have no corrections” instead.")
        _pass_on(held, by=by, now=now)
    return held


def _pass_on(report: Report, *, by: Any, now: dt.datetime) -> None:
    rows = list(report.accuracy_comments.filter(sent_at=None))
    for row in rows:
        row.sent_at = now
        row.save()
    report.commented_at = now
    moving.make(report, "comments", by=by, now=now, count=len(rows))
    _tell_visitor(report, "The manager has commented on facts. Decide about each comment.", now)


def no_comments(*, report: Report, version: int | None = None, by: Any, now: dt.datetime) -> Report:
    """The manager finds no fact wrong: the visitor may finalise at once. Refused: not_allowed, wrong_state, stale, has_comments."""
    with transaction.atomic():
        held = moving.hold(report)
        if moving.done_before(held, "no_comment", by):
            return held
        policy.comments(by, held).demand()
        moving.demand_ready(held, "no_comment", version)
        if held.accuracy_comments.exists():
            raise Refused("has_comments", "You have written comments. Send them, or remove them first.")
        _without_comment(held, by=by, now=now)
    return held


def _without_comment(report: Report, *, by: Any, now: dt.datetime) -> None:
    report.commented_at, report.no_comment = now, True
    moving.make(report, "no_comment", by=by, now=now)
    _tell_visitor(report, "There are no comments on facts. You can make the report final.", now)


def _tell_visitor(report: Report, body: str, now: dt.datetime) -> None:
    people.tell(
        [report.visit.visitor],
        home=report.visit.home,
        code="reg44.comments",
        key=f"reg44.comments:{report.pk}",
        subject=f"{report.visit.home}: the draft is back from the manager",
        body=body,
        link=reverse("reg44:decide", args=[report.visit_id]),
        now=now,
    )


def _expired(now: dt.datetime) -> list[int]:
    """Reports whose time for comments has run out: by the obligation, which a setting of the council may have moved."""
    waiting = Report.objects.filter(state=ReportState.WITH_MANAGER, sent_at__isnull=False).order_by("pk")
    found = list(waiting.values_list("pk", "visit_id"))
    running = running_limits(Visit, [visit for _, visit in found])
    due = {pk: running[visit].get("reg44.accuracy_comments") for pk, visit in found}
    return [pk for pk, limit in due.items() if limit is not None and limit.at <= now]


def expire_comments(*, now: dt.datetime) -> int:
    """48 hours after sending: no reply counts as no comment. Comments written but not sent are passed on, nothing is lost.

    Safe to run any number of times; answers how many reports moved (C9; domain.md 2.4, 2).
    """
    moved = 0
    for pk in _expired(now):
        with transaction.atomic():
            held = moving.hold(pk)
            if held.state != ReportState.WITH_MANAGER:
                continue
            if held.accuracy_comments.exists():
                _pass_on(held, by=None, now=now)
            else:
                _without_comment(held, by=None, now=now)
            moved += 1
    return moved


def save_answer(
    *,
    recommendation: Recommendation,
    accepted: bool | None,
    what: str,
    who: str = "",
    by_date: dt.date | None = None,
    comments: str = "",
    done: bool = False,
    evidence: str = "",
    by: Any,
    now: dt.datetime,
) -> ManagerAnswer:
    """The manager's answer to one recommendation; drafts may lack parts, ``submit_plan`` asks for them (C10, C23).

    What is said about the action (done, not accepted) follows at once when the action exists. A submitted plan that lacks
    something now is no longer submitted. Refused: not_allowed, wrong_state, too_long.
    """
    with transaction.atomic():
        held = moving.hold(recommendation.report_id or 0)
        policy.answers_plan(by, held).demand()
        row = Recommendation.objects.select_related("action").get(pk=recommendation.pk, removed_at=None)
        answer = ManagerAnswer.objects.filter(recommendation=row).first() or ManagerAnswer(recommendation=row)
        said_done = answer.done
        who = for_column(ManagerAnswer, "who", who, "Who will do it")
        new = (accepted, what.strip(), who, by_date, comments.strip(), done, evidence.strip())
        old = (answer.accepted, answer.what, answer.who, answer.by_date, answer.comments, answer.done, answer.evidence)
        if answer.pk is not None and new == old:
            return answer
        answer.accepted, answer.what, answer.who, answer.by_date, answer.comments, answer.done, answer.evidence = new
        answer.saved_by, answer.saved_at = by, now
        answer.save()
        answers_changed(held)
        tell_action(row, answer, by=by, now=now, took_back=said_done)
    return answer


def answers_changed(report: Report) -> None:
    """Answers or comments of a held report are others now: nobody signs a page from before, and a plan with a gap is not submitted.

    Before the report is issued nobody can sign them, so the pages of its visitor are not made stale.
    """
    gap = report.answered_at is not None and bool(unanswered(report))
    if gap:
        report.answered_at = None
    if report.state == ReportState.ISSUED:
        report.version += 1
    if gap or report.state == ReportState.ISSUED:
        report.save()


def tell_action(
    row: Recommendation, answer: ManagerAnswer, *, by: Any, now: dt.datetime, took_back: bool = False
) -> None:
    """Bring the action of a recommendation to what the manager said: claimed done, not accepted, or open.

    What was claimed on the page of the action itself stays claimed, unless the answer said so too and now says it no more.
    """
    action = row.action
    if action is None or not action.standing.open:
        return
    if (
        action.standing != action
    ):  # it asks for the same as others: what is done is done for all, a refusal is of this one alone
        if answer.done and answer.accepted is not False and action.standing.state != Action.State.CLAIMED:
            actions.claim(action=action.standing, evidence=answer.evidence, by=by, now=now)
        return
    if answer.accepted is False:
        if action.state != Action.State.DECLINED:
            actions.decline(action=action, by=by, now=now)
    elif answer.done:
        if action.state != Action.State.CLAIMED or action.evidence != answer.evidence:
            actions.claim(action=action, evidence=answer.evidence, by=by, now=now)
    elif action.state == Action.State.DECLINED or (took_back and action.state == Action.State.CLAIMED):
        actions.reopen(action=action, reason="the answer in the action plan was changed", by=by, now=now)


def save_narrative_response(*, report: Report, text: str, by: Any, now: dt.datetime) -> NarrativeResponse | None:
    """The manager's other comments on the narrative; an empty text takes them back. Refused: not_allowed, wrong_state."""
    with transaction.atomic():
        held = moving.hold(report)
        policy.answers_plan(by, held).demand()
        text = text.replace("\x00", "").strip()
        row = NarrativeResponse.objects.filter(report=held).first()
        if not text:
            if row is not None:
                row.delete()
                answers_changed(held)
            return None
        row = row or NarrativeResponse(report=held)
        if row.text != text:
            row.text, row.saved_by, row.saved_at = text, by, now
            row.save()
            answers_changed(held)
    return row


def unanswered(report: Report, rows: Iterable[Recommendation] | None = None) -> list[str]:
    """What is missing before the action plan can be submitted, in words; ``rows`` are its recommendations when they are read already."""
    found = []
    if rows is None:
        rows = report.recommendations.filter(removed_at=None).select_related("answer")
    for row in rows:
        answer: ManagerAnswer | None = getattr(row, "answer", None)
        number = f"recommendation {row.number}"
        if answer is None or answer.accepted is None:
            found.append(f"Say whether you accept {number}")
        elif not answer.what:
            found.append(f"Say {'what will be done about' if answer.accepted else 'why you do not accept'} {number}")
        elif answer.accepted and answer.done and not answer.evidence:
            found.append(f"Say how others can see that {number} is done")
        elif answer.accepted and not answer.done and not (answer.who and answer.by_date):
            found.append(f"Say who will do {number}, and by when")
    return found


def submit_plan(*, report: Report, version: int | None = None, by: Any, now: dt.datetime) -> Report:
    """The manager has answered every recommendation; each can still be changed until the sign-off.

    Submitting again changes nothing. Refused: not_allowed, wrong_state, not_ready.
    """
    with transaction.atomic():
        held = moving.hold(report)
        if held.answered_at is not None:
            return held
        policy.answers_plan(by, held).demand()
        if wrong := unanswered(held):
            raise Refused("not_ready", ". ".join(wrong[:3]) + ".")
        held.answered_at = now
        held.version += 1
        held.save()
        emit(events.PLAN_SUBMITTED, held, by=by, now=now, home=held.visit.home)
    return held
