"""Whose clock an event moves, and what a record is called beside its home. Higher apps say so here, since this app does not know them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models

OWNERS: dict[str, Callable[[Any], models.Model]] = {}
Namer = Callable[[set[int]], Mapping[int, str]]
NAMERS: dict[str, Namer] = {}


def belongs(model: type[models.Model], owner: Callable[[Any], models.Model]) -> None:
    """Events of ``model`` count for the record that ``owner`` finds."""
    OWNERS[model._meta.label_lower] = owner


def owner_of(subject: models.Model) -> models.Model:
    """The record whose time limits an event of ``subject`` moves."""
    find = OWNERS.get(subject._meta.label_lower)
    return find(subject) if find else subject


def named(model: type[models.Model], namer: Namer) -> None:
    """Records of ``model`` are told apart by what ``namer`` answers for their numbers: “March 2027, recommendation 2”, in one query."""
    NAMERS[model._meta.label_lower] = namer


def names_of(records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """(kind of record, number) -> its name beside the home, where its kind has one; one query for each kind."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for kind, number in records:
        if kind in NAMERS:
            numbers[kind].add(number)
    return {(kind, pk): name for kind, wanted in numbers.items() for pk, name in NAMERS[kind](wanted).items()}
