"""Two years of the homes' own records. What the reports of the visits list, the homes have recorded, too.

Old records are written in bulk, by the same constructors and versions as the services make; what is still to be done goes through the
services, so that its time limits run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.db.models import prefetch_related_objects
from simple_history.utils import bulk_create_with_history

import questionnaires.services as engine
from core import clock
from core.models import Event
from governance.demo import monthly_returns
from governance.demo.monthly_returns import stories
from governance.demo.words import number
from homes.models import Home, Resident, StaffMember
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.answers import Answers, Stored
from questionnaires.canonical import dumps, sha256
from questionnaires.models import Answer, AnswerRevision, Response, Version
from questionnaires.schema import Questionnaire
from records import events
from records.counting import days
from records.kinds import DEFINITIONS, KINDS, step_of
from records.models import Record, Revision, Step
from records.services import keeping, returns, steps, writing
from reg44.models import Report
from reg44.services.recorded import LISTS

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(1)
LISTED = {table: kind for kind, (table, _) in reversed(LISTS.items())}  # list of the report -> kind of record
OLDER = (("sanction", 2), ("restraint", 3), ("missing", 4), ("complaint", 5), ("compliment", 2), ("other_incident", 3))
STILL_OPEN = "oxlip"  # the home whose manager has something to do


@cache
def _schema(key: str) -> Questionnaire:
    return definitions.load(key)


USUAL = {  # true of every story of its questionnaire
    "behaviour_record": {
        "avoided": "Staff gave time and space, spoke quietly and offered two choices.",
        "present": "One other worker.",
        "effect": "<child> was calm within the hour and talked it over.",
        "injured": "no",
        "in_policy": "yes",
        "risk_updated": "yes",
    },
    "missing_record": {"risk_updated": "yes", "is_missing": "yes", "ofsted_told": "na"},
    "incident_record": {"policies_followed": "yes", "risk_updated": "yes", "ofsted_told": "na"},
    "complaint_record": {"advocate": "na"},
    "notification": {"others": "The responsible individual."},
}
LOOKED = {
    "yes": ("Staff rang <child>, looked in the usual places and told the police.", ["police", "placing", "on_call"]),
    "no": ("Staff rang <child>, who said where they were, and agreed how they come home.", ["placing", "on_call"]),
}


@dataclass(frozen=True)
class Told:
    """One record to be made: what the report's list says of it (``cells``), when, about whom."""

    home: str
    kind: str
    at: dt.datetime
    child: Resident | None
    cells: dict[str, str] = field(default_factory=dict)
    named: str = ""  # of a certain group of stories

    def story(self) -> dict[str, Any]:
        """The story that the report's list tells of it, or one of this kind."""
        options: list[dict[str, Any]] = stories()[self.named or self.kind]
        said = " ".join(self.cells.values())
        same = [each for each in options if each.get("tells") and each["tells"] in said]
        whenever = [each for each in options if "hour" not in each]
        return same[0] if same else whenever[number(self.home, self.kind, self.at.isoformat()) % len(whenever)]

    def about_a_child(self) -> bool:
        """Whether the record is about one child: a water leak is about nobody."""
        return KINDS[self.kind].child == "needed" or "<child>" in str(self.story())

    def timed(self) -> Told:
        """The same at the hour that its story names."""
        hour = self.story().get("hour", clock.london(self.at).hour)
        return replace(self, at=clock.at_london(clock.today(self.at), hour, self.at.minute))

    def words(self) -> dict[str, Any]:
        """An answer to each question that the story knows."""
        story, definition = self.story(), KINDS[self.kind].definition
        found = {**USUAL.get(definition, {}), **story, **self.cells}
        if self.kind == "missing":
            found["done"], found["reported_to"] = LOOKED[found["is_missing"]]
        asked = (each.key for each in _schema(definition).each_question())
        return {key: self._name(found[key]) for key in asked if found.get(key)}

    def then(self, code: str, usual: str = "") -> str:
        """The words of what followed."""
        return str(self._name(self.story().get("then", {}).get(code, usual)))

    def _name(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return value.replace("<child>", self.child.label if self.child else "The child").replace("..", ".")


def listed(plan_of: dict[int, str], now: dt.datetime) -> Iterator[Told]:
    """What the lists of the reports name, home by home; ``plan_of``: number of the home -> its key."""
    children = {(each.home_id, each.label): each for each in Resident.objects.all()}
    for report in Report.objects.select_related("visit__home", "response").order_by("pk"):
        answers = stored.load(report.response)
        home = report.visit.home_id
        for table, kind in LISTED.items():
            for row in answers.rows(table):
                day = str(answers.get(f"{table}.date", row))
                child = children.get((home, str(answers.get(f"{table}.child", row))))
                if not day or (child is None and KINDS[kind].child == "needed"):
                    continue
                at = _hour(dt.date.fromisoformat(day), number(home, table, row[-6:]))
                if child is None or _there(child, clock.today(at)):
                    told = Told(plan_of[home], kind, at, child, _cells(answers, table, row)).timed()
                    if told.at < now - 4 * HOUR:
                        yield told


def _there(person: Resident | StaffMember, day: dt.date) -> bool:
    return person.arrived_on <= day and (person.left_on is None or person.left_on > day)


def _cells(answers: Answers, table: str, row: str) -> dict[str, str]:
    """What the list says, by the questions of the record where they differ."""
    as_asked = {"duration": "hours" if table == "missing" else "minutes", "notified": "ofsted_told"}
    if table == "complaints":
        as_asked |= {"comments": "about", "response": "done"}
    names = (
        "overview",
        "note",
        "reason",
        "outcome",
        "comments",
        "response",
        "source",
        "is_missing",
        "duration",
        "notified",
    )
    said = (
        "in_policy",
        "risk_updated",
        "policies_followed",
        "signed_off",
        "child_spoken_with",
        "return_interview",
        "settled",
    )
    found = {as_asked.get(name, name): str(answers.get(f"{table}.{name}", row)) for name in (*names, *said)}
    return {name: value for name, value in found.items() if value and name != "note"} | (
        {"tells": found["note"]} if found["note"] else {}
    )


def _by_day(at: dt.datetime) -> dt.datetime:
    """The same moment, or the next morning: nobody signs or holds a talk at night."""
    local = clock.london(at)
    if 8 <= local.hour < 19:
        return at
    return clock.at_london(local.date() + (DAY if local.hour >= 19 else 0 * DAY), 9, 15)


def _hour(day: dt.date, seed: int) -> dt.datetime:
    return clock.at_london(day, 8 + seed % 13, 5 * (seed % 12))


SELDOM = {  # kinds of home where the reports never list such a thing
    Home.Kind.SECURE: ("missing",),
    Home.Kind.SHORT_BREAKS: ("missing", "sanction"),
    Home.Kind.DISABLED: ("missing", "sanction"),
}


def older(homes: dict[str, Home], since: dt.date, until: dt.date) -> Iterator[Told]:
    """The months before the reports, from ``since`` to ``until`` (first days), without a list to follow."""
    for key, home in homes.items():
        children = list(Resident.objects.filter(home=home))
        kinds = [each for each in OLDER if each[0] not in SELDOM.get(Home.Kind(home.kind), ())]
        month = since
        while month < until:
            for kind, of in kinds:
                for count in range(number(key, kind, month) % of):
                    day = month + DAY * (number(key, kind, month, count) % 28)
                    here = [each for each in children if _there(each, day)]
                    if here:
                        child = here[number(key, kind, day) % len(here)]
                        told = Told(key, kind, _hour(day, number(key, kind, day, count)), child)
                        yield told if told.about_a_child() else replace(told, child=None)
            month = days(month)[1]


class Shelf:
    """The old records, gathered and written in a few statements."""

    def __init__(self, homes: dict[str, Home], managers: dict[str, Any]) -> None:
        self.homes, self.managers = homes, managers
        self.versions = {
            key: Version.objects.select_related("questionnaire").get(
                questionnaire__key=key, state=Version.State.PUBLISHED
            )
            for key in DEFINITIONS
        }
        workers = StaffMember.objects.exclude(job__contains="anager")  # who signs has not used the measure
        self.staff = {key: list(workers.filter(home=home)) for key, home in homes.items()}

    def put(self, told: list[Told], now: dt.datetime) -> int:
        """Write them; how many. Each was written down within hours and followed up as the reports say, as far as ``now``."""
        responses = Response.objects.bulk_create(
            Response(
                version=self.versions[KINDS[each.kind].definition],
                begun_at=each.at + HOUR,
                begun_by=self.managers[each.home],
            )
            for each in told
        )
        self._answers(told, responses)
        rows = [
            Record(
                home=self.homes[each.home],
                kind=each.kind,
                resident=each.child,
                happened_at=each.at,
                known_at=each.at,
                response=response,
                state=Record.State.KEPT,
                begun_at=each.at + HOUR,
                begun_by=self.managers[each.home],
                kept_at=each.at + 2 * HOUR,
                last_revision=1,
            )
            for each, response in zip(told, responses, strict=True)
        ]
        made = bulk_create_with_history(rows, Record, batch_size=200)
        self._who(told, made)
        self._versions(told, made)
        self._follow(told, made, now)
        return len(made)

    def _answers(self, told: list[Told], responses: list[Response]) -> None:
        values = [
            (response, key, value, each)
            for each, response in zip(told, responses, strict=True)
            for key, value in each.words().items()
        ]
        writer = {"carried_from": ""}
        Answer.objects.bulk_create(
            Answer(response=response, key=key, value=value, by=response.begun_by, at=each.at + HOUR, **writer)
            for response, key, value, each in values
        )
        AnswerRevision.objects.bulk_create(
            AnswerRevision(
                response=response,
                key=key,
                value=value,
                rev=1,
                by=response.begun_by,
                at=each.at + HOUR,
                op_id=f"demo:{key}"[:80],
            )
            for response, key, value, each in values
        )

    def _who(self, told: list[Told], made: list[Record]) -> None:
        link = Record.staff.through
        link.objects.bulk_create(
            link(record=record, staffmember=here[number(each.home, each.at.isoformat()) % len(here)])
            for each, record in zip(told, made, strict=True)
            if KINDS[each.kind].clock == "control"
            for here in ([staff for staff in self.staff[each.home] if _there(staff, clock.today(each.at))],)
            if here
        )

    def _versions(self, told: list[Told], made: list[Record]) -> None:
        prefetch_related_objects(made, "staff", "subjects")
        rows = []
        for each, record in zip(told, made, strict=True):
            assert record.kept_at is not None
            words = Answers({(key, ""): Stored(value) for key, value in each.words().items()})
            version = self.versions[record.kind_of.definition]
            content = {"head": keeping.head(record), "words": engine.content_of(version, words)}
            digest = sha256(dumps(content))
            rows.append(
                Revision(record=record, number=1, content=content, sha256=digest, by=record.begun_by, at=record.kept_at)
            )
        Revision.objects.bulk_create(rows)

    def _follow(self, told: list[Told], made: list[Record], now: dt.datetime) -> None:
        followed: list[Step] = []
        happened: list[Event] = []
        for each, record in zip(told, made, strict=True):
            happened += [_event(events.BEGUN, record, each.at + HOUR), _event(events.KEPT, record, each.at + 2 * HOUR)]
            for code, hours, words in _steps(each):
                kind = step_of(record.kind, code)
                assert kind is not None
                at = each.at + hours * HOUR
                at = at if code == "returned" else _by_day(at)
                if at > now:
                    continue  # still to come
                answers = {key: each.cells.get("settled") != "no" for key, _ in kind.asks}
                method = "password" if kind.signs else ""
                followed.append(
                    Step(
                        record=record,
                        code=code,
                        at=at,
                        words=words,
                        answers=answers,
                        revision=1,
                        by=record.begun_by,
                        noted_at=at,
                        method=method,
                    )
                )
                happened.append(_event(kind.event, record, at))
        Step.objects.bulk_create(followed)
        Event.objects.bulk_create(happened)


def _event(code: str, record: Record, at: dt.datetime) -> Event:
    return Event(
        code=code,
        at=at,
        by=record.begun_by,
        subject_type=record._meta.label_lower,
        subject_id=record.pk,
        home_id=record.home_id,
        data={"kind": record.kind, "revision": 1},
    )


LATE = 21 * 24  # hours after which was done what the visitor found was not


def _steps(told: Told) -> list[tuple[str, float, str]]:
    """What followed: step, hours after it happened, words. What the report's list says was not done came later."""

    def when(name: str, hours: float) -> float:
        return LATE + hours if told.cells.get(name) == "no" else hours

    if KINDS[told.kind].clock == "control":
        said = "I was angry. I want people to ask me first." if number(told.home, told.at) % 2 else ""
        signed = when("signed_off", 20)
        return [
            ("signed", signed, "How it began, and what could be done earlier."),
            ("child_spoken", when("child_spoken_with", 26), said),
        ]
    if told.kind == "missing":
        hours = float(told.cells.get("hours") or 3)
        found = [("returned", hours, told.then("returned", "Tired, but well."))]
        if told.cells.get("is_missing") != "no":
            held = when("return_interview", hours + 40)
            found += [("interview_offered", hours + 2, ""), ("interview_held", held, told.then("interview_held"))]
        return [*found, ("reviewed", hours + 45, "The plan was read again with the child.")]
    if told.kind in ("complaint", "allegation"):
        officer = [("officer_told", 3, "")] if told.kind == "allegation" else []
        if told.then("meeting"):
            officer.append(("meeting", 28, told.then("meeting")))
        return [*officer, ("outcome", when("settled", 90), told.then("outcome"))]
    reviewed = ("reviewed", 30, "Handled as agreed. Talked over at the team meeting.")
    return [reviewed] if step_of(told.kind, "reviewed") else []


def to_do(home: Home, boss: Any, worker: Any, now: dt.datetime) -> None:
    """What waits at one home: a restraint to be signed, a record half written, a return interview, a notification half made."""
    children = list(Resident.objects.filter(home=home).on(clock.today(now)))
    staff = list(StaffMember.objects.filter(home=home).exclude(job__contains="anager").on(clock.today(now)))[:1]

    def begin(kind: str, hours: float, child: int, by: Any, **more: Any) -> Record:
        at = now - hours * HOUR
        who = staff if KINDS[kind].staff else []
        record = keeping.begin(
            home=home,
            kind=kind,
            happened_at=at,
            resident=children[child % len(children)],
            staff=who,
            by=by,
            now=at + HOUR / 2,
            **more,
        )
        told = Told(STILL_OPEN, kind, at, record.resident, named="manager_complaint" if kind == "complaint" else "")
        cells = [(name, "", value) for name, value in told.words().items()]
        half = cells[:3] if kind == "sanction" else cells
        writing.save_page(owner=record, cells=half, revs={}, op_id="demo", by=by, now=at + HOUR)
        return record

    restraint = begin("restraint", 20, 0, worker)
    keeping.keep(record=restraint, by=worker, now=now - 18 * HOUR)
    begin("sanction", 3, 1, worker)
    missing = begin("missing", 40, 2, boss)
    keeping.keep(record=missing, by=boss, now=now - 38 * HOUR)
    steps.take(record=missing, code="returned", at=now - 30 * HOUR, by=boss, now=now - 29 * HOUR)
    notice = begin("notification", 12, 1, boss, matter="police")
    keeping.keep(record=notice, by=boss, now=now - 10 * HOUR)
    steps.take(
        record=notice,
        code="told",
        at=now - 10 * HOUR,
        whom="ofsted",
        answers={"in_writing": True},
        by=boss,
        now=now - 10 * HOUR,
    )
    complaint = begin("complaint", 200, 0, worker, subjects=[boss])
    keeping.keep(record=complaint, by=worker, now=now - 198 * HOUR)


def write(homes: dict[str, Home], people: dict[str, Any], today: dt.date, now: dt.datetime, months: int) -> int:
    """Records and returns of twice as many months as there are reports; how many records."""
    for key in (*DEFINITIONS, returns.QUESTIONNAIRE):
        engine.publish_version(source=definitions.source(key), by=None, now=now)
    managers = {key: people["manager" if key == "oxlip" else f"manager_{key}"] for key in homes}
    this = clock.month_of(today)
    middle, since = clock.add_months(this, 1 - months), clock.add_months(this, -2 * months)
    told = [*older(homes, since, middle), *listed({home.pk: key for key, home in homes.items()}, now)]
    count = Shelf(homes, managers).put(told, now)
    to_do(homes[STILL_OPEN], people["manager"], people["staff"], now)
    for key, home in homes.items():
        month = since
        while month < this:
            last = days(month)[1] == this
            monthly_returns.month_of(
                home, key, month, managers[key], send=not (last and (key == STILL_OPEN or today.day < 6))
            )
            month = days(month)[1]
    return count
