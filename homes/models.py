"""Homes, who lives and works in them (initials only), who is appointed to what, and their statutory documents."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from homes import documents_due, roles
from homes.roles import Role


class LocalAuthority(models.Model):
    """A council: it places a child (placing authority) or the home stands in its area (host authority)."""

    name = models.CharField(max_length=120, unique=True)
    email = models.EmailField("address for reports", blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.name


class HomeQuerySet(models.QuerySet["Home"]):
    """Homes, with the one filter that every list begins with."""

    def visible_to(self, user: Any, *role: str, on: date | None = None) -> HomeQuerySet:
        """The homes that an appointment of ``user`` covers today (or on another day in London)."""
        from homes import access

        return access.narrow(self, user, *role, on=on)

    def open_on(self, on: date) -> HomeQuerySet:
        """Homes that were open on that day."""
        return self.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=on)).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=on)
        )


class Home(models.Model):
    """A registered children's home. Who manages, supervises and visits it follows from the appointments."""

    class Kind(models.TextChoices):
        GENERAL = "general", "Children’s home"
        DISABLED = "disabled", "Home for disabled children"
        SHORT_BREAKS = "short_breaks", "Short breaks"
        SECURE = "secure", "Secure children’s home"
        SCHOOL = "school", "Residential special school"

    name = models.CharField(max_length=120, unique=True)
    urn = models.CharField(
        "Ofsted number (URN)",
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^(SC|EY)?\d{4,9}$", "The Ofsted number is digits, perhaps with SC before them.")],
    )
    kind = models.CharField("kind of home", max_length=20, choices=Kind.choices, default=Kind.GENERAL)
    registered_places = models.PositiveSmallIntegerField("registered places", validators=[MinValueValidator(1)])
    conditions = models.TextField("conditions of registration", blank=True)
    address = models.TextField(max_length=400)
    host_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="hosted_homes")
    external = models.BooleanField("run by another provider", default=False)
    provider = models.CharField("registered provider", max_length=120, blank=True)
    opened_on = models.DateField("opened on", null=True, blank=True)
    closed_on = models.DateField("closed on", null=True, blank=True)

    history = HistoricalRecords()
    objects = HomeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="homes_home_closes_after_it_opens",
                violation_error_message="A home cannot close before it opens.",
            ),
            models.CheckConstraint(condition=Q(registered_places__gte=1), name="homes_home_has_a_place"),
        ]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """One of the buildings of a home; each is visited and covered in the report (SCCIF)."""

    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=80)
    address = models.TextField(max_length=400, blank=True)
    in_use = models.BooleanField("in use", default=True)

    class Meta:
        ordering: ClassVar = ["home", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["home", "name"], name="homes_building_name_once_per_home")
        ]

    def __str__(self) -> str:
        return self.name


class Bedroom(models.Model):
    """A child's bedroom; each is seen at least every three months with the child's agreement."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="bedrooms")
    name = models.CharField(max_length=40)
    in_use = models.BooleanField("in use", default=True)

    class Meta:
        ordering: ClassVar = ["building", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["building", "name"], name="homes_bedroom_name_once_per_building")
        ]

    def __str__(self) -> str:
        return self.name


class RegisterQuerySet(models.QuerySet[Any]):
    """Entries of a home's register."""

    def on(self, day: date) -> RegisterQuerySet:
        """Those there on that day: they had come, and had not left before it."""
        return self.filter(arrived_on__lte=day).filter(Q(left_on__isnull=True) | Q(left_on__gt=day))

    def between(self, after: date, until: date) -> RegisterQuerySet:
        """Those there on any day of the period (after, until]."""
        return self.filter(arrived_on__lte=until).filter(Q(left_on__isnull=True) | Q(left_on__gt=after))


