"""Visits, reports and what belongs to them. The answers of a report are a ``questionnaires.Response``."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from actions.models import Priority
from core.signing import AddendumColumns, SignatureColumns
from reg44.states import SEALED, ReportState, VisitState

USER = settings.AUTH_USER_MODEL


class VisitQuerySet(models.QuerySet["Visit"]):
    """Visits, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> VisitQuerySet:
        """Visits this person may know of: never a planned unannounced one for anybody at the home."""
        from reg44 import policy

        return policy.visible_visits(self, user)


class Visit(models.Model):
    """One visit to one home in one calendar month (regulation 44(1))."""

    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="visits")
    month = models.DateField()  # the first day of the calendar month
    visitor = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="visits")
    planned_for = models.DateField()
    planned_time = models.TimeField(null=True, blank=True)
    announced = models.BooleanField()
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    independent_at = models.DateTimeField()  # the visitor declared no conflict when planning (regulation 43(6))
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.TextField(blank=True)
    accompanied_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = VisitQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-month", "home_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["home", "month"], condition=~Q(state="cancelled"), name="reg44_one_visit_per_home_and_month"
            ),
            models.CheckConstraint(
                condition=~Q(state="arrived") | Q(arrived_at__isnull=False), name="reg44_arrived_visit_has_its_time"
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True),
                name="reg44_cancelled_visit_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=models.F("arrived_at")),
                name="reg44_left_after_arriving",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home}, {self.month:%B %Y}"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> ReportQuerySet:
        """Reports whose words this person may read."""
        from reg44 import policy

        return policy.visible_reports(self, user)


class Report(models.Model):
    """The visitor's report on one visit."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="report")
    response = models.OneToOneField("questionnaires.Response", on_delete=models.PROTECT, related_name="report")
    state = models.CharField(max_length=12, choices=ReportState.choices, default=ReportState.DRAFTING)
    period_from = models.DateField()  # the day after the visit before, or the first of the month (domain.md 2.4, 7)
    period_to = models.DateField()
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    commented_at = models.DateTimeField(null=True, blank=True)
    no_comment = models.BooleanField(default=False)
    finalised_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # the manager submitted the action plan
    returned_at = models.DateTimeField(null=True, blank=True)  # the plan was last sent back to the manager
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    draft = models.JSONField(null=True, blank=True)  # the words as they were sent to the manager, for the difference
    version = models.PositiveIntegerField(default=0)  # counts every move, so that a stale button is noticed
    last_number = models.PositiveSmallIntegerField(default=0)  # of its recommendations; a number is never used again
    last_addendum = models.PositiveSmallIntegerField(default=0)

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["draft"])

    class Meta:
        ordering: ClassVar = ["-visit__month", "visit__home_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="drafting") | Q(sent_at__isnull=False), name="reg44_sent_report_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[str(s) for s in SEALED]) | Q(finalised_at__isnull=False),
                name="reg44_final_report_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_at__isnull=True, signed_off_by__isnull=True)
                | Q(signed_off_at__isnull=False, signed_off_by__isnull=False),
                name="reg44_signed_off_at_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"Report on {self.visit}"

    @property
    def sealed(self) -> bool:
        """The visitor's words are final."""
        return self.state in SEALED


class UrgentNotice(models.Model):
    """Told from the doorstep: goes to manager and responsible individual at once and starts its own clock (C22)."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="urgent_notices")
    serious_concern = models.BooleanField()  # a serious concern also goes to Ofsted (SCCIF)
    text = models.TextField()
    regulation = models.CharField(max_length=10, blank=True)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    op_id = models.CharField(max_length=64, unique=True)  # three taps in a bad network have one effect
    ofsted_told_at = models.DateTimeField(null=True, blank=True)
    ofsted_told_how = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["told_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ofsted_told_at__isnull=True) | ~Q(ofsted_told_how=""), name="reg44_ofsted_told_says_how"
            )
        ]


class Recommendation(models.Model):
    """What the visitor recommends, in the visitor's words; becomes an action when the report is final (or told at once)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="recommendations", null=True, blank=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    priority = models.CharField(max_length=6, choices=Priority.choices)
    regulation = models.CharField(max_length=10)
    measure = models.TextField(blank=True)  # how everybody will see that it is done
    decide_by = models.DateField(null=True, blank=True)
    urgent = models.OneToOneField(
        UrgentNotice, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendation"
    )
    action = models.OneToOneField(
        "actions.Action", null=True, blank=True, on_delete=models.PROTECT, related_name="recommendation"
    )
    op_id = models.CharField(max_length=64, unique=True)  # adding twice has one effect
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BooleanField(default=False)  # with the final report; from then on a trigger refuses every change

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["visit_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit", "number"], name="reg44_recommendation_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"

    @property
    def heading(self) -> str:
        """“March 2027, recommendation 2”; for rows read with their visit."""
        return f"{self.visit.month:%B %Y}, recommendation {self.number}"


class FollowUp(models.Model):
    """What the visitor found at a later visit about a recommendation still open: met, in progress, no action (C14).

    The visitor answers in the row ``row`` of the report's table ``previous_recommendations``; outcome and words follow those answers.
    """

    class Outcome(models.TextChoices):
        MET = "met", "Met"
        IN_PROGRESS = "in_progress", "In progress"
        NO_ACTION = "no_action", "No action"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="follow_ups")
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="follow_ups")
    times_carried = models.PositiveSmallIntegerField()  # 1 at the first following visit
    row = models.CharField(max_length=60)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["recommendation__visit__month", "recommendation__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "recommendation"], name="reg44_one_follow_up_per_visit")
        ]


