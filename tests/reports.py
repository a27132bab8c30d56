"""Ready reports for everybody's tests: ``make_visit``, ``make_report(cast, state=…)`` by the real services, in fractions of a second.

Each state is reached by the moves that lead there, at fixed moments from ``ARRIVED`` on (London, in UTC): arrival, leaving two hours
later, draft a day later, comments, final, issue, sign-off each a day after the one before. Nothing depends on today's date except
the appointments of the cast, which have no end.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import questionnaires.services as engine
from core import clock
from questionnaires import definitions
from questionnaires.models import Answer, SectionState, Version
from questionnaires.schema import Questionnaire
from reg44.models import Referral, Report, Visit
from reg44.services import closing, copies, manager, recommendations, sending, visits
from reg44.states import ReportState
from tests.cast import Cast

KEY = "reg44_report"
ARRIVED = dt.datetime(2027, 3, 3, 10, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ORDER = [str(state) for state in ReportState]
BOTH = ("evidence", "independent")
READ_OWN = ("read", "own")
READ_CONTENT = ("read", "content")


@cache
def _source() -> tuple[str, Questionnaire]:
    return definitions.source(KEY), definitions.load(KEY)


@cache
def _version_fields() -> dict[str, Any]:
    from questionnaires import canonical

    source, schema = _source()
    return {
        "number": schema.number,
        "source": source,
        "canonical": canonical.encode(schema),
        "sha256": canonical.sha256(source),
    }


def publish() -> Version:
    """The report's questionnaire in force (parsed once a run)."""
    from questionnaires.models import Questionnaire as Owner

    owner, _ = Owner.objects.get_or_create(key=KEY, defaults={"title": _source()[1].title})
    standing = owner.versions.first()
    if standing is not None:
        return standing
    return Version.objects.create(
        questionnaire=owner, state="published", made_at=ARRIVED - DAY, published_at=ARRIVED - DAY, **_version_fields()
    )


def make_visit(cast: Cast, *, arrives: dt.datetime = ARRIVED, announced: bool = False, home: Any = None) -> Visit:
    """A planned visit of the home's visitor (Oak House unless told), planned two days before."""
    home = home or cast.oak
    return visits.plan(
        home=home,
        planned_for=clock.today(arrives),
        announced=announced,
        visitor=cast.visitor if home == cast.oak else cast.other_visitor,
        independent=True,
        by=cast.qa_officer,
        now=arrives - 2 * DAY,
    )


def fill(report: Report, by: Any, now: dt.datetime, *, words: str = "I saw the records.", **given: str) -> None:
    """Answer what is required and complete every section; ``given`` sets or adds answers to plain questions by key.

    What was carried over counts as confirmed, and a section that was judged before stays as it is. A report filled so can be sent.
    """
    from questionnaires import answers as stored
    from questionnaires import validate

    schema = definitions.schema_of(report.response.version)
    Answer.objects.filter(response=report.response).update(carried_from="")
    defaults = {
        "opinion_safeguarded": "yes",
        "opinion_wellbeing": "yes",
        "conflict_found": "no",
        "premises_inside": "The lounge is warm and tidy.\n\nThe carpet on the stairs is loose.",
        "premises_outside": "The garden gate does not lock.",
        "concluding_statement": "The home is run well.",
    } | given
    found = stored.load(report.response)
    for row in found.rows("previous_recommendations"):
        defaults.setdefault("previous_recommendations.status " + row, "in_progress")
    new: dict[tuple[str, str], object] = {}
    for key, value in defaults.items():
        full, _, row = key.partition(" ")
        if not found.get(full, row):
            new[full, row] = value
        elif full in given:
            Answer.objects.filter(response=report.response, key=full, row=row).update(value=value)
    for problem in validate.problems(schema, found, strict=True, today=clock.today(now), rules=False):
        question = schema.question(problem.key)
        if (problem.key, problem.row) in new or question is None:
            continue
        new[problem.key, problem.row] = _any(question, problem.code, words)
    judged = set(SectionState.objects.filter(response=report.response).values_list("section", flat=True))
    engine.bulk_fill(
        response=report.response,
        answers=[(key, row, value) for (key, row), value in new.items()],
        complete=[each.id for each in schema.sections if each.audience == "visitor" and each.id not in judged],
        by=by,
        now=now,
    )


