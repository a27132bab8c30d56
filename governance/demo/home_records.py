"""Two years of the homes' own records and returns. What the reports of the visits list, the homes have recorded, too.

Old records are written in bulk, by the same constructors and versions as the services make; what is still to be done goes through the
services, so that its time limits run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import prefetch_related_objects
from simple_history.utils import bulk_create_with_history

import questionnaires.services as engine
from core import clock
from core.models import Event
from governance.demo.words import number
from homes.models import Home, Resident, StaffMember
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.answers import Answers, Stored
from questionnaires.canonical import dumps, sha256
from questionnaires.models import Answer, AnswerRevision, Response, Version
from questionnaires.schema import Question, Questionnaire
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
def phrases() -> dict[str, dict[str, list[str]]]:
    """Questionnaire -> question -> wordings."""
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(
        (Path(__file__).parent / "home_records.yaml").read_text(encoding="utf-8")
    )
    return found


@cache
def _schema(key: str) -> Questionnaire:
    return definitions.load(key)


@dataclass(frozen=True)
class Told:
    """One record to be made: what the report's list says of it (``cells``), when, about whom."""

    home: str
    kind: str
    at: dt.datetime
    child: Resident | None
    cells: dict[str, str] = field(default_factory=dict)

    def words(self) -> dict[str, str]:
        """An answer to each question that is asked."""
        key = KINDS[self.kind].definition
        schema = _schema(key)
        found = {each.key: self._word(key, each) for each in schema.each_question()}
        if found.get("injured") == "no":
            found["injury"] = ""
        return {name: value for name, value in found.items() if value}

    def _word(self, key: str, question: Question) -> str:
        seed = number(self.home, self.kind, self.at.isoformat(), question.key)
        given = {"minutes": "duration", "description": "overview", "about": "comments", "done": "response"}
        if text := self.cells.get(question.key) or self.cells.get(given.get(question.key, "")):
            return text
        options = phrases()[key].get(question.key)
        if options:
            return options[seed % len(options)].replace("<child>", self.child.label if self.child else "The child")
        if question.choices:
            return question.choices[seed % max(1, len(question.choices) - 1)].key
        if question.type == "number":
            return str(2 + seed % 12)
        if question.type in ("yes_no", "yes_no_na"):
            usually = "no" if question.key in ("injured",) else "yes"
            return usually if seed % 9 else {"yes": "no", "no": "yes"}[usually]
        return "Talked over with the child and the team." if question.required else ""


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
                if at < now - 4 * HOUR and (child is None or child.arrived_on <= dt.date.fromisoformat(day)):
                    yield Told(plan_of[home], kind, at, child, _cells(answers, table, row))


def _cells(answers: Answers, table: str, row: str) -> dict[str, str]:
    names = ("overview", "comments", "response", "source", "is_missing", "duration")
    found = {name: str(answers.get(f"{table}.{name}", row)) for name in names}
    if table == "missing":
        found = {"is_missing": found["is_missing"], "hours": found["duration"]}
    return {name: value for name, value in found.items() if value}


def _hour(day: dt.date, seed: int) -> dt.datetime:
    return clock.at_london(day, 8 + seed % 13, 5 * (seed % 12))


