"""The only way from an address to a record of this app: not yours is not there (404)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from core.models import StoredFile
from core.permissions import Decision
from homes.models import Home
from inspections import policy
from inspections.models import Inspection, PublishedFile, PublishedInspection
from inspections.states import State


def home_seen(user: Any, pk: int) -> Home:
    """A home whose inspections the person may see."""
    home = get_object_or_404(Home, pk=pk)
    _there(policy.sees(user, home))
    return home


def home_to_record(user: Any, pk: int) -> Home:
    """A home whose inspections the person records."""
    home = get_object_or_404(Home, pk=pk)
    _there(policy.records(user, home))
    return home


def published_to_record(home: Home, pk: int) -> PublishedInspection:
    """A line of Ofsted's file about this home, which the caller has got to record an inspection of it."""
    return get_object_or_404(PublishedInspection, pk=pk, urn=home.urn)


def inspection(user: Any, pk: int) -> Inspection:
    """An inspection that the person may see; its files are not read with it."""
    rows = Inspection.objects.visible_to(user).exclude(state=State.WITHDRAWN).select_related("home")
    return get_object_or_404(rows, pk=pk)


def inspection_to_record(user: Any, pk: int) -> Inspection:
    """An inspection of a home where the person records them."""
    found = inspection(user, pk)
    _there(policy.records(user, found.home))
    return found


def file_of(user: Any, pk: int, what: str) -> tuple[Inspection, StoredFile]:
    """The draft or the final report of an inspection, for who may read it."""
    found = inspection(user, pk)
    may = policy.reads_drafts(user, found) if what == "draft" else policy.reads_whole(user, found)
    number = found.draft_id if what == "draft" else found.report_id
    if what not in ("draft", "report") or not may or number is None:
        raise Http404("No such file of this inspection.")
    return found, StoredFile.objects.get(pk=number)


def published_file(user: Any, pk: int) -> PublishedFile:
    """A file of Ofsted that was checked."""
    _there(policy.imports(user))
    return get_object_or_404(PublishedFile.objects.select_related("file", "imported_by", "checked_by"), pk=pk)


def _there(decision: Decision) -> None:
    if not decision:
        raise Http404(decision.reason)
