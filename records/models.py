"""The home's own records, and its return of each month. Their words are a ``questionnaires.Response``."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from records.kinds import KINDS, Kind
from records.matters import MATTERS

USER = settings.AUTH_USER_MODEL


class RecordQuerySet(models.QuerySet["Record"]):
    """Records, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> RecordQuerySet:
        """Records this person may read."""
        from records import policy

        return policy.visible_records(self, user)

    def kept(self) -> RecordQuerySet:
        """Those that count: completed at least once."""
        return self.filter(state__in=(Record.State.KEPT, Record.State.CORRECTING))

    def not_about(self, people: Any = None) -> RecordQuerySet:
        """Without complaints and allegations about any of these people, or about anybody who signs in here when none are named.

        What the people concerned read or write (a return, a report, a review) must not even show that there is one (regulation 39(2)).
        """
        named = Record.subjects.through.objects.all()
        if people is not None:
            named = named.filter(user__in=[each.pk for each in people])
        hidden = [key for key, kind in KINDS.items() if kind.hides]
        return self.exclude(kind__in=hidden, pk__in=named.values("record"))


class Record(models.Model):
    """One record of one home: about one child where it is about a child. Each completed version of its words is a ``Revision``."""

    class State(models.TextChoices):
        BEGUN = "begun", "Being written"
        KEPT = "kept", "Completed"
        CORRECTING = "correcting", "Being corrected"  # readers see the version before until the correction is completed
        WITHDRAWN = "withdrawn", "Begun by mistake"

    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=24)
    matter = models.CharField(max_length=20, blank=True)  # of a notification: key of records.matters
    resident = models.ForeignKey("homes.Resident", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ManyToManyField("homes.StaffMember", blank=True, related_name="+")  # who used the measure
    subjects: Any = models.ManyToManyField(
        USER, blank=True, related_name="+"
    )  # who never signs, or never sees, this record
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()  # when the home knew of it; of most records the same moment
    exempt = models.BooleanField(
        default=False
    )  # routine restraint of an education, health and care plan (regulation 35(4))
    response = models.OneToOneField("questionnaires.Response", on_delete=models.PROTECT, related_name="record")
    state = models.CharField(max_length=10, choices=State.choices, default=State.BEGUN)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True)  # completed for the first time
    correcting_why = models.TextField(blank=True)
    last_revision = models.PositiveSmallIntegerField(default=0)

    objects = RecordQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-happened_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["home", "kind", "happened_at"], name="records_record_home_kind")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=("begun", "withdrawn"), kept_at__isnull=True, last_revision=0)
                | Q(state__in=("kept", "correcting"), kept_at__isnull=False, last_revision__gte=1),
                name="records_kept_record_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="correcting") | ~Q(correcting_why=""), name="records_correction_says_why"
            ),
            models.CheckConstraint(condition=Q(known_at__gte=F("happened_at")), name="records_known_after_it_happened"),
        ]

    def __str__(self) -> str:
        return f"{self.kind_of.one.capitalize()} {self.number}"

    @property
    def kind_of(self) -> Kind:
        """What the table of kinds says about it."""
        return KINDS[self.kind]

    @property
    def number(self) -> str:
        """The number that people use for it.

        One series for every kind of record of every home, and a form that was refused by the database takes a number, too: a gap in the
        list of one home is common and does not say that a complaint is kept from its reader (regulation 39(2)).
        """
        return f"{self.pk:05}"

    @property
    def matter_words(self) -> str:
        """Which matter of regulation 40 it is, with its paragraph; "" for other records."""
        found = MATTERS.get(self.matter)
        return f"{found.title} (regulation {found.paragraph})" if found else ""


class Revision(models.Model):
    """One completed version of a record's words and head. Only ever added (a trigger refuses anything else)."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["record", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "number"], name="records_one_revision_per_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="records_later_revision_says_why"),
        ]


class Step(models.Model):
    """What followed a record: a signature, a talk, somebody told. Only ever added; what is said again later counts."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="steps")
    code = models.CharField(max_length=20)
    at = models.DateTimeField()  # when it happened
    words = models.TextField(blank=True)
    whom = models.CharField(max_length=20, blank=True)  # of a notification: key of records.matters.WHOM
    answers = models.JSONField(default=dict)  # key of the question -> true or false
    revision = models.PositiveSmallIntegerField(default=0)  # the version that was signed; 0 when none was complete
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    method = models.CharField(max_length=40, blank=True)  # of a signature: how the person had signed in

    class Meta:
        ordering: ClassVar = ["noted_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(at__lte=F("noted_at")), name="records_step_noted_after_it_happened")
        ]


class MonthlyReturnQuerySet(models.QuerySet["MonthlyReturn"]):
    """Returns, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> MonthlyReturnQuerySet:
        """Returns this person may read."""
        from records import policy

        return policy.visible_returns(self, user)


class MonthlyReturn(models.Model):
    """What the manager reports of one month: counts and narrative. Frozen when it is sent."""

    class State(models.TextChoices):
        OPEN = "open", "To be sent"
        SENT = "sent", "Sent"

    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="monthly_returns")
    month = models.DateField()  # its first day
    response = models.OneToOneField("questionnaires.Response", on_delete=models.PROTECT, related_name="monthly_return")
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)

    objects = MonthlyReturnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-month", "home_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["home", "month"], name="records_one_return_per_home_and_month"),
            models.CheckConstraint(
                condition=Q(state="open", sent_at__isnull=True, sent_by__isnull=True)
                | Q(state="sent", sent_at__isnull=False, sent_by__isnull=False),
                name="records_sent_return_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Return of {self.month:%B %Y}"


class Measure(models.Model):
    """One number of a return that was sent. Written once."""

    monthly_return = models.ForeignKey(MonthlyReturn, on_delete=models.PROTECT, related_name="measures")
    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    key = models.CharField(max_length=60)
    number = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        ordering: ClassVar = ["home", "month", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["home", "month", "key"], name="records_one_measure_per_month")
        ]
