"""From the manager's comments to the sealed, issued and signed-off report; and addenda, since a sealed report is never edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse

import questionnaires.services as engine
from actions import services as actions
from core import clock, signing
from core.events import emit
from core.refusal import Refused
from homes import access, people
from homes.roles import Role
from questionnaires import answers as stored
from reg44 import events, policy, sealing
from reg44.models import (
    AccuracyComment,
    Addendum,
    FollowUp,
    ManagerAnswer,
    PlanReturn,
    Recommendation,
    Report,
    Signature,
    SupervisorComment,
)
from reg44.services import carry, copies, moving, recommendations
from reg44.services.manager import answers_changed, tell_action, unanswered
from reg44.services.sending import demand_in_order
from reg44.states import ReportState

FINAL_DECLARATIONS = {
    "read": "I have read the whole report as it will be issued, and decided about every comment.",
    "own": "It is my own independent opinion. Nobody has changed my words.",
}
SIGN_OFF_DECLARATIONS = {
    "read": "I have read the report, the manager’s answers and what changed since the draft.",
    "content": "I am content that the answers deal with what the visitor found, or I say above what else must happen.",
}

ADDENDUM_DECLARATION = "I have read this addendum. It may stand with the report."


def decide_comment(
    *, comment: AccuracyComment, decision: str, reason: str, by: Any, now: dt.datetime
) -> AccuracyComment:
    """The visitor accepts a comment, or declines it with a reason; can be changed until the report is final (C9).

    Accepting changes no word by itself: the visitor changes the report. Refused: not_the_visitor, wrong_state, no_reason.
    """
    with transaction.atomic():
        held = moving.hold(comment.report_id)
        policy.writes(by, held).demand()
        if held.state != ReportState.AMENDING or decision not in AccuracyComment.Decision.values:
            raise Refused("wrong_state", "Comments are decided when the draft is back from the manager.")
        reason = reason.replace("\x00", "").strip()
        if decision == AccuracyComment.Decision.DECLINED and not reason:
            raise Refused("no_reason", "Write why you decline this comment. The manager will read it.")
        row = AccuracyComment.objects.get(pk=comment.pk, report=held, sent_at__isnull=False)
        if (row.decision, row.reason) != (decision, reason):
            row.decision, row.reason, row.decided_by, row.decided_at = decision, reason, by, now
            row.save()
            word = row.get_decision_display().lower()
            emit(events.COMMENT_DECIDED, held, by=by, now=now, home=held.visit.home, decision=word)
    return row


def finalise(
    *,
    report: Report,
    declared: Collection[str],
    method: str = "password",
    version: int | None = None,
    by: Any,
    now: dt.datetime,
) -> Report:
    """Sign and seal the report: from here nobody changes a word. The view has asked for a fresh sign-in (``method`` says how).

    Actions begin for every recommendation, the list of copies is made. Finalising again changes nothing.
    Refused: not_the_visitor, stale, not_declared, undecided, not_ready.
    """
    with transaction.atomic():
        held = moving.hold(report)
        if moving.done_before(held, "finalise", by):
            return held
        policy.writes(by, held).demand()
        moving.demand_ready(held, "finalise", version)
        signing.demand_declared(declared, FINAL_DECLARATIONS)
        if held.accuracy_comments.filter(sent_at__isnull=False, decision="").exists():
            raise Refused("undecided", "Decide about each comment of the manager first.")
        found = stored.load(held.response)
        demand_in_order(held, found)
        recommendations.mirror(report=held, answers=found, by=by, now=now)
        engine.freeze(response=held.response, by=by, now=now, judged=False)
        held.finalised_at = now
        if held.answered_at is not None and unanswered(
            held
        ):  # answered early, and the visitor has added something since
            held.answered_at = None
        _begin_actions(held, by=by, now=now)
        _close_met(held, by=by, now=now)
        moving.make(held, "finalise", by=by, now=now, **_asked(held))
        _sign_final(held, [FINAL_DECLARATIONS[name] for name in FINAL_DECLARATIONS], method, by, now)
        copies.make_list(report=held, now=now)
        _carry_into_next(held, by=by, now=now)
    return held


def _asked(report: Report) -> dict[str, Any]:
    """What the manager is asked: whether there is anything to answer, and the first day named for it (regulation 44(5))."""
    days = list(report.recommendations.filter(removed_at=None).values_list("decide_by", flat=True))
    first = min((day for day in days if day is not None), default=None)
    return {"recommendations": bool(days), "decide_by": first.isoformat() if first else None}


def _begin_actions(report: Report, *, by: Any, now: dt.datetime) -> None:
    """An action for each recommendation. One that the draft began (High) takes the final words, or is withdrawn if it is High no more."""
    for row in report.recommendations.filter(urgent=None).select_related("action", "answer"):
        standing = row.action
        if standing is not None and (row.removed_at is not None or standing.priority != row.priority):
            why = "the visitor changed the recommendation before the report was final"
            actions.withdraw(action=standing, reason=why, by=by, now=now)
            standing = None
        if row.removed_at is not None:
            continue
        if standing is not None:
            actions.settle(action=standing, text=row.text, standard=row.regulation, decide_by=row.decide_by)
            continue
        recommendations.begin_action(row, by=by, now=now)
        answer: ManagerAnswer | None = getattr(row, "answer", None)
        if answer is not None:
            tell_action(row, answer, by=answer.saved_by, now=now)


def _close_met(report: Report, *, by: Any, now: dt.datetime) -> None:
    """What the visitor found met is verified; what was said to be done and is not, is open again (C23)."""
    for row in report.follow_ups.select_related("recommendation__action"):
        action = row.recommendation.action
        if action is None or action.state == action.State.CLOSED:
            continue
        if row.outcome == FollowUp.Outcome.MET:
            actions.close(action=action, seen="found met at the visit", by=by, now=now)
        elif action.state == action.State.CLAIMED:
            actions.reopen(action=action, reason="the visitor found it not met", by=by, now=now)


def _sign_final(report: Report, declared: list[str], method: str, by: Any, now: dt.datetime) -> None:
    for comment in report.accuracy_comments.all():
        _seal_row(comment)
    for row in (*report.recommendations.all(), *report.follow_ups.all()):
        _seal_row(row)
    record = sealing.load(report)
    signature = _signature(report, sealing.FINAL, Role.VISITOR, declared, method, by, now)
    _seal(signature, lambda row: sealing.payload(record, row))


def _signature(
    report: Report, purpose: str, role: str, declared: list[str], method: str, by: Any, now: dt.datetime
) -> Signature:
    signature = Signature(report=report, purpose=purpose, person=by, role=str(role), name=by.full_name, at=now)
    signature.declared, signature.method = declared, method
    return signature


def _seal(signature: Signature, words: Callable[[Signature], dict[str, Any]]) -> None:
    home = signature.report.visit.home
    signing.sign(signature, chain=sealing.chain(home), subject=signature.report, words=words)


def _carry_into_next(report: Report, *, by: Any, now: dt.datetime) -> None:
    """A later report of this home that is being written already gets what this one left open."""
    later = Report.objects.filter(
        visit__home=report.visit.home_id, state=ReportState.DRAFTING, visit__arrived_at__gt=report.visit.arrived_at
    )
    for row in later.select_related("visit__home", "response__version"):
        carry.follow_ups(report=row, by=by, now=now)


def comment_as_supervisor(
    *, recommendation: Recommendation, text: str, by_date: dt.date | None = None, by: Any, now: dt.datetime
) -> SupervisorComment | None:
    """The responsible individual's comment on one recommendation (C12); an empty one is taken back. Refused: as for the sign-off."""
    with transaction.atomic():
        held = moving.hold(recommendation.report_id or 0)
        policy.signs_off(by, held).demand()
        row = SupervisorComment.objects.filter(recommendation=recommendation).first()
        text = text.replace("\x00", "").strip()
        if not text and by_date is None:
            if row is not None:
                row.delete()
                answers_changed(held)
            return None
        row = row or SupervisorComment(recommendation=recommendation)
        if (row.text, row.by_date) != (text, by_date):
            row.text, row.by_date, row.saved_by, row.saved_at = text, by_date, by, now
            row.save()
            answers_changed(held)
    return row


