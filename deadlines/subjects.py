"""Whose clock an event moves, and what a record is called beside its home. Higher apps say so here, since this app does not know them."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models

from deadlines.models import Obligation

OWNERS: dict[str, Callable[[Any], models.Model]] = {}
Namer = Callable[[set[int]], Mapping[int, str]]
NAMERS: dict[str, Namer] = {}
BARRED: dict[str, Callable[[], models.QuerySet[Any]]] = {}
MONTH = re.compile(r"\d{4}-\d\d")


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


def barred(model: type[models.Model], pairs: Callable[[], models.QuerySet[Any]]) -> None:
    """Rows with ``record`` and ``user``: who must not learn that there is this record of ``model``, and so sees and hears no limit of it."""
    BARRED[model._meta.label_lower] = pairs


def barred_from(records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], set[int]]:
    """(kind of record, number) -> the people it is kept from; one query for each kind that has such."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for kind, number in records:
        if kind in BARRED:
            numbers[kind].add(number)
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for kind, wanted in numbers.items():
        for number, person in BARRED[kind]().filter(record__in=wanted).values_list("record", "user"):
            found[kind, number].add(person)
    return found


def names_of(records: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """(kind of record, number) -> its name beside the home, where its kind has one; one query for each kind."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for kind, number in records:
        if kind in NAMERS:
            numbers[kind].add(number)
    return {(kind, pk): name for kind, wanted in numbers.items() for pk, name in NAMERS[kind](wanted).items()}


def about(row: Obligation, names: Mapping[tuple[str, int], str]) -> str:
    """What tells one time limit apart beside its home: the record's own name, or the month in which it is owed; "" for nothing."""
    month = f"{dt.date.fromisoformat(f'{row.period}-01'):%B %Y}" if MONTH.fullmatch(row.period) else ""
    return names.get((row.subject_type, row.subject_id), month)


def where(row: Obligation, names: Mapping[tuple[str, int], str]) -> str:
    """“Oak House, March 2027, recommendation 2”."""
    return ", ".join(filter(None, (str(row.home), about(row, names))))
