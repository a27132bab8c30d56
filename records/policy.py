"""Who may read and write the home's records (domain.md 3). The tables first.

Whoever is complained about never sees the record (regulation 39(2)). A visitor reads in the visit: apps above say for which home and days
(``WINDOWS``). Councillors have nothing here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Q, QuerySet

from core.permissions import ALLOWED, Decision, refuse
from homes import access
from homes.roles import Role
from records.kinds import HOME, JUDGES, KINDS, Kind, StepKind, step_of
from records.kinds import MANAGERS as MANAGING

if TYPE_CHECKING:
    from records.models import MonthlyReturn, MonthlyReturnQuerySet, Record, RecordQuerySet, Step

MANAGERS: Final = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)
WRITES: Final = (*MANAGERS, Role.HOME_STAFF)
OVERSEES: Final = (Role.RESPONSIBLE_INDIVIDUAL, Role.QA_OFFICER, Role.SERVICE_LEAD)
CLOSED: Final = tuple(key for key, kind in KINDS.items() if kind.closed)
HIDES: Final = tuple(key for key, kind in KINDS.items() if kind.hides)


class Window(NamedTuple):
    """What a visitor may read: one home, from one moment to another (both aware)."""

    home: int
    since: dt.datetime
    until: dt.datetime


WINDOWS: list[Callable[[Any], list[Window]]] = []
"""Filled by apps above: the visits that this person is writing up now."""


def windows(user: Any) -> list[Window]:
    """Everything that this person may read as a visitor now."""
    return [window for ask in WINDOWS for window in ask(user)] if access.holds_any(user, Role.VISITOR) else []


def visible_records(rows: RecordQuerySet, user: Any) -> RecordQuerySet:
    """Managers: all of their home. Staff: what they need. Whoever looks over the home, and its visitor: what is complete."""
    from records.models import Record

    complete = Q(state__in=(Record.State.KEPT, Record.State.CORRECTING))
    seen = access.at_homes(user, *MANAGERS) | access.at_homes(user, *OVERSEES) & complete
    seen |= access.at_homes(user, Role.HOME_STAFF) & (~Q(kind__in=CLOSED) | Q(begun_by=user.pk))
    for window in windows(user):
        seen |= Q(home=window.home, happened_at__gte=window.since, happened_at__lt=window.until) & complete
    return rows.filter(seen).exclude(pk__in=kept_from().filter(user=user.pk).values("record"))


def kept_from() -> QuerySet[Any]:
    """Rows with ``record`` and ``user``: whom a complaint, allegation or notification is about, and who never learns of it."""
    from records.models import Record

    return Record.subjects.through.objects.filter(record__kind__in=HIDES)


def visible_returns(rows: MonthlyReturnQuerySet, user: Any) -> MonthlyReturnQuerySet:
    """Managers: theirs. Whoever looks over the home: what was sent."""
    return rows.filter(access.at_homes(user, *MANAGERS) | access.at_homes(user, *OVERSEES) & Q(state="sent"))


def reads_records(user: Any, home: Any) -> bool:
    """Whether the person has any part in the records of this home."""
    return access.covers(user, home, *WRITES, *OVERSEES) or any(each.home == home.pk for each in windows(user))


def reads_returns(user: Any, home: Any) -> bool:
    """Whether the person has any part in the returns of this home."""
    return access.covers(user, home, *MANAGERS, *OVERSEES)


def begins(user: Any, home: Any, kind: Kind) -> Decision:
    """Whoever works in the home writes records down; notifications are the managers'."""
    roles = MANAGERS if kind.managers_only else WRITES
    if access.covers(user, home, *roles):
        return ALLOWED
    return refuse("Only the manager, the deputy and, for most records, the staff of this home write them.")


def is_subject(user: Any, record: Record) -> bool:
    """Whether the record names this person as one who used the measure or is complained about."""
    return record.subjects.filter(pk=user.pk).exists()


def reads_own_words(user: Any, record: Record) -> bool:
    """Whether the person has this closed record only as its writer: what others did with it is not theirs to read."""
    return record.kind_of.closed and not (
        access.covers(user, record.home_id, *MANAGERS, *OVERSEES)
        or any(each.home == record.home_id and each.since <= record.happened_at < each.until for each in windows(user))
    )


