"""What this app hangs into navigation, home page, links, work and evidence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from core import evidence
from core.registry import NavItem, Panel, Waiting, home_panels, links, navigation, work
from homes import access
from voice import measures, policy, selectors
from voice.models import Survey, Word


def register() -> None:
    """Called once when the app is ready."""
    navigation.add(NavItem("In confidence", "voice:words", 17, lambda user: access.holds_any(user, *policy.HEARS)))
    work.add(5, unread)
    home_panels.add(40, surveys)
    evidence.offer("voice", 60, selectors.evidence, title="Surveys and what people said", measures=measures.of_surveys)
    links.register(
        Survey,
        title=str,
        url=lambda survey: reverse("voice:survey", args=[survey.pk]),
        visible_to=lambda survey, user: Survey.objects.visible_to(user).filter(pk=survey.pk).exists(),
    )
    links.register(
        Word,
        title=str,
        url=lambda word: reverse("voice:word", args=[word.pk]),
        visible_to=lambda word, user: Word.objects.visible_to(user).filter(pk=word.pk).exists(),
    )


def unread(user: Any, now: dt.datetime) -> list[Waiting]:
    """What was said in confidence and nobody outside the home has read."""
    if not access.holds_any(user, *policy.HEARS):
        return []
    return [
        Waiting(
            "Read what was written in confidence",
            reverse("voice:word", args=[each.word.pk]),
            each.word.home.name,
            each.limit.at if each.limit else None,
            each.limit.number if each.limit else None,
            "New",
        )
        for each in selectors.unread(user=user)
    ]


def surveys(user: Any, now: dt.datetime, *, home: Any) -> Panel | None:
    """The way to the surveys, on the page of the home."""
    if not access.covers(user, home, *policy.SEES):
        return None
    return Panel("What people say about the home", "voice/panels/home.html", {"home": home})
