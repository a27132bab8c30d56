"""Whose clock an event moves: a report's events belong to its visit. Higher apps say so here, since this app does not know them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

OWNERS: dict[str, Callable[[Any], models.Model]] = {}


def belongs(model: type[models.Model], owner: Callable[[Any], models.Model]) -> None:
    """Events of ``model`` count for the record that ``owner`` finds."""
    OWNERS[model._meta.label_lower] = owner


def owner_of(subject: models.Model) -> models.Model:
    """The record whose time limits an event of ``subject`` moves."""
    find = OWNERS.get(subject._meta.label_lower)
    return find(subject) if find else subject
