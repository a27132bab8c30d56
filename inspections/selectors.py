"""What is read about inspections; every list takes the person who asks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef

from actions.models import Action
from actions.selectors import ended
from core.evidence import Item
from homes import access
from homes.models import Home
from inspections import policy
from inspections.models import (
    FINDINGS,
    JUDGEMENTS,
    Findings,
    Grade,
    Inspection,
    Kind,
    Point,
    PublishedFile,
    PublishedInspection,
    called,
    said,
)
from inspections.states import MOVES, State

DRAWN = 8  # inspections in the picture: some years of a home, readable on a telephone
COLUMNS = ("Overall", "Helped and protected", "Leaders and managers")  # the three judgements, in short
LEFT, STEP, TOP, ROW, FOOT = 170, 84, 24, 40, 44  # of the picture, in its own units


@dataclass(frozen=True, slots=True)
class Entry:
    """One inspection in the history of a home: what the home recorded, what Ofsted published, or both."""

    on: dt.date
    kind: str
    inspection: Inspection | None
    published: PublishedInspection | None

    @property
    def found(self) -> Findings | None:
        """The findings to show: of the final report that the home recorded, else as published."""
        if self.inspection is not None and self.inspection.state == State.FINAL:
            return self.inspection
        return self.published

    @property
    def kind_words(self) -> str:
        """“Full inspection”."""
        return str(Kind(self.kind).label).partition(" (")[0]

    @property
    def judged(self) -> list[tuple[str, str]]:
        """The three judgements with their column, or what was found in place of the first."""
        found = self.found
        if found is None:
            return [(label, "Not known yet") for label in COLUMNS]
        words = [found.in_words, *(getattr(found, f"get_{name}_display")() for name in JUDGEMENTS[1:])]
        return [(label, each or "Not judged") for label, each in zip(COLUMNS, words, strict=True)]

    @property
    def state(self) -> str:
        """Where it stands, and whether what Ofsted published says something else."""
        if self.inspection is None:
            return "Published by Ofsted, not recorded by the home"
        words = str(self.inspection.get_state_display())
        if self.published is None:
            return words
        if self.inspection.state != State.FINAL:
            return f"{words}; Ofsted has published the final report"
        return f"{words}; Ofsted’s file says {_all(self.published)}" if self.differences else words

    @property
    def as_published(self) -> list[tuple[str, str]]:
        """What Ofsted published was found, in words: (what, found)."""
        line = self.published
        if line is None:
            return []
        return [(called(name), said(name, getattr(line, name))) for name in FINDINGS if getattr(line, name)]

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Where the final report as the home recorded it and Ofsted's file do not say the same: (what, home, Ofsted)."""
        mine, theirs = self.inspection, self.published
        if mine is None or theirs is None or mine.state != State.FINAL:
            return []
        both = ((name, getattr(mine, name), getattr(theirs, name)) for name in FINDINGS)
        return [(called(name), said(name, home), said(name, ofsted)) for name, home, ofsted in both if home != ofsted]


def _all(found: Any) -> str:
    words = [getattr(found, f"get_{name}_display")() for name in JUDGEMENTS]
    return ", ".join(filter(None, (found.in_words, *words[1:]))) or "nothing"


def history(*, user: Any, home: Home) -> list[Entry]:
    """The inspections of a home that this person may see, newest first; two queries."""
    return _entries(user, [home])[home.pk]


def _entries(user: Any, homes: list[Home]) -> dict[int, list[Entry]]:
    numbers = {home.urn: home.pk for home in homes}
    rows: dict[int, dict[tuple[dt.date, str], list[Any]]] = defaultdict(lambda: defaultdict(lambda: [None, None]))
    mine = Inspection.objects.visible_to(user).filter(home__in=homes).exclude(state=State.WITHDRAWN)
    for row in mine:
        rows[row.home_id][row.inspected_on, row.kind][0] = row
    for line in PublishedInspection.objects.filter(urn__in=numbers):
        rows[numbers[line.urn]][line.inspected_on, line.kind][1] = line
    return {
        home.pk: [Entry(day, kind, *both) for (day, kind), both in sorted(rows[home.pk].items(), reverse=True)]
        for home in homes
    }


