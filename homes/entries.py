"""What this app hangs into navigation, start page and links."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from core import evidence
from core.evidence import Measure
from core.registry import NavItem, Panel, Waiting, links, navigation, start_panels, work
from homes import access, models, policy, selectors


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Homes", "homes:list", 20, sees_homes))
    navigation.add(NavItem("People", "homes:people", 80, lambda user: bool(policy.can_appoint(user))))
    start_panels.add(90, documents_out_of_date)
    links.register(
        models.Home,
        title=lambda home: home.name,
        url=lambda home: reverse("homes:home", args=[home.pk]),
        visible_to=lambda home, user: access.covers(user, home),
    )
    links.register(models.StatutoryDocument, title=str, url=_page, visible_to=_opens)
    links.register(
        models.DocumentVersion,
        title=lambda version: str(version.document),
        url=lambda version: _page(version.document),
        visible_to=lambda version, user: _opens(version.document, user),
    )
    work.add(60, to_approve)
    late = {"documents_late": Measure("Documents past their review")}
    evidence.offer(
        "documents", 70, selectors.documents_evidence, title="Statutory documents", measures=lambda keys: late
    )


def _page(document: models.StatutoryDocument) -> str:
    return reverse("homes:document", args=[document.pk])


def _opens(document: models.StatutoryDocument, user: Any) -> bool:
    return bool(policy.can_read_documents(user, document.home))


def to_approve(user: Any, now: dt.datetime) -> list[Waiting]:
    """Documents that wait for this person's approval."""
    return [
        Waiting(
            f"Approve a document: {row.document}",
            _page(row.document),
            row.document.home.name,
            status="To approve",
        )
        for row in selectors.to_approve(user=user)
    ]


def sees_homes(user: Any) -> bool:
    """Whether one of the person's appointments can cover a home (a placing authority covers none)."""
    return any(row.authority_id is None for row in access.scope(user).appointments)


def documents_out_of_date(user: Any, now: dt.datetime) -> Panel | None:
    """On the start page of those who keep a home's documents: what is past its day of review."""
    overdue = selectors.overdue_documents(user=user, now=now)
    if not overdue:
        return None
    return Panel("Documents past their review", "homes/panels/overdue.html", {"documents": overdue})
