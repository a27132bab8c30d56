"""What this app hangs into navigation, work, home page, links and evidence, and how an action of an audit is called."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from actions import sources
from audits import evidence as said
from audits import models, policy, selectors
from audits.services.judging import SOURCE
from core import evidence
from core.registry import NavItem, Panel, Waiting, home_panels, links, navigation, work


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Audits", "audits:audits", 14, policy.reads_any))
    work.add(30, waiting)
    home_panels.add(22, of_home)
    links.register(
        models.Audit,
        title=str,
        url=lambda audit: reverse("audits:audit", args=[audit.pk]),
        visible_to=_visible,
    )
    evidence.offer("audits", 70, said.items, title="Audits")
    sources.SOURCES[SOURCE] = sources.Source(
        label=_label, place=_place, related=("finding__audit__kind",), readable=_readable, title="Audit finding"
    )


def _visible(audit: Any, user: Any) -> bool:
    return models.Audit.objects.visible_to(user).filter(pk=audit.pk).exists()


def _label(action: Any) -> str:
    """“Child audit 00012, action 2”."""
    finding = getattr(action, "finding", None)
    return finding.heading if finding is not None else "An action of an audit"


def _place(action: Any, user: Any) -> str:
    """The audit, for whoever may know of it."""
    finding = getattr(action, "finding", None)
    if finding is None or not _visible(finding.audit, user):
        return ""
    return reverse("audits:audit", args=[finding.audit_id])


def _readable(user: Any) -> Any:
    """Numbers of the actions of audits that this person may know of; actions of the audit of a child go to nobody else."""
    mine = models.Audit.objects.visible_to(user).order_by().values("pk")
    return models.Finding.objects.filter(audit__in=mine).order_by().values("action")


def waiting(user: Any, now: dt.datetime) -> list[Waiting]:
    """What this person must do next about audits."""
    if not policy.has_part(user):
        return []
    return [
        Waiting(
            each.words,
            reverse(f"audits:{each.page}", args=[each.line.audit.pk]),
            each.line.audit.home.name,
            each.line.limit.at if each.line.limit else None,
            each.line.limit.number if each.line.limit else None,
            each.line.audit.get_state_display(),
        )
        for each in selectors.tasks(user=user, now=now)
    ]


def of_home(user: Any, now: dt.datetime, *, home: Any) -> Panel | None:
    """The way to the audits of a home, for those who may have a part in them; how many there are shows only there. No query."""
    return Panel("Audits", "audits/panel.html", {"home": home}) if policy.has_part(user, home) else None