def entry(inspection: Inspection) -> Entry:
    """An inspection that the caller has got by its getter, with what Ofsted published of it; one query."""
    day, kind = inspection.inspected_on, inspection.kind
    lines = PublishedInspection.objects.filter(urn=inspection.home.urn, inspected_on=day, kind=kind)
    return Entry(day, kind, inspection, lines.first())


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One home in the list: the newest inspection that gave a grade, and the newest of all."""

    home: Home
    graded: Entry | None
    newest: Entry | None


def homes_list(*, user: Any) -> list[HomeRow]:
    """The homes whose inspections this person may see, by name; three queries however many there are."""
    homes = list(access.homes_for(user, *policy.SEES).order_by("name"))
    found = _entries(user, homes)
    return [
        HomeRow(home, next(reversed(_graded(found[home.pk])), None), next(iter(found[home.pk]), None)) for home in homes
    ]


def _graded(entries: Iterable[Entry]) -> list[Entry]:
    """Those with a grade, oldest first."""
    return [entry for entry in reversed(list(entries)) if entry.found is not None and entry.found.overall]


@dataclass(frozen=True, slots=True)
class Dot:
    """One grade in the picture."""

    x: int
    y: int
    grade: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Picture:
    """The grades of a home from left to right, in units of the picture; ``lines`` are (height, grade)."""

    width: int
    height: int
    lines: list[tuple[int, str]]
    dots: list[Dot]

    @property
    def path(self) -> str:
        """The points of the line between the dots."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)

    @property
    def words(self) -> str:
        """What the picture shows, for whoever does not see it."""
        return "; ".join(f"{dot.on:%B %Y}: {dot.grade}" for dot in self.dots)


SHORT = {Grade.REQUIRES_IMPROVEMENT: "Requires improvement"}


def picture(entries: Iterable[Entry]) -> Picture | None:
    """The picture of the overall judgements; None when there is none."""
    graded = _graded(entries)[-DRAWN:]
    if not graded:
        return None
    heights = {grade: TOP + ROW * place for place, grade in enumerate(Grade)}
    dots = [
        Dot(LEFT + STEP // 2 + STEP * place, heights[grade], str(grade.label), entry.on)
        for place, entry in enumerate(graded)
        if entry.found is not None and (grade := Grade(entry.found.overall))
    ]
    lines = [(height, SHORT.get(grade, str(grade.label))) for grade, height in heights.items()]
    return Picture(LEFT + STEP * len(dots), TOP + ROW * 3 + FOOT, lines, dots)


@dataclass(frozen=True, slots=True)
class PointRow:
    """What Ofsted asks for, with its action and whether this person may open that."""

    point: Point
    opens: bool


def points(*, user: Any, inspection: Inspection) -> list[PointRow]:
    """Requirements first; the caller has asked ``policy.reads_whole``. Two queries."""
    rows = list(inspection.points.select_related("action").order_by("-kind", "number"))
    mine = set(Action.objects.visible_to(user).filter(point__in=rows).values_list("pk", flat=True))
    return [PointRow(row, row.action_id in mine) for row in rows]


def open_points(home: Home) -> list[Point]:
    """What Ofsted asks of the home and nobody has verified yet, the newest inspection first; one query."""
    rows = Point.objects.filter(inspection__home=home, inspection__state=State.FINAL).exclude(ended("action"))
    rows = rows.exclude(action__state=Action.State.WITHDRAWN)
    return list(rows.select_related("action", "inspection").order_by("-inspection__inspected_on", "-kind", "number"))


def names(numbers: set[int]) -> dict[int, str]:
    """Number of the inspection -> what it is called, to tell time limits of one home apart; one query.

    Where Ofsted has published a final report that the home has not recorded, that is said too: it comes before any comment.
    """
    lines = PublishedInspection.objects.filter(
        urn=OuterRef("home__urn"), kind=OuterRef("kind"), inspected_on=OuterRef("inspected_on")
    )
    rows = Inspection.objects.filter(pk__in=numbers).annotate(published=Exists(lines))
    return {
        row.pk: f"{row} (final report published: record it)"
        if row.published and row.state in MOVES["final"].sources
        else str(row)
        for row in rows
    }


def evidence(home: Home, since: dt.date, until: dt.date) -> list[Item]:
    """Final reports of inspections of the period, and what they ask for; oldest first."""
    rows = Inspection.objects.filter(home=home, state=State.FINAL, inspected_on__range=(since, until))
    found = []
    for row in rows.order_by("inspected_on", "pk").prefetch_related("points__action__merged_into"):
        asked = list(row.points.all())
        kinds = [str(point.kind) for point in asked]
        count = {kind: kinds.count(kind) for kind in Point.Kind.values}
        open_ = sum(point.action.standing.open for point in asked)
        text = f"Ofsted found: {_all(row)}." if row.in_words else "Ofsted gave no judgement."
        if asked:
            text += f" {count['requirement']} requirements and {count['recommendation']} recommendations, {open_} still open."
        figures = {"ofsted_requirements": count["requirement"], "ofsted_recommendations": count["recommendation"]}
        found.append(
            Item(row.short_kind, text, row.inspected_on, row, {key: Decimal(value) for key, value in figures.items()})
        )
    return found


def files(*, user: Any) -> list[PublishedFile]:
    """The last files of Ofsted that were taken over, for whoever may; one query."""
    if not policy.imports(user):
        return []
    rows = PublishedFile.objects.filter(imported_at__isnull=False).select_related("imported_by")
    return list(rows.order_by("-imported_at")[:10])
