"""Ready records and returns for tests: short words for every question, and the services that the pages call."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import questionnaires.services as engine
from core import clock
from homes.models import StaffMember
from questionnaires import answers as stored
from questionnaires import canonical, definitions
from questionnaires.conditions import Sight
from questionnaires.models import Questionnaire, Version
from questionnaires.schema import Question, Section
from records.kinds import DEFINITIONS, KINDS
from records.models import MonthlyReturn, Record
from records.services import keeping, returns, writing

WORDS = {"number": "1", "date": "2027-03-01", "time": "14:30", "person_initials": "J.S."}


@cache
def _fields(key: str) -> dict[str, Any]:
    """The columns of a version in force, parsed and checked once a run."""
    source = definitions.source(key)
    schema = definitions.load(key)
    digest = canonical.sha256(source)
    return {"number": schema.number, "source": source, "canonical": canonical.encode(schema), "sha256": digest}


def publish(by: Any, now: dt.datetime, *keys: str) -> None:
    """Put the questionnaires of records and returns in force, or those named."""
    for key in keys or (*DEFINITIONS, returns.QUESTIONNAIRE):
        owner, _ = Questionnaire.objects.get_or_create(key=key, defaults={"title": key})
        made = {"state": "published", "made_at": now, "made_by": by, "published_at": now, "published_by": by}
        Version.objects.create(questionnaire=owner, **made, **_fields(key))


def answer(question: Question) -> str:
    """A value that this question takes."""
    return question.choices[0].key if question.choices else WORDS.get(question.type, "yes" if "yes" in question.type else "Words.")  # fmt: skip


def fill(owner: Record | MonthlyReturn, *, by: Any, now: dt.datetime, **given: str) -> None:
    """Answer what is asked and has no answer; ``given`` are answers by key."""
    schema = definitions.schema_of(owner.response.version)
    answers = stored.load(owner.response)
    sight, cells = Sight(schema, answers, None), []
    for section in schema.sections:
        for block in section.questions:
            value = given.get(block.key) or (answer(block) if not answers.get(block.key) else "")
            if value and (block.key in given or sight.shown(block)):
                cells.append((block.key, "", value))
    new = [cell for cell in cells if answers.stored(cell[0]) is None]
    engine.bulk_fill(response=owner.response, answers=new, by=by, now=now)
    changed = [cell for cell in cells if cell not in new]
    revs = {(key, ""): answers.rev(key) for key, _, _ in changed}
    writing.save_page(owner=owner, cells=changed, revs=revs, op_id=f"fill{now.timestamp():.0f}", by=by, now=now)


def make_record(
    cast: Any, kind: str = "sanction", *, at: dt.datetime, by: Any = None, keep: bool = True, **more: Any
) -> Record:
    """A record of Oak House about its first child, half an hour after it happened; ``more``: the head, and answers by key."""
    by, now, row = by or cast.manager, at + dt.timedelta(minutes=30), KINDS[kind]
    head = {name: more.pop(name) for name in ("subjects", "matter", "exempt", "known_at") if name in more}
    if row.matter:
        head.setdefault("matter", "serious")
    record = keeping.begin(
        home=cast.oak,
        kind=kind,
        happened_at=at,
        resident=more.pop("resident", cast.residents[0]),
        staff=list(StaffMember.objects.filter(home=cast.oak)[:1]) if row.staff else [],
        by=by,
        now=now,
        **head,
    )
    fill(record, by=by, now=now, **{"injured": "no", **more} if "injured" in _keys(record) else more)
    return keeping.keep(record=record, by=by, now=now) if keep else record


def _keys(record: Record) -> set[str]:
    return {each.key for each in definitions.schema_of(record.response.version).each_question()}


def make_return(cast: Any, month: dt.date, *, now: dt.datetime | None = None, **given: str) -> MonthlyReturn:
    """The return of Oak House for a month, answered and every section said to be complete, not sent."""
    now = now or clock.at_london(clock.add_months(month, 1), 9)
    monthly = returns.open_month(home=cast.oak, month=month, now=now)
    fill(monthly, by=cast.manager, now=now, **given)
    for section in sections(monthly):
        writing.say_complete(owner=monthly, section=section.id, complete=True, by=cast.manager, now=now)
    return monthly


def sections(owner: Record | MonthlyReturn) -> tuple[Section, ...]:
    """The sections of its questionnaire."""
    return definitions.schema_of(owner.response.version).sections
