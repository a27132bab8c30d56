"""The kinds that come with the portal (kinds.yaml), put into the table where their questionnaire is in force.

What stands in the table is the council's and is never written over.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import yaml

from core import clock
from core.models import Event

FILE = Path(__file__).parent / "kinds.yaml"


def shipped() -> list[dict[str, Any]]:
    """The rows of the file."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8")) or []


def put_missing(*, now: dt.datetime) -> None:
    """Put every shipped kind into the table that is not there and whose questionnaire is in force."""
    from audits.models import AuditKind
    from audits.services import kinds
    from questionnaires.models import Version

    there = set(AuditKind.objects.values_list("key", flat=True))
    missing = [row for row in shipped() if row["key"] not in there]
    wanted = {row["definition"] for row in missing}
    published = Version.objects.filter(state=Version.State.PUBLISHED, questionnaire__key__in=wanted)
    in_force = set(published.values_list("questionnaire__key", flat=True)) if wanted else set()
    for row in missing:
        if row["definition"] in in_force:
            kinds.put(row=row, now=now)


def definition_published(event: Event, version: Any) -> None:
    """A questionnaire came into force: its kind of audit is there from now on."""
    put_missing(now=event.at)


def migrated(**_: Any) -> None:
    """After each upgrade: kinds that are new in the file, of questionnaires that are in force already."""
    put_missing(now=clock.now())
