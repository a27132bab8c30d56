"""Ofsted's inspections of a home (A6), what they ask for, who got the report, and the rows of Ofsted's published file (I4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from inspections.states import State


class Kind(models.TextChoices):
    FULL = "full", "Full inspection"
    ASSURANCE = "assurance", "Assurance inspection"
    MONITORING = "monitoring", "Monitoring visit"
    INTERIM = "interim", "Interim inspection (until 2022)"


class Grade(models.TextChoices):
    """Ofsted’s four-point scale (SCCIF)."""

    OUTSTANDING = "outstanding", "Outstanding"
    GOOD = "good", "Good"
    REQUIRES_IMPROVEMENT = "requires_improvement", "Requires improvement to be good"
    INADEQUATE = "inadequate", "Inadequate"


class Concerns(models.TextChoices):
    """What an assurance inspection finds (SCCIF)."""

    NONE = "none", "No serious or widespread concerns"
    FOUND = "found", "Serious or widespread concerns"


class Effectiveness(models.TextChoices):
    """What an interim inspection found, until 2022."""

    IMPROVED = "improved", "Improved effectiveness"
    SUSTAINED = "sustained", "Sustained effectiveness"
    DECLINED = "declined", "Declined in effectiveness"


class Findings(models.Model):
    """The three judgements of a full inspection, or the one finding of the others; empty where nothing was judged."""

    overall = models.CharField(
        "overall experiences and progress of children and young people",
        max_length=22,
        choices=Grade.choices,
        blank=True,
    )
    protection = models.CharField(
        "how well children and young people are helped and protected", max_length=22, choices=Grade.choices, blank=True
    )
    leadership = models.CharField(
        "the effectiveness of leaders and managers", max_length=22, choices=Grade.choices, blank=True
    )
    concerns = models.CharField("serious or widespread concerns", max_length=10, choices=Concerns.choices, blank=True)
    effectiveness = models.CharField("effectiveness", max_length=10, choices=Effectiveness.choices, blank=True)

    class Meta:
        abstract = True

    @property
    def in_words(self) -> str:
        """“Good”, or what was found in place of a grade; "" for nothing."""
        return in_words({name: getattr(self, name) for name in ("overall", "concerns", "effectiveness")})


JUDGEMENTS = ("overall", "protection", "leadership")
FINDINGS = (*JUDGEMENTS, "concerns", "effectiveness")
# What each kind of inspection must say in its final report; a monitoring visit judges nothing.
ASKED: dict[str, tuple[str, ...]] = {
    Kind.FULL: JUDGEMENTS,
    Kind.ASSURANCE: ("concerns",),
    Kind.MONITORING: (),
    Kind.INTERIM: ("effectiveness",),
}


def asked_of(name: str) -> tuple[str, list[tuple[str, str]]]:
    """What a finding is called, and what it may be: (label, choices)."""
    column: Any = Findings._meta.get_field(name)
    return str(column.verbose_name), list(column.choices)


def said(name: str, value: object) -> str:
    """A finding, or the day of publication, in words; "nothing" for none."""
    if isinstance(value, dt.date):
        return f"{value:%-d %B %Y}"
    words = dict(asked_of(name)[1]) if name in FINDINGS else {}
    return words.get(str(value or ""), str(value or "")) or "nothing"


def called(name: str) -> str:
    """What a column of a line of Ofsted’s file is called."""
    column: Any = PublishedInspection._meta.get_field(name)
    return str(column.verbose_name)


def in_words(found: Mapping[str, object]) -> str:
    """“Good”, or what was found in place of a grade; "" for nothing."""
    return ", ".join(said(name, found[name]) for name in ("overall", "concerns", "effectiveness") if found[name])


class InspectionQuerySet(models.QuerySet["Inspection"]):
    """Inspections, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> InspectionQuerySet:
        """Inspections this person may see."""
        from inspections import policy

        return policy.visible_inspections(self, user)


class Inspection(Findings):
    """One inspection of one home. The judgements stand from the day the final report came."""

    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField("kind of inspection", max_length=10, choices=Kind.choices)
    inspected_on = models.DateField("first day of the inspection")
    state = models.CharField(max_length=14, choices=State.choices, default=State.RECORDED)
    draft_received_on = models.DateField(null=True, blank=True)
    commented_on = models.DateField(null=True, blank=True)
    no_comments = models.BooleanField(default=False)
    final_received_on = models.DateField(null=True, blank=True)
    compliance_notice = models.BooleanField("compliance notice", default=False)
    notice = models.TextField("what the compliance notice asks", blank=True, max_length=2000)
    draft = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = InspectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-inspected_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["home", "kind", "inspected_on"],
                condition=~Q(state=State.WITHDRAWN),
                name="inspections_inspection_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FINAL) | Q(final_received_on__isnull=False),
                name="inspections_final_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DRAFT_RECEIVED) | Q(draft_received_on__isnull=False),
                name="inspections_draft_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.COMMENTED) | Q(commented_on__isnull=False),
                name="inspections_comments_have_their_day",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FINAL)
                | Q(overall="", protection="", leadership="", concerns="", effectiveness=""),
                name="inspections_judged_in_the_final_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.short_kind} of {self.inspected_on:%-d %B %Y}"

    @property
    def short_kind(self) -> str:
        """The kind, without the years in which it was made."""
        return str(self.get_kind_display().partition(" (")[0])


class Point(models.Model):
    """A requirement or a recommendation of an inspection; what is done about it is its action."""

    class Kind(models.TextChoices):
        REQUIREMENT = "requirement", "Requirement"
        RECOMMENDATION = "recommendation", "Recommendation"

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="points")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    number = models.PositiveSmallIntegerField()
    action = models.OneToOneField("actions.Action", on_delete=models.PROTECT, related_name="point")

    class Meta:
        ordering: ClassVar = ["kind", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "kind", "number"], name="inspections_point_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Circulation(models.Model):
    """To whom the final report was sent, and when. Rows are never changed or removed."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="circulations")
    to = models.CharField("to whom", max_length=120)
    sent_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["sent_on", "pk"]

    def __str__(self) -> str:
        return f"{self.to}, {self.sent_on:%-d %B %Y}"


class PublishedInspection(Findings):
    """One line of Ofsted’s published file: an inspection of any home in England, ours or not, by its URN.

    It stands beside what a home records and never changes it; where both speak of one inspection, both are shown when they differ.
    """

    urn = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    inspected_on = models.DateField()
    published_on = models.DateField()

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-inspected_on", "urn", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["urn", "inspected_on", "kind"], name="inspections_published_once")
        ]
        indexes: ClassVar = [models.Index(fields=["inspected_on"], name="inspections_published_day")]

    def __str__(self) -> str:
        return f"{self.urn}, {self.get_kind_display()} of {self.inspected_on:%-d %B %Y}"

    @property
    def key(self) -> tuple[str, dt.date, str]:
        """What tells one line of the file from another."""
        return self.urn, self.inspected_on, self.kind


class PublishedFile(models.Model):
    """A file of Ofsted that was checked, and taken over when somebody confirmed what was shown.

    ``done``: the lines that were added or changed then, each its number and [column, before, after] for what was changed.
    """

    name = models.CharField("name that the file had", max_length=120, blank=True)
    done = models.JSONField("what was added and changed", default=list, blank=True)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(null=True, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return f"Ofsted’s file, checked on {self.checked_at:%-d %B %Y}"
