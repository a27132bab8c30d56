"""What a new report begins with: facts of the visit, the home's record and registers, and what last month's report left open.

Facts of the visit stand as they are. Everything else is marked with where it came from, until the visitor confirms or changes it (C3).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import questionnaires.services as engine
from core import clock
from homes import documents_due, people
from homes.models import Bedroom, Building, Home, Resident, StaffMember, StatutoryDocument
from homes.roles import Role
from inspections.selectors import open_points
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.answers import Answers
from questionnaires.models import Answer
from questionnaires.schema import Questionnaire, Table
from reg44.models import FollowUp, Recommendation, Report
from reg44.services import recorded
from reg44.states import SEALED

RECORD, REGISTERS = "the home’s record", "the registers of the home"
CHECKLISTS = ("safety_checks", "fire_checks", "risk_assessments", "management_records")


@dataclass
class Bundle:
    """Answers and rows from one source, as ``bulk_fill`` takes them."""

    source: str
    answers: list[tuple[str, str, object]] = field(default_factory=list)
    rows: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def write(self, report: Report, schema: Questionnaire, by: Any, now: dt.datetime) -> list[str]:
        """Write what this version of the questionnaire asks for; the keys of the new rows."""
        known = [each for each in self.answers if schema.question(each[0]) is not None]
        rows = [
            (table, {column: value for column, value in cells.items() if schema.question(f"{table}.{column}")})
            for table, cells in self.rows
            if schema.table(table) is not None
        ]
        if not known and not rows:
            return []
        return engine.bulk_fill(
            response=report.response, answers=known, rows=rows, by=by, now=now, carried_from=self.source
        )


def fill(*, report: Report, by: Any, now: dt.datetime) -> None:
    """Fill a report that was just begun. Call within the transaction of the arrival."""
    schema = definitions.schema_of(report.response.version)
    home, day = report.visit.home, report.period_to
    last = (
        Report.objects.filter(visit__home=home, state__in=SEALED, visit__arrived_at__lt=report.visit.arrived_at)
        .select_related("visit", "response__version")
        .order_by("-visit__arrived_at")
        .first()
    )
    before = stored.load(last.response) if last else Answers()
    living = list(Resident.objects.filter(home=home).on(day).select_related("placing_authority"))
    record = _record(home, day, before)
    known = {(key, row) for key, row, _ in record.answers}
    bundles = [
        _visit(report, last, len(living)),
        record,
        _registers(report, living),
        _recorded(report, schema),
        _consents(living, before),
        *_last_report(last, before, known),
        _ofsted(home, before),
    ]
    for bundle in bundles:
        bundle.write(report, schema, by, now)
    follow_ups(report=report, by=by, now=now)


def _visit(report: Report, last: Report | None, living: int) -> Bundle:
    visit = report.visit
    assert visit.arrived_at is not None
    facts: list[tuple[str, str, object]] = [
        ("home_name", "", visit.home.name),
        ("home_urn", "", visit.home.urn),
        ("visit_date", "", clock.today(visit.arrived_at).isoformat()),
        ("visit_notice", "", "announced" if visit.announced else "unannounced"),
        ("arrival_time", "", clock.time_words(clock.london(visit.arrived_at))),
        ("children_living", "", str(living)),
    ]
    if last is not None:
        facts.append(("last_visit_date", "", last.period_to.isoformat()))
    return Bundle("", facts)


def _record(home: Home, day: dt.date, before: Answers) -> Bundle:
    names = people.named(home, day)
    found = Bundle(RECORD)
    found.answers += [
        ("registered_manager", "", names[Role.REGISTERED_MANAGER] or "Vacant"),
        ("responsible_individual", "", names[Role.RESPONSIBLE_INDIVIDUAL]),
        ("conditions", "", home.conditions or "None"),
    ]
    found.rows += [("buildings", {"building": row.name}) for row in Building.objects.filter(home=home).order_by("pk")]
    seen = dict(_bedrooms_seen(before))
    rooms = Bedroom.objects.filter(building__home=home).order_by("pk").values_list("name", flat=True)
    found.rows += [("bedrooms", {"bedroom": name, "last_seen": seen.get(name, "")}) for name in rooms]
    found.answers += _documents(home, day)
    return found


def _documents(home: Home, day: dt.date) -> Iterator[tuple[str, str, object]]:
    """When each kind was last checked and whether it is in date; of several (buildings, policies) the one that is worst off."""
    kept: dict[str, list[StatutoryDocument]] = defaultdict(list)
    for document in StatutoryDocument.objects.filter(home=home, kind__in=documents_due.ROWS, ended_why=""):
        kept[document.kind].append(document)
    for kind, documents in kept.items():
        table, row = documents_due.ROWS[kind]
        if any(document.review_by for document in documents):
            yield f"{table}.in_date", row, "no" if any(document.overdue(day) for document in documents) else "yes"
        checked = [document.checked_on for document in documents if document.checked_on and document.checked_on <= day]
        if len(checked) == len(documents):
            yield f"{table}.last", row, min(checked).isoformat()


def _bedrooms_seen(before: Answers) -> Iterator[tuple[str, str]]:
    """Bedroom -> the day it was last seen, from the last report: that visit's day, or the day it named itself."""
    visited = str(before.get("visit_date"))
    for row in before.rows("bedrooms"):
        seen = before.get("bedrooms.seen", row) == "yes"
        yield str(before.get("bedrooms.bedroom", row)), visited if seen else str(before.get("bedrooms.last_seen", row))


