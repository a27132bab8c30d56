"""Quality of care reviews (regulation 45) and what belongs to them. The answers are a ``questionnaires.Response``."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from actions.models import Priority
from core.signing import AddendumColumns, SignatureColumns
from reg45.states import OPEN, SEALED, State

USER = settings.AUTH_USER_MODEL


def person() -> Any:
    """Whoever did it, where it is done."""
    return models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")


def together(name: str) -> models.CheckConstraint:
    """When and by whom are known together."""
    none, both = {f"{name}_at": None, f"{name}_by": None}, {f"{name}_at__isnull": False, f"{name}_by__isnull": False}
    return models.CheckConstraint(condition=Q(**none) | Q(**both), name=f"reg45_{name}_at_by_together")


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> ReviewQuerySet:
        """Reviews whose words this person may read."""
        from reg45 import policy

        return policy.visible_reviews(self, user)


class Review(models.Model):
    """One review of the quality of care in one home over one period (regulation 45(1)). Days are London dates."""

    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="reviews")
    response = models.OneToOneField("questionnaires.Response", on_delete=models.PROTECT, related_name="review")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTING)
    period_from = models.DateField()
    period_to = models.DateField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    gathered_at = models.DateTimeField(null=True, blank=True)
    gathered_by = person()
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = person()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = person()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = person()
    seen_on = models.DateField(null=True, blank=True)  # the day on which the sub-group met
    seen_remarks = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)  # the copy to Ofsted went (regulation 45(4)(a))
    version = models.PositiveIntegerField(default=0)  # counts every move, so that a stale button is noticed
    last_item = models.PositiveIntegerField(default=0)  # numbers of evidence are never used again
    last_row = models.PositiveSmallIntegerField(default=0)
    last_addendum = models.PositiveSmallIntegerField(default=0)

    objects = ReviewQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-period_to", "home_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["home"], condition=Q(state__in=[str(s) for s in OPEN]), name="reg45_one_open_review_a_home"
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="reg45_period_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[str(s) for s in SEALED]) | Q(approved_at__isnull=False),
                name="reg45_approved_review_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="drafting") | Q(completed_at__isnull=False),
                name="reg45_completed_review_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="reg45_sent_review_has_its_time"
            ),
            *(together(name) for name in ("gathered", "completed", "approved", "seen")),
        ]

    def __str__(self) -> str:
        return f"{self.home}, review to {self.period_to:%-d %B %Y}"

    @property
    def sealed(self) -> bool:
        """Approved: from then on nobody changes a word."""
        return self.state in SEALED


class EvidenceItem(models.Model):
    """One numbered piece of evidence; what it says is its latest text. Its number never changes and is never used again."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    provider = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    place = models.PositiveSmallIntegerField()  # one record may say several things
    gone_at = models.DateTimeField(null=True, blank=True)  # its source said it no more: it counts for nothing
    frozen = models.BooleanField(default=False)  # completed; a trigger refuses every change
    sealed = models.BooleanField(default=False)  # approved; a trigger refuses even to thaw it

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "number"], name="reg45_item_number_once"),
            models.UniqueConstraint(
                fields=["review", "provider", "subject_type", "subject_id", "place"], name="reg45_item_once_a_record"
            ),
        ]


class EvidenceText(models.Model):
    """What an item said when it was gathered; another text of its source is another row. Only ever added to."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="texts")
    heading = models.CharField(max_length=200)
    text = models.TextField()
    on = models.DateField()
    figures = models.JSONField()  # key of the measure -> number as text
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]


class PlanRow(models.Model):
    """One thing that the home will do (regulation 45(2)(c) and (3)); becomes an action when the review is completed."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="plan")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    standard = models.CharField(max_length=10, blank=True)  # the regulation it serves: "12"
    owner = models.CharField(max_length=120)  # a job or initials
    priority = models.CharField(max_length=6, choices=Priority.choices)
    act_by = models.DateField(null=True, blank=True)
    op_id = models.CharField(max_length=64, unique=True)  # adding twice has one effect
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    action = models.OneToOneField(
        "actions.Action", null=True, blank=True, on_delete=models.PROTECT, related_name="plan_row"
    )
    sealed = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "number"], name="reg45_row_number_once")]

    @property
    def heading(self) -> str:
        """“Review to 30 June 2027, action 2”; for rows read with their review."""
        return f"Review to {self.review.period_to:%-d %B %Y}, action {self.number}"


class GivenBack(models.Model):
    """The responsible individual was not content, and why. Only ever added to."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="returns")
    reason = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]


class Signature(SignatureColumns):
    """Who signed a review or an addendum, and as what. Only ever added to."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="signatures")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "purpose"], name="reg45_one_signature_per_purpose")
        ]


class Copy(models.Model):
    """One copy for one recipient: whom law and guidance name, or who asked; when and how it went (E3)."""

    class To(models.TextChoices):
        OFSTED = "ofsted", "Ofsted (regulation 45(4)(a))"
        PLACING_AUTHORITY = "placing_authority", "Placing authority (Guide, paragraph 15.3)"
        ON_REQUEST = "on_request", "Asked for a copy (regulation 45(4)(b))"

    class How(models.TextChoices):
        EMAIL = "email", "By secure email"
        POST = "post", "By post"
        HAND = "hand", "By hand"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="copies")
    to = models.CharField(max_length=20, choices=To.choices)
    recipient = models.CharField(max_length=160)
    authority = models.ForeignKey(
        "homes.LocalAuthority", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_on = models.DateField(null=True, blank=True)  # of a request
    listed_at = models.DateTimeField()
    listed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = person()
    reference = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the file, or of the sealed text

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "copies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "to", "recipient", "asked_on"], name="reg45_one_copy_a_request"),
            models.UniqueConstraint(
                fields=["review", "to", "recipient"], condition=Q(asked_on=None), name="reg45_one_copy_a_recipient"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True, how="")
                | Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(how="") & ~Q(sha256=""),
                name="reg45_sent_copy_says_how",
            ),
        ]


class Addendum(AddendumColumns):
    """A dated, numbered, signed addition to a sealed review: the manager writes, the responsible individual approves."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="addenda")

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name_plural = "addenda"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "number"], name="reg45_addendum_number_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("written_by")),
                name="reg45_addendum_approved_by_another",
            ),
        ]
