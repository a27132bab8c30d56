"""Beginning, completing and correcting a record. A completed version is a ``Revision`` and never changes; a correction is the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse

import questionnaires.services as engine
from core import clock
from core.events import emit
from core.refusal import Refused
from core.texts import within
from core.tracked import save
from homes import people
from homes.models import Home, Resident, StaffMember
from homes.roles import Role
from questionnaires import answers as stored
from questionnaires import definitions, validate
from questionnaires.canonical import dumps, sha256
from records import events, policy
from records.kinds import KINDS
from records.matters import MATTERS
from records.models import Record, Revision
from records.services.writing import hold_record

LONGEST_REASON = 500


def begin(
    *,
    home: Home,
    kind: str,
    happened_at: dt.datetime,
    by: Any,
    now: dt.datetime,
    known_at: dt.datetime | None = None,
    resident: Resident | None = None,
    staff: Iterable[StaffMember] = (),
    subjects: Iterable[Any] = (),
    matter: str = "",
    exempt: bool = False,
) -> Record:
    """Begin a record; its time limits count from when it happened or, for a notification, became known (aware moments).

    The same beginning sent twice is one record; where anything differs, also whom it is about, it is another. Refused: not_allowed, in_the_future, known_before, no_child, not_here, no_staff,
    no_matter, about_you, no_version.
    """
    row = KINDS[kind]
    with transaction.atomic():
        policy.begins(by, home, row).demand()
        home = Home.objects.select_for_update(of=("self",)).get(pk=home.pk)
        staff, subjects = list(staff), list(subjects)
        same = {"kind": kind, "matter": matter, "resident": resident, "happened_at": happened_at, "begun_by": by}
        same |= {"known_at": known_at or happened_at, "exempt": exempt and row.exempt}
        for each in Record.objects.filter(home=home, state=Record.State.BEGUN, **same).order_by("pk"):
            if set(each.staff.all()) == set(staff) and _pks(each.subjects.all()) == _pks(subjects):
                return each
        record = Record(
            home=home,
            kind=kind,
            matter=matter,
            resident=resident,
            happened_at=happened_at,
            known_at=known_at or happened_at,
            exempt=exempt and row.exempt,
            begun_at=now,
            begun_by=by,
        )
        _judge_head(record, staff, subjects, by, now)
        record.response = engine.begin(key=row.definition, by=by, now=now)
        save(record, by=by, now=now)
        record.staff.set(staff)
        record.subjects.set(subjects)
        emit(events.BEGUN, record, by=by, now=now, home=home, **_clock(record))
    return record


def _pks(rows: Iterable[Any]) -> set[int]:
    return {each.pk for each in rows}


def _clock(record: Record) -> dict[str, Any]:
    """What the rule files look at: which clock it has, and from when it counts. Exempt restraint has none (regulation 35(4))."""
    clock_of = "" if record.exempt else record.kind_of.clock
    start = record.known_at if record.kind_of.matter else record.happened_at
    return {"kind": record.kind, "clock": clock_of, "counts_from": start.isoformat()}


def _judge_head(record: Record, staff: list[StaffMember], subjects: list[Any], by: Any, now: dt.datetime) -> None:
    """Refuse what cannot be: see ``begin``."""
    kind, day = record.kind_of, clock.today(record.happened_at)
    if max(record.happened_at, record.known_at) > now:
        raise Refused("in_the_future", "This is in the future. Enter when it happened.")
    if record.known_at < record.happened_at:
        raise Refused("known_before", "The home cannot have known of it before it happened. Look at both times again.")
    if kind.child == "needed" and record.resident is None:
        raise Refused("no_child", "Choose the child. Write one record for each child.")
    child = record.resident
    if child is not None and (
        child.home_id != record.home_id or child.arrived_on > day or (child.left_on and child.left_on < day)
    ):
        raise Refused(
            "not_here", "This child did not live in the home on that day. Look at the day and the child again."
        )
    if any(each.home_id != record.home_id for each in staff):
        raise Refused("not_here", "Choose people from the register of this home.")
    if kind.clock == "control" and not staff:
        raise Refused("no_staff", "Choose who used the measure.")
    if kind.matter and record.matter not in MATTERS:
        raise Refused("no_matter", "Choose which matter of regulation 40 it is.")
    if kind.hides and any(each.pk == by.pk for each in subjects):
        raise Refused(
            "about_you", "This is about you, so somebody else has to write it down. Ask the manager or the deputy."
        )


def correct_head(
    *,
    record: Record,
    happened_at: dt.datetime,
    by: Any,
    now: dt.datetime,
    known_at: dt.datetime | None = None,
    resident: Resident | None = None,
    staff: Iterable[StaffMember] = (),
    subjects: Iterable[Any] = (),
    matter: str = "",
    exempt: bool = False,
    reason: str = "",
) -> Record:
    """Correct when it happened, to whom and by whom. Of a completed record this is a new version and needs a reason.

    Refused: as ``begin``, no_reason, and concerned: whom it names does not take themselves out, to sign it then.
    """
    with transaction.atomic():
        held = hold_record(record)
        complete = held.state == Record.State.KEPT
        (policy.corrects(by, held) if complete else policy.writes(by, held)).demand()
        reason = _reason(reason, needed=complete)
        before = head(held)
        staff, subjects = list(staff), list(subjects)
        if policy.is_subject(by, held) and by.pk not in _pks(subjects):
            raise Refused(
                "concerned",
                "This record names you as somebody concerned. If that is wrong, ask the other manager to correct it.",
            )
        held.happened_at, held.known_at = happened_at, known_at or happened_at
        held.resident, held.matter, held.exempt = resident, matter, exempt and held.kind_of.exempt
        _judge_head(held, staff, subjects, by, now)
        held.staff.set(staff)
        held.subjects.set(subjects)
        after = head(held)
        if after == before:
            return held
        if complete:
            _revise(held, reason, by, now)
        save(held, by=by, now=now)
        changed = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
        emit(
            events.HEAD_CORRECTED,
            held,
            by=by,
            now=now,
            home=held.home,
            reason=reason or held.correcting_why or "it was not complete",
            changed=changed,
            **_clock(held),
        )
        if after["exempt"] and not before["exempt"]:
            emit(events.EXEMPTED, held, by=by, now=now, home=held.home)
    return held


def head(record: Record) -> dict[str, Any]:
    """What stands above the words of a record, as its versions keep it; two queries."""
    return {
        "kind": record.kind,
        "matter": record.matter,
        "child": record.resident.label if record.resident else "",
        "staff": sorted(each.label for each in record.staff.all()),
        "subjects": sorted(each.full_name for each in record.subjects.all()),
        "happened_at": record.happened_at.isoformat(),
        "known_at": record.known_at.isoformat(),
        "exempt": record.exempt,
    }


def keep(*, record: Record, by: Any, now: dt.datetime) -> Record:
    """The record is complete, or its correction is: a new version that never changes. Refused: not_allowed, complete, incomplete."""
    with transaction.atomic():
        held = hold_record(record)
        policy.writes(by, held).demand()
        wrong = validate.problems(
            definitions.schema_of(held.response.version),
            stored.load(held.response),
            strict=True,
            today=clock.today(now),
        )
        if any(each.severity == "error" for each in wrong):
            raise Refused("incomplete", ". ".join(each.text for each in wrong[:3]) + ".")
        first, reason = held.state == Record.State.BEGUN, held.correcting_why
        _revise(held, reason, by, now)
        held.state, held.correcting_why = Record.State.KEPT, ""
        held.kept_at = held.kept_at or now
        save(held, by=by, now=now)
        code = events.KEPT if first else events.CORRECTED
        emit(code, held, by=by, now=now, home=held.home, kind=held.kind, number=held.last_revision, reason=reason)
        if first:
            _tell_supervisor(held, by, now)
    return held


def _revise(record: Record, reason: str, by: Any, now: dt.datetime) -> Revision:
    """The next version: head and words as they are now. The caller saves the record."""
    content = {"head": head(record), "words": engine.snapshot(record.response)}
    record.last_revision += 1
    return Revision.objects.create(
        record=record,
        number=record.last_revision,
        content=content,
        sha256=sha256(dumps(content)),
        reason=reason,
        by=by,
        at=now,
    )


NOTICES = {
    "notification": (
        "a notification under regulation 40",
        "The home has recorded a serious event that regulation 40 says must be notified. Sign in to read it.",
    ),
    "complaint": (
        "a complaint for you",
        "A complaint is about somebody who manages the home or looks over it. Sign in to read it.",
    ),
    "allegation": (
        "an allegation for you",
        "An allegation is about somebody who manages the home or looks over it. Sign in to read it.",
    ),
}


def _tell_supervisor(record: Record, by: Any, now: dt.datetime) -> None:
    """The responsible individual hears of each notification (council’s process 6.2), and of what no manager may look into alone.

    Whoever it is about hears nothing; where that leaves no responsible individual, the service lead and the QA officer hear of it.
    """
    concerned, today = set(record.subjects.values_list("pk", flat=True)), clock.today(now)
    if record.kind not in NOTICES:
        return
    judges = people.holders(record.home, *people.MANAGERS, Role.RESPONSIBLE_INDIVIDUAL, on=today)
    if not record.kind_of.matter and not _pks(judges) & concerned:
        return
    subject, body = NOTICES[record.kind]

    def free(*roles: str) -> list[Any]:
        return [each for each in people.holders(record.home, *roles, on=today) if each.pk not in concerned]

    people.tell(
        free(Role.RESPONSIBLE_INDIVIDUAL) or free(Role.SERVICE_LEAD, Role.QA_OFFICER),
        home=record.home,
        code=f"records.{record.kind}",
        key=f"records.{record.kind}:{record.pk}",
        subject=f"{record.home.name}: {subject}",
        body=body,
        link=reverse("records:record", args=[record.pk]),
        now=now,
        but=by,
        at_once=True,
    )


def correct(*, record: Record, reason: str, by: Any, now: dt.datetime) -> Record:
    """Open a completed record to correct it, and why; readers keep the version before. Refused: not_allowed, not_complete, no_reason."""
    with transaction.atomic():
        held = hold_record(record)
        policy.corrects(by, held).demand()
        held.correcting_why = _reason(reason, needed=True)
        held.state = Record.State.CORRECTING
        save(held, by=by, now=now)
        emit(events.CORRECTING, held, by=by, now=now, home=held.home, reason=held.correcting_why)
    return held


def withdraw(*, record: Record, reason: str, by: Any, now: dt.datetime) -> Record:
    """Begun by mistake; its words are kept for the managers. Refused: not_allowed, complete, no_reason."""
    with transaction.atomic():
        held = hold_record(record)
        policy.withdraws(by, held).demand()
        reason = _reason(reason, needed=True)
        held.state = Record.State.WITHDRAWN
        save(held, by=by, now=now)
        emit(events.WITHDRAWN, held, by=by, now=now, home=held.home, reason=reason)
    return held


def _reason(text: str, *, needed: bool) -> str:
    reason = within(text, LONGEST_REASON, "The reason")
    if needed and not reason:
        raise Refused("no_reason", "Write why. The reason stands beside the change in the history.")
    return reason
