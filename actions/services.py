"""Every write on actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from actions import events
from actions.models import Action
from core.events import emit
from core.refusal import Refused


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
    act_by: dt.datetime | None = None,
    told_at: dt.datetime | None = None,
) -> Action:
    """Raise an action at a home; ``act_by`` is an aware moment, ``decide_by`` a London date.

    ``told_at`` (aware) is when its owner first heard of it, which may be before now: time limits count from there.
    """
    with transaction.atomic():
        action = Action.objects.create(
            home=home,
            source=source,
            text=text,
            priority=priority,
            standard=standard,
            decide_by=decide_by,
            act_by=act_by,
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
            counts_from=counts_from,
        )
    return action


def _locked(action: Action) -> Action:
    return Action.objects.select_for_update().select_related("home").get(pk=action.pk)


def claim(*, action: Action, evidence: str, by: Any, now: dt.datetime) -> Action:
    """Its owner says it is done and how that can be seen; it stays open until somebody else verifies it."""
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.CLOSED:
            raise Refused("closed", "This action is closed already. Nothing was changed.")
        row.state, row.evidence, row.claimed_at, row.claimed_by = Action.State.CLAIMED, evidence, now, by
        row.save()
        emit(events.CLAIMED, row, by=by, now=now, home=row.home)
    return row


def decline(*, action: Action, by: Any, now: dt.datetime) -> Action:
    """The registered person considered it and will not act (regulation 44(5)); the reasons stand with the answer."""
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.CLOSED:
            raise Refused("closed", "This action is closed already. Nothing was changed.")
        row.state = Action.State.DECLINED
        row.save()
        emit(events.DECLINED, row, by=by, now=now, home=row.home)
    return row


def reopen(*, action: Action, by: Any, now: dt.datetime) -> Action:
    """Take a claim or a refusal back."""
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.CLOSED:
            raise Refused("closed", "This action is closed already. Nothing was changed.")
        row.state, row.claimed_at, row.claimed_by = Action.State.OPEN, None, None
        row.save()
        emit(events.REOPENED, row, by=by, now=now, home=row.home)
    return row


def close(*, action: Action, by: Any, now: dt.datetime) -> Action:
    """Verified by somebody other than the one who claimed it; Refused else (C23)."""
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.CLOSED:
            return row
        if row.claimed_by_id is not None and row.claimed_by_id == by.pk:
            raise Refused("own_claim", "You said yourself that this is done. Somebody else has to verify it.")
        row.state, row.closed_at, row.closed_by = Action.State.CLOSED, now, by
        row.save()
        emit(events.CLOSED, row, by=by, now=now, home=row.home)
    return row
