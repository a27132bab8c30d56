"""Kinds of audit: those that came with the portal, and what the QA officer adds and changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from audits import events, policy
from audits.models import Audit, AuditKind
from audits.states import State
from core.events import emit
from core.refusal import Refused
from core.texts import for_column
from homes.roles import Role
from questionnaires import definitions
from questionnaires.models import Version

WORDS = {"title": "The title", "one": "The words for one", "definition": "The questionnaire"}


def put(*, row: dict[str, Any], now: dt.datetime) -> AuditKind:
    """A shipped kind that is not there yet; written by the portal itself."""
    kind = AuditKind(**row)
    _save(kind, None, now)
    emit(events.KIND_ADDED, kind, by=None, now=now, title=kind.title)
    return kind


def add(*, key: str, by: Any, now: dt.datetime, **values: Any) -> AuditKind:
    """A new kind; ``values`` are the columns of ``AuditKind``. Refused: not_allowed, taken, and those of the values."""
    policy.keeps_kinds(by).demand()
    with transaction.atomic():
        kind = AuditKind(key=for_column(AuditKind, "key", key, "The short name"))
        if AuditKind.objects.filter(key=kind.key).exists():
            raise Refused("taken", "There is a kind of audit with this short name already. Choose another one.")
        _set(kind, values)
        _save(kind, by, now)
        emit(events.KIND_ADDED, kind, by=by, now=now, title=kind.title)
    return kind


def change(*, kind: AuditKind, by: Any, now: dt.datetime, **values: Any) -> AuditKind:
    """Other values for a kind; what is agreed already stays as it is. Refused: not_allowed, has_audits, waiting, and those of the values."""
    policy.keeps_kinds(by).demand()
    with transaction.atomic():
        held = AuditKind.objects.select_for_update().get(pk=kind.pk)
        concerns, moderated = held.concerns, bool(held.moderators)
        _set(held, values)
        audits = Audit.objects.filter(kind=held)
        if held.concerns != concerns and audits.exists():
            raise Refused("has_audits", "There are audits of this kind already, so what it is about cannot be changed.")
        if moderated and not held.moderators and audits.filter(state=State.MODERATION).exists():
            raise Refused("waiting", "An audit of this kind is with its moderator. Somebody has to judge it first.")
        _save(held, by, now)
        emit(events.KIND_CHANGED, held, by=by, now=now, title=held.title)
    return held


def _save(kind: AuditKind, by: Any, now: dt.datetime) -> None:
    kind._history_user, kind._history_date = by, now  # type: ignore[attr-defined]
    kind.save()


def _set(kind: AuditKind, values: dict[str, Any]) -> None:
    """Put the values in and judge them. Refused: no_text, too_long, no_version, no_people, no_part, no_child."""
    for name, value in values.items():
        setattr(kind, name, for_column(AuditKind, name, value, WORDS[name]) if name in WORDS else value)
    if not all(getattr(kind, name) for name in WORDS):
        raise Refused("no_text", "Give the kind a title, words for one audit, and a questionnaire.")
    if in_force(kind.definition) is None:
        raise Refused("no_version", "Choose a questionnaire that is in force.")
    if not kind.writers or not kind.readers:
        raise Refused("no_people", "Choose who carries it out and who reads it.")
    for roles, known in (
        (kind.writers, policy.PARTS),
        (kind.moderators, policy.SECONDS),
        (kind.readers, policy.READERS),
    ):
        if not set(roles) <= set(known):
            raise Refused("no_part", "Choose only people who can have a part in audits.")
    if not kind.of_child and (kind.begins_with_child or Role.PLACING_AUTHORITY in kind.readers):
        raise Refused(
            "no_child", "A conversation with the child, or its placing authority, needs an audit of one child."
        )


def in_force(definition: str) -> Version | None:
    """The version on which an audit of this questionnaire would be begun now."""
    rows = Version.objects.filter(questionnaire__key=definition, state=Version.State.PUBLISHED)
    return rows.order_by("-number").first()


def own_definitions() -> list[tuple[str, str]]:
    """(key, title) of the questionnaires in force that audits may ask: not those of reports, records and surveys."""
    others = {key for key, files in definitions.find().items() if files[0].parent.parent.name != "audits"}
    rows = Version.objects.filter(state=Version.State.PUBLISHED).exclude(questionnaire__key__in=others)
    found = rows.order_by("questionnaire__title").values_list("questionnaire__key", "questionnaire__title")
    return list(dict.fromkeys(found))
