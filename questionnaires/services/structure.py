"""Rows of tables, and what the writer says about a section."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from ulid import ULID

from core import events
from core.refusal import Refused
from questionnaires import answers, definitions, validate
from questionnaires import events as happened
from questionnaires.canonical import sha256
from questionnaires.models import Answer, AnswerRevision, Response, Row, SectionState
from questionnaires.schema import Section, Table
from questionnaires.services.answering import locked
from questionnaires.types.base import storable

MAX_ROWS = 500
MAX_REASON = 5000


def new_ulid(now: dt.datetime) -> str:
    """A new row key; keys sort by the time they were made."""
    return str(ULID.from_datetime(now))


def _table(response: Response, key: str) -> Table:
    table = definitions.schema_of(response.version).table(key)
    if not isinstance(table, Table):
        raise Refused("unknown_table", "This list is not part of this questionnaire. Nothing was changed.")
    return table


def _section(response: Response, section: str) -> Section:
    found = definitions.schema_of(response.version).section(section)
    if found is None:
        raise Refused("unknown_section", "This section is not part of this questionnaire. Nothing was changed.")
    return found


def add_row(*, response: Response, table: str, op_id: str, by: Any, now: dt.datetime) -> Row:
    """A new row at the end; the same `op_id` again gives the same row. An answer "None this period" is taken back.

    Refused: frozen, unknown_table, too_many_rows, bad_operation.
    """
    with transaction.atomic():
        held = locked(response)
        found = _table(held, table)
        if not op_id or len(op_id) > 80:
            raise Refused("bad_operation", "This page is out of step. Reload it and try again.")
        before = Row.objects.filter(response=held, op_id=op_id).first()
        if before is not None:
            return before
        last = Row.objects.filter(response=held, table=table).aggregate(last=Max("position"))["last"] or 0
        if last >= MAX_ROWS:
            raise Refused("too_many_rows", f"This list holds {MAX_ROWS} rows, which is as many as it can.")
        row = Row.objects.create(
            response=held, table=table, ulid=new_ulid(now), position=last + 1, op_id=op_id, by=by, at=now
        )
        _take_back_none(held, found, op_id, by, now)
        events.emit(happened.ROW_ADDED, held, by=by, now=now, title=found.title, row=row.ulid)
    return row


def _take_back_none(response: Response, table: Table, op_id: str, by: Any, now: dt.datetime) -> None:
    """Adding a row says that there was something after all."""
    answer = Answer.objects.filter(response=response, key=table.none_key, row="").exclude(value="").first()
    if answer is not None:
        answer.value, answer.rev, answer.by, answer.at, answer.carried_from = "", answer.rev + 1, by, now, ""
        answer.save()
        AnswerRevision.objects.create(
            response=response,
            key=table.none_key,
            value="",
            rev=answer.rev,
            by=by,
            at=now,
            op_id=f"row:{sha256(op_id)[:40]}",
        )


def remove_row(*, response: Response, table: str, row: str, by: Any, now: dt.datetime) -> None:
    """Take a row out of the list; its answers are kept and `restore_row` brings them back. Twice has one effect."""
    with transaction.atomic():
        held = locked(response)
        title = _table(held, table).title
        changed = Row.objects.filter(response=held, table=table, ulid=row, removed_at=None).update(
            removed_at=now, removed_by=by
        )
        if changed:
            events.emit(happened.ROW_REMOVED, held, by=by, now=now, title=title, row=row)


def restore_row(*, response: Response, table: str, row: str, by: Any, now: dt.datetime) -> None:
    """Put a removed row back with all its answers."""
    with transaction.atomic():
        held = locked(response)
        title = _table(held, table).title
        changed = Row.objects.filter(response=held, table=table, ulid=row).exclude(removed_at=None)
        if changed.update(removed_at=None, removed_by=None):
            events.emit(happened.ROW_RESTORED, held, by=by, now=now, title=title, row=row)


def _say(response: Response, section: str, by: Any, now: dt.datetime, *, complete: bool, reason: str) -> bool:
    """Store the state of a section; False when it was so already."""
    state = SectionState.objects.filter(response=response, section=section).first()
    if state is None:
        state = SectionState(response=response, section=section)
    if (state.complete, state.not_examined_reason) == (complete, reason):
        return False
    state.complete, state.not_examined_reason, state.by, state.at = complete, reason, by, now
    state.save()
    return True


def mark_not_examined(*, response: Response, section: str, reason: str, by: Any, now: dt.datetime) -> None:
    """This section was not examined this time, and why. What was typed in it is kept out of sight.

    Refused: frozen, unknown_section, must_be_examined, no_reason, too_long.
    """
    reason = storable(reason).strip()
    with transaction.atomic():
        held = locked(response)
        found = _section(held, section)
        if not found.can_be_not_examined:
            raise Refused("must_be_examined", f"“{found.title}” must be answered in every report.")
        if not reason:
            raise Refused("no_reason", f"Say why “{found.title}” was not examined this time.")
        if len(reason) > MAX_REASON:
            raise Refused("too_long", f"The reason must be {MAX_REASON} characters or fewer.")
        if _say(held, section, by, now, complete=False, reason=reason):
            events.emit(happened.NOT_EXAMINED, held, by=by, now=now, title=found.title, section=section)


def examine_again(*, response: Response, section: str, by: Any, now: dt.datetime) -> None:
    """Take "not examined" back: the answers typed before are there again."""
    with transaction.atomic():
        held = locked(response)
        found = _section(held, section)
        state = SectionState.objects.filter(response=held, section=section).exclude(not_examined_reason="")
        if state.exists() and _say(held, section, by, now, complete=False, reason=""):
            events.emit(happened.EXAMINED_AGAIN, held, by=by, now=now, title=found.title, section=section)


def complete_section(*, response: Response, section: str, by: Any, now: dt.datetime) -> None:
    """The writer says the section is done. Refused (incomplete) while a required answer lacks or one cannot be right."""
    with transaction.atomic():
        held = locked(response)
        found = _section(held, section)
        schema = definitions.schema_of(held.version)
        wrong = validate.problems(schema, answers.load(held), strict=True, sections={section}, rules=False)
        if wrong:
            raise Refused("incomplete", ". ".join(problem.text for problem in wrong[:3]) + ".")
        if _say(held, section, by, now, complete=True, reason=""):
            events.emit(happened.COMPLETED, held, by=by, now=now, title=found.title, section=section)


def reopen_section(*, response: Response, section: str, by: Any, now: dt.datetime) -> None:
    """The section is not done after all."""
    with transaction.atomic():
        held = locked(response)
        found = _section(held, section)
        if SectionState.objects.filter(response=held, section=section, complete=True).exists():
            _say(held, section, by, now, complete=False, reason="")
            events.emit(happened.REOPENED, held, by=by, now=now, title=found.title, section=section)
