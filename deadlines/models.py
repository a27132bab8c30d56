"""Time limits as they run: what is owed, by when and why, who was told, what the council set, and whether the scheduler lives."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from deadlines.schema import Unit

USER = settings.AUTH_USER_MODEL
UNITS = [(str(unit), str(unit)) for unit in Unit]


class Setting(models.Model):
    """What the council set instead of the limit of a rule file, for everything that starts on that London date or later."""

    rule = models.CharField(max_length=60)
    count = models.PositiveSmallIntegerField("how many")
    unit = models.CharField(max_length=14, choices=UNITS)
    roll = models.BooleanField("goes on to the next working day", default=False)
    starts = models.DateField("from")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["rule", "starts"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "starts"], name="deadlines_one_setting_per_rule_and_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="deadlines_setting_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} from {self.starts:%Y-%m-%d}: {self.count} {self.unit}"


class ClosureDay(models.Model):
    """A day on which the council is closed, or a bank holiday that the library does not know yet: no working day."""

    day = models.DateField(unique=True)
    reason = models.CharField(max_length=120)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {self.reason}"


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Obligations, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> ObligationQuerySet:
        """What this person may see: their homes, and nothing that is hidden from the home for those who work in it."""
        from deadlines import policy

        return policy.visible_obligations(self, user)

    def running(self) -> ObligationQuerySet:
        """Those still owed."""
        return self.filter(state=Obligation.State.OPEN)


class Obligation(models.Model):
    """One time limit that runs or ran: by which rule, about which record, due when and why.

    ``due_at`` is stored and moves only by ``services.running``, with a reason and an event.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        MET = "met", "Met on time"
        MET_LATE = "met_late", "Met late"
        CANCELLED = "cancelled", "No longer owed"
        MISSED = "missed", "Missed"  # its month is over; nothing can make it good

    rule = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    period = models.CharField(max_length=20, blank=True)  # "2027-03" for what is owed each month, else ""
    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="obligations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    legal_due_at = models.DateTimeField(null=True)  # where the council set another limit than law or guidance
    named_day = models.DateField(null=True)  # the last day that the record itself names
    explanation = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    next_step_at = models.DateTimeField(null=True)  # when the sweep has to look at it again
    moves = models.PositiveSmallIntegerField(default=0)
    moved_by_hand = models.BooleanField(default=False)  # a person gave it another day: no setting counts it anew
    hidden_from_home = models.BooleanField(default=False)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            # In this order the sweep finds all homes of one month side by side, however many months there are.
            models.UniqueConstraint(
                fields=["rule", "subject_type", "period", "subject_id"], name="deadlines_one_obligation_per_period"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | ~Q(state="open") & Q(closed_at__isnull=False),
                name="deadlines_closed_obligation_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(next_step_at__isnull=True), name="deadlines_closed_obligation_is_quiet"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_step_at"], condition=Q(next_step_at__isnull=False), name="deadlines_obligation_due_step"
            ),
            models.Index(fields=["home", "due_at"], condition=Q(state="open"), name="deadlines_obligation_board"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="deadlines_obligation_next"),
            models.Index(fields=["rule", "home", "state"], name="deadlines_obligation_rule"),
            models.Index(fields=["subject_type", "subject_id"], name="deadlines_obligation_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.rule}, {self.home}, {self.due_at:%Y-%m-%d}"


class Reminder(models.Model):
    """One note of one step to one person: made once, however often and by however many sweeps."""

    class State(models.TextChoices):
        MADE = "made", "Sent on"
        SUPERSEDED = "superseded", "A later step came first"

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="reminders")
    step = models.CharField(max_length=60)
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.MADE)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["obligation", "step", "person"], name="deadlines_one_reminder_per_step")
        ]


class Feed(models.Model):
    """The calendar address of one person. Its secret is shown once and kept as its hash; making a new one ends the old one."""

    person = models.OneToOneField(USER, on_delete=models.PROTECT, related_name="+")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(secret_sha256=""), name="deadlines_feed_has_a_secret")
        ]


class Heartbeat(models.Model):
    """When a scheduler last did its work; a beat that stops is itself noticed."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    figures = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="deadlines_heartbeat_has_a_name")]