class Registered(models.Model):
    """What residents and staff share: initials, and a number where two at one home share them."""

    initials = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    arrived_on = models.DateField("came on")
    left_on = models.DateField("left on", null=True, blank=True)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """“J.S.”, or “J.S. 2” for the second who shares the initials. Never a name."""
        return self.initials if self.number == 1 else f"{self.initials} {self.number}"


class Resident(Registered):
    """A child who lives or lived in the home: initials, the home's own reference, who placed them, from and to."""

    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="residents")
    reference = models.CharField(max_length=40)
    placing_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="placed_residents")

    history = HistoricalRecords()  # who reads what hangs on who placed a child, so every change of it can be followed

    class Meta:
        ordering: ClassVar = ["initials", "number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["home", "initials", "number"], name="homes_resident_label_once_per_home"),
            models.UniqueConstraint(fields=["home", "reference"], name="homes_resident_reference_once_per_home"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("arrived_on")),
                name="homes_resident_leaves_after_arriving",
            ),
        ]


class StaffMember(Registered):
    """Somebody who works in the home: initials, job, from and to."""

    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="staff")
    job = models.CharField(max_length=80)
    agency = models.BooleanField("from an agency", default=False)

    class Meta:
        ordering: ClassVar = ["initials", "number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["home", "initials", "number"], name="homes_staff_label_once_per_home"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("arrived_on")),
                name="homes_staff_leaves_after_starting",
            ),
        ]


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments, by day and by home."""

    def in_force(self, on: date) -> AppointmentQuerySet:
        """In force on that day in London: begun, and the day of ending not yet reached."""
        return self.filter(starts__lte=on).filter(Q(ends__isnull=True) | Q(ends__gt=on))

    def covering(self, home: Home) -> AppointmentQuerySet:
        """At this home, or for the whole council (a placing authority covers no home as such)."""
        return self.filter(Q(home=home) | Q(home__isnull=True, authority__isnull=True))


class Appointment(models.Model):
    """A person in a role at one home, or for the whole council: the only source of rights.

    ``starts`` is the first day with access, ``ends`` the first day without: ending it "today" bites at once.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=30, choices=Role.choices)
    home = models.ForeignKey(Home, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateField("first day")
    ends = models.DateField("access ends on", null=True, blank=True)

    history = HistoricalRecords()
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["role", "starts", "pk"]
        indexes: ClassVar = [models.Index(fields=["home", "role"], name="homes_appointment_home_role")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="homes_appointment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(roles.HOME_ONLY)) | Q(home__isnull=False),
                name="homes_appointment_of_a_home_names_it",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=sorted(roles.COUNCIL_ONLY)) | Q(home__isnull=True),
                name="homes_appointment_of_the_council_names_none",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.PLACING_AUTHORITY, authority__isnull=False)
                | (~Q(role=Role.PLACING_AUTHORITY) & Q(authority__isnull=True)),
                name="homes_appointment_placing_names_authority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}, {self.place}"

    @property
    def place(self) -> str:
        """Where it holds, in words."""
        return str(self.home or self.authority or "the whole council")

    def in_force(self, on: date) -> bool:
        """Whether it gives rights on that day."""
        return self.starts <= on and (self.ends is None or on < self.ends)


class Independence(models.Model):
    """What a visitor declared about regulation 43(3) for one appointment, and the exception chosen, if any.

    A later declaration is a new row; the newest counts. Rows never change.
    """

    class ExceptionOf43(models.TextChoices):
        NONE = "", "No exception"
        SCRUTINY = "scrutiny", "Employed only to examine homes critically (regulation 43(4))"
        IRO = "iro", "An independent reviewing officer (regulation 43(5))"

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="declarations")
    employed_in_services = models.BooleanField()
    paid_by_provider = models.BooleanField()
    plans_care = models.BooleanField()
    commissions_or_finances = models.BooleanField()
    financial_interest = models.BooleanField()
    is_responsible_individual = models.BooleanField()
    doubtful_connection = models.BooleanField()
    connection = models.TextField(blank=True)
    exception = models.CharField(max_length=12, choices=ExceptionOf43.choices, blank=True, default=ExceptionOf43.NONE)
    exception_reason = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-declared_at", "-pk"]
        get_latest_by = "declared_at"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(exception="") | ~Q(exception_reason=""), name="homes_independence_exception_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"Declaration of {self.declared_at:%Y-%m-%d}"


