"""What the pages of this app read."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.db.models.query import QuerySet

from questionnaires import definitions
from questionnaires.models import Questionnaire, Version
from questionnaires.policy import sees_questionnaires
from questionnaires.schema import Questionnaire as Schema


def questionnaires(user: Any) -> QuerySet[Questionnaire]:
    """Every questionnaire with `in_force` (number of published versions) and `begun` (responses), for publishers."""
    if not sees_questionnaires(user):
        return Questionnaire.objects.none()
    published = Q(versions__state=Version.State.PUBLISHED)
    return Questionnaire.objects.annotate(in_force=Count("versions", filter=published, distinct=True)).order_by("title")


def versions(user: Any) -> QuerySet[Version]:
    """Every version without its text, newest first, with `begun`: how many responses were begun on it."""
    if not sees_questionnaires(user):
        return Version.objects.none()
    return (
        Version.objects.select_related("questionnaire", "made_by", "published_by")
        .defer("source", "canonical")
        .annotate(begun=Count("responses"))
        .order_by("questionnaire__title", "-number", "-pk")
    )


def in_force(key: str) -> Version | None:
    """The version on which new responses begin, or None."""
    return (
        Version.objects.filter(questionnaire__key=key, state=Version.State.PUBLISHED)
        .select_related("questionnaire")
        .order_by("-number")
        .first()
    )


def before(version: Version) -> Version | None:
    """What a version is compared with: for a draft what is in force, else the published version before it."""
    others = Version.objects.filter(questionnaire_id=version.questionnaire_id).exclude(state=Version.State.DRAFT)
    if version.state == Version.State.DRAFT:
        return others.filter(state=Version.State.PUBLISHED).order_by("-number").first()
    return others.filter(number__lt=version.number).order_by("-number").first()


def schema(version: Version) -> Schema:
    """The parsed form of a version."""
    return definitions.schema_of(version)
