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
from inspections.models import PublishedFile, PublishedInspection
from inspections.reading import Line, Read

ADDED, CHANGED, SAME = "added", "changed", "left as it is"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Change:
    """What one line would do: the home it is about ("" for a home of others), and what would change, in words."""

    line: Line
    state: str
    home: str
    words: list[str]


@dataclass(slots=True)
class Plan:
    """What a file would do to what is there now; ``code`` names exactly this plan."""

    changes: list[Change] = field(default_factory=list)
    rows: dict[reading.Key, PublishedInspection] = field(default_factory=dict)

    def count(self, state: str) -> int:
        """How many lines would do this."""
        return sum(change.state == state for change in self.changes)

    @property
    def code(self) -> str:
        """The hash of every line with what it would do."""
        said = [
            (*change.line.key, change.state, sorted(change.line.values.items()), change.words)
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
        row, words, state = plan.rows.get(line.key), [], ADDED
        if row is not None:
            words = [_change(row, name, value) for name, value in line.values.items() if getattr(row, name) != value]
            state = CHANGED if words else SAME
        plan.changes.append(Change(line, state, homes.get(line.urn, ""), words))
    return plan


def _change(row: PublishedInspection, name: str, value: object) -> str:
    column = PublishedInspection._meta.get_field(name)
    words = dict(column.flatchoices) if column.choices else {}  # type: ignore[union-attr]
    before, after = (words.get(each, each) or "nothing" for each in (getattr(row, name), value))
    label = str(column.verbose_name)  # type: ignore[union-attr]
    return f"{label}: {before} becomes {after}"


@transaction.atomic
def check_file(*, file: Checked, by: Any, now: dt.datetime) -> tuple[Read, PublishedFile | None]:
    """Read the file; one without a problem is kept, so that what is confirmed later is what was shown. Refused: not_allowed, unknown."""
    if by is not None:
        policy.imports(by).demand()
    read = reading.read(text_of(file), today=clock.today(now))
    if read.problems:
        return read, None
    stored = uploads.keep(file=file, name=f"ofsted-inspections-{clock.today(now)}", by=by, now=now)
    made = PublishedFile.objects.create(file=stored, checked_at=now, checked_by=by)
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
    row.imported_at, row.imported_by = now, by
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
