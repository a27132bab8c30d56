"""Events, seals, documents, files and messages: what every app above writes and none owns."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Event(models.Model):
    """Something that happened. Rows are never changed or removed (a database trigger refuses)."""

    code = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    home_id = models.BigIntegerField(null=True)  # homes stand above core, so no foreign key
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"]),
            models.Index(fields=["code", "at"]),
            models.Index(fields=["home_id", "at"]),
        ]


class Seal(models.Model):
    """The proof of a signed record: its canonical text, the hash of that, and the hash of the seal before it in the chain."""

    chain = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    purpose = models.CharField(max_length=40)
    canonical = models.TextField()
    previous = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="one_seal_per_position"),
            models.UniqueConstraint(fields=["subject_type", "subject_id", "purpose"], name="one_seal_per_purpose"),
        ]


class Document(models.Model):
    """A file made from a record: a PDF or a Word document, stored with its hash."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting to be made"
        MAKING = "making", "being made"
        READY = "ready", "ready"
        FAILED = "failed", "could not be made"

    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    revision = models.CharField(max_length=80)
    format = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("docx", "Word")])
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    content = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "revision", "format"], name="one_document_per_revision"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | (models.Q(made_at__isnull=False) & ~models.Q(sha256="")),
                name="ready_document_has_its_hash",
            ),
        ]


class StoredFile(models.Model):
    """A file that somebody handed in, checked and perhaps cleaned by ``core.uploads``. Rows are never changed or removed."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpeg", "JPEG picture"
        PNG = "png", "PNG picture"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        TXT = "txt", "plain text"

    name = models.CharField(max_length=120)  # our own
    kind = models.CharField(max_length=4, choices=Kind.choices)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Reading(models.Model):
    """Who opened or downloaded what, when (security.md D: reads are logged, without content)."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"])]


class Message(models.Model):
    """The outbox: a note for one person, shown in the portal and sent by mail. It names no child and carries no narrative.

    ``taken_at`` is when the delivery took it over (None: it waits, perhaps for the hour of a digest), ``superseded_at`` when it was
    found to be not wanted any more; from then on nobody sees it.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages_to")
    code = models.CharField(max_length=80)
    key = models.CharField(max_length=160, unique=True)  # the same note is put once however often it is asked for
    home_id = models.BigIntegerField(null=True)  # homes stand above core, so no foreign key
    subject = models.CharField(max_length=160)
    body = models.TextField()
    link = models.CharField(max_length=200)
    at_once = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["to", "made_at"]),
            # Those that wait are few among all there ever were; the sweep and the count in the menu read only these.
            models.Index(fields=["to", "made_at"], condition=models.Q(taken_at=None), name="core_message_waiting"),
            models.Index(fields=["to"], condition=models.Q(read_at=None), name="core_message_unread"),
        ]
