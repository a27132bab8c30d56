"""How people want their mail, and what became of each mail. The note itself, as the portal shows it, is ``core.models.Message``."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.models import Message
from homes import access
from homes.roles import Role

EARLIEST, LATEST = 6, 20
SEES_DELIVERIES = (Role.QA_OFFICER, Role.ADMINISTRATOR)


class Preference(models.Model):
    """How one person wants their mail. Without a row it comes at once. ``hour`` is of the clock in London."""

    class Way(models.TextChoices):
        AT_ONCE = "at_once", "One mail for each message, at once"
        DAILY = "daily", "One mail a day with all of them"

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.AT_ONCE)
    hour = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hour__gte=EARLIEST, hour__lte=LATEST), name="delivery_preference_hour_of_the_day"
            )
        ]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, with the filter that every list begins with."""

    def visible_to(self, user: Any) -> DeliveryQuerySet:
        """All of them to administrators and QA officers of the council; to a QA officer of some homes what is only about these."""
        mine = access.scope(user)
        if mine.covers_everything(*SEES_DELIVERIES):
            return self
        homes = sorted(mine.home_ids(*SEES_DELIVERIES))
        elsewhere = Line.objects.exclude(message__home_id__in=homes).values("delivery")
        return self.filter(lines__message__home_id__in=homes).exclude(pk__in=elsewhere).distinct()

    def in_trouble(self) -> DeliveryQuerySet:
        """Given up and not dealt with, or refused at least once and still being tried."""
        given_up = Q(state=Delivery.State.DEAD, dealt_with_at=None)
        return self.filter(given_up | Q(state__in=[Delivery.State.RETRY, Delivery.State.SENDING]) & ~Q(last_answer=""))


class Delivery(models.Model):
    """One mail to one person: about one message, or the digest of a day. Its Message-ID never changes, however often it is tried.

    ``tries`` counts the times somebody began to send it, and tells a slow sender that another has taken over.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        RETRY = "retry", "Will be tried again"
        DEAD = "dead", "Given up"
        SUPERSEDED = "superseded", "Not wanted any more"
        PORTAL_ONLY = "portal_only", "Portal only"

    class Kind(models.TextChoices):
        SINGLE = "single", "One message"
        DIGEST = "digest", "Daily mail"

    key = models.CharField(
        max_length=80, unique=True
    )  # "message:12", or "digest:5:2027-03-24": never two for one thing
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    message_id = models.CharField("Message-ID", max_length=160, unique=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_answer = models.CharField(max_length=200, blank=True)
    dealt_with_at = models.DateTimeField(null=True)
    dealt_with_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "retry", "sending"]),
                name="delivery_open",
            ),
            models.Index(fields=["made_at"], name="delivery_made"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="delivery_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False), name="delivery_sending_is_claimed"
            ),
            models.CheckConstraint(
                condition=Q(dealt_with_at=None, dealt_with_by=None)
                | Q(dealt_with_at__isnull=False, dealt_with_by__isnull=False),
                name="delivery_dealt_with_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Line(models.Model):
    """A message in the mail that brings it: each message is in one mail and no other."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="lines")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="line")

    class Meta:
        ordering: ClassVar = ["message__made_at", "message__pk"]
