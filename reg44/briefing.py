"""What the visitor should know before the visit: what is open, who came and went, and what was not seen for long (C2, C24)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Value

from core import clock
from homes.models import Bedroom, Registered, Resident, StaffMember, StatutoryDocument
from homes.selectors import kept_documents, missing_documents
from inspections.selectors import open_points
from questionnaires import definitions
from questionnaires.models import Answer, Row, SectionState
from records.kinds import KINDS, Kind
from records.models import Record
from reg44.models import Recommendation, Report, Visit
from reg44.services.carry import open_recommendations
from reg44.states import SEALED

LOOK_BACK = 3  # reports: a bedroom is seen at least every three months (WS 7.3)
COUNTED = ("restraint", "missing", "notification")
DAY = dt.timedelta(1)
KEYS = (
    "bedrooms.bedroom",
    "bedrooms.seen",
    "children_interviews.child",
    "children_interviews.interviewed",
    "children_interviews.observed",
    "ofsted_actions.action",
    "ofsted_actions.status",
)


@dataclass(slots=True)
class Briefing:
    """One page before the visit."""

    last: Report | None
    recommendations: list[Recommendation]
    ofsted: list[str]
    came: list[str]
    went: list[str]
    joined: list[str]
    left: list[str]
    recorded: list[tuple[Kind, int]]
    documents: list[StatutoryDocument]
    missing: list[str]
    checks: list[StatutoryDocument]
    sections: list[str]
    bedrooms: list[str]
    children: list[str]
    days: list[str] = field(default_factory=list)


def brief(*, visit: Visit, now: dt.datetime) -> Briefing:
    """The briefing for a planned visit; the number of queries does not grow with the rows."""
    home, today = visit.home, clock.today(now)
    past = list(
        Report.objects.filter(visit__home=home, state__in=SEALED)
        .exclude(visit=visit)
        .select_related("visit", "response__version")
        .defer("draft")
        .order_by("-visit__arrived_at")[:LOOK_BACK]
    )
    last = past[0] if past else None
    since = last.period_to if last else clock.add_months(today, -1)
    seen = _Seen(past)
    residents, staff = _people(home, since, today)
    came, went = _moves(residents, since, today)
    joined, left = _moves(staff, since, today)
    living = [child for child in residents if child.left_on is None or child.left_on > today]
    rooms, counts = _rooms_and_records(home, since, today)
    kept = kept_documents(home)
    return Briefing(
        last=last,
        recommendations=_open(home),
        ofsted=list(dict.fromkeys([*seen.ofsted(last), *(point.action.text for point in open_points(home))])),
        came=came,
        went=went,
        joined=joined,
        left=left,
        recorded=[(KINDS[kind], counts.get(kind, 0)) for kind in COUNTED],
        documents=[document for document in kept if document.overdue(today)],
        missing=missing_documents(kept),
        checks=kept,
        sections=seen.sections() if len(past) == LOOK_BACK else [],
        bedrooms=[name for name in rooms if name not in seen.rooms()] if past else [],
        children=[child.label for child in living if child.label not in seen.children(2)] if len(past) > 1 else [],
        days=[_day(report.visit) for report in past],
    )


def _open(home: Any) -> list[Recommendation]:
    rows = open_recommendations(home).select_related("visit", "action")
    return list(
        rows.annotate(carried=Count("follow_ups", filter=Q(follow_ups__sealed=True))).order_by("visit__month", "number")
    )


def _people(home: Any, since: dt.date, today: dt.date) -> tuple[list[Registered], list[Registered]]:
    """The children and the staff who were there since the last visit, as far as labels and days; one query."""
    columns = ("initials", "number", "arrived_on", "left_on")
    children, staff = (
        kind.objects.filter(home=home).between(since, today).order_by().values_list(*columns, Value(name))
        for kind, name in ((Resident, "child"), (StaffMember, "staff"))
    )
    found: dict[str, list[Registered]] = {"child": [], "staff": []}
    for initials, number, arrived_on, left_on, name in children.union(staff, all=True).order_by("initials", "number"):
        person = Resident(initials=initials, number=number, arrived_on=arrived_on, left_on=left_on)
        found[name].append(person)
    return found["child"], found["staff"]


def _rooms_and_records(home: Any, since: dt.date, today: dt.date) -> tuple[list[str], dict[str, int]]:
    """Bedrooms in order, and how many of each kind the home recorded after the day of the last visit; one query.

    What is about somebody who signs in here is not counted: nothing of the report may show that there is one (regulation 39(2)).
    """
    rooms = Bedroom.objects.filter(building__home=home).order_by().values_list("name", "pk", Value("room"))
    happened = {"happened_at__gte": clock.at_london(since + DAY), "happened_at__lt": clock.at_london(today + DAY)}
    records = Record.objects.kept().not_about().filter(home=home, kind__in=COUNTED, **happened)
    counted = (
        records.order_by().values("kind").annotate(count=Count("pk")).values_list("kind", "count", Value("record"))
    )
    rows = list(rooms.union(counted, all=True))
    ordered = sorted((number, name) for name, number, of in rows if of == "room")
    return [name for _, name in ordered], {name: number for name, number, of in rows if of == "record"}


def _moves(people: list[Registered], since: dt.date, today: dt.date) -> tuple[list[str], list[str]]:
    """(came, left) since the last visit, as labels."""
    came = [row.label for row in people if since < row.arrived_on <= today]
    return came, [row.label for row in people if row.left_on and since < row.left_on <= today]


def _day(visit: Visit) -> str:
    moment = clock.london(visit.arrived_at) if visit.arrived_at else None
    return (
        f"{moment:%A} at {clock.time_words(moment)}, {'announced' if visit.announced else 'unannounced'}"
        if moment
        else ""
    )


class _Seen:
    """What the last reports say was seen, from two queries."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self.reports = list(reports)
        ids = [report.response_id for report in self.reports]
        gone = Row.objects.filter(response=OuterRef("response"), ulid=OuterRef("row"), removed_at__isnull=False)
        cells = Answer.objects.filter(~Exists(gone), response__in=ids, key__in=KEYS)
        self.cells: dict[tuple[int, str], dict[str, str]] = {}
        for response, key, row, value in cells.values_list("response", "key", "row", "value"):
            self.cells.setdefault((response, row), {})[key] = str(value)
        states = SectionState.objects.filter(response__in=ids).exclude(not_examined_reason="")
        self.left_out = list(states.values_list("response", "section"))

    def rooms(self) -> set[str]:
        """Bedrooms seen in one of the reports."""
        return {cell.get("bedrooms.bedroom", "") for cell in self.cells.values() if cell.get("bedrooms.seen") == "yes"}

    def children(self, count: int) -> set[str]:
        """Children spoken with or observed in one of the last ``count`` reports."""
        ids = {report.response_id for report in self.reports[:count]}
        return {
            cell.get("children_interviews.child", "")
            for (response, _), cell in self.cells.items()
            if response in ids
            and "yes" in (cell.get("children_interviews.interviewed"), cell.get("children_interviews.observed"))
        }

    def sections(self) -> list[str]:
        """Titles of the sections examined in none of the reports."""
        schema = definitions.schema_of(self.reports[0].response.version)
        missed = [name for _, name in self.left_out]
        return [section.title for section in schema.sections if missed.count(section.id) == len(self.reports)]

    def ofsted(self, last: Report | None) -> list[str]:
        """What Ofsted asked for and was not met at the last visit."""
        return [
            cell["ofsted_actions.action"]
            for (response, _), cell in self.cells.items()
            if last is not None
            and response == last.response_id
            and cell.get("ofsted_actions.action")
            and cell.get("ofsted_actions.status") != "met"
        ]
