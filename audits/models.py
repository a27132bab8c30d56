"""Kinds of audit, audits, how they were moderated, what came of them. Their words are a ``questionnaires.Response``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from audits.states import OPEN, SETTLED, State

USER = settings.AUTH_USER_MODEL


class Roles(models.CharField):
    """Some roles, kept as “|qa_officer|moderator|”, so that both databases can be asked for one of them without another query."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 400)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> tuple[str, ...]:
        """The roles of a stored row."""
        return self.to_python(value)

    def to_python(self, value: Any) -> tuple[str, ...]:
        """The roles, in the order in which they were written."""
        return tuple(each for each in value.split("|") if each) if isinstance(value, str) else tuple(value or ())

    def get_prep_value(self, value: Any) -> str:
        """As they are kept."""
        return self.kept(self.to_python(value))

    def value_to_string(self, obj: models.Model) -> str:
        """As a fixture holds them."""
        return self.get_prep_value(self.value_from_object(obj))

    @staticmethod
    def kept(roles: Iterable[str]) -> str:
        """“|qa_officer|moderator|”; "" for nobody. One role in it is found by ``…__contains=Roles.kept([role])``."""
        text = "|".join(str(each) for each in roles)
        return f"|{text}|" if text else ""


class AuditKind(models.Model):
    """One kind of audit, as data: what is asked, who does what, how often. A new one needs a definition and a row, and no Python."""

    class Concerns(models.TextChoices):
        CHILD = "child", "One child"
        HOME = "home", "The home"

    class Unit(models.TextChoices):
        DAYS = "days", "days"
        WEEKS = "weeks", "weeks"
        MONTHS = "months", "months"

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    one = models.CharField(max_length=60)  # “child audit”
    definition = models.CharField(max_length=60)  # key of the questionnaire
    concerns = models.CharField(max_length=5, choices=Concerns.choices)
    writers: Any = Roles()
    outsider = models.BooleanField(default=False)  # the auditor has no appointment at the home itself
    moderators: Any = Roles(blank=True)  # nobody: it is agreed when it is sent
    readers: Any = Roles()  # besides auditor and moderator, once it is agreed
    every = models.PositiveSmallIntegerField(null=True, blank=True)  # nothing: on demand
    unit = models.CharField(max_length=6, choices=Unit.choices, default=Unit.MONTHS)
    due_days = models.PositiveSmallIntegerField(default=20)  # working days, as the next two
    moderation_days = models.PositiveSmallIntegerField(default=10)
    discussion_days = models.PositiveSmallIntegerField(default=10)
    begins_with_child = models.BooleanField(default=False)
    discussed = models.BooleanField(default=False)
    in_use = models.BooleanField(default=True)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(writers="") & ~Q(readers=""), name="audits_kind_has_its_people"),
            models.CheckConstraint(
                condition=Q(begins_with_child=False) | Q(concerns="child"), name="audits_talk_needs_a_child"
            ),
            models.CheckConstraint(condition=Q(every__isnull=True) | Q(every__gte=1), name="audits_kind_comes_again"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def often(self) -> str:
        """“every 2 months”; "" on demand."""
        if not self.every:
            return ""
        return f"every {self.every} {self.unit}" if self.every > 1 else f"every {self.unit.removesuffix('s')}"

    @property
    def of_child(self) -> bool:
        """Whether each audit is about one child."""
        return self.concerns == self.Concerns.CHILD


class AuditQuerySet(models.QuerySet["Audit"]):
    """Audits, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> AuditQuerySet:
        """Audits that this person may know of; who reads their words says ``policy.reads_words``."""
        from audits import policy

        return policy.visible_audits(self, user)


class Audit(models.Model):
    """One audit of one home: about one child where its kind is about children. Frozen when it is agreed."""

    kind = models.ForeignKey(AuditKind, on_delete=models.PROTECT, related_name="audits")
    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="audits")
    resident = models.ForeignKey("homes.Resident", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField()
    period_to = models.DateField()
    due_on = models.DateField()
    auditor = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    moderator = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=11, choices=State.choices, default=State.PLANNED)
    version = models.PositiveIntegerField(default=1)
    response = models.OneToOneField(
        "questionnaires.Response", null=True, blank=True, on_delete=models.PROTECT, related_name="audit"
    )
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    talked_on = models.DateField(null=True, blank=True)
    child_wish = models.TextField(blank=True)  # why the child did not want to talk: kept as the child's wish
    sent_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    judgement = models.CharField(max_length=200, blank=True)  # in the words of the choice, when it was agreed
    sha256 = models.CharField(max_length=64, blank=True)

    objects = AuditQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["home", "state", "due_on"], name="audits_audit_home_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=("planned", "cancelled"), response__isnull=True, started_at__isnull=True)
                | ~Q(state__in=("planned", "cancelled"))
                & Q(response__isnull=False, started_at__isnull=False, auditor__isnull=False),
                name="audits_started_audit_has_its_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, agreed_at__isnull=False)
                | ~Q(state__in=SETTLED) & Q(agreed_at__isnull=True),
                name="audits_agreed_audit_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(moderator__isnull=True) | ~Q(moderator=F("auditor")),
                name="audits_nobody_moderates_their_own",
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="audits_period_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(talked_on__isnull=True) | Q(child_wish=""), name="audits_talked_or_not"),
        ]

    def __str__(self) -> str:
        return f"{self.kind.one[:1].upper()}{self.kind.one[1:]} {self.number}"

    @property
    def number(self) -> str:
        """The number that people use for it."""
        return f"{self.pk:05}"

    @property
    def settled(self) -> bool:
        """Agreed, whatever came after."""
        return self.state in SETTLED

    @property
    def open(self) -> bool:
        """Still to be agreed."""
        return self.state in OPEN

    @property
    def talk_lacks(self) -> bool:
        """Whether the conversation with the child is still to be recorded."""
        return self.kind.begins_with_child and self.talked_on is None and not self.child_wish


class Moderation(models.Model):
    """One second look: what was judged, agreed or given back, and the moderator's words. Only ever added (a trigger refuses the rest)."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="moderations")
    number = models.PositiveSmallIntegerField()
    agreed = models.BooleanField()
    words = models.TextField(blank=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["audit", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audit", "number"], name="audits_one_moderation_per_number"),
            models.CheckConstraint(condition=Q(agreed=True) | ~Q(words=""), name="audits_given_back_says_why"),
        ]


class Finding(models.Model):
    """One row of an agreed audit, and the action that it became: exactly once."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    row = models.CharField(max_length=26)
    owner = models.CharField(max_length=300, blank=True)
    action = models.OneToOneField("actions.Action", on_delete=models.PROTECT, related_name="finding")

    class Meta:
        ordering: ClassVar = ["audit", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audit", "row"], name="audits_one_action_per_row"),
            models.UniqueConstraint(fields=["audit", "number"], name="audits_one_finding_per_number"),
            models.CheckConstraint(condition=~Q(row=""), name="audits_finding_has_its_row"),
        ]

    @property
    def heading(self) -> str:
        """“Child audit 00012, action 2”."""
        return f"{self.audit}, action {self.number}"


class Discussion(models.Model):
    """When the team talked about an audit, who was there, and what they take from it. Written once."""

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="discussion")
    held_on = models.DateField()
    who = models.CharField(max_length=300)  # jobs, never names
    words = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words="") & ~Q(who=""), name="audits_discussion_has_its_words")
        ]
