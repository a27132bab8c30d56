"""What is asked (Questionnaire, Version) and what was answered (Response and its rows), one row an answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


def person() -> Any:
    """A foreign key to whoever did it; people are never deleted."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")


class Questionnaire(models.Model):
    """A questionnaire through all its versions."""

    key = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One version: the file as it was, and its parsed form. Once published it never changes (a trigger refuses)."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    canonical = models.TextField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by = person()
    published_at = models.DateTimeField(null=True)
    published_by = person()

    class Meta:
        ordering = ["questionnaire", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"],
                condition=~models.Q(state="draft"),
                name="one_published_version_a_number",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", published_at=None)
                | models.Q(~models.Q(state="draft"), published_at__isnull=False),
                name="published_version_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} version {self.number}"


class Response(models.Model):
    """One set of answers to one version. The record it belongs to (a report, an audit) points at it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        FROZEN = "frozen", "Frozen"

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="responses")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    begun_at = models.DateTimeField()
    begun_by = person()
    frozen_at = models.DateTimeField(null=True)
    frozen_by = person()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", frozen_at=None) | models.Q(state="frozen", frozen_at__isnull=False),
                name="frozen_response_says_when",
            ),
        ]


class Answer(models.Model):
    """The answer in force to one question (or cell). `rev` counts its changes from 1."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=121)
    row = models.CharField(max_length=60, blank=True)
    value = models.JSONField()
    rev = models.PositiveIntegerField(default=1)
    by = person()
    at = models.DateTimeField()
    carried_from = models.CharField(max_length=80, blank=True)
    frozen = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "key", "row"], name="one_answer_a_question")]


class AnswerRevision(models.Model):
    """Everything that was ever typed and reached us, also what lost a clash. Only added to, never changed."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="revisions")
    key = models.CharField(max_length=121)
    row = models.CharField(max_length=60, blank=True)
    value = models.JSONField()
    rev = models.PositiveIntegerField()
    op_id = models.CharField(max_length=80)
    by = person()
    at = models.DateTimeField()
    lost = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "op_id"], name="one_effect_an_operation")]
        indexes = [models.Index(fields=["response", "key", "row"])]


class Row(models.Model):
    """A row of a table. A removed row keeps its answers and can be restored."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="rows")
    table = models.CharField(max_length=60)
    ulid = models.CharField(max_length=26)
    position = models.PositiveIntegerField()
    op_id = models.CharField(max_length=80)
    by = person()
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = person()
    frozen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "ulid"], name="one_row_a_ulid"),
            models.UniqueConstraint(fields=["response", "op_id"], name="one_row_an_operation"),
        ]


class SectionState(models.Model):
    """What the writer said about a section: complete, or not examined this time and why."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="section_states")
    section = models.CharField(max_length=60)
    complete = models.BooleanField(default=False)
    not_examined_reason = models.TextField(blank=True)
    by = person()
    at = models.DateTimeField()
    frozen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "section"], name="one_state_a_section"),
            models.CheckConstraint(
                condition=models.Q(complete=False) | models.Q(not_examined_reason=""), name="complete_or_not_examined"
            ),
        ]
