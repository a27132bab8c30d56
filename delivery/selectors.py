"""What is read about messages and mails: every list takes the person who asks."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from core.models import Message
from delivery import policy
from delivery.models import Delivery, Line, Preference
from homes import access


def messages(*, user: Any) -> QuerySet[Message]:
    """The person's own messages, unread first, then newest first. About a home only while an appointment covers it."""
    if not access.scope(user).appointments:
        return Message.objects.none()
    mine = Q(home_id=None) | access.at_homes(user, field="home_id")
    unread_first = Case(When(read_at=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Message.objects.filter(mine, to=user, superseded_at=None).order_by(unread_first, "-made_at", "-pk")


def preference(*, user: Any) -> Preference:
    """How mail comes to the person: what they chose, or what holds until they do."""
    return Preference.objects.filter(person=user).first() or Preference(person=user)


def deliveries(*, user: Any) -> QuerySet[Delivery]:
    """Mails with their person and messages, for those who look after them; nothing for anybody else."""
    if not policy.can_see_deliveries(user):
        return Delivery.objects.none()
    lines = Prefetch("lines", Line.objects.select_related("message"))
    return Delivery.objects.visible_to(user).select_related("person", "dealt_with_by").prefetch_related(lines)


def in_trouble(*, user: Any) -> QuerySet[Delivery]:
    """Mails that were given up, and those that were refused at least once and are still tried; the oldest first."""
    return deliveries(user=user).in_trouble().order_by("made_at", "pk")  # type: ignore[attr-defined]


def latest(*, user: Any) -> QuerySet[Delivery]:
    """All mails, the newest first."""
    return deliveries(user=user).order_by("-made_at", "-pk")
