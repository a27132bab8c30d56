"""What people say about a home: surveys with their links and replies, and words that a child says at any time.

What somebody said never points at who said it (docs/adr/0015): a reply knows its survey and nothing else, a word its home and day.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

FEWEST = 5
"""Replies from which results are shown: with fewer, somebody could tell who said what."""


def person() -> Any:
    """A foreign key to whoever did it; people are never deleted."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")


class Audience(models.TextChoices):
    """The four groups whose opinions a home must seek (regulation 45(5)). The value names the questionnaire, too."""

    CHILDREN = "children", "Children"
    PARENTS = "parents", "Parents and carers"
    PLACING = "placing", "Social workers and other professionals"
    STAFF = "staff", "Staff"


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> SurveyQuerySet:
        """Surveys of the homes whose surveys this person may see."""
        from voice import policy

        return policy.visible_surveys(self, user)


class Survey(models.Model):
    """One asking of one group about one home. Once closed it never changes (a trigger refuses), and ``results`` is all that is left."""

    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="surveys")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    version = models.ForeignKey("questionnaires.Version", on_delete=models.PROTECT, related_name="+")
    about_from = models.DateField()  # the time that people are asked to think of, London dates
    about_to = models.DateField()
    closes_on = models.DateField()  # the last day on which a link works
    opened_at = models.DateTimeField()
    opened_by = person()
    closed_at = models.DateTimeField(null=True)
    closed_by = person()  # None with a closed_at: its last day had passed
    asked = models.PositiveIntegerField(null=True)  # counted when it closed
    replies = models.PositiveIntegerField(null=True)
    results = models.JSONField(default=dict)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(about_to__gte=models.F("about_from")), name="voice_period_in_order"),
            models.CheckConstraint(
                condition=Q(closed_at=None, replies=None, asked=None)
                | Q(closed_at__isnull=False, replies__isnull=False, asked__isnull=False),
                name="voice_closed_survey_has_its_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_audience_display()}, {self.opened_at:%B %Y}"

    @property
    def closed(self) -> bool:
        return self.closed_at is not None


class Invitation(models.Model):
    """A link that leads to a survey: for one person, used once, or for many. Its secret is shown once and kept as a hash."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", "For one person"
        OPEN = "open", "For many people"

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    label = models.CharField(max_length=80)  # who was asked, without a name: “parent of J.S.”
    asked = models.PositiveSmallIntegerField(default=1)  # how many people were given it
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = person()
    used = models.BooleanField(default=False)  # a personal link was answered; when is kept nowhere
    ended_at = models.DateTimeField(null=True)
    ended_by = person()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(asked__gte=1), name="voice_link_asks_somebody"),
            models.CheckConstraint(condition=Q(kind="personal") | Q(used=False), name="voice_only_personal_links_used"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="voice_link_ended_at_by_together",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Reply(models.Model):
    """One person's answers as canonical JSON, until the survey closes. No link, no person, no time, and no number that counts up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    answers = models.TextField()


class Sending(models.Model):
    """That a page was sent already, so that pressing twice has one effect. Forgotten when the survey closes, or after the day."""

    op_sha256 = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, null=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()


class Poster(models.Model):
    """The address at which a child of one home says something at any time; one at a time, its secret kept as a hash."""

    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="+")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = person()
    ended_at = models.DateTimeField(null=True)
    ended_by = person()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["home"], condition=Q(ended_at=None), name="voice_one_poster_a_home"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="voice_poster_ended_at_by_together",
            ),
        ]


class WordQuerySet(models.QuerySet["Word"]):
    """Words, with the one filter that every list begins with."""

    def visible_to(self, user: Any) -> WordQuerySet:
        """Words that the child lets this person read."""
        from voice import policy

        return policy.visible_words(self, user)


class Word(models.Model):
    """What a child said, to the letter, with its day and no minute. Never changed (a trigger refuses); what was done stands in steps."""

    class Readers(models.TextChoices):
        OUTSIDE = "outside", "Nobody who works here"
        KEY_WORKER = "key_worker", "My key worker may know, too"
        HOME = "home", "The people who run my home may read it, too"

    class Answer(models.TextChoices):
        NO = "no", "No, I only want you to know"
        VISITOR = "visitor", "Yes, when the visitor comes to the home"
        OTHER = "other", "Yes, in another way"

    home = models.ForeignKey("homes.Home", on_delete=models.PROTECT, related_name="+")
    said_on = models.DateField()  # London
    text = models.TextField()
    readers = models.CharField(max_length=10, choices=Readers.choices, default=Readers.OUTSIDE)
    answer = models.CharField(max_length=7, choices=Answer.choices, default=Answer.NO)
    answer_how = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=80, blank=True)  # only if the child wants to say

    objects = WordQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-said_on", "-pk"]

    def __str__(self) -> str:
        return f"What a child said on {self.said_on.day} {self.said_on:%B %Y}"


class Step(models.Model):
    """What was done about a word: read, answered, or passed on. Only added to."""

    class Kind(models.TextChoices):
        READ = "read", "Read"
        ANSWERED = "answered", "Answered"
        PASSED_ON = "passed_on", "Passed on"

    word = models.ForeignKey(Word, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    text = models.TextField(blank=True)
    by = person()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["word"], condition=Q(kind="read"), name="voice_word_read_once"),
        ]