def _recorded(report: Report, schema: Questionnaire) -> Bundle:
    """What the home recorded in the period, and which lists its record leaves empty."""
    home = report.visit.home
    found = Bundle(RECORD, rows=recorded.rows(home, report.period_from, report.period_to))
    for name in recorded.empty(home, {table for table, _ in found.rows}):
        table = schema.table(name)
        if isinstance(table, Table) and table.required and table.show_if is None:
            found.answers.append((table.none_key, "", "yes"))
    return found


def _registers(report: Report, living: list[Resident]) -> Bundle:
    home, after, until = report.visit.home, report.period_from - dt.timedelta(days=1), report.period_to
    found = Bundle(REGISTERS)
    found.rows += [
        (
            "residents",
            {
                "child": child.label,
                "placing_authority": child.placing_authority.name,
                "arrived_on": child.arrived_on.isoformat(),
            },
        )
        for child in living
    ]
    for table, key, rows in (
        ("movements", "child", Resident.objects.filter(home=home)),
        ("staff_changes", "person", StaffMember.objects.filter(home=home)),
    ):
        words = ("direction", "arrived", "left") if table == "movements" else ("change", "joined", "left")
        for person in rows.between(after, until):
            job = {} if table == "movements" else {"job": getattr(person, "job", "")}
            for word, day in ((words[1], person.arrived_on), (words[2], person.left_on)):
                if day is not None and after < day <= until:
                    found.rows.append((table, {key: person.label, **job, words[0]: word, "date": day.isoformat()}))
    return found


def _consents(living: list[Resident], before: Answers) -> Bundle:
    """One row for each child; the authority's standing consent is carried, the child is asked anew at every visit."""
    earlier = {str(before.get("consents.child", row)): row for row in before.rows("consents")}
    found = Bundle("last month’s consents" if earlier else REGISTERS)
    for child in living:
        cells: dict[str, object] = {"child": child.label}
        if child.label in earlier:
            row = earlier[child.label]
            cells["authority_consent"] = before.get("consents.authority_consent", row)
            cells["authority_date"] = before.get("consents.authority_date", row)
        found.rows.append(("consents", cells))
    return found


