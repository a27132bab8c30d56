"""Ofsted's published file: checked and kept first, then what was shown is written, all of it or nothing (I4, A6)."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from core import clock, uploads
from core.events import emit
from core.models import StoredFile
from core.refusal import Refused
from core.uploads import Checked
from homes.models import Home
from inspections import events, policy, reading
from inspections.models import Kind, PublishedFile, PublishedInspection, called, in_words, said
from inspections.reading import Line, Read

Move = tuple[str, object, object]
ADDED, CHANGED, SAME = "added", "changed", "left as it is"
BATCH = 500
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Change:
    """What one line does: the home it is about ("" for a home of others), and what changes as (column, before, after)."""

    line: Line
    state: str
    home: str
    moves: list[Move]

    @property
    def kind_words(self) -> str:
        """“Full inspection”."""
        return str(Kind(self.line.kind).label).partition(" (")[0]

    @property
    def found(self) -> str:
        """What the line says was found: “Good”, or "" for nothing."""
        return in_words(self.line.values)

    @property
    def words(self) -> list[tuple[str, str, str]]:
        """What changes, in words: (what, before, after)."""
        return [(called(name), said(name, before), said(name, after)) for name, before, after in self.moves]


@dataclass(slots=True)
class Plan:
    """What a file would do to what is there now; ``code`` names exactly this plan."""

    changes: list[Change] = field(default_factory=list)
    rows: dict[reading.Key, PublishedInspection] = field(default_factory=dict)

    def count(self, state: str) -> int:
        """How many lines would do this."""
        return sum(change.state == state for change in self.changes)

    @property
    def telling(self) -> list[Change]:
        """Every line, those that tell most first: homes of ours before those of others, what changes, then the order of the file."""
        return sorted(self.changes, key=lambda each: (not each.home, each.state != CHANGED, each.line.number))

    @property
    def code(self) -> str:
        """The hash of every line with what it would do."""
        said = [
            (*change.line.key, change.state, sorted(change.line.values.items()), change.moves)
            for change in self.changes
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def text_of(file: Checked) -> str:
    """The text of the file. Refused: unknown, for what is no text."""
    if file.kind != StoredFile.Kind.TXT:
        raise Refused("unknown", "This is no CSV file. Choose the file that Ofsted publishes, saved as CSV.")
    return file.content.decode("utf-8")


def plan_of(read: Read) -> Plan:
    """Compare the lines with what is there; two queries, however many lines."""
    days = [line.inspected_on for line in read.lines]
    homes = dict(Home.objects.values_list("urn", "name"))
    there = PublishedInspection.objects.filter(inspected_on__gte=min(days), inspected_on__lte=max(days)) if days else ()
    plan = Plan(rows={row.key: row for row in there})
    for line in read.lines:
        row, moves, state = plan.rows.get(line.key), [], ADDED
        if row is not None:
            before = ((name, getattr(row, name), value) for name, value in line.values.items())
            moves = [move for move in before if move[1] != move[2]]
            state = CHANGED if moves else SAME
        plan.changes.append(Change(line, state, homes.get(line.urn, ""), moves))
    return plan


def done(file: PublishedFile) -> Plan:
    """What a file that was taken over did then, whatever stands there now; one query and the text of the file."""
    kept = {
        number: [(name, *(_value(name, each) for each in both)) for name, *both in moves] for number, moves in file.done
    }
    homes = dict(Home.objects.values_list("urn", "name"))
    plan = Plan()
    for line in read_again(file).lines:
        if line.number in kept:
            moves = kept[line.number]
            plan.changes.append(Change(line, CHANGED if moves else ADDED, homes.get(line.urn, ""), moves))
    return plan


def _value(name: str, text: str) -> object:
    return dt.date.fromisoformat(text) if name == "published_on" else text


def _kept(plan: Plan) -> list[tuple[int, list[tuple[str, str, str]]]]:
    """The lines that a plan adds or changes, as they are kept with the file."""
    return [
        (change.line.number, [(name, str(before), str(after)) for name, before, after in change.moves])
        for change in plan.changes
        if change.state != SAME
    ]


@transaction.atomic
def check_file(*, file: Checked, name: str = "", by: Any, now: dt.datetime) -> tuple[Read, PublishedFile | None]:
    """Read the file; one without a problem is kept, so that what is confirmed later is what was shown. Refused: not_allowed, unknown.

    ``name`` is what the file was called, for whoever looks for it later; nothing follows from it.
    """
    if by is not None:
        policy.imports(by).demand()
    read = reading.read(text_of(file), today=clock.today(now))
    if read.problems:
        return read, None
    stored = uploads.keep(file=file, name=f"ofsted-inspections-{clock.today(now)}", by=by, now=now)
    shown = "".join(each for each in name if each.isprintable()).strip()[-LONGEST_NAME:]
    made = PublishedFile.objects.create(file=stored, name=shown, checked_at=now, checked_by=by)
    emit(events.FILE_CHECKED, made, by=by, now=now)
    return read, made


def read_again(file: PublishedFile) -> Read:
    """The lines of a file that was checked, by the day on which it was."""
    text = bytes(file.file.content).decode("utf-8")
    return reading.read(text, today=clock.today(file.checked_at))


@transaction.atomic
def confirm_file(*, file: PublishedFile, plan: str, by: Any, now: dt.datetime) -> PublishedFile:
    """Write what the plan with this code said, all of it or nothing. A second press changes nothing. Refused: not_allowed, stale."""
    if by is not None:
        policy.imports(by).demand()
    PublishedFile.objects.select_for_update().order_by("pk").first()  # one file at a time, whichever it is
    row = PublishedFile.objects.select_for_update(of=("self",)).select_related("file").get(pk=file.pk)
    if row.imported_at is not None:
        return row
    found = plan_of(read_again(row))
    if found.code != plan:
        raise Refused("stale", "Another file was taken over since this page was opened. Look at the lines again.")
    _write(found, by, now)
    row.added, row.changed, row.same = (found.count(state) for state in (ADDED, CHANGED, SAME))
    row.done, row.imported_at, row.imported_by = _kept(found), now, by
    row.save()
    emit(events.FILE_IMPORTED, row, by=by, now=now, added=row.added, changed=row.changed)
    return row


def _write(plan: Plan, by: Any, now: dt.datetime) -> None:
    new, other = [], []
    for change in plan.changes:
        line = change.line
        if change.state == ADDED:
            new.append(PublishedInspection(urn=line.urn, inspected_on=line.inspected_on, kind=line.kind, **line.values))
        elif change.state == CHANGED:
            row = plan.rows[line.key]
            for name, value in line.values.items():
                setattr(row, name, value)
            other.append(row)
    if new:
        bulk_create_with_history(new, PublishedInspection, batch_size=BATCH, default_user=by, default_date=now)
    if other:
        names = list(plan.changes[0].line.values)
        bulk_update_with_history(other, PublishedInspection, names, batch_size=BATCH, default_user=by, default_date=now)
