"""Actions: anything to be done, whatever it came from. Claimed done by its owner, closed only when somebody else verified it."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from homes.roles import Role


class Priority(models.TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> ActionQuerySet:
        """Actions this person may see."""
        from actions import policy

        return policy.visible_actions(self, user)


class Action(models.Model):
    """One thing to be done at one home."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLAIMED = "claimed", "Done, not yet verified"
        DECLINED = "declined", "Not accepted"
        CLOSED = "closed", "Verified and closed"
        WITHDRAWN = "withdrawn", "Withdrawn"  # whoever raised it took it back
        MERGED = "merged", "Merged into another"  # another one asks for the same and goes on for both

    NOT_CLOSED: ClassVar = (State.OPEN, State.CLAIMED, State.DECLINED)

    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="actions")
    source = models.CharField(max_length=40)  # "reg44.recommendation", later "ofsted.requirement", "audit.finding", …
    text = models.TextField()
    standard = models.CharField(max_length=10, blank=True)  # the regulation it rests on: "12"
    priority = models.CharField(max_length=6, choices=Priority.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField()
    decide_by = models.DateField(null=True, blank=True)  # the law: consider whether to act (regulation 44(5))
    act_by = models.DateTimeField(null=True, blank=True)  # when the time limit of its source and priority ends
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.TextField(blank=True)
    in_draft = models.BooleanField(default=False)  # of a draft: only the home's managers and its visitor read it
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    owner_role = models.CharField(max_length=32, choices=Role.choices, default=Role.REGISTERED_MANAGER)
    owner = models.ForeignKey(  # None: whoever holds the role
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    repeats = models.ForeignKey(  # the same was asked for and closed less than six months before
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by"
    )
    reopened_at = models.DateTimeField(null=True, blank=True)  # it was closed, and was not done after all
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )  # never one that is merged itself

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["act_by", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["home", "state", "act_by"], name="actions_action_home_state"),
            models.Index(fields=["act_by", "id"], name="actions_action_act_by"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="actions_closed_at_by_together",
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True, claimed_by__isnull=True)
                | Q(claimed_at__isnull=False, claimed_by__isnull=False),
                name="actions_claimed_at_by_together",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="actions_merged_says_into_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="actions_closed_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_priority_display()}: {self.text[:60]}"

    @property
    def open(self) -> bool:
        """Until somebody other than its owner verified it, it counts as open (C23)."""
        return self.state in self.NOT_CLOSED

    @property
    def standing(self) -> Action:
        """The action that goes on for this one: itself, unless it was merged."""
        return self.merged_into or self

    @property
    def repeated(self) -> bool:
        """Whether the same was asked for, and was taken for done, before."""
        return self.repeats_id is not None or self.reopened_at is not None

    @property
    def owner_words(self) -> str:
        """Who is to do it, in words."""
        role = self.get_owner_role_display()
        return f"{self.owner.full_name}, {role[0].lower()}{role[1:]}" if self.owner is not None else role

    def late(self, now: dt.datetime) -> bool:
        """Whether its time ran out at ``now`` (aware) and nobody says that it is done."""
        return bool(self.act_by and self.state == self.State.OPEN and self.act_by < now)
