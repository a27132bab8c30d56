"""What a person's calendar holds: what is due from them or watched by them in the next three months, as RFC 5545 writes it.

No name of a person, no word of a record, no day of a visit: the home, what is owed, by when, and the address of the page that says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from icalendar import Calendar, Event, vDuration

from core import clock
from core.models import Event as Happening
from deadlines import engine, events, policy
from deadlines.models import Feed, Obligation
from deadlines.schema import Rule
from deadlines.selectors import Line, lines_of, taking_part
from deadlines.services.feeds import fingerprint

MONTHS: Final = 3
PRODUCT: Final = "-//Quality assurance of children’s homes//Deadlines//EN"
EACH_HOUR: Final = vDuration(dt.timedelta(hours=1))


def feed_of(secret: str) -> Feed | None:
    """Whose address it is; None for a wrong or ended one, and for somebody who has no part in time limits any more."""
    row = Feed.objects.select_related("person").filter(secret_sha256=fingerprint(secret)).first()
    if row is None:
        return None
    row.person.request_cache = {}  # the appointments are read once, as for whoever is signed in
    return row if policy.can_have_feed(row.person) else None


def own(person: Any) -> Feed | None:
    """The person's own address, for the page that looks after it."""
    return Feed.objects.filter(person=person).first()


def lines(*, user: Any, now: dt.datetime) -> list[Line]:
    """What is owed at the homes where the person must act or is told when it slips, due by three months from today."""
    until = clock.at_london(clock.add_months(clock.today(now), MONTHS) + dt.timedelta(days=1))
    rows = Obligation.objects.visible_to(user).running().filter(taking_part(user, now, _parts), due_at__lt=until)
    return lines_of(rows.select_related("home").order_by("due_at", "pk"))


def _parts(rule: Rule) -> set[str]:
    return {*rule.who, *(role for step in rule.steps for role in step.roles)}


def written(*, user: Any, now: dt.datetime) -> bytes:
    """The calendar of this person at ``now`` (aware), UTF-8; three queries however much is due."""
    found = lines(user=user, now=now)
    moved = _moved_at([line.obligation for line in found])
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Deadlines")
    calendar.add("refresh-interval", EACH_HOUR, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", EACH_HOUR)
    for line in found:
        calendar.add_component(_event(line, moved))
    return calendar.to_ical()


def _moved_at(rows: Iterable[Obligation]) -> Mapping[int, dt.datetime]:
    """Number of the time limit -> when it was moved last."""
    moved = [row.pk for row in rows if row.moves]
    happened = Happening.objects.filter(
        code=events.MOVED, subject_type=Obligation._meta.label_lower, subject_id__in=moved
    )
    return dict(happened.order_by().values("subject_id").annotate(last=Max("at")).values_list("subject_id", "last"))


def _event(line: Line, moved: Mapping[int, dt.datetime]) -> Event:
    """One time limit. What ends with a day lies on that day of London's calendar; what ends at an hour is written in UTC."""
    row = line.obligation
    why = settings.SITE_URL + reverse("deadlines:why", args=[row.pk])
    changed = moved.get(row.pk, row.opened_at)
    event = Event()
    event.add("uid", f"deadline-{row.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", row.moves)
    local = clock.london(row.due_at)
    whole_day = (local.hour, local.minute) == (23, 59)
    event.add("dtstart", local.date() if whole_day else row.due_at.astimezone(dt.UTC))
    event.add("summary", line.name)
    event.add("description", f"{engine.ends(row.due_at)}\n{line.rule.source}\nWhy then, and what to do: {why}")
    event.add("url", why)
    event.add("transp", "TRANSPARENT")
    return event