class StatutoryDocument(models.Model):
    """A document or check that a home must keep (A5): the state of its newest version in force, and the day by which it is looked at again."""

    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="documents")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    kind = models.CharField(
        "document", max_length=30, choices=[(kind, due.label) for kind, due in documents_due.KINDS.items()]
    )
    title = models.CharField("its name, if it is a policy or another document", max_length=120, blank=True)
    version = models.CharField(max_length=40, blank=True)
    checked_on = models.DateField("issued or checked on", null=True, blank=True)
    review_by = models.DateField("review or renew by", null=True, blank=True)
    note = models.TextField(blank=True)
    ended_why = models.CharField("why it is no longer kept", max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["kind", "title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["home", "kind", "title"], condition=Q(building=None), name="homes_document_once_per_home"
            ),
            models.UniqueConstraint(
                fields=["building", "kind", "title"],
                condition=~Q(building=None),
                name="homes_document_once_per_building",
            ),
        ]

    def __str__(self) -> str:
        name = self.title or self.get_kind_display()
        return f"{name}, {self.building.name}" if self.building else str(name)

    @property
    def due(self) -> documents_due.Due:
        """What is asked of its kind."""
        return documents_due.KINDS[self.kind]

    @property
    def every(self) -> str:
        """How often it is looked at, in words."""
        return documents_due.every_words(self.kind)

    def overdue(self, on: date) -> bool:
        """Past the day of its review."""
        return not self.ended_why and self.review_by is not None and self.review_by < on


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    """Versions of documents."""

    def in_force(self) -> DocumentVersionQuerySet:
        """Those that count: approved, or of no kind that somebody approves, or the approved text looked at again."""
        return self.filter(
            ~Q(document__kind__in=documents_due.APPROVED) | Q(revised=False) | Q(approved_at__isnull=False)
        )

    def waiting(self) -> DocumentVersionQuerySet:
        """The newest version of each document, where it waits for approval."""
        later = DocumentVersion.objects.filter(document=OuterRef("document"), number__gt=OuterRef("number"))
        kinds = documents_due.APPROVED
        return self.filter(
            ~Exists(later), document__kind__in=kinds, revised=True, approved_at__isnull=True, refused_at__isnull=True
        )


class DocumentVersion(models.Model):
    """One version of a document, or one check: what was recorded stays for ever; approval, or why it was refused, and sending are added once."""

    document = models.ForeignKey(StatutoryDocument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField("version", max_length=40, blank=True)
    revised = models.BooleanField(default=True)  # a new text; else the old one was looked at and stays
    checked_on = models.DateField("issued or checked on", null=True, blank=True)
    expires_on = models.DateField("runs out on", null=True, blank=True)
    review_by = models.DateField("review or renew by", null=True, blank=True)
    note = models.TextField(blank=True)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refused_why = models.CharField("why it was not approved", max_length=300, blank=True)
    sent_on = models.DateField("sent to Ofsted on", null=True, blank=True)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["document", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="homes_version_number_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="homes_version_approved_at_by_together",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refused_by__isnull=True, refused_why="")
                | (
                    Q(refused_at__isnull=False, refused_by__isnull=False, approved_at__isnull=True) & ~Q(refused_why="")
                ),
                name="homes_version_refused_with_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.label or self.number}"

    @property
    def waits(self) -> bool:
        """Whether somebody has to approve it."""
        return not self.in_force and self.refused_at is None

    @property
    def in_force(self) -> bool:
        """Whether it counts: it is approved, or nobody has to approve it."""
        return not self.revised or not self.document.due.approver or self.approved_at is not None
