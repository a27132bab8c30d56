"""Sending the draft to the registered manager: what must be in order first, and the sending."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

import questionnaires.services as engine
from core import clock, seals, signing
from core.refusal import Refused
from homes import people
from questionnaires import answers as stored
from questionnaires import definitions, validate
from questionnaires.answers import Answers
from reg44 import names, policy
from reg44.facts import facts
from reg44.models import Recommendation, Report
from reg44.services import moving, recommendations, referrals

DECLARATIONS = {
    "evidence": "What I wrote rests on what I saw, read or was told. Where it is my opinion, it says so.",
    "independent": "I am independent of this home. I know of no conflict of interest that is not in the report.",
}


@dataclass(frozen=True, slots=True)
class Check:
    """Something in the way of sending (severity error) or worth a look (warning, notice), and where it can be mended.

    ``code`` names the kind: answer, section, rule, follow_up, carried, names, recommendation, visit.
    """

    code: str
    text: str
    section: str = ""
    key: str = ""
    row: str = ""
    severity: str = "error"
    recommendation: int | None = None


def checks_before_sending(report: Report, answers: Answers | None = None) -> list[Check]:
    """Everything that stands in the way, in the order of the report. Reads stored answers and relations only."""
    found = answers if answers is not None else stored.load(report.response)
    schema = definitions.schema_of(report.response.version)
    today = clock.today(report.visit.left_at or report.begun_at)
    checks: list[Check] = []
    if report.visit.left_at is None:
        checks.append(Check("visit", "Record when you left the home"))
    for problem in validate.problems(schema, found, strict=True, today=today, facts=facts(report, found)):
        place = (problem.section, problem.key, problem.row, problem.severity)
        checks.append(Check("answer" if problem.key else "rule", problem.text, *place))
    for section in validate.unfinished(schema, found, "visitor"):
        checks.append(Check("section", f"Say that “{section.title}” is complete, or not examined", section.id))
    checks += _follow_ups(report, found)
    for key, row, source in found.carried():
        question = schema.question(key)
        label = question.label if question else key
        text = f"Check “{label}”, which came from {source}"
        checks.append(Check("carried", text, schema.section_of(key).id, key, row))
    for recommendation in report.recommendations.filter(removed_at=None):
        checks += _complete(recommendation)
    if undecided := names.undecided_names(report, found):
        checks.append(Check("names", f"Decide about each place that looks like a name ({undecided} left)"))
    return checks


def _follow_ups(report: Report, answers: Answers) -> list[Check]:
    shown = answers.rows("previous_recommendations")
    return [
        Check(
            "follow_up",
            f"Say where recommendation {row.recommendation.number} of {row.recommendation.visit.month:%B %Y} stands",
            "previous_recommendations",
            "previous_recommendations.status",
            row.row,
        )
        for row in report.follow_ups.select_related("recommendation__visit")
        if row.row not in shown or not answers.get("previous_recommendations.status", row.row)
    ]


def _complete(row: Recommendation) -> list[Check]:
    lacking = [
        word
        for word, value in (
            ("its words", row.text),
            ("a regulation", row.regulation),
            ("how it will be seen", row.measure),
        )
        if not value
    ]
    if row.urgent_id is not None:
        lacking = [word for word in lacking if word != "how it will be seen"]
    if not lacking:
        return []
    text = f"Recommendation {row.number} lacks {' and '.join(lacking)}"
    return [Check("recommendation", text, recommendation=row.pk)]


def errors(checks: Collection[Check]) -> list[Check]:
    """Those that refuse the sending."""
    return [check for check in checks if check.severity == "error"]


def send(*, report: Report, declared: Collection[str], version: int | None = None, by: Any, now: dt.datetime) -> Report:
    """Send the draft: the manager can read it and comment on facts for 48 hours. Sending again changes nothing.

    Refused: not_the_visitor, stale, not_declared, not_ready (the first reasons; the page shows all).
    """
    with transaction.atomic():
        held = moving.hold(report)
        if moving.done_before(held, "send", by):
            return held
        policy.writes(by, held).demand()
        moving.demand_ready(held, "send", version)
        signing.demand_declared(declared, DECLARATIONS)
        found = stored.load(held.response)
        demand_in_order(held, found)
        recommendations.mirror(report=held, answers=found, by=by, now=now)
        held.sent_at = now
        held.draft = draft_of(held)
        moving.make(held, "send", by=by, now=now)
        recommendations.begin_high(held, by=by, now=now)
        referrals.owe(report=held, by=by, now=now)
        _tell(held, now)
    return held


def demand_in_order(report: Report, answers: Answers) -> None:
    """Refused with the first reasons when something stands in the way."""
    wrong = errors(checks_before_sending(report, answers))
    if wrong:
        more = f" There are {len(wrong) - 3} more." if len(wrong) > 3 else ""
        raise Refused("not_ready", ". ".join(check.text for check in wrong[:3]) + f".{more}")


def draft_of(report: Report) -> dict[str, Any]:
    """The words as they are now: answers and recommendations, as plain data that the difference is made from."""
    import json

    rows = [
        {
            "number": row.number,
            "text": row.text,
            "priority": row.priority,
            "regulation": row.regulation,
            "measure": row.measure,
            "decide_by": row.decide_by,
        }
        for row in report.recommendations.filter(removed_at=None).order_by("number")
    ]
    content = {"content": engine.snapshot(report.response), "recommendations": rows}
    plain: dict[str, Any] = json.loads(seals.canonical(content))
    return plain


def _tell(report: Report, now: dt.datetime) -> None:
    home = report.visit.home
    high = report.recommendations.filter(removed_at=None, priority="high").exists()
    urgent = " It holds a recommendation marked High: the 24 hours begin now." if high else ""
    people.tell(
        people.holders(home, *people.MANAGERS, on=clock.today(now)),
        home=home,
        code="reg44.draft",
        at_once=high,
        key=f"reg44.draft:{report.pk}",
        subject=f"{home}: the draft report is ready for your comments",
        body=f"You can comment on facts for 48 hours.{urgent} Sign in to read it.",
        link=reverse("reg44:comments", args=[report.visit_id]),
        now=now,
    )