def _taken_over(user: Any, record: Record) -> bool:
    """Whether somebody else has written in a closed record: whoever goes on writing would read it."""
    return (
        reads_own_words(user, record)
        and record.response.revisions.filter(by__isnull=False).exclude(by=user.pk).exists()
    )


TAKEN_OVER: Final = "The manager or the deputy goes on with this record now. Tell them what should be changed."


def writes(user: Any, record: Record) -> Decision:
    """While it is being written: its writer and the managers. A completed one is opened for correction first."""
    if record.state in (record.State.KEPT, record.State.WITHDRAWN):
        return refuse("This record is complete. To change it, correct it and say why. Nothing was changed.", "complete")
    if access.covers(user, record.home_id, *MANAGERS):
        return ALLOWED
    if record.begun_by_id == user.pk and access.covers(user, record.home_id, *WRITES):
        return refuse(TAKEN_OVER, "taken_over") if _taken_over(user, record) else ALLOWED
    return refuse("Only who began this record, the manager and the deputy write in it.")


def corrects(user: Any, record: Record) -> Decision:
    """A completed record is opened again by a manager or by its writer, who says why."""
    if record.state != record.State.KEPT:
        return refuse("Only a completed record is corrected. This one can be written in as it is.", "not_complete")
    if access.covers(user, record.home_id, *MANAGERS):
        return ALLOWED
    if record.begun_by_id == user.pk and access.covers(user, record.home_id, *WRITES):
        return refuse(TAKEN_OVER, "taken_over") if _taken_over(user, record) else ALLOWED
    return refuse("Only who wrote this record, the manager and the deputy correct it.")


def withdraws(user: Any, record: Record) -> Decision:
    """What was begun by mistake, before it was complete; the managers only, and its words are kept."""
    if not access.covers(user, record.home_id, *MANAGERS):
        return refuse("Only the manager and the deputy mark a record as begun by mistake.")
    if record.state != record.State.BEGUN:
        return refuse("A record that was completed stays. Correct it instead. Nothing was changed.", "complete")
    return ALLOWED


WHO: Final = {
    MANAGING: "the manager or the deputy of the home",
    HOME: "whoever works in the home",
    JUDGES: "the manager, the deputy or the responsible individual",
}


def takes(user: Any, record: Record, step: StepKind) -> Decision:
    """Who takes a step: never somebody who used the measure or is complained about."""
    roles = WRITES if step.who == HOME else (*MANAGERS, Role.RESPONSIBLE_INDIVIDUAL) if step.who == JUDGES else MANAGERS
    if not access.covers(user, record.home_id, *roles):
        return refuse(f"This is for {WHO[step.who]}.")
    if (step.signs or record.kind_of.hides) and is_subject(user, record):
        return refuse("This record names you as somebody concerned, so somebody else has to do this.", "concerned")
    if record.state == record.State.WITHDRAWN:
        return refuse("This record was begun by mistake. Nothing follows from it.", "withdrawn")
    if record.state == record.State.CORRECTING and step.signs:
        return refuse("This record is being corrected. Complete the correction first, then sign.", "correcting")
    if record.state == record.State.BEGUN and not step.early:
        return refuse("Complete the record first.", "not_complete")
    return ALLOWED


def follows(record: Record, step: StepKind, taken: Collection[Step]) -> Decision:
    """Whether the step comes next, whoever takes it: what must be there before is there, and it was not taken yet."""
    before = step_of(record.kind, step.after)
    if before is not None and all(each.code != before.code for each in taken):
        return refuse(f"Enter this first: “{before.title}”.", "too_soon")
    instead = step_of(record.kind, step.unless)
    if instead is not None and any(each.code == instead.code for each in taken):
        return refuse(f"The record says otherwise: “{instead.title}”. Look at it first.", "done")
    same = [each for each in taken if each.code == step.code]
    if same and not step.again and not (step.signs and same[-1].revision < record.last_revision):
        return refuse("This was entered already. You read it in the record, under “What followed”.", "done")
    return ALLOWED


def sends(user: Any, monthly: MonthlyReturn) -> Decision:
    """The manager or the deputy of the home writes and sends its return, once."""
    if not access.covers(user, monthly.home_id, *MANAGERS):
        return refuse("Only the registered manager and the deputy of this home write its return.")
    if monthly.state == monthly.State.SENT:
        return refuse("This return was sent and cannot be changed. Nothing was changed.", "sent")
    return ALLOWED
