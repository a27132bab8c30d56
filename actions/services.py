"""Every write on actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from actions import events, policy
from actions.models import Action
from core.events import emit
from core.models import Event
from core.refusal import Refused
from deadlines.models import Obligation
from deadlines.selectors import running_limits


def create(
    *,
    home: Any,
    source: str,
    text: str,
    priority: str,
    by: Any,
    now: dt.datetime,
    standard: str = "",
    decide_by: dt.date | None = None,
    act_by: dt.date | None = None,
    told_at: dt.datetime | None = None,
    in_draft: bool = False,
) -> Action:
    """Raise an action at a home; ``decide_by`` is a London date, and so is ``act_by``, a last day that the source itself names.

    ``told_at`` (aware) is when its owner first heard of it, which may be before now: time limits count from there. The event
    opens the time limit of its source and priority, and ``act_by`` is when that one ends (None without one).
    """
    with transaction.atomic():
        action = Action.objects.create(
            home=home,
            source=source,
            text=text,
            priority=priority,
            standard=standard,
            decide_by=decide_by,
            in_draft=in_draft,
            raised_at=now,
        )
        counts_from = (told_at or now).isoformat()
        emit(
            events.CREATED,
            action,
            by=by,
            now=now,
            home=home,
            priority=priority,
            source=source,
            act_by=act_by.isoformat() if act_by else None,
            counts_from=counts_from,
        )
        ends = [each.at for each in running_limits(Action, [action.pk])[action.pk].values()]
        if ends:
            action.act_by = min(ends)
            action.save()
    return action


def limit_moved(event: Event, obligation: Obligation) -> None:
    """The time limit of an action has moved (a setting, a closure day, a person): its ``act_by`` goes with it."""
    if obligation.subject_type != Action._meta.label_lower:
        return
    action = Action.objects.select_for_update().get(pk=obligation.subject_id)
    action.act_by = obligation.due_at
    action.save()


def _locked(action: Action) -> Action:
    return Action.objects.select_for_update().select_related("home").get(pk=action.pk)


def _demand_open(action: Action) -> None:
    if not action.open:
        raise Refused("closed", "This action is closed already. Nothing was changed.")


def settle(*, action: Action, text: str, standard: str, decide_by: dt.date | None) -> Action:
    """The draft it came from is final: its words are the final ones, and everybody who follows the home may read it."""
    with transaction.atomic():
        row = _locked(action)
        row.text, row.standard, row.decide_by, row.in_draft = text, standard, decide_by, False
        row.save()
    return row


def withdraw(*, action: Action, reason: str, by: Any, now: dt.datetime) -> Action:
    """Whoever raised it takes it back before anything was final; twice is once. Refused: closed."""
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.WITHDRAWN:
            return row
        _demand_open(row)
        row.state = Action.State.WITHDRAWN
        row.save()
        emit(events.WITHDRAWN, row, by=by, now=now, home=row.home, reason=reason)
    return row


def say_done(*, action: Action, evidence: str, by: Any, now: dt.datetime) -> Action:
    """The manager says outside any plan that it is done. Saying the same twice is once. Refused: not_allowed, closed, no_text."""
    with transaction.atomic():
        row = _locked(action)
        policy.reports(by, row).demand()
        if not (evidence := evidence.replace("\x00", "").strip()):
            raise Refused("no_text", "Write how others can see that it is done.")
        return claim(action=row, evidence=evidence, by=by, now=now)


def open_again(*, action: Action, reason: str, by: Any, now: dt.datetime) -> Action:
    """It is not done after all. Refused: not_allowed, not_claimed, closed, no_text."""
    with transaction.atomic():
        row = _locked(action)
        policy.opens_again(by, row).demand()
        if not (reason := reason.replace("\x00", "").strip()):
            raise Refused("no_text", "Write what is still to be done.")
        return reopen(action=row, reason=reason, by=by, now=now)


def verify(*, action: Action, seen: str, by: Any, now: dt.datetime) -> Action:
    """It is done, and how that is known; twice is once. Refused: not_allowed, own_claim, not_claimed, no_text."""
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.CLOSED and row.closed_by_id == by.pk:
            return row
        policy.verifies(by, row).demand()
        if not (seen := seen.replace("\x00", "").strip()):
            raise Refused("no_text", "Write how you know that it is done.")
        return close(action=row, seen=seen, by=by, now=now)


def claim(*, action: Action, evidence: str, by: Any, now: dt.datetime) -> Action:
    """Its owner says it is done and how that can be seen; it stays open until somebody else verifies it. Refused: closed."""
    with transaction.atomic():
        row = _locked(action)
        _demand_open(row)
        if (row.state, row.evidence) == (Action.State.CLAIMED, evidence):
            return row
        row.state, row.evidence, row.claimed_at, row.claimed_by = Action.State.CLAIMED, evidence, now, by
        row.save()
        emit(events.CLAIMED, row, by=by, now=now, home=row.home)
    return row


def decline(*, action: Action, by: Any, now: dt.datetime) -> Action:
    """The registered person considered it and will not act (regulation 44(5)); the reasons stand with the answer."""
    with transaction.atomic():
        row = _locked(action)
        _demand_open(row)
        row.state = Action.State.DECLINED
        row.save()
        emit(events.DECLINED, row, by=by, now=now, home=row.home)
    return row


def reopen(*, action: Action, reason: str, by: Any, now: dt.datetime) -> Action:
    """Take a claim or a refusal back, and why. Refused: closed."""
    with transaction.atomic():
        row = _locked(action)
        _demand_open(row)
        row.state, row.claimed_at, row.claimed_by = Action.State.OPEN, None, None
        row.save()
        emit(events.REOPENED, row, by=by, now=now, home=row.home, reason=reason)
    return row


def close(*, action: Action, seen: str, by: Any, now: dt.datetime) -> Action:
    """Verified by somebody other than the one who claimed it, and how it was seen. Refused: own_claim (C23)."""
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.CLOSED:
            return row
        if row.claimed_by_id is not None and row.claimed_by_id == by.pk:
            raise Refused("own_claim", "You said yourself that this is done. Somebody else has to verify it.")
        row.state, row.closed_at, row.closed_by = Action.State.CLOSED, now, by
        row.save()
        emit(events.CLOSED, row, by=by, now=now, home=row.home, seen=seen)
    return row
