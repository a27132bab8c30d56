"""What this app hangs into navigation, page of a home, links and sources of actions, and offers as evidence."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.urls import reverse

from actions import sources
from core import evidence
from core.evidence import Measure
from core.registry import NavItem, Panel, home_panels, links, navigation
from homes import access
from inspections import models, policy, selectors
from inspections.states import State

IN_PANEL = 4
MEASURES: Final = {
    "ofsted_requirements": Measure("Requirements made by Ofsted"),
    "ofsted_recommendations": Measure("Recommendations made by Ofsted"),
}


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("Inspections", "inspections:list", 25, lambda user: access.holds_any(user, *policy.SEES)))
    home_panels.add(40, panel)
    links.register(
        models.Inspection,
        title=str,
        url=lambda inspection: reverse("inspections:inspection", args=[inspection.pk]),
        visible_to=_visible,
    )
    for kind in models.Point.Kind.values:
        sources.SOURCES[f"ofsted.{kind}"] = sources.Source(label=_label, place=_place, related=("point__inspection",))
    evidence.offer("inspections", 60, selectors.evidence, title="Ofsted inspections", measures=lambda keys: MEASURES)


def _visible(inspection: models.Inspection, user: Any) -> bool:
    rows = models.Inspection.objects.visible_to(user).exclude(state=State.WITHDRAWN)
    return rows.filter(pk=inspection.pk).exists()


def _label(action: Any) -> str:
    """“Ofsted requirement 2, full inspection of 3 March 2027”."""
    point = action.point
    about = str(point.inspection)
    return f"Ofsted {str(point).lower()}, {about[0].lower()}{about[1:]}"


def _place(action: Any, user: Any) -> str:
    inspection = action.point.inspection
    return reverse("inspections:inspection", args=[inspection.pk]) if _visible(inspection, user) else ""


def panel(user: Any, now: dt.datetime, *, home: Any) -> Panel | None:
    """The grades of the home as a picture and a table, for whoever may see its inspections."""
    if not policy.sees(user, home):
        return None
    entries = selectors.history(user=user, home=home)
    context = {
        "home": home,
        "picture": selectors.picture(entries),
        "entries": entries[:IN_PANEL],
        "more": len(entries) > IN_PANEL,
        "records": bool(policy.records(user, home)),
    }
    return Panel("Ofsted inspections", "inspections/panels/home.html", context)
