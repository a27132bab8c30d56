"""The words of records as readers see them: of the last completed version, or of what is being written where there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from questionnaires import answers as stored
from questionnaires.answers import Answers
from questionnaires.schema import Questionnaire
from questionnaires.types import type_of
from records.models import Record, Revision


def current(records: Iterable[Record]) -> dict[int, Answers]:
    """Number of the record -> its words in the last completed version; empty where none was completed. One query."""
    kept = [each for each in records if each.last_revision]
    rows = Revision.objects.filter(record__in=[each.pk for each in kept], number=F("record__last_revision"))
    found = {pk: stored.from_frozen(content["words"]) for pk, content in rows.values_list("record", "content")}
    return {each.pk: found.get(each.pk, Answers()) for each in records}


def written_by(record: Record, user: Any) -> Answers:
    """What this person wrote in a record, whatever others made of it since; four queries."""
    typed = record.response.revisions.filter(by=user.pk, lost=False).order_by("pk")
    values = {(key, row): stored.Stored(value) for key, row, value in typed.values_list("key", "row", "value")}
    return Answers(values, stored.load(record.response).table_rows, {})


def of_revision(revision: Revision) -> tuple[dict[str, Any], Answers]:
    """Head and words of one version."""
    return revision.content["head"], stored.from_frozen(revision.content["words"])


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that a later version says otherwise; the paragraphs of both."""

    label: str
    before: list[str]
    after: list[str]


def changes(schema: Questionnaire, before: Answers, after: Answers) -> list[Change]:
    """What the later words say otherwise, in the order of the questions."""
    found = []
    for question in schema.each_question():
        kind = type_of(question)
        old, new = before.get(question.full_key), after.get(question.full_key)
        if not kind.same(old, new):
            found.append(Change(question.label, kind.show(question, old), kind.show(question, new)))
    return found
