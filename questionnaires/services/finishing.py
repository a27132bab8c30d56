"""The canonical content of a response, and closing it for good."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core import events
from core.refusal import Refused
from questionnaires import answers, definitions, validate
from questionnaires.conditions import Facts
from questionnaires.events import FROZEN
from questionnaires.models import Response, Version
from questionnaires.services.answering import locked


def snapshot(response: Response) -> dict[str, Any]:
    """Everything answered, in one canonical order: for hashing, sealing and comparing (four queries, no write).

    answers.from_frozen reads it back. Removed rows, empty answers and unsaid sections are left out.
    """
    version = Version.objects.select_related("questionnaire").defer("source", "canonical").get(pk=response.version_id)
    return content_of(version, answers.load(response))


def content_of(version: Version, found: answers.Answers) -> dict[str, Any]:
    """The same of answers that are in memory; asks the database nothing when the version comes with its questionnaire."""
    rows = {table: list(keys) for table, keys in sorted(found.table_rows.items())}
    gone = {row for (key, row) in found.values if row} - {row for keys in rows.values() for row in keys}
    tables = {table.key for section in definitions.schema_of(version).sections for table in section.tables}
    return {
        "questionnaire": version.questionnaire.key,
        "version": version.number,
        "sha256": version.sha256,
        "answers": [
            {"key": key, "row": row, "value": stored.value, "rev": stored.rev}
            for (key, row), stored in sorted(found.values.items())
            if stored.value and not (row in gone and key.split(".")[0] in tables)
        ],
        "rows": rows,
        "sections": [
            {"section": section, "complete": state.complete, "not_examined_reason": state.not_examined_reason}
            for section, state in sorted(found.states.items())
        ],
    }


def freeze(
    *, response: Response, by: Any, now: dt.datetime, facts: Facts | None = None, judged: bool = True
) -> dict[str, Any]:
    """Close the response for good and return its snapshot; a frozen one returns the same snapshot again.

    With `judged`, strict problems refuse (incomplete). Afterwards services refuse every write, and so do triggers.
    """
    with transaction.atomic():
        fresh = Response.objects.select_for_update().get(pk=response.pk)
        if fresh.state == Response.State.FROZEN:
            return snapshot(fresh)
        held = locked(response)
        if judged:
            schema = definitions.schema_of(held.version)
            found = validate.problems(schema, answers.load(held), strict=True, facts=facts)
            wrong = [problem.text for problem in found if problem.severity == "error"]
            if wrong:
                raise Refused("incomplete", ". ".join(wrong[:3]) + ".")
        content = snapshot(held)
        held.answers.update(frozen=True)
        held.rows.update(frozen=True)
        held.section_states.update(frozen=True)
        held.state, held.frozen_at, held.frozen_by = Response.State.FROZEN, now, by
        held.save(update_fields=["state", "frozen_at", "frozen_by"])
        events.emit(FROZEN, held, by=by, now=now)
    return content