class Referral(models.Model):
    """A recommendation still unmet at the second following visit: referred to the responsible individual, who answers (C14).

    Where a visit was missed, two calendar months stand for the second one, and ``visit`` is the latest that was made.
    """

    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="referral")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="referrals")  # the second following one
    owed_since = models.DateTimeField()
    after_missed_visit = models.BooleanField(default=False)  # two calendar months passed before a second visit followed
    words = models.TextField(blank=True)
    referred_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    referred_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-owed_since", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(referred_at__isnull=True, referred_by__isnull=True)
                | Q(referred_at__isnull=False, referred_by__isnull=False),
                name="reg44_referred_at_by_together",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="reg44_referral_answered_at_by_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit.home}: {self.recommendation.heading}"


class AccuracyComment(models.Model):
    """The manager's comment on a fact in one paragraph; the visitor accepts or declines it with a reason (C9)."""

    class About(models.TextChoices):
        FACT = "fact", "A fact is wrong"
        DATE = "date", "A date is wrong"
        NAME = "name", "A name is shown"
        FAIRNESS = "fairness", "It is not fair"

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="accuracy_comments")
    key = models.CharField(max_length=120)  # the answer the paragraph belongs to
    row = models.CharField(max_length=60, blank=True)
    paragraph = models.PositiveSmallIntegerField(default=0)
    quoted = models.TextField()  # the paragraph as the manager read it
    about = models.CharField(max_length=10, choices=About.choices)
    correct = models.TextField()
    evidence = models.CharField(max_length=300, blank=True)
    op_id = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_at__isnull=False), name="reg44_decided_comment_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(decision="declined") | ~Q(reason=""), name="reg44_declined_comment_has_a_reason"
            ),
        ]


class ManagerAnswer(models.Model):
    """The registered manager's answer to one recommendation: what will be done, who, by when, or why not (C10, C23)."""

    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="answer")
    accepted = models.BooleanField(null=True)
    what = models.TextField(blank=True)  # how it will be improved, or why it is not accepted
    who = models.CharField(max_length=120, blank=True)  # a job, or initials
    by_date = models.DateField(null=True, blank=True)
    comments = models.TextField(blank=True)
    done = models.BooleanField(default=False)
    evidence = models.TextField(blank=True)
    saved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    sealed = models.BooleanField(default=False)  # with the sign-off

    history = HistoricalRecords()


class NarrativeResponse(models.Model):
    """The manager's other comments on the narrative: beside the visitor's words, never in them (C10)."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="narrative_response")
    text = models.TextField()
    saved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    sealed = models.BooleanField(default=False)  # with the sign-off

    history = HistoricalRecords()


class SupervisorComment(models.Model):
    """The responsible individual's comment on one recommendation, with a target date (C12)."""

    recommendation = models.OneToOneField(Recommendation, on_delete=models.PROTECT, related_name="supervisor_comment")
    text = models.TextField()
    by_date = models.DateField(null=True, blank=True)
    saved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    sealed = models.BooleanField(default=False)  # with the sign-off

    history = HistoricalRecords()


class PlanReturn(models.Model):
    """The responsible individual sent the action plan back to the manager, and why; never changed (C12)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="plan_returns")
    reason = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")


class NameDecision(models.Model):
    """What the visitor decided about a probable name the check found; asked again when the text around it changes (C7)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="name_decisions")
    key = models.CharField(max_length=120)
    row = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)  # hash of key, row, found text and the sentence around it
    harmless = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "fingerprint"], name="reg44_one_decision_per_finding")
        ]


class Signature(SignatureColumns):
    """Who signed a report or an addendum, and as what. Only ever added to."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="signatures")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "purpose"], name="reg44_one_signature_per_purpose")
        ]


class Despatch(models.Model):
    """One copy for one recipient: whom the law or the council's policy names, and when and how it went (C11)."""

    class To(models.TextChoices):
        OFSTED = "ofsted", "Ofsted (regulation 44(7)(a))"
        PLACING_AUTHORITY = "placing_authority", "Placing authority (regulation 44(7)(c))"
        PROVIDER_AND_MANAGER = "manager", "Registered manager, for the registered person (regulation 44(7)(d))"
        RESPONSIBLE_INDIVIDUAL = "responsible_individual", "Responsible individual (regulation 44(7)(e))"
        QA_OFFICER = "qa_officer", "QA officer (council’s policy)"
        CONTRACTS_MANAGER = "contracts_manager", "Contracts manager (council’s policy)"
        SERVICE_LEAD = "service_lead", "Service lead (council’s policy)"
        COUNCILLOR = "councillor", "Linked councillor: member’s copy (council’s policy)"
        HOST_AUTHORITY = "host_authority", "Host authority, on request (regulation 44(7)(b))"

    class How(models.TextChoices):
        PORTAL = "portal", "In the portal"
        EMAIL = "email", "By secure email"
        POST = "post", "By post"
        HAND = "hand", "By hand"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="despatches")
    to = models.CharField(max_length=24, choices=To.choices)
    recipient = models.CharField(max_length=160)  # an office or authority; of people only those the report names
    person = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(
        "homes.LocalAuthority", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(max_length=8, choices=How.choices, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the file, or of the sealed text when read in the portal
    listed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "to", "recipient"], name="reg44_one_despatch_per_recipient"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True, how="")
                | Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(how="") & ~Q(sha256=""),
                name="reg44_sent_despatch_says_how",
            ),
        ]


class Addendum(AddendumColumns):
    """A dated, numbered, signed addition to a sealed report; two people: the visitor writes, the QA officer approves."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="addenda")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="reg44_addendum_number_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approved_by=models.F("written_by")),
                name="reg44_addendum_approved_by_another",
            ),
        ]
