"""Fills the report of one demonstration visit: phrases for every question, rows for every table, dates for every checklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import questionnaires.services as engine
from governance.demo.rows import AGES, USUAL_AGE, Place, Rows
from governance.demo.timetable import Visit
from governance.demo.words import Narrator
from homes.models import Home
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.answers import Answers
from questionnaires.conditions import Sight
from questionnaires.models import Answer, AnswerRevision
from questionnaires.schema import Checklist, Question, Questionnaire, Section
from reg44.models import Report

EVIDENCE = (["records", "seen"], ["records", "child"], ["records", "staff", "child"], ["seen", "others", "records"])
UNTIL = "relationships"  # the section in which the half-written report breaks off
Value = object


@cache
def script() -> dict[str, Any]:
    """What is recommended, answered and said, from recommendations.yaml."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "recommendations.yaml").read_text(encoding="utf-8"))
    return found


class Filling:
    """The answers of one report, gathered and then written in a few statements."""

    def __init__(self, report: Report, visit: Visit, place: Place, narrator: Narrator) -> None:
        self.report, self.visit, self.place, self.narrator = report, visit, place, narrator
        self.schema: Questionnaire = definitions.schema_of(report.response.version)
        self.found: Answers = stored.load(report.response)
        self.values: dict[tuple[str, str], Value] = {}
        self.rows: list[tuple[str, dict[str, Value]]] = []
        self.left_out: list[tuple[str, str]] = []

    # -- what to write ------------------------------------------------------------------------------------------------

    def gather(self, follow_ups: dict[str, tuple[str, str]]) -> Filling:
        """Everything that is answered; ``follow_ups``: row of an earlier recommendation -> where it stands, how it was checked."""
        self._choose_left_out()
        for row, (outcome, words) in follow_ups.items():
            self._put("previous_recommendations", row, status=outcome, how_checked=words)
        self._carried_rows()
        self.rows = list(Rows(self.visit, self.place, self.narrator).everything())
        self._files()
        if self.visit.step == 11:
            self.rows += [("ofsted_actions", each | {"status": "in_progress"}) for each in script()["ofsted"]]
        self._plain()
        self._checklists()
        for section in self.schema.sections:
            self._tell(section)
        self._nothing()
        return self

    def _choose_left_out(self) -> None:
        reasons = script()["not_examined"]
        section, reason = reasons[self.visit.month % len(reasons)]
        if self.visit.month % 2 and not self.found.section_state(section).complete:
            self.left_out.append((section, reason))

    def _carried_rows(self) -> None:
        """The rows that the portal filled in: what the visitor adds to them."""
        tell = self.narrator
        for at, row in enumerate(self.found.rows("buildings")):
            self._put("buildings", row, in_use="yes", visited="yes", note=tell.tell("buildings.note", salt=at))
        for at, row in enumerate(self.found.rows("bedrooms")):
            seen = (at + tell.month) % 3 != 0
            cells = {"note": tell.tell("bedrooms.note", salt=at)} if seen else {}
            self._put("bedrooms", row, permission="yes" if seen else "away", seen="yes" if seen else "no", **cells)
        for at, row in enumerate(self.found.rows("consents")):
            agrees = (at + tell.month) % 4 != 0
            self._put(
                "consents",
                row,
                child_consent="yes" if agrees else "no",
                child_how=("written" if at % 2 else "spoken") if agrees else "",
                authority_consent="not_asked" if at == 3 and self.visit.step > 6 else "yes",
                authority_date=(self.visit.day - dt.timedelta(days=40 + 9 * at)).isoformat(),
            )
        for row in self.found.rows("movements"):
            note = "The child had visited before, and staff had made the room ready."
            left = self.found.get("movements.direction", row) == "left"
            note = "Planned with the child over some weeks. The others said goodbye with a meal." if left else note
            self._put("movements", row, planned="yes", host_told="yes", note=note)
        for row in self.found.rows("staff_changes"):
            if self.found.get("staff_changes.change", row) == "left":
                self._put("staff_changes", row, reason="A new job nearer to home")
        for at, row in enumerate(self.found.rows("ofsted_actions")):
            met = (at + self.visit.month) % 5 == 0
            status, words = ("met", "I saw the new records.") if met else ("in_progress", "Seen in the action plan.")
            self._put("ofsted_actions", row, status=status, how_checked=words)

    def _put(self, table: str, row: str, **cells: Value) -> None:
        for column, value in cells.items():
            self.values[f"{table}.{column}", row] = value

    def _files(self) -> None:
        for row in self.found.rows("consents"):
            both = (self.values["consents.child_consent", row], self.values["consents.authority_consent", row])
            if both == ("yes", "yes") and sum(table == "files" for table, _ in self.rows) < 2:
                child = self.found.get("consents.child", row)
                cells: dict[str, Value] = dict.fromkeys(
                    ("care_plan", "placement_plan", "match", "schedule3", "review_minutes"), "yes"
                )
                days = self.narrator.between(12, 80, "file", child)
                reviewed = (self.visit.day - dt.timedelta(days=days)).isoformat()
                cells |= {"child": child, "own_plan_date": reviewed, "review_date": reviewed}
                self.rows.append(("files", cells))

    def _plain(self) -> None:
        tell, poor = self.narrator, self.visit.mood == "poor"
        living = len(self.place.children)
        out = tell.between(0, 4, "not in education") == 0
        agency = sum(agency for *_, agency in self.place.staff)
        values: dict[str, Value] = {
            "in_charge_initials": self.place.staff[0][0],
            "conditions_kept": "yes" if self.place.home.conditions else "na",
            "last_report_sent": "first" if self.visit.step == 11 else "all",
            "children_present": str(max(1, living - tell.between(0, 1, "present"))),
            "agency_shifts": str(agency * tell.between(1, 6, "agency") + (9 if poor else 0)),
            "conflict_found": "no",
            "care_matches_purpose": "partly" if poor else "yes",
            "not_in_education": "1" if out and self.place.kind != Home.Kind.SHORT_BREAKS else "0",
            "exploitation_at_risk": str(min(living, tell.between(0, 2, "exploited") + (1 if poor else 0))),
            "recruitment_files_seen": "2",
            "drills_enough": "yes",
            "is_secure": "yes" if self.place.kind == Home.Kind.SECURE else "no",
            "ofsted_told": "yes" if poor else "na",
            "opinion_safeguarded": "no" if poor else "yes",
            "opinion_wellbeing": "yes",
        }
        if poor:
            values["ofsted_told_when"] = "By telephone to the duty inspector on the day of the visit"
        self.values |= {(key, ""): value for key, value in values.items()}

    def _checklists(self) -> None:
        for key, ages in AGES.items():
            table = self.schema.table(key)
            assert isinstance(table, Checklist)
            columns = {column.key for column in table.columns}
            for row in table.rows:
                age = ages.get(row.key, USUAL_AGE[key])
                done = self._last_done(key, row.key, age)
                state = "seen" if "seen" in columns else "in_date"
                self._put(key, row.key, last=done.isoformat())
                if not self.found.get(f"{key}.{state}", row.key):
                    self._put(key, row.key, **{state: "yes"})
                if self.narrator.one_in(3, key, row.key) and self.narrator.knows(f"{key}.note"):
                    self._put(key, row.key, note=self.narrator.tell(f"{key}.note", salt=row.key))
        for who in ("children", "parents", "staff", "others"):
            for column in ("evidence", "comments"):
                words = self.narrator.tell(f"consultation.{column}", salt=who)
                self._put("consultation", who, **{column: words})

    def _last_done(self, table: str, row: str, age: int) -> dt.date:
        """The day that the last report named, unless the thing has been done again since."""
        carried = str(self.found.get(f"{table}.last", row))
        fresh = self.visit.day - dt.timedelta(days=self.narrator.between(age // 2, age, table, row))
        if age > 60 and carried and (self.visit.day - dt.date.fromisoformat(carried)).days < age * 1.5:
            return dt.date.fromisoformat(carried)
        return fresh

    def _tell(self, section: Section) -> None:
        if section.id in {left for left, _ in self.left_out}:
            return
        for question in section.questions:
            if question.evidence_of:
                chosen = EVIDENCE[self.narrator.between(0, len(EVIDENCE) - 1, question.key)]
                self.values.setdefault((question.key, ""), chosen)
            elif question.type == "text" and self._asked(question):
                empty = question.key.removesuffix("_evaluation")
                nothing = self.schema.table(empty) is not None and all(table != empty for table, _ in self.rows)
                self.values[question.key, ""] = self.narrator.tell(question.key, nothing=nothing)

    def _asked(self, question: Question) -> bool:
        condition = question.show_if
        if not self.narrator.knows(question.key) or (question.key, "") in self.values or self.found.get(question.key):
            return False
        if condition is None:
            return True
        if condition.key == "not_in_education":
            return self.values["not_in_education", ""] != "0"
        return condition.key == "is_secure" and self.values["is_secure", ""] == "yes"

    def _nothing(self) -> None:
        filled = {table for table, _ in self.rows} | {table for table, rows in self.found.table_rows.items() if rows}
        for section in self.schema.sections:
            for table in section.tables:
                if table.key not in filled and table.key != "separations":
                    self.values[table.none_key, ""] = "yes"
        if "separations" not in filled and self.values["is_secure", ""] == "yes":
            self.values["separations.none", ""] = "yes"

    # -- writing it ---------------------------------------------------------------------------------------------------

    def write(self, *, by: Any, now: dt.datetime) -> None:
        """The whole report; what the portal had filled in counts as checked."""
        left = {section for section, _ in self.left_out}
        done = [each.id for each in self.schema.sections if each.audience == "visitor" and each.id not in left]
        self._amend(self.values, by, now)
        carried = Answer.objects.filter(response=self.report.response).exclude(carried_from="")
        carried.update(carried_from="", by=by, at=now)
        self._bulk(self.values, self.rows, done, self.left_out, by, now)

    def write_half(self, *, by: Any, now: dt.datetime) -> None:
        """The first half; one section begun and not finished, one left out, the rest untouched with what the portal filled in."""
        ids = [section.id for section in self.schema.sections]
        before = ids[: ids.index(UNTIL)]
        left_out = [("other_interviews", "Nobody else could be reached today. I will ring two parents next week.")]
        done = [each for each in before if each not in ("independence", "health", "other_interviews")]
        tables = {table.key for each in before for table in self._section(each).tables} - {"other_interviews"}
        wanted = {**self._within(done), ("health_needs", ""): self.values["health_needs", ""]}
        self._amend(wanted, by, now)
        for key, row, _ in self.found.carried():
            if self.schema.section_of(key).id in done:
                engine.confirm_carried(response=self.report.response, key=key, row=row, by=by, now=now)
        rows = [(table, cells) for table, cells in self.rows if table in tables]
        self._bulk(wanted, rows, done, left_out, by, now)

    def _section(self, name: str) -> Section:
        section = self.schema.section(name)
        assert section is not None
        return section

    def _within(self, sections: Collection[str]) -> dict[tuple[str, str], Value]:
        return {
            (key, row): value for (key, row), value in self.values.items() if self.schema.section_of(key).id in sections
        }

    def _amend(self, values: dict[tuple[str, str], Value], by: Any, now: dt.datetime) -> None:
        """Answers that the portal had filled in and the visitor now gives otherwise: a second revision, as in the browser."""
        held = {(row.key, row.row): row for row in Answer.objects.filter(response=self.report.response)}
        changed = [(place, row) for place, row in held.items() if place in values and row.value != values[place]]
        for place, row in changed:
            row.value, row.rev, row.by, row.at = values[place], row.rev + 1, by, now
        Answer.objects.bulk_update([row for _, row in changed], ["value", "rev", "by", "at"])
        AnswerRevision.objects.bulk_create(
            AnswerRevision(
                response=self.report.response,
                key=row.key,
                row=row.row,
                value=row.value,
                rev=row.rev,
                op_id=f"demo:{row.pk}:{row.rev}",
                by=by,
                at=now,
            )
            for _, row in changed
        )

    def _bulk(
        self,
        values: dict[tuple[str, str], Value],
        rows: list[tuple[str, dict[str, Value]]],
        done: list[str],
        left_out: list[tuple[str, str]],
        by: Any,
        now: dt.datetime,
    ) -> None:
        new = [(key, row, value) for (key, row), value in values.items() if (key, row) not in self.found.values]
        engine.bulk_fill(
            response=self.report.response,
            answers=new,
            rows=rows,
            complete=done,
            not_examined=left_out,
            by=by,
            now=now,
        )


def hidden(report: Report) -> list[str]:
    """Keys that were answered although nobody asks for them, for the tests: there should be none."""
    answers = stored.load(report.response)
    schema = definitions.schema_of(report.response.version)
    sight = Sight(schema, answers)
    return sorted(
        key
        for key, row in answers.values
        if (question := schema.question(key)) is not None and question.key != "none" and not sight.shown(question, row)
    )