def older(homes: dict[str, Home], since: dt.date, until: dt.date) -> Iterator[Told]:
    """The months before the reports, from ``since`` to ``until`` (first days), without a list to follow."""
    for key, home in homes.items():
        children = list(Resident.objects.filter(home=home))
        month = since
        while month < until:
            for kind, of in OLDER:
                for count in range(number(key, kind, month) % of):
                    day = month + DAY * (number(key, kind, month, count) % 28)
                    here = [each for each in children if each.arrived_on <= day and (each.left_on or until) > day]
                    if here:
                        child = here[number(key, kind, day) % len(here)]
                        yield Told(key, kind, _hour(day, number(key, kind, day, count)), child)
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
        self.staff = {key: list(StaffMember.objects.filter(home=home)[:4]) for key, home in homes.items()}

    def put(self, told: list[Told]) -> int:
        """Write them; how many. Each was written down within hours, signed and followed up in time."""
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
        self._follow(told, made)
        return len(made)

    def _answers(self, told: list[Told], responses: list[Response]) -> None:
        values = [
            (response, key, value, each)
            for each, response in zip(told, responses, strict=True)
            for key, value in each.words().items()
        ]
        writer = {"carried_from": ""}
        Answer.objects.bulk_create(
            Answer(
                response=response, key=key, value=_stored(key, value), by=response.begun_by, at=each.at + HOUR, **writer
            )
            for response, key, value, each in values
        )
        AnswerRevision.objects.bulk_create(
            AnswerRevision(
                response=response,
                key=key,
                value=_stored(key, value),
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
            link(record=record, staffmember=self.staff[each.home][record.pk % len(self.staff[each.home])])
            for each, record in zip(told, made, strict=True)
            if KINDS[each.kind].clock == "control"
        )

    def _versions(self, told: list[Told], made: list[Record]) -> None:
        prefetch_related_objects(made, "staff", "subjects")
        rows = []
        for each, record in zip(told, made, strict=True):
            assert record.kept_at is not None
            words = Answers({(key, ""): Stored(_stored(key, value)) for key, value in each.words().items()})
            version = self.versions[record.kind_of.definition]
            content = {"head": keeping.head(record), "words": engine.content_of(version, words)}
            digest = sha256(dumps(content))
            rows.append(
                Revision(record=record, number=1, content=content, sha256=digest, by=record.begun_by, at=record.kept_at)
            )
        Revision.objects.bulk_create(rows)

    def _follow(self, told: list[Told], made: list[Record]) -> None:
        followed: list[Step] = []
        happened: list[Event] = []
        for each, record in zip(told, made, strict=True):
            happened += [_event(events.BEGUN, record, each.at + HOUR), _event(events.KEPT, record, each.at + 2 * HOUR)]
            for code, hours, words in _steps(each):
                kind = step_of(record.kind, code)
                assert kind is not None
                at = each.at + hours * HOUR
                answers = {key: True for key, _ in kind.asks}
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


def _stored(key: str, value: str) -> Any:
    return [value] if key == "reported_to" else value


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


def _steps(told: Told) -> list[tuple[str, float, str]]:
    """What followed: step, hours after it happened, words."""
    if KINDS[told.kind].clock == "control":
        said = "It was loud and I wanted to be left alone." if number(told.home, told.at) % 2 else ""
        return [("signed", 20, "How it began, and what could be done earlier."), ("child_spoken", 26, said)]
    if told.kind == "missing":
        hours = float(told.cells.get("hours") or 3)
        return [
            ("returned", hours, ""),
            ("interview_offered", hours + 2, ""),
            ("interview_held", hours + 40, "Was with friends from school."),
            ("reviewed", hours + 45, "The plan was read again with the child."),
        ]
    if told.kind in ("complaint", "allegation"):
        return [("outcome", 90, "It was looked into and put right. The person who complained was content.")]
    return (
        [("reviewed", 30, "Handled as agreed. Talked over at the team meeting.")]
        if step_of(told.kind, "reviewed")
        else []
    )


def month_of(home: Home, key: str, month: dt.date, boss: Any, send: bool) -> None:
    """The return of one month, filled; sent on the third day of the next month unless it is the one still to be written."""
    _, after = days(month)
    begun = clock.at_london(after, 1)
    monthly = returns.open_month(home=home, month=month, now=begun)
    if not send:
        return
    now = begun + (50 + number(key, month) % 60) * HOUR
    given = _numbers(home, key, month) | {
        name: options[number(key, month, name) % len(options)].replace("<child>", "A child")
        for name, options in phrases()["monthly_return"].items()
    }
    taken = set(Answer.objects.filter(response=monthly.response).values_list("key", flat=True))
    engine.bulk_fill(
        response=monthly.response,
        answers=[(name, "", value) for name, value in given.items() if name not in taken],
        by=boss,
        now=now,
        complete=[section.id for section in definitions.schema_of(monthly.response.version).sections],
    )
    Answer.objects.filter(response=monthly.response).update(carried_from="")
    returns.send(monthly=monthly, by=boss, now=now)


def _numbers(home: Home, key: str, month: dt.date) -> dict[str, str]:
    def some(name: str, low: int, high: int) -> int:
        return low + number(key, month, name) % (high - low + 1)

    children = max(1, Resident.objects.filter(home=home).on(days(month)[1] - DAY).count())
    due, school, health, asked = some("due", 6, 8), 38 * children, some("health", 2, 6), max(1, children - 1)
    numbers = {
        "moved_unplanned": 0,
        "ofsted_grade": 1 + number(key, "grade") % 3,
        "vacancies": some("vacancies", 0, 2),
        "sickness": some("sickness", 0, 14),
        "supervision_due": due,
        "supervision_held": due - some("late", 0, 2),
        "training": some("training", 1, 5),
        "money_spent": some("money", 93, 106),
        "asked": asked,
        "settled": asked - some("settled", 0, 1),
        "safe_happy": asked - some("safe", 0, 1),
        "know_rights": asked,
        "school_possible": school,
        "school_attended": school - some("away", 2, 12),
        "health_due": health,
        "health_kept": health - some("kept", 0, 1),
        "activity_hours": some("activity", 20, 60),
        "exercise_hours": some("exercise", 12, 40),
        "active_travel": max(0, children - some("travel", 0, 2)),
    }
    return {name: str(value) for name, value in numbers.items()}


def to_do(home: Home, boss: Any, worker: Any, now: dt.datetime) -> None:
    """What waits at one home: a restraint to be signed, a record half written, a return interview, a notification half made."""
    children = list(Resident.objects.filter(home=home).on(clock.today(now)))
    staff = list(StaffMember.objects.filter(home=home).on(clock.today(now)))[:1]

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
        told = Told(STILL_OPEN, kind, at, record.resident)
        cells = [(name, "", _stored(name, value)) for name, value in told.words().items()]
        half = cells[:3] if kind == "sanction" else cells
        writing.save_page(owner=record, cells=half, revs={}, op_id="demo", by=by, now=at + HOUR)
        return record

    restraint = begin("restraint", 20, 0, worker)
    keeping.keep(record=restraint, by=worker, now=now - 18 * HOUR)
    begin("sanction", 3, 1, worker)
    missing = begin("missing", 40, 2, boss)
    keeping.keep(record=missing, by=boss, now=now - 38 * HOUR)
    steps.take(record=missing, code="returned", at=now - 30 * HOUR, by=boss, now=now - 29 * HOUR)
    notice = begin("notification", 12, 2, boss, matter="police")
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
    count = Shelf(homes, managers).put(told)
    to_do(homes[STILL_OPEN], people["manager"], people["staff"], now)
    for key, home in homes.items():
        month = since
        while month < this:
            last = days(month)[1] == this
            month_of(home, key, month, managers[key], send=not (last and (key == STILL_OPEN or today.day < 6)))
            month = days(month)[1]
    return count