def _ofsted(home: Home, before: Answers) -> Bundle:
    """What Ofsted asks of the home and is not verified as done, where the last report does not speak of it already."""
    told = {str(before.get("ofsted_actions.action", row)).strip() for row in before.rows("ofsted_actions")}
    found = Bundle(RECORD)
    for point in open_points(home):
        if point.action.text.strip() not in told:
            due = clock.today(point.action.act_by).isoformat() if point.action.act_by else ""
            found.rows.append(("ofsted_actions", {"action": point.action.text, "kind": point.kind, "due": due}))
    return found


def _last_report(last: Report | None, before: Answers, known: set[tuple[str, str]]) -> Iterable[Bundle]:
    """Ofsted's actions that are not met, and the dates of checks that the home's record does not know."""
    if last is None:
        return
    found = Bundle(f"the report of {last.visit.month:%B %Y}")
    for row in before.rows("ofsted_actions"):
        if before.get("ofsted_actions.status", row) != "met":
            cells: dict[str, object] = {
                key: before.get(f"ofsted_actions.{key}", row) for key in ("action", "kind", "due")
            }
            found.rows.append(("ofsted_actions", cells))
    for table in CHECKLISTS:
        found.answers += [
            (key, row, item.value)
            for (key, row), item in before.values.items()
            if key == f"{table}.last" and (key, row) not in known
        ]
    yield found


def open_recommendations(home: Home) -> Any:
    """Recommendations of final reports of a home that no later final report found met and nobody verified as closed (C14)."""
    met = FollowUp.objects.filter(outcome=FollowUp.Outcome.MET, sealed=True)
    rows = Recommendation.objects.filter(visit__home=home, removed_at=None, sealed=True)
    return rows.exclude(pk__in=met.values("recommendation")).exclude(action__state="closed")


def follow_ups(*, report: Report, by: Any, now: dt.datetime) -> None:
    """Put every open recommendation of earlier visits into the report, each once; safe to run again while it is written."""
    taken = report.follow_ups.values("recommendation")
    rows = open_recommendations(report.visit.home).filter(visit__arrived_at__lt=report.visit.arrived_at)
    rows = rows.exclude(pk__in=taken).select_related("visit", "answer").order_by("visit__month", "number")
    missing = list(rows)
    if not missing:
        return
    looked = Counter(FollowUp.objects.filter(recommendation__in=missing).values_list("recommendation", flat=True))
    counts = {row: 1 + looked[row.pk] for row in missing}
    schema = definitions.schema_of(report.response.version)
    bundle = Bundle("earlier reports", rows=[("previous_recommendations", _cells(row, counts[row])) for row in missing])
    keys = bundle.write(report, schema, by, now)
    FollowUp.objects.bulk_create(
        FollowUp(report=report, recommendation=row, times_carried=counts[row], row=key)
        for row, key in zip(missing, keys, strict=True)
    )


def _cells(row: Recommendation, carried: int) -> dict[str, object]:
    answer = getattr(row, "answer", None)
    did = ""
    if answer is not None:
        did = answer.what if answer.accepted is not False else f"Not accepted: {answer.what}"
    return {
        "recommendation": row.text,
        "made_in": f"{row.visit.month:%B %Y}",
        "priority": row.priority,
        "times_carried": str(carried),
        "manager_action": did,
    }


def departure(*, report: Report, left_at: dt.datetime, by: Any, now: dt.datetime) -> None:
    """Write the time the visitor left into the report, where the answer is empty or still the portal's."""
    text = clock.time_words(clock.london(left_at))
    if not report.sealed and report.response.state == "open":
        put(report, "departure_time", "", text, op_id=f"left:{left_at.isoformat()}", by=by, now=now)


def put(report: Report, key: str, row: str, value: str, *, op_id: str, by: Any, now: dt.datetime) -> bool:
    """Write one answer from its present revision, as the same person on another page would; True when it changed."""
    standing = Answer.objects.filter(response=report.response_id, key=key, row=row).first()
    if standing is not None and standing.value == value:
        return False
    engine.save_answer(
        response=report.response,
        key=key,
        row=row,
        value=value,
        op_id=op_id,
        base_rev=standing.rev if standing else 0,
        by=by,
        now=now,
    )
    return True
