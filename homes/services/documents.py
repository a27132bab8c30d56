"""The statutory documents of a home: which version stands and when it must be looked at again (A5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core.events import emit
from core.refusal import Refused
from homes import events, policy
from homes.models import Home, StatutoryDocument
from homes.services._shared import check, locked, save

NAMED = frozenset({StatutoryDocument.Kind.POLICY, StatutoryDocument.Kind.OTHER})


@transaction.atomic
def record_document(
    *,
    home: Home,
    kind: str,
    title: str = "",
    version: str = "",
    review_by: dt.date | None,
    note: str = "",
    by: Any,
    now: dt.datetime,
) -> StatutoryDocument:
    """Record a document, or the new version of one that is recorded. Refused when a policy has no name."""
    if by is not None:
        policy.can_write_documents(by, home).demand()
    title = title.strip()
    if kind in NAMED and not title:
        raise Refused("title_missing", "Write the name of the policy or document.")
    home = locked(home)
    document = StatutoryDocument.objects.filter(home=home, kind=kind, title=title).first()
    document = document or StatutoryDocument(home=home, kind=kind, title=title)
    document.version, document.review_by, document.note = version.strip(), review_by, note.strip()
    check(document)
    save(document, by=by, now=now)
    emit(events.DOCUMENT_RECORDED, document, by=by, now=now, home=home, title=str(document))
    return document
