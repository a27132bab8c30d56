"""The returns of two years: what the records do not count, made up by home and month; the judgement is the one Ofsted gave."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import questionnaires.services as engine
from core import clock
from governance.demo.words import number
from homes.models import Home, Resident
from inspections.models import Inspection
from inspections.states import State
from questionnaires import definitions
from questionnaires.models import Answer
from records.counting import days
from records.services import returns

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@cache
def stories() -> dict[str, Any]:
    """Kind of record -> its stories; “monthly_return” -> question -> wordings."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "home_records.yaml").read_text(encoding="utf-8"))
    return found


NOTHING = {  # what the return says where the records hold nothing
    "restraint_learning": ("restraints", "No child was held this month."),
    "missing_learning": ("missing_episodes", "Nobody was missing this month."),
    "worries": ("missing_episodes", "We depend on agency staff at weekends. Two people begin next month."),
}
GRADES = {"outstanding": 1, "good": 2, "requires_improvement": 3, "inadequate": 4}


def _judged(home: int) -> list[tuple[dt.date, str]]:
    """Ofsted's overall judgements of the home and the days on which they came, oldest first."""
    rows = Inspection.objects.filter(home=home, state=State.FINAL).exclude(overall="").order_by("final_received_on")
    return [(day, grade) for day, grade in rows.values_list("final_received_on", "overall") if day is not None]


def _grade(home: Home, day: dt.date) -> dict[str, str]:
    """The judgement that stood on that day, as the return asks for it; before the first that is known, the same."""
    known = _judged(home.pk)
    last = [grade for at, grade in known if at <= day] or [grade for _, grade in known[:1]]
    return {"ofsted_grade": str(GRADES[last[-1]])} if last else {}


def month_of(home: Home, key: str, month: dt.date, boss: Any, send: bool) -> None:
    """The return of one month, filled; sent on the third day of the next month unless it is the one still to be written."""
    _, after = days(month)
    begun = clock.at_london(after, 1)
    monthly = returns.open_month(home=home, month=month, now=begun)
    if not send:
        return
    now = begun + (50 + number(key, month) % 60) * HOUR
    counted = dict(Answer.objects.filter(response=monthly.response).values_list("key", "value"))
    given = _numbers(home, key, month) | {
        name: options[number(key, month, name) % len(options)] for name, options in stories()["monthly_return"].items()
    }
    given |= {name: words for name, (of, words) in NOTHING.items() if counted.get(of) == "0"}
    engine.bulk_fill(
        response=monthly.response,
        answers=[(name, "", value) for name, value in given.items() if name not in counted],
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
    return {name: str(value) for name, value in numbers.items()} | _grade(home, days(month)[1] - DAY)
