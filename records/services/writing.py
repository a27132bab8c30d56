"""Writing the words of a record or of a return: who may, and then the engine's protocol (questionnaires/services/paging.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

import questionnaires.services as engine
from core.refusal import Refused
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.models import AnswerRevision, Response
from questionnaires.schema import Question, Questionnaire
from questionnaires.services import Cell, Kept, Saved
from records import policy
from records.models import MonthlyReturn, Record

NOT_A_QUESTION = "This question is not part of this page. Nothing was changed."


def hold_record(record: Record) -> Record:
    """The record under lock, with its home. Call within a transaction."""
    rows = Record.objects.select_for_update(of=("self",)).select_related("home", "resident", "response__version")
    return rows.get(pk=record.pk)


def hold_return(monthly: MonthlyReturn) -> MonthlyReturn:
    """The return under lock, with its home. Call within a transaction."""
    rows = MonthlyReturn.objects.select_for_update(of=("self",)).select_related("home", "response__version")
    return rows.get(pk=monthly.pk)


def _writable(owner: Record | MonthlyReturn, by: Any) -> Response:
    """The response, when this person may write in it now. Refused: not_allowed, complete, sent."""
    if isinstance(owner, Record):
        record = hold_record(owner)
        policy.writes(by, record).demand()
        return record.response
    monthly = hold_return(owner)
    policy.sends(by, monthly).demand()
    return monthly.response


def _own(schema: Questionnaire, key: str) -> Question:
    question = schema.question(key)
    if question is None:
        raise Refused("unknown_question", NOT_A_QUESTION)
    return question


def save_one(*, owner: Record | MonthlyReturn, by: Any, now: dt.datetime, **edit: Any) -> tuple[Saved, int | None]:
    """Autosave of one answer (``edit`` as services.save_edit takes it). Refused: as ``save_page``."""
    with transaction.atomic():
        return engine.save_edit(response=_writable(owner, by), by=by, now=now, **edit)


def save_page(
    *,
    owner: Record | MonthlyReturn,
    cells: Iterable[Cell],
    revs: Mapping[tuple[str, str], int],
    op_id: str,
    by: Any,
    now: dt.datetime,
) -> Kept:
    """Save a whole page. Refused: not_allowed, complete, sent, and those of the engine; then nothing of the page is saved."""
    with transaction.atomic():
        response = _writable(owner, by)
        schema = definitions.schema_of(response.version)
        return engine.save_page(
            response=response, cells=cells, revs=revs, own=lambda key: _own(schema, key), op_id=op_id, by=by, now=now
        )


def settle(
    *, owner: Record | MonthlyReturn, clash: AnswerRevision, value: object, base_rev: int, by: Any, now: dt.datetime
) -> Saved:
    """The writer chose between two texts, or joined them; a third text in between is a new clash, and nothing is written over."""
    op = engine.effect(f"settle{clash.pk}-{base_rev}", clash.key, clash.row, value)
    saved, _ = save_one(
        owner=owner, key=clash.key, row=clash.row, value=value, op_id=op, base_rev=base_rev, by=by, now=now
    )
    return saved


def say_complete(*, owner: Record | MonthlyReturn, section: str, complete: bool, by: Any, now: dt.datetime) -> None:
    """The writer's word on a section of a return; numbers from the records count as checked then. Refused: incomplete."""
    with transaction.atomic():
        response = _writable(owner, by)
        if not complete:
            engine.reopen_section(response=response, section=section, by=by, now=now)
            return
        engine.complete_section(response=response, section=section, by=by, now=now)
        schema = definitions.schema_of(response.version)
        for key, row, _ in stored.load(response).carried():
            if schema.section_of(key).id == section:
                engine.confirm_carried(response=response, key=key, row=row, by=by, now=now)
