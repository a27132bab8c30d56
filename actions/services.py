"""Every write on actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from actions import events, policy, selectors
from actions.models import Action, Priority
from core import clock
from core.events import emit
from core.models import Event
from core.refusal import Refused
from deadlines.models import Obligation
from deadlines.selectors import running_limits
from deadlines.services.running import bring_forward
from homes import people

PRIORITIES = list(Priority.values)  # the highest first


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
            repeats=selectors.earlier(home=home, source=source, standard=standard, text=text, now=now),
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
        if (row.text, row.standard) != (text, standard):
            row.repeats = selectors.earlier(
                home=row.home, source=row.source, standard=standard, text=text, now=row.raised_at, but=row.pk
            )
        row.text, row.standard, row.decide_by, row.in_draft = text, standard, decide_by, False
        row.save()
    return row


def withdraw(*, action: Action, reason: str, by: Any, now: dt.datetime) -> Action:
    """Whoever raised it takes it back before anything was final; twice is once. Refused: closed.

    What others were merged into stays, since they go on asking for it.
    """
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.WITHDRAWN or row.merged.exists():
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
    """Verified by somebody other than its owner and the one who claimed it, and how it was seen. Refused: own_claim, own_action (C23).

    What was merged into it ends with it.
    """
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.CLOSED:
            return row
        if row.claimed_by_id is not None and row.claimed_by_id == by.pk:
            raise Refused("own_claim", "You said yourself that this is done. Somebody else has to verify it.")
        if row.owner_id is not None and row.owner_id == by.pk:
            raise Refused("own_action", "This action is yours. Somebody else has to verify it.")
        row.state, row.closed_at, row.closed_by = Action.State.CLOSED, now, by
        row.save()
        for each in (row, *row.merged.all()):
            emit(events.CLOSED, each, by=by, now=now, home=row.home, seen=seen)
    return row


def open_closed(*, action: Action, reason: str, by: Any, now: dt.datetime) -> Action:
    """It was verified and is not done after all: the same action again, with its first dates, marked as a repeat. Twice is once.

    Refused: not_allowed, not_closed, too_late (six months), no_text.
    """
    with transaction.atomic():
        row = _locked(action)
        if row.state == Action.State.OPEN and row.reopened_at is not None:
            return row
        policy.opens_closed(by, row, now).demand()
        if not (reason := reason.replace("\x00", "").strip()):
            raise Refused("no_text", "Write what is still to be done.")
        row.state, row.closed_at, row.closed_by, row.reopened_at = Action.State.OPEN, None, None, now
        row.claimed_at, row.claimed_by = None, None
        row.save()
        emit(events.REOPENED, row, by=by, now=now, home=row.home, reason=reason)
    return row


def assign(*, action: Action, role: str, person: Any = None, by: Any, now: dt.datetime) -> Action:
    """Give it to whoever holds the role, or to one person who holds it at the home today; a person is told. Twice is once.

    Refused: not_allowed, closed, draft, no_part (the person does not hold it), not_theirs (they may not read what it came from).
    """
    with transaction.atomic():
        row = _locked(action)
        policy.assigns(by, row).demand()
        if (row.owner_role, row.owner_id) == (role, person.pk if person is not None else None):
            return row
        today = clock.today(now)
        holders = people.holders(row.home, role, on=today) if role in policy.OWN else []
        if role not in policy.OWN or (person is not None and person not in holders):
            raise Refused("no_part", "This person has no part at the home today. Choose somebody else.")
        row.owner_role, row.owner = role, person
        row.save()
        if person is not None and not Action.objects.visible_to(person).filter(pk=row.pk).exists():
            raise Refused("not_theirs", "This person may not read what the action came from. Choose somebody else.")
        emit(events.ASSIGNED, row, by=by, now=now, home=row.home, owner=row.owner_words)
        if person is not None:
            people.tell(
                [person],
                home=row.home,
                code="actions.assigned",
                key=f"actions.assigned:{row.pk}:{now.isoformat()}",
                subject=f"{row.home}: an action is yours",
                body="Sign in to read what is to be done and by when, and to say that it is done.",
                link=reverse("actions:action", args=[row.pk]),
                now=now,
                but=by,
            )
    return row


def merge(*, action: Action, into: Action, by: Any, now: dt.datetime) -> Action:
    """``into`` asks for the same and goes on for both, with the earliest dates of the two; answers it. Twice is once.

    The words of ``action``, its source and its history stay readable. Refused: not_allowed, not_open, draft, narrow, other_home, same,
    lower (what goes on has at least the priority of what ends).
    """
    with transaction.atomic():
        held = {row.pk: row for row in _held_in_order(action.pk, into.pk)}
        ends, stays = held[action.pk], held[into.pk]
        if ends.state == Action.State.MERGED and ends.merged_into_id == stays.pk:
            return stays
        for row in (ends, stays):
            policy.merges(by, row).demand()
        if ends.pk == stays.pk or ends.home_id != stays.home_id:
            raise Refused("other_home", "Choose another action of the same home.")
        if PRIORITIES.index(ends.priority) < PRIORITIES.index(stays.priority):
            raise Refused("lower", "The one that goes on has the lower priority. Merge that one into this one instead.")
        for row in (ends, *ends.merged.select_for_update()):
            row.state, row.merged_into = Action.State.MERGED, stays
            row.save()
        emit(events.MERGED, ends, by=by, now=now, home=ends.home)
        stays.raised_at = min(ends.raised_at, stays.raised_at)
        stays.decide_by = min((day for day in (ends.decide_by, stays.decide_by) if day), default=None)
        stays.act_by = min((at for at in (ends.act_by, stays.act_by) if at), default=None)
        stays.repeats_id = stays.repeats_id or (ends.repeats_id if ends.repeats_id != stays.pk else None)
        stays.reopened_at = stays.reopened_at or ends.reopened_at
        stays.save()
        emit(events.TOOK_IN, stays, by=by, now=now, home=stays.home)
        if stays.act_by is not None:
            bring_forward(
                stays,
                at=stays.act_by,
                started_at=stays.raised_at,
                reason="the same was asked for earlier",
                by=by,
                now=now,
            )
    return stays


def _held_in_order(*numbers: int) -> list[Action]:
    """Under lock, always in the same order, so that two who merge at once do not wait for each other."""
    return list(
        Action.objects.select_for_update(of=("self",)).select_related("home").filter(pk__in=numbers).order_by("pk")
    )