def return_plan(*, report: Report, reason: str, version: int | None = None, by: Any, now: dt.datetime) -> PlanReturn:
    """The responsible individual is not content: the manager answers again. The same words twice are one return.

    Refused: as for the sign-off, stale, no_reason, not_submitted.
    """
    with transaction.atomic():
        held = moving.hold(report)
        policy.signs_off(by, held).demand()
        reason = reason.replace("\x00", "").strip()
        standing = held.plan_returns.last()
        if standing is not None and held.answered_at is None and (standing.reason, standing.by_id) == (reason, by.pk):
            return standing
        if held.answered_at is None:
            raise Refused(
                "not_submitted", "The manager has not submitted the action plan yet. There is nothing to send back."
            )
        moving.demand_ready(held, "sign_off", version)
        if not reason:
            raise Refused("no_reason", "Write what is missing. The manager reads it.")
        row = PlanReturn.objects.create(report=held, reason=reason, by=by, at=now)
        held.answered_at, held.returned_at = None, now
        held.version += 1
        held.save()
        emit(events.PLAN_RETURNED, held, by=by, now=now, home=held.visit.home)
        people.tell(
            people.holders(held.visit.home, *people.MANAGERS, on=clock.today(now)),
            home=held.visit.home,
            code="reg44.plan_returned",
            key=f"reg44.plan_returned:{row.pk}",
            subject=f"{held.visit.home}: the action plan came back to you",
            body="The responsible individual asks for more. Sign in to read what is missing.",
            link=reverse("reg44:action_plan", args=[held.visit_id]),
            now=now,
        )
    return row


