"""The council's 21 key figures, as data: each from the numbers of the monthly return, with its definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure. ``top`` alone is the number itself; with ``bottom`` it is top × ``times`` / bottom. ``means`` is its definition.

    Nothing known gives no figure, never nought.
    """

    key: str
    area: str
    title: str
    means: str
    top: tuple[str, ...]
    bottom: str = ""
    times: int = 100
    unit: str = "%"
    decimals: int = 0

    def figure(self, numbers: Mapping[str, Decimal]) -> Decimal | None:
        """The figure of one month from its numbers by key; None where one of them is not known."""
        if any(key not in numbers for key in self.top):
            return None
        top = sum((numbers[key] for key in self.top), Decimal(0))
        if not self.bottom:
            return top
        bottom = numbers.get(self.bottom)
        return top * self.times / bottom if bottom else None


MANAGEMENT, QUALITY, PRACTICE, OUTCOMES = (
    "Management and delivery",
    "Quality of care",
    "Practice",
    "Outcomes for children",
)


def _each(key: str, area: str, title: str, means: str, top: str) -> Kpi:
    means = f"{means} for each child living here at the end of the month"
    return Kpi(key, area, title, means, (top,), "children", times=1, unit="for each child", decimals=1)


def _count(key: str, area: str, title: str, means: str, *top: str) -> Kpi:
    return Kpi(key, area, title, means, top or (key,), unit="")


KPIS: Final = (
    Kpi("occupancy", MANAGEMENT, "Places in use", "Nights children slept here, of all nights that the places allow", ("nights_used",), "nights_available"),
    Kpi("turnover", MANAGEMENT, "Staff who left", "Staff who left in the month, of those in post on its last day", ("staff_left",), "staff"),
    Kpi("supervision", MANAGEMENT, "Supervision on time", "Supervision meetings held on time, of those due", ("supervision_held",), "supervision_due"),
    Kpi("training", MANAGEMENT, "Staff who took part in learning", "Staff who took part in training, of those in post", ("training",), "staff"),
    Kpi("money", MANAGEMENT, "Money spent", "Spending to date, in percent of the budget to date", ("money_spent",)),
    _count("ofsted_grade", MANAGEMENT, "Ofsted’s judgement", "The last overall judgement: 1 outstanding to 4 inadequate"),
    Kpi("stability", MANAGEMENT, "Children who moved out without a plan", "Children who moved out without a plan, of those living here at the end of the month", ("moved_unplanned",), "children"),
    Kpi("settled", QUALITY, "Children who feel helped to settle in", "Of the children who told the home how they feel", ("settled",), "asked"),
    Kpi("safe_happy", QUALITY, "Children who feel safe and happy", "Of the children who told the home how they feel", ("safe_happy",), "asked"),
    Kpi("know_rights", QUALITY, "Children who know their rights and the rules", "Of the children who told the home how they feel", ("know_rights",), "asked"),
    _count("complaints_compliments", QUALITY, "Complaints and compliments", "Complaints and compliments together", "complaints", "compliments"),
    _count("injuries", QUALITY, "Injuries", "Times that somebody was hurt"),
    _each("sanctions_rate", PRACTICE, "Sanctions", "Sanctions", "sanctions"),
    _each("strategy_rate", PRACTICE, "Strategy meetings", "Strategy meetings", "strategy_meetings"),
    Kpi("health", PRACTICE, "Health appointments kept", "Appointments kept, of those due", ("health_kept",), "health_due"),
    Kpi("missing_rate", OUTCOMES, "Children who were missing", "Children missing at least once, of those living here at the end of the month; the number of times stands beside it", ("children_missing",), "children"),
    Kpi("exploitation_rate", OUTCOMES, "Children exploited or met with serious violence", "Children concerned, of those living here at the end of the month", ("children_exploited",), "children"),
    Kpi("school", OUTCOMES, "School attendance", "Half days attended, of those there were", ("school_attended",), "school_possible"),
    _each("activity", OUTCOMES, "Hours of activities outside school", "Hours", "activity_hours"),
    _each("exercise", OUTCOMES, "Hours of sport and exercise", "Hours", "exercise_hours"),
    Kpi("active_travel", OUTCOMES, "Children who often walk, cycle or scoot", "Of the children living here at the end of the month", ("active_travel",), "children"),
)  # fmt: skip
COUNTS: Final = (
    ("restraints", "Restraints"),
    ("sanctions", "Sanctions"),
    ("separations", "Single separations"),
    ("missing_episodes", "Times a child was missing"),
    ("incidents", "Other incidents"),
    ("complaints", "Complaints"),
    ("compliments", "Compliments"),
    ("allegations", "Allegations against staff"),
    ("notifications", "Notifications under regulation 40"),
)
"""Numbers shown as they are, after the key figures."""
