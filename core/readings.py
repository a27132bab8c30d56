"""The log of who read what: written when a sensitive page is shown, the only write that a GET makes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.cache import cache
from django.db import models
from django.utils.text import slugify

from core.models import Reading


def note(subject: models.Model, what: str, *, by: Any, now: dt.datetime) -> None:
    """Write that this person opened (or downloaded) this record now; once in ten minutes for the same page."""
    kind = {"subject_type": subject._meta.label_lower, "subject_id": subject.pk, "what": what}
    if cache.add("reading:" + slugify(f"{kind['subject_type']} {subject.pk} {by.pk} {what}"), True, timeout=600):
        Reading.objects.create(**kind, by=by, at=now)