def sign_off(
    *,
    report: Report,
    declared: Collection[str],
    method: str = "password",
    version: int | None = None,
    by: Any,
    now: dt.datetime,
) -> Report:
    """The responsible individual signs off: answers and comments are sealed too. Signing again changes nothing.

    Refused: not_allowed, two_hats, wrong_state, stale, not_declared, not_answered, seal_broken.
    """
    with transaction.atomic():
        held = moving.hold(report)
        if moving.done_before(held, "sign_off", by):
            return held
        policy.signs_off(by, held).demand()
        moving.demand_ready(held, "sign_off", version)
        signing.demand_declared(declared, SIGN_OFF_DECLARATIONS)
        if gap := not_answered(held):
            raise Refused("not_answered", gap)
        record = sealing.load(held)
        signing.demand_whole(sealing.verify(record), "report")
        held.signed_off_at, held.signed_off_by = now, by
        moving.make(held, "sign_off", by=by, now=now)
        for row in record.standing:
            for part in (getattr(row, "answer", None), getattr(row, "supervisor_comment", None)):
                _seal_row(part)
        _seal_row(getattr(held, "narrative_response", None))
        texts = [SIGN_OFF_DECLARATIONS[name] for name in SIGN_OFF_DECLARATIONS]
        signature = _signature(held, sealing.SIGN_OFF, Role.RESPONSIBLE_INDIVIDUAL, texts, method, by, now)
        _seal(signature, lambda row: sealing.payload_sign_off(record, row))
    return held


def not_answered(report: Report, standing: Sequence[Recommendation] | None = None) -> str:
    """Why the plan cannot be signed off yet, "" when it can: every recommendation is answered and the plan submitted, again when it came back."""
    rows = (
        list(report.recommendations.filter(removed_at=None).select_related("answer")) if standing is None else standing
    )
    missing = unanswered(report, rows)
    if report.answered_at is None and (rows or report.returned_at is not None):
        again = " again" if report.returned_at is not None else ""
        return (
            f"The manager has not submitted the action plan{again} yet. "
            "Ask the manager to answer every recommendation and submit it."
        )
    return f"{missing[0]}: this is not answered. Send the action plan back to the manager." if missing else ""


def _seal_row(row: Any) -> None:
    if row is not None:
        row.sealed = True
        row.save()


def write_addendum(*, report: Report, text: str, reason: str, by: Any, now: dt.datetime) -> Addendum:
    """Add to a sealed report: dated and numbered, in force when a second person approved it. The same words twice are one.

    Refused: not_the_visitor, wrong_state, no_text.
    """
    with transaction.atomic():
        held = moving.hold(report)
        policy.adds(by, held).demand()
        text, reason = (part.replace("\x00", "").strip() for part in (text, reason))
        if not text or not reason:
            raise Refused("no_text", "Write what is to be added, and why it was not in the report.")
        standing = held.addenda.filter(text=text, reason=reason, written_by=by).first()
        if standing is not None:
            return standing
        held.last_addendum += 1
        held.save()
        row = Addendum.objects.create(
            report=held, number=held.last_addendum, text=text, reason=reason, written_by=by, written_at=now
        )
        emit(events.ADDENDUM_WRITTEN, held, by=by, now=now, home=held.visit.home, number=row.number)
        people.tell(
            people.holders(held.visit.home, Role.QA_OFFICER, on=clock.today(now)),
            home=held.visit.home,
            code="reg44.addendum",
            key=f"reg44.addendum:{row.pk}",
            subject=f"{held.visit.home}: an addendum needs your approval",
            body="The visitor wants to add to a sealed report. Sign in to read it.",
            link=reverse("reg44:addenda", args=[held.visit_id]),
            now=now,
        )
    return row


def approve_addendum(*, addendum: Addendum, method: str = "password", by: Any, now: dt.datetime) -> Addendum:
    """The second person approves and signs; the addendum is sealed. Twice is once. The view has asked for a fresh sign-in.

    Refused: not_allowed, own_words, seal_broken.
    """
    with transaction.atomic():
        held = moving.hold(addendum.report_id)
        policy.approves_addendum(by, held).demand()
        row = Addendum.objects.select_for_update(of=("self",)).get(pk=addendum.pk)
        if row.approved_at is not None:
            return row
        record = sealing.load(held)
        signing.demand_whole(sealing.verify(record), "report")
        row.approved_by, row.approved_at = by, now
        row.save()
        officer = access.covers(by, held.visit.home_id, Role.QA_OFFICER)
        role = Role.QA_OFFICER if officer else Role.HEAD_OF_QA
        signature = _signature(held, signing.purpose_of(row), role, [ADDENDUM_DECLARATION], method, by, now)
        _seal(signature, lambda signed: sealing.payload_addendum(record, row, signed))
        emit(events.ADDENDUM_APPROVED, held, by=by, now=now, home=held.visit.home, number=row.number)
    return row
