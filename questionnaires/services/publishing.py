"""Putting a version in force. A published version never changes; responses begun on it keep it for ever."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core import events
from core.refusal import Refused
from questionnaires import canonical, definitions, lint
from questionnaires import events as happened
from questionnaires.models import Questionnaire, Version
from questionnaires.parse import BadFile


def _checked(source: str) -> tuple[Any, Version | None]:
    """(schema, version in force). BadFile with every fault."""
    schema, faults = lint.check(source)
    if schema is None:
        raise BadFile("the file", faults)
    before = (
        Version.objects.filter(questionnaire__key=schema.key, state=Version.State.PUBLISHED).order_by("-number").first()
    )
    faults = sorted({*faults, *lint.lint(schema, definitions.schema_of(before) if before else None)})
    if faults:
        raise BadFile(schema.key, faults)
    return schema, before


def draft_version(*, source: str, by: Any, now: dt.datetime) -> Version:
    """Keep a checked file as a draft, to be previewed and compared. Raises BadFile. The same file twice is one draft."""
    source = source.replace("\r\n", "\n").lstrip("\ufeff")
    schema, _ = _checked(source)
    digest = canonical.sha256(source)
    with transaction.atomic():
        owner, _ = Questionnaire.objects.get_or_create(key=schema.key, defaults={"title": schema.title})
        same = Version.objects.filter(questionnaire=owner, sha256=digest, state=Version.State.DRAFT).first()
        if same is not None:
            return same
        version = Version.objects.create(
            questionnaire=owner,
            number=schema.number,
            source=source,
            canonical=canonical.encode(schema),
            sha256=digest,
            made_at=now,
            made_by=by,
        )
        events.emit(happened.DRAFTED, version, by=by, now=now, title=schema.title, number=schema.number)
    return version


def publish_draft(*, version: Version, by: Any, now: dt.datetime) -> Version:
    """Put a draft in force. Publishing it again has no effect. Refused (stale) when it no longer follows what is in force."""
    with transaction.atomic():
        owner = Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
        held = Version.objects.select_for_update().get(pk=version.pk)
        if held.state != Version.State.DRAFT:
            return held
        try:
            schema, _ = _checked(held.source)
        except BadFile as error:
            raise Refused("stale", f"This draft can no longer be published: {error.faults[0]}") from error
        held.state, held.published_at, held.published_by = Version.State.PUBLISHED, now, by
        held.save(update_fields=["state", "published_at", "published_by"])
        owner.title = schema.title
        owner.save(update_fields=["title"])
        events.emit(happened.PUBLISHED, held, by=by, now=now, title=schema.title, number=held.number)
    return held


def publish_version(*, source: str, by: Any, now: dt.datetime) -> Version:
    """Check a file and put it in force at once; a file that is in force already is returned as it is. Raises BadFile."""
    source = source.replace("\r\n", "\n").lstrip("\ufeff")
    standing = Version.objects.filter(sha256=canonical.sha256(source)).exclude(state=Version.State.DRAFT).first()
    if standing is not None:
        return standing
    with transaction.atomic():
        return publish_draft(version=draft_version(source=source, by=by, now=now), by=by, now=now)


def withdraw(*, version: Version, by: Any, now: dt.datetime) -> None:
    """Take a version out of force: nothing new begins on it; what was begun keeps it. Refused when it is the only one."""
    with transaction.atomic():
        owner = Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
        held = Version.objects.select_for_update().get(pk=version.pk)
        if held.state == Version.State.WITHDRAWN:
            return
        others = Version.objects.filter(questionnaire=owner, state=Version.State.PUBLISHED).exclude(pk=held.pk)
        if held.state == Version.State.DRAFT or not others.exists():
            raise Refused("last_version", "This is the only version in force. Publish another one first.")
        held.state = Version.State.WITHDRAWN
        held.save(update_fields=["state"])
        events.emit(happened.WITHDRAWN, held, by=by, now=now, title=owner.title, number=held.number)
