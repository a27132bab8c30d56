"""What follows a record: signatures, talks, who was told. A step is only ever added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from core.events import emit
from core.refusal import Refused
from core.texts import within
from records import events, matters, policy
from records.kinds import StepKind, step_of
from records.models import Record, Step
from records.services.writing import hold_record

LONGEST = 10_000
# The moment at which these happened ends or starts a limit, not the moment at which somebody wrote it down.
COUNTS_FROM_STEP = ("returned", "interview_held", "interview_declined")


def take(
    *,
    record: Record,
    code: str,
    at: dt.datetime,
    by: Any,
    now: dt.datetime,
    words: str = "",
    answers: Mapping[str, bool] | None = None,
    whom: str = "",
    method: str = "",
) -> Step:
    """Take one step; ``at`` (aware) is when it happened. The same step sent twice is once; a signature is one for each version.

    Refused: unknown_step, in_the_future, too_early, no_text, no_whom, the code of a demand, and those of policy.takes and policy.follows.
    """
    kind = step_of(record.kind, code)
    if kind is None:
        raise Refused("unknown_step", "This does not belong to this kind of record. Nothing was changed.")
    words = within(words, LONGEST, "What you wrote")
    said = {key: bool((answers or {}).get(key)) for key, _ in kind.asks}
    with transaction.atomic():
        held = hold_record(record)
        policy.takes(by, held, kind).demand()
        before = list(held.steps.all())
        same = (code, at, words, whom if kind.whom else "", by.pk, said)
        for each in before:
            again = (each.code, each.at, each.words, each.whom, each.by_id, each.answers) == same
            if again and (not kind.signs or each.revision == held.last_revision):
                return each
        _judge(held, kind, before, at, words, said, whom, now)
        step = Step.objects.create(
            record=held,
            code=code,
            at=at,
            words=words,
            whom=whom if kind.whom else "",
            answers=said,
            revision=held.last_revision,
            by=by,
            noted_at=now,
            method=method if kind.signs else "",
        )
        data: dict[str, Any] = {"revision": held.last_revision, "whom": matters.WHOM.get(whom, "")}
        if code in COUNTS_FROM_STEP:
            data["counts_from"] = at.isoformat()
        emit(kind.event, held, by=by, now=now, home=held.home, **data)
        if kind.whom:
            _all_told(held, [*before, step], by, now)
    return step


def tell(*, record: Record, whom: Collection[str], by: Any, now: dt.datetime, **said: Any) -> list[Step]:
    """Several people were told of a notification at one time and in one way (``said``: as ``take``); one step for each of them.

    Refused: no_whom, told_and_not (somebody relevant and nobody relevant), and those of ``take``; then nobody counts as told.
    """
    if not whom:
        raise Refused("no_whom", "Choose who was told.")
    if set(matters.ANSWERS) & set(whom) and set(matters.ANSWERS.values()) & set(whom):
        raise Refused(
            "told_and_not", "You say that other relevant persons were told, and that there are none. Choose one."
        )
    with transaction.atomic():
        return [take(record=record, code="told", whom=each, by=by, now=now, **said) for each in whom]


def _judge(
    record: Record,
    kind: StepKind,
    before: list[Step],
    at: dt.datetime,
    words: str,
    said: Mapping[str, bool],
    whom: str,
    now: dt.datetime,
) -> None:
    if at > now:
        raise Refused("in_the_future", "This is in the future. Enter it when it has happened.")
    if at < record.happened_at:
        raise Refused("too_early", "This is before what the record is about. Look at the date and time again.")
    policy.follows(record, kind, before).demand()
    for key, text in kind.demands:
        if not said[key]:
            raise Refused(key, text)
    if kind.words and kind.needs_words and not words:
        raise Refused(
            "no_text", f"Answer the question “{kind.words}”" if kind.words.endswith("?") else "Write it down."
        )
    if kind.whom and whom not in matters.WHOM:
        raise Refused("no_whom", "Choose who was told.")


def _all_told(record: Record, steps: list[Step], by: Any, now: dt.datetime) -> None:
    """When nobody is left whom regulation 40 names, the limit is met at the moment at which the last of them was told."""
    first: dict[str, dt.datetime] = {}
    for each in steps:
        if each.whom:
            key = matters.ANSWERS.get(each.whom, each.whom)
            first[key] = min(each.at, first.get(key, each.at))
    wanted, last_told = matters.wanted(record), steps[-1].whom
    if all(key in first for key in wanted) and matters.ANSWERS.get(last_told, last_told) in wanted:
        last = max(first[key] for key in wanted)
        emit(events.NOTIFIED, record, by=by, now=now, home=record.home, counts_from=last.isoformat())
