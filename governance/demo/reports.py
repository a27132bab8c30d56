"""Takes the visits of the demonstration council through their lives, by the services that the pages call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import questionnaires.services as engine
from core import clock
from governance.demo import timetable
from governance.demo.answers import Filling, script
from governance.demo.council import PLAN, VISITORS
from governance.demo.rows import Place
from governance.demo.timetable import Planned, Visit
from governance.demo.words import Narrator, number
from homes.models import Home, Resident, StaffMember
from questionnaires.models import Answer
from reg44 import models
from reg44.services import closing, copies, manager, recommendations, sending, visits
from reg44.states import ReportState as S

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ORDER = [str(state) for state in S]


@dataclass
class Office:
    """The people who act at one home."""

    visitor: Any
    manager: Any
    responsible: Any
    qa_officer: Any


class Life:
    """One visit and its report. Each step is a method; ``now`` moves on with it and never past ``until``."""

    def __init__(self, visit: Visit, home: Home, office: Office, until: dt.datetime) -> None:
        self.visit, self.home, self.office, self.until = visit, home, office, until
        self.goal = ORDER.index(str(visit.state))
        self.now = visit.left_at
        children = [each.label for each in Resident.objects.filter(home=home).on(visit.day)]
        staff = [(each.label, each.job, each.agency) for each in StaffMember.objects.filter(home=home).on(visit.day)]
        kinds = [home.kind, *(["external"] if home.external else [])]
        self.tell = Narrator(
            visit.home, visit.month, kinds=kinds, mood=visit.mood, children=children, staff=[name for name, *_ in staff]
        )
        self.children, self.staff = children, staff
        self.report: models.Report

    def _later(self, days: int, *key: object) -> dt.datetime:
        """A working hour that many days on; never past "today", and never before what was done before."""
        minutes = self.tell.between(0, 440, *key)
        moment = clock.at_london(clock.today(self.now) + days * DAY, 9) + dt.timedelta(minutes=minutes)
        self.now = max(min(moment, self.until - HOUR), self.now + dt.timedelta(minutes=20))
        return self.now

    def lead(self) -> models.Report:
        """From the plan to where this report ends."""
        self.arrive()
        if self.visit.state == S.DRAFTING:
            self.recommend(1)
            return self.report
        self.recommend(3 if self.visit.mood == "poor" else 1 + self.visit.month % 3)
        steps = (self.send, self.comment, self.finalise, self.issue, self.sign_off)
        for step in steps[: self.goal]:
            step()
        if self.visit.state == S.ISSUED and self.visit.answered:
            self.answer()
        return self.report

    def arrive(self) -> None:
        """Plan, arrive, leave, write."""
        visit, visitor = self.visit, self.office.visitor
        planned = visits.plan(
            home=self.home,
            planned_for=visit.day,
            planned_time=dt.time(visit.hour, visit.minute),
            announced=visit.announced,
            visitor=visitor,
            independent=True,
            by=visitor,
            now=visit.arrived_at - 9 * DAY,
        )
        at = visit.arrived_at
        self.report = visits.arrive(visit=planned, arrived_at=at, by=visitor, now=at + dt.timedelta(minutes=3))
        if (visit.home, visit.step) == timetable.URGENT:
            self.warn(planned, at + HOUR)
        visits.leave(visit=planned, left_at=visit.left_at, by=visitor, now=visit.left_at)
        place = Place(self.home, self.children, self.staff, self.report.period_from)
        filling = Filling(self.report, visit, place, self.tell).gather(self.follow_ups())
        self.prepare(filling)
        write = filling.write_half if visit.state == S.DRAFTING else filling.write
        write(by=visitor, now=visit.left_at)

    def prepare(self, filling: Filling) -> None:
        """A place for those who want another report than the usual one (the bench makes a large one)."""

    def warn(self, planned: models.Visit, now: dt.datetime) -> None:
        """An urgent notice from the doorstep, and Ofsted told of it."""
        words = script()["urgent"]
        notice = visits.urgent_notice(
            visit=planned,
            text=words["text"],
            serious_concern=True,
            op_id=f"demo:{self.visit.home}:{self.visit.step}",
            by=self.office.visitor,
            now=now,
        )
        visits.record_ofsted_told(
            notice=notice, told_at=now + HOUR, how=words["told_how"], by=self.office.visitor, now=now + HOUR
        )

    def recommend(self, count: int) -> None:
        """Recommendations: other ones each month; in the bad month the one that stays open."""
        pool = script()["usual"]
        start = number(self.visit.home, "recommendations") + 2 * self.visit.month
        chosen = [pool[(start + at) % len(pool)] for at in range(count)]
        if (self.visit.home, self.visit.step) == timetable.CARRIED_TWICE:
            chosen = [script()["carried"], *chosen]
        for at, each in enumerate(chosen):
            recommendations.add(
                report=self.report,
                text=each["text"],
                priority=each["priority"],
                regulation=each["regulation"],
                measure=each["measure"],
                decide_by=self.visit.day + 14 * DAY,
                op_id=f"demo:{self.visit.home}:{self.visit.step}:{at}",
                by=self.office.visitor,
                now=self.visit.left_at,
            )

    def follow_ups(self) -> dict[str, tuple[str, str]]:
        """Row of an earlier recommendation -> outcome and words: met the first or second time, but for the one of the bad month."""
        told: dict[str, tuple[str, str]] = {}
        for row in self.report.follow_ups.select_related("recommendation"):
            text, number_ = row.recommendation.text, row.recommendation.number
            if text == script()["carried"]["text"]:
                found = script()["carried_outcomes"][min(row.times_carried, 2) - 1]
                told[row.row] = found["outcome"], found["words"]
                continue
            again = number(self.visit.home, text) % 4 == 0 and row.times_carried == 1
            outcome = "in_progress" if again else "met"
            told[row.row] = outcome, self.tell.pick(outcome, script()["outcomes"][outcome], number_)
        return told

    def send(self) -> None:
        """To the manager; the draft that is out now went yesterday, so that its 48 hours still run."""
        now = self._later(1 + self.visit.month % 3, "send")
        if self.visit.state == S.WITH_MANAGER:
            now = self.now = self.until - 20 * HOUR
        self.report = sending.send(report=self.report, declared=sending.DECLARATIONS, by=self.office.visitor, now=now)

    def comment(self) -> None:
        """The manager's comments on facts, or none."""
        now, boss = self._later(1, "comment"), self.office.manager
        comments = script()["comments"]
        some = self.visit.state == S.AMENDING or self.tell.one_in(3, "comments")
        for at in range(2 if self.visit.state == S.AMENDING else 1 if some else 0):
            words = comments[(self.visit.month + at) % len(comments)]
            manager.add_comment(
                report=self.report,
                key=words["key"],
                about=words["about"],
                correct=words["correct"],
                evidence=words["evidence"],
                op_id=f"demo:{self.visit.home}:{self.visit.step}:{at}",
                by=boss,
                now=now,
            )
        move = manager.send_comments if some else manager.no_comments
        self.report = move(report=self.report, by=boss, now=now)

    def finalise(self) -> None:
        """The visitor decides about the comments, changes what was right, and signs."""
        now, visitor = self._later(1, "final"), self.office.visitor
        for comment in self.report.accuracy_comments.all():
            words = next(each for each in script()["comments"] if each["key"] == comment.key)
            reason = words.get("reason", "")
            closing.decide_comment(comment=comment, decision=words["decision"], reason=reason, by=visitor, now=now)
            if amended := words.get("amended"):
                answer = Answer.objects.get(response=self.report.response, key=comment.key, row="")
                engine.save_answer(
                    response=self.report.response,
                    key=comment.key,
                    value=f"{answer.value} {amended}",
                    op_id=f"demo:{comment.pk}",
                    base_rev=answer.rev,
                    by=visitor,
                    now=now,
                )
        self.report = closing.finalise(report=self.report, declared=closing.FINAL_DECLARATIONS, by=visitor, now=now)

    def issue(self) -> None:
        """Issue in the portal; copies outside are recorded in all but the newest report."""
        now, visitor = self._later(0, "issue"), self.office.visitor
        self.report = copies.issue(report=self.report, by=visitor, now=now)
        if self.visit.step == 0 and self.visit.home != "marlpit":
            return
        for row in self.report.despatches.filter(sent_at=None):
            copies.record_despatch(
                despatch=row,
                how="email",
                reference=f"Sent with acknowledgement, {now:%d/%m/%Y}",
                sent_at=now,
                by=visitor,
                now=now,
            )

    def answer(self) -> None:
        """The manager answers each recommendation and submits the plan."""
        now, boss = self._later(2, "answer"), self.office.manager
        by_text = {each["text"]: each for each in [*script()["usual"], script()["carried"]]}
        for row in self.report.recommendations.filter(removed_at=None):
            words = by_text.get(
                row.text,
                {"answer": "The child was moved that evening, and the button is mended.", "who": "Registered manager"},
            )
            manager.save_answer(
                recommendation=row,
                accepted=not words.get("refused", False),
                what=words["answer"],
                who=words["who"],
                by_date=clock.today(now + 12 * DAY) if words["who"] else None,
                done=words.get("done", False),
                evidence=words.get("evidence", ""),
                by=boss,
                now=now,
            )
        if self.tell.one_in(3, "narrative"):
            text = self.tell.pick("narrative", script()["narrative"])
            manager.save_narrative_response(report=self.report, text=text, by=boss, now=now)
        manager.submit_plan(report=self.report, by=boss, now=now)

    def sign_off(self) -> None:
        """Answers, the responsible individual's comments, the sign-off."""
        self.answer()
        now, responsible = self._later(1, "sign"), self.office.responsible
        for row in self.report.recommendations.filter(removed_at=None):
            closing.comment_as_supervisor(
                recommendation=row,
                text=self.tell.pick("supervisor", script()["supervisor"], row.number),
                by=responsible,
                now=now,
            )
        self.report = closing.sign_off(
            report=self.report, declared=closing.SIGN_OFF_DECLARATIONS, by=responsible, now=now
        )
        if (approved := timetable.ADDENDA.get((self.visit.home, self.visit.step))) is not None:
            self.add(approved)

    def add(self, approved: bool) -> None:
        """An addendum, approved by the QA officer or waiting for that."""
        words = script()["addendum"]
        now = self._later(1, "addendum")
        row = closing.write_addendum(report=self.report, **words, by=self.office.visitor, now=now)
        if approved:
            closing.approve_addendum(addendum=row, by=self.office.qa_officer, now=now + HOUR)


def cancel(planned: Planned, home: Home, office: Office) -> None:
    """A visit that was planned and cancelled for a conflict of interest; nobody went in its place."""
    now = clock.at_london(planned.day, 10) - 6 * DAY
    visit = _plan(planned, home, office, now)
    visits.declare_conflict(visit=visit, what=script()["conflict"], by=office.visitor, now=now + 2 * DAY)


def plan_ahead(planned: Planned, home: Home, office: Office, now: dt.datetime) -> None:
    """The next visit, planned a few days ago."""
    _plan(planned, home, office, now - 3 * DAY)


def _plan(planned: Planned, home: Home, office: Office, now: dt.datetime) -> models.Visit:
    return visits.plan(
        home=home,
        planned_for=planned.day,
        announced=planned.announced,
        visitor=office.visitor,
        independent=True,
        by=office.visitor,
        now=now,
    )


def office_of(home: str, people: dict[str, Any]) -> Office:
    """Who acts at a home."""
    boss = "manager" if home == "oxlip" else f"manager_{home}"
    responsible = "ri_marlpit" if PLAN[home].external else "responsible_individual"
    return Office(people[VISITORS[home]], people[boss], people[responsible], people["qa_officer"])