def _any(question: Any, code: str, words: str) -> str:
    if code == "empty_table":
        return "yes"
    if question.type in ("yes_no", "yes_no_na", "opinion"):
        return "yes"
    if question.choices:
        return str(question.choices[0].key)
    return {"date": "2027-03-01", "time": "12:30", "number": "2", "person_initials": "A.B."}.get(question.type, words)


def recommend(report: Report, by: Any, now: dt.datetime, number: int = 1, **changes: Any) -> Any:
    """One complete recommendation."""
    values = {
        "text": "Mend the lock of the garden gate.",
        "priority": "medium",
        "regulation": "12",
        "measure": "The gate locks.",
        "op_id": f"make:{report.pk}:{number}",
    }
    return recommendations.add(report=report, by=by, now=now, **(values | changes))


def submit_plan(report: Report, by: Any, now: dt.datetime) -> None:
    """Every recommendation answered by the manager, and the plan submitted."""
    for row in report.recommendations.filter(removed_at=None):
        manager.save_answer(
            recommendation=row,
            accepted=True,
            what="It is ordered.",
            who="Deputy",
            by_date=clock.today(now + 5 * DAY),
            by=by,
            now=now,
        )
    manager.submit_plan(report=report, by=by, now=now)


def make_report(
    cast: Cast,
    *,
    state: str = "drafting",
    arrives: dt.datetime = ARRIVED,
    announced: bool = False,
    home: Any = None,
    filled: bool = True,
    comments: int = 1,
    priorities: tuple[str, ...] = ("high", "medium"),
    returned: str = "",
    **answers: str,
) -> Report:
    """A report in that state. ``comments`` by the manager (0: "no corrections"), recommendations of these priorities.

    ``returned``: why the responsible individual once sent the plan back. A drafting report is complete and could be sent, unless ``filled`` is False. Extra keywords are answers by key.
    """
    publish()
    visit = make_visit(cast, arrives=arrives, announced=announced, home=home)
    visitor, boss = visit.visitor, cast.manager if visit.home == cast.oak else cast.other_manager
    now = arrives
    report = visits.arrive(visit=visit, arrived_at=now, by=visitor, now=now)
    if not filled:
        return report
    now += 2 * HOUR
    visits.leave(visit=visit, left_at=now, by=visitor, now=now)
    fill(report, visitor, now, **answers)
    for number, priority in enumerate(priorities, start=1):
        recommend(report, visitor, now, number, priority=priority)
    goal = ORDER.index(str(state))
    if goal >= 1:
        now += DAY
        report = sending.send(report=report, declared=BOTH, by=visitor, now=now)
    if goal >= 2:
        now += HOUR
        for number in range(comments):
            manager.add_comment(
                report=report,
                key="premises_inside",
                paragraph=number % 2,
                about="fact",
                correct="The carpet was mended on Monday.",
                op_id=f"comment:{report.pk}:{number}",
                by=boss,
                now=now,
            )
        move = manager.send_comments if comments else manager.no_comments
        report = move(report=report, by=boss, now=now)
    if goal >= 3:
        now += DAY
        for comment in report.accuracy_comments.all():
            closing.decide_comment(comment=comment, decision="accepted", reason="", by=visitor, now=now)
        report = closing.finalise(report=report, declared=READ_OWN, by=visitor, now=now)
    if goal >= 4:
        now += HOUR
        report = copies.issue(report=report, by=visitor, now=now)
    if goal >= 5:
        now += DAY
        submit_plan(report, boss, now)
        if returned:
            closing.return_plan(report=report, reason=returned, by=cast.ri, now=now)
            manager.submit_plan(report=report, by=boss, now=now)
        report = closing.sign_off(report=report, declared=READ_CONTENT, by=cast.ri, now=now + HOUR)
    return report


def make_referral(cast: Cast, *, second: dt.datetime) -> Referral:
    """A recommendation of March that was in progress in April and at the visit of ``second``, whose draft is with the manager."""
    make_report(cast, state="issued", priorities=("low",))
    make_report(cast, state="issued", arrives=dt.datetime(2027, 4, 7, 10, tzinfo=dt.UTC), priorities=())
    make_report(cast, state="with_manager", arrives=second, priorities=())
    return Referral.objects.get()
