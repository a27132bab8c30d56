"""Single edits and whole posted pages, for every app that lets people write in a response: nothing typed is lost or written over.

A page posted without a script is compared with what it was made from: an answer nobody touched on it never overwrites, nor clashes
with, another device's. Who may write, and which questions are theirs, the calling service has asked before (``own``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from questionnaires import answers as stored
from questionnaires.models import AnswerRevision, Response
from questionnaires.schema import Question
from questionnaires.services.answering import Saved, save_answer
from questionnaires.types import Value, type_of

Cell = tuple[str, str, object]  # full key, row, raw value
Own = Callable[[str], Question]  # the question of this key, where the person answers it; raises Refused


@dataclass(slots=True)
class Kept:
    """What a posted page did: how many answers changed, and the ids of revisions that clash with another device's."""

    changed: int = 0
    clashes: list[int] = field(default_factory=list)


def effect(op_id: str, key: str, row: str, value: object) -> str:
    """The id of one answer's save: the same page with the same words is one effect, other words are another."""
    digest = hashlib.sha256(repr((key, row, value)).encode("utf-8", "replace")).hexdigest()[:24]
    return f"{op_id[:40]}:{digest}"


def save_edit(
    *,
    response: Response,
    key: str,
    row: str,
    value: object,
    op_id: str,
    base_rev: int,
    after: str = "",
    by: Any,
    now: dt.datetime,
) -> tuple[Saved, int | None]:
    """One answer; with a clash also the id of the revision that holds what was sent.

    ``after`` names the same page's save before, whose reply it may not have heard: when that is what is stored, it is the base.
    Refused: those of ``save_answer``.
    """
    with transaction.atomic():
        if after:
            before = AnswerRevision.objects.filter(response=response, op_id=after, key=key, row=row, by=by, lost=False)
            base_rev = max(base_rev, before.values_list("rev", flat=True).first() or 0)
        saved = save_answer(
            response=response, key=key, row=row, value=value, op_id=op_id, base_rev=base_rev, by=by, now=now
        )
        clash = None
        if saved.clash is not None:
            clash = AnswerRevision.objects.values_list("pk", flat=True).get(response=response, op_id=op_id)
    return saved, clash


def save_page(
    *,
    response: Response,
    cells: Iterable[Cell],
    revs: Mapping[tuple[str, str], int],
    own: Own,
    op_id: str,
    by: Any,
    now: dt.datetime,
) -> Kept:
    """Save what a whole page holds, and the revision each answer had when the page was made. Refused: then nothing is saved."""
    kept = Kept()
    with transaction.atomic():
        answers = stored.load(response)
        for key, row, raw in cells:
            question = own(key)
            kind = type_of(question)
            value, current, base = kind.clean(question, raw), answers.get(key, row), revs.get((key, row), 0)
            if kind.same(value, current) or _untouched(
                response, kind.same, (key, row), value, base, answers.rev(key, row)
            ):
                continue
            op = effect(op_id, key, row, value)
            saved, clash = save_edit(
                response=response, key=key, row=row, value=raw, op_id=op, base_rev=base, by=by, now=now
            )
            kept.changed += saved.clash is None
            kept.clashes += [clash] if clash is not None else []
    return kept


def _untouched(response: Response, same: Any, place: tuple[str, str], value: Value, base: int, rev: int) -> bool:
    """Whether the page only carries back what it was made from, while another device wrote on."""
    if base == rev:
        return False
    if base == 0:
        return same(value, "")
    rows = AnswerRevision.objects.filter(response=response, key=place[0], row=place[1], rev=base, lost=False)
    before = rows.values_list("value", flat=True).first()
    return before is not None and same(value, before)
