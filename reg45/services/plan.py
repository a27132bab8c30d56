"""The plan of a review: what the home will do, and how it becomes actions (regulation 45(2)(c) and (3))."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from actions import services as actions
from actions.models import Priority
from core import clock
from core.refusal import Refused
from core.texts import for_column
from reg45 import policy
from reg45.models import PlanRow, Review
from reg45.services.moving import hold

SOURCE = "reg45.action"


def _clean(values: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    """Text, standard, owner, priority and last day as they are kept. Refused: no_text, too_long, bad_priority, date_past."""
    names = {"text": "What will be done", "owner": "Who will do it", "standard": "The regulation"}
    kept = {name: for_column(PlanRow, name, values[name], words) for name, words in names.items()}
    if not kept["text"] or not kept["owner"]:
        raise Refused("no_text", "Write what will be done, and who will do it.")
    if values["priority"] not in Priority.values:
        raise Refused("bad_priority", "Choose High, Medium or Low.")
    act_by: dt.date | None = values["act_by"]
    if act_by is not None and act_by < clock.today(now):
        raise Refused("date_past", "The last day must not be in the past.")
    return kept | {"priority": values["priority"], "act_by": act_by}


def add(*, review: Review, op_id: str, by: Any, now: dt.datetime, **values: Any) -> PlanRow:
    """A new row with the next number; the same ``op_id`` has one effect. ``values``: text, standard, owner, priority, act_by.

    Refused: not_allowed, wrong_state, sealed, bad_operation, and those of the values.
    """
    with transaction.atomic():
        held = hold(review)
        policy.writes(by, held).demand()
        standing = PlanRow.objects.filter(op_id=op_id).first()
        if standing is not None and standing.review_id == held.pk:
            return standing
        if standing is not None or not op_id or len(op_id) > 64:
            raise Refused("bad_operation", "This page is out of step. Reload it and try again.")
        kept = _clean(values, now)
        held.last_row += 1
        held.save()
        return PlanRow.objects.create(review=held, number=held.last_row, op_id=op_id, made_by=by, made_at=now, **kept)


def _held(row: PlanRow, by: Any) -> PlanRow:
    policy.writes(by, hold(row.review_id)).demand()
    found = PlanRow.objects.select_for_update(of=("self",)).select_related("action").get(pk=row.pk)
    if found.removed_at is not None:
        raise Refused("removed", "This was taken out of the plan. Nothing was changed.")
    return found


def change(*, row: PlanRow, by: Any, now: dt.datetime, **values: Any) -> PlanRow:
    """Other words for one row. Refused as in ``add``, and removed."""
    with transaction.atomic():
        held = _held(row, by)
        kept = _clean(values, now)
        if any(getattr(held, name) != value for name, value in kept.items()):
            for name, value in kept.items():
                setattr(held, name, value)
            held.save()
    return held


def remove(*, row: PlanRow, by: Any, now: dt.datetime) -> PlanRow:
    """Take one row out of the plan; its words and number are kept. Twice is once. Refused: not_allowed, wrong_state, sealed."""
    with transaction.atomic():
        policy.writes(by, hold(row.review_id)).demand()
        held = PlanRow.objects.select_for_update().get(pk=row.pk)
        if held.removed_at is None:
            held.removed_at = now
            held.save()
    return held


def begin_actions(review: Review, *, by: Any, now: dt.datetime) -> None:
    """An action for each row of a review that is being completed. One of an earlier completion takes the words of now, or is withdrawn."""
    for row in review.plan.select_related("action"):
        standing = row.action
        if standing is not None and standing.open and (row.removed_at is not None or _other(row)):
            why = "the plan was changed before the review was approved"
            actions.withdraw(action=standing, reason=why, by=by, now=now)
            standing = None
        if row.removed_at is not None:
            continue
        if standing is not None:
            if standing.open:
                actions.settle(action=standing, text=row.text, standard=row.standard, decide_by=None)
            continue
        row.action = actions.create(
            home=review.home,
            source=SOURCE,
            text=row.text,
            priority=row.priority,
            standard=row.standard,
            act_by=row.act_by,
            by=by,
            now=now,
        )
        row.save()


def _other(row: PlanRow) -> bool:
    """Whether the plan now asks for another day or priority than its action was begun with."""
    action = row.action
    if action is None or action.priority != row.priority:
        return True
    begun_with = clock.today(action.act_by) if action.act_by is not None else None
    return row.act_by is not None and row.act_by != begun_with
