"""Writing the words of an audit: who may, and then the engine's protocol (questionnaires/services/paging.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

import questionnaires.services as engine
from audits import events, policy
from audits.models import Audit
from audits.services.moving import demand_ready, hold, make, save
from audits.states import State
from core import clock
from core.events import emit
from core.refusal import Refused
from core.texts import within
from questionnaires import definitions
from questionnaires.models import AnswerRevision, Response, Row
from questionnaires.schema import Question, Questionnaire
from questionnaires.services import Cell, Kept, Saved

NOT_A_QUESTION = "This question is not part of this audit. Nothing was changed."
LONGEST_WISH = 2000


def start(*, audit: Audit, by: Any, now: dt.datetime) -> Audit:
    """The auditor begins on the version in force. Twice is once. Refused: not_allowed, wrong_state, not_in_use, no_version."""
    with transaction.atomic():
        held = hold(audit)
        if held.state == State.IN_PROGRESS and held.auditor_id == by.pk:
            return held
        policy.starts(by, held).demand()
        demand_ready(held, "start", None)
        held.auditor, held.started_at = by, now
        held.response = engine.begin(key=held.kind.definition, by=by, now=now)
        make(held, "start", by=by, now=now)
    return held


def talk(*, audit: Audit, talked_on: dt.date | None, wish: str, by: Any, now: dt.datetime) -> Audit:
    """The conversation with the child that the audit begins with (a London date), or why the child did not want one.

    Refused: not_allowed, wrong_state, no_talk, in_the_future, too_long.
    """
    wish = within(wish, LONGEST_WISH, "What you wrote")
    with transaction.atomic():
        held = hold(audit)
        policy.writes(by, held).demand()
        if (talked_on is None) == (not wish):
            raise Refused("no_talk", "Enter when you talked with the child, or why the child did not want to.")
        if talked_on is not None and talked_on > clock.today(now):
            raise Refused("in_the_future", "This is in the future. Enter it when it has happened.")
        if (held.talked_on, held.child_wish) == (talked_on, wish):
            return held
        held.talked_on, held.child_wish = talked_on, wish
        save(held, by, now)
        emit(events.TALKED, held, by=by, now=now, home=held.home)
    return held


def _writable(audit: Audit, by: Any) -> Response:
    """The response, when this person may write in it now. Refused: not_allowed, wrong_state."""
    held = hold(audit)
    policy.writes(by, held).demand()
    assert held.response is not None
    return held.response


def _own(schema: Questionnaire, key: str) -> Question:
    question = schema.question(key)
    if question is None:
        raise Refused("unknown_question", NOT_A_QUESTION)
    return question


def save_one(*, audit: Audit, by: Any, now: dt.datetime, **edit: Any) -> tuple[Saved, int | None]:
    """Autosave of one answer (``edit`` as services.save_edit takes it). Refused: as ``save_page``."""
    with transaction.atomic():
        return engine.save_edit(response=_writable(audit, by), by=by, now=now, **edit)


def save_page(
    *,
    audit: Audit,
    cells: Iterable[Cell],
    revs: Mapping[tuple[str, str], int],
    op_id: str,
    by: Any,
    now: dt.datetime,
) -> Kept:
    """Save a whole page. Refused: not_allowed, wrong_state, and those of the engine; then nothing of the page is saved."""
    with transaction.atomic():
        response = _writable(audit, by)
        schema = definitions.schema_of(response.version)
        return engine.save_page(
            response=response, cells=cells, revs=revs, own=lambda key: _own(schema, key), op_id=op_id, by=by, now=now
        )


def settle(*, audit: Audit, clash: AnswerRevision, value: object, base_rev: int, by: Any, now: dt.datetime) -> Saved:
    """The writer chose between two texts, or joined them; a third text in between is a new clash, and nothing is written over."""
    op = engine.effect(f"settle{clash.pk}-{base_rev}", clash.key, clash.row, value)
    saved, _ = save_one(
        audit=audit, key=clash.key, row=clash.row, value=value, op_id=op, base_rev=base_rev, by=by, now=now
    )
    return saved


def add_row(*, audit: Audit, table: str, op_id: str, by: Any, now: dt.datetime) -> Row:
    """A new row of a list; the same ``op_id`` is one row."""
    with transaction.atomic():
        return engine.add_row(response=_writable(audit, by), table=table, op_id=f"row:{op_id}", by=by, now=now)


def remove_row(*, audit: Audit, table: str, row: str, by: Any, now: dt.datetime) -> None:
    """Take a row out; it can be brought back."""
    with transaction.atomic():
        engine.remove_row(response=_writable(audit, by), table=table, row=row, by=by, now=now)


def restore_row(*, audit: Audit, table: str, row: str, by: Any, now: dt.datetime) -> None:
    """Bring a removed row back with all its answers."""
    with transaction.atomic():
        engine.restore_row(response=_writable(audit, by), table=table, row=row, by=by, now=now)


def leave_out(*, audit: Audit, section: str, reason: str, by: Any, now: dt.datetime) -> None:
    """Not examined this time, and why; what was typed is kept out of sight. Refused: must_be_examined, no_reason."""
    with transaction.atomic():
        engine.mark_not_examined(response=_writable(audit, by), section=section, reason=reason, by=by, now=now)


def take_up(*, audit: Audit, section: str, by: Any, now: dt.datetime) -> None:
    """Examined after all: what was typed before is there again."""
    with transaction.atomic():
        engine.examine_again(response=_writable(audit, by), section=section, by=by, now=now)
