"""Sending an audit on, the second look, and what follows when it is agreed: its words are frozen and each finding is an action."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

import questionnaires.services as engine
from actions import services as actions
from audits import findings, policy
from audits.models import Audit, Discussion, Finding, Moderation
from audits.services.moving import demand_ready, due_clock, hold, make, moderation_clock, working_days
from audits.services.planning import plan_next, tell
from audits.states import State
from core import clock
from core.refusal import Refused
from core.texts import within
from homes import people
from homes.roles import WORKS_AT_HOME
from questionnaires import answers as stored
from questionnaires import definitions, validate
from questionnaires.canonical import dumps, sha256
from questionnaires.models import Response

SOURCE = "audit.finding"
LONGEST = 10_000
LONGEST_WHO = 300


def send(*, audit: Audit, by: Any, now: dt.datetime, version: int | None = None) -> Audit:
    """The auditor is done: the audit goes to a moderator or, where its kind has none, is agreed. Twice is once.

    Refused: not_allowed, wrong_state, stale, no_talk (before the conversation with the child is recorded), incomplete.
    """
    with transaction.atomic():
        held = hold(audit)
        if held.auditor_id == by.pk and held.state == State.MODERATION:
            return held
        policy.writes(by, held).demand()
        demand_ready(held, "send", version)
        schema, answers = definitions.schema_of(_response(held).version), stored.load(_response(held))
        if held.kind.begins_with_child and findings.asks_talk(schema):
            held.talked_on, held.child_wish = findings.talk(answers)
        elif held.talk_lacks:
            raise Refused("no_talk", "Record first when you talked with the child, or why the child did not want to.")
        wrong = validate.problems(schema, answers, strict=True, today=clock.today(now))
        if any(each.severity == "error" for each in wrong):
            raise Refused("incomplete", ". ".join(each.text for each in wrong[:3]) + ".")
        if held.talk_lacks:
            raise Refused("no_talk", "Answer first when you talked with the child, or why the child did not want to.")
        held.sent_at = now
        if not held.kind.moderators:
            _agree(held, "conclude", by=by, now=now)
            return held
        last = working_days(clock.today(now), held.kind.moderation_days)
        make(held, "send", by=by, now=now, second=moderation_clock(held.kind), act_by=last.isoformat())
        tell(held, _may_moderate(held, now), "sent", "an audit waits for a moderator", by, now)
    return held


def _response(audit: Audit) -> Response:
    assert audit.response is not None
    return audit.response


def _may_moderate(audit: Audit, now: dt.datetime) -> list[Any]:
    today = clock.today(now)
    inside = {each.pk for each in people.holders(audit.home, *WORKS_AT_HOME, on=today)} | {audit.auditor_id}
    return [each for each in people.holders(audit.home, *audit.kind.moderators, on=today) if each.pk not in inside]


def agree(*, audit: Audit, words: str, by: Any, now: dt.datetime, version: int | None = None) -> Audit:
    """The moderator agrees. The same person twice is once. Refused: those of policy.moderates, stale, too_long."""
    words = within(words, LONGEST, "What you wrote")
    with transaction.atomic():
        held = hold(audit)
        if held.settled and held.moderator_id == by.pk:
            return held
        policy.moderates(by, held).demand()
        demand_ready(held, "agree", version)
        _look(held, True, words, by, now)
        _agree(held, "agree", by=by, now=now)
        tell(held, [held.auditor], "agreed", "your audit was agreed", by, now)
    return held


def give_back(*, audit: Audit, words: str, by: Any, now: dt.datetime, version: int | None = None) -> Audit:
    """The moderator disagrees, and says why; the words stay for ever. Refused: those of policy.moderates, stale, no_reason, too_long."""
    words = within(words, LONGEST, "What you wrote")
    if not words:
        raise Refused("no_reason", "Write what has to be looked at again.")
    with transaction.atomic():
        held = hold(audit)
        policy.moderates(by, held).demand()
        demand_ready(held, "give_back", version)
        _look(held, False, words, by, now)
        last = working_days(clock.today(now), held.kind.moderation_days)
        make(held, "give_back", by=by, now=now, clock=due_clock(held.kind), act_by=last.isoformat())
        tell(held, [held.auditor], "given_back", "your audit was given back", by, now)
    return held


def _look(audit: Audit, agreed: bool, words: str, by: Any, now: dt.datetime) -> None:
    """One second look, with everything that was looked at."""
    content = engine.snapshot(_response(audit))
    audit.moderator = by
    Moderation.objects.create(
        audit=audit,
        number=audit.moderations.count() + 1,
        agreed=agreed,
        words=words,
        content=content,
        sha256=sha256(dumps(content)),
        by=by,
        at=now,
    )


def _agree(audit: Audit, name: str, *, by: Any, now: dt.datetime) -> None:
    """Freeze the words, make an action of each finding, ask for the discussion, plan the next one where the kind comes again."""
    response = _response(audit)
    schema, answers = definitions.schema_of(response.version), stored.load(response)
    content = engine.freeze(response=response, by=by, now=now)
    audit.agreed_at, audit.sha256 = now, sha256(dumps(content))
    audit.judgement = findings.judgement(schema, answers)[:200]
    rows = findings.found(schema, answers)
    for number, row in enumerate(rows, start=1):
        _act(audit, number, row, by, now)
    many = f"{len(rows)} action{'' if len(rows) == 1 else 's'}"
    last = working_days(clock.today(now), audit.kind.discussion_days).isoformat()
    make(audit, name, by=by, now=now, actions=many, discussed=audit.kind.discussed, act_by=last)
    if rows or audit.kind.discussed:
        readers = set(audit.kind.readers) & set(policy.MANAGERS)
        told = people.holders(audit.home, *readers, on=clock.today(now)) if readers else []
        others = [each for each in told if each.pk != audit.auditor_id]
        tell(audit, others, "for_the_home", "an audit of the home is agreed", by, now)
    if not audit.kind.moderators and not audit.kind.discussed:
        make(audit, "close", by=by, now=now)  # a check that was ticked: nobody waits for anything
    plan_next(audit, now=now)


def _act(audit: Audit, number: int, row: findings.Found, by: Any, now: dt.datetime) -> None:
    action = actions.create(
        home=audit.home,
        source=SOURCE,
        text=row.text,
        priority=row.priority,
        standard=row.standard,
        act_by=row.act_by,
        by=by,
        now=now,
    )
    Finding.objects.create(audit=audit, number=number, row=row.row, owner=row.owner[:LONGEST_WHO], action=action)


def discuss(*, audit: Audit, held_on: dt.date, who: str, words: str, by: Any, now: dt.datetime) -> Audit:
    """The team talked about it on that London date. Twice is once. Refused: those of policy.discusses, no_text, bad_day, too_long."""
    who, words = within(who, LONGEST_WHO, "Who was there"), within(words, LONGEST, "What you wrote")
    with transaction.atomic():
        held = hold(audit)
        if Discussion.objects.filter(audit=held, held_on=held_on, who=who, words=words, by=by).exists():
            return held
        policy.discusses(by, held).demand()
        demand_ready(held, "discuss", None)
        if not who or not words:
            raise Refused("no_text", "Write who was there, and what the team takes from it.")
        if held.agreed_at is None or not clock.today(held.agreed_at) <= held_on <= clock.today(now):
            raise Refused("bad_day", "The discussion is after the audit was agreed, and not in the future.")
        Discussion.objects.create(audit=held, held_on=held_on, who=who, words=words, by=by, at=now)
        make(held, "discuss", by=by, now=now)
    return held


def close(*, audit: Audit, by: Any, now: dt.datetime) -> Audit:
    """Nothing is left to do with it; its actions live on in their own list. Twice is once. Refused: those of policy.closes."""
    with transaction.atomic():
        held = hold(audit)
        if held.state == State.CLOSED:
            return held
        policy.closes(by, held).demand()
        demand_ready(held, "close", None)
        make(held, "close", by=by, now=now)
    return held
