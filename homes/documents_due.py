"""What documents and checks a home keeps, as data: how often each is looked at, where that comes from, who approves it (A5).

Every row of the visitor's lists of checks is one kind here (``row``), so that the home's record fills in the report. Intervals are those
of the council's template for the visit; where law or guidance gives one, that is named. Nothing is decided here but dates.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from core import clock
from homes.roles import Role

SAFETY, FIRE, RISKS, LEADERSHIP, OTHER = (
    "Health and safety",
    "Fire",
    "Risk assessments and inspections",
    "Leadership and management",
    "Other documents",
)
GROUPS: Final = (LEADERSHIP, RISKS, SAFETY, FIRE, OTHER)
CALENDAR_YEAR: Final = "calendar year"
RI: Final = Role.RESPONSIBLE_INDIVIDUAL


@dataclass(frozen=True, slots=True)
class Due:
    """One kind. ``every``: months, "week", "month" or a calendar year; None when only the document itself names a day.

    ``needed``: a home without it lacks something. ``approver``: the role that approves a new text, "" for nobody.
    """

    label: str
    group: str
    every: int | str | None
    source: str
    approver: str = ""
    row: tuple[str, str] | None = None  # list and row of the report of the visit
    needed: bool = False
    several: bool = False  # each has a name of its own


TEMPLATE = "Visit template, Appendix II"


def _check(label: str, group: str, every: int | str | None, row: str) -> Due:
    tables = {SAFETY: "safety_checks", FIRE: "fire_checks", RISKS: "risk_assessments", LEADERSHIP: "management_records"}
    return Due(label, group, every, TEMPLATE, row=(tables[group], row))


KINDS: Final[dict[str, Due]] = {
    "statement_of_purpose": Due("Statement of purpose", LEADERSHIP, 12, "Regulation 16(3)(a): kept under review; yearly is the council’s reading", RI, ("management_records", "purpose"), True),
    "childrens_guide": Due("Children’s guide", LEADERSHIP, 12, "Regulation 7; yearly is the council’s reading", RI, ("management_records", "guide"), True),
    "workforce_plan": Due("Workforce plan", LEADERSHIP, 12, "Guide to the Regulations on regulation 13; yearly by the visit template", RI, ("management_records", "workforce"), True),
    "quality_review": Due("Quality of care review", LEADERSHIP, 6, "Regulation 45(1): at least once every six months", row=("management_records", "reg45")),
    "rotas": _check("Rotas", LEADERSHIP, None, "rotas"),
    "supervision": _check("Staff supervision and appraisal", LEADERSHIP, 12, "supervision"),
    "daily_log": _check("Daily log or diary", LEADERSHIP, None, "daily_log"),
    "staff_meetings": _check("Staff meetings", LEADERSHIP, None, "meetings"),
    "staff_training": _check("Staff training", LEADERSHIP, 12, "training"),
    "policy": Due("Policy", LEADERSHIP, 12, "Regulations 34 and 38; yearly is the council’s reading", RI, ("management_records", "policies"), several=True),
    "room_searches": _check("Record of room searches", LEADERSHIP, None, "room_searches"),
    "schedule_4": Due("Records of Schedule 4", LEADERSHIP, None, "Regulation 37 and Schedule 4", row=("management_records", "schedule4")),
    "location_assessment": Due("Location assessment", RISKS, CALENDAR_YEAR, "Regulation 46(1): at least once in each calendar year", RI, ("risk_assessments", "location"), True),
    "fire_risk": Due("Fire risk assessment", RISKS, 12, "Regulation 25; yearly by the visit template", RI, ("risk_assessments", "fire"), True),
    "child_risks": _check("Each child’s own risk assessments", RISKS, None, "children"),
    "building_risk": _check("Risk assessment of the building", RISKS, 12, "building"),
    "activity_risk": _check("Risk assessments of activities and trips", RISKS, 12, "activities"),
    "food_hygiene": _check("Food hygiene inspection", RISKS, None, "food"),
    "insurance": Due("Liability insurance", SAFETY, 12, TEMPLATE, row=("safety_checks", "insurance"), needed=True),
    "gas": _check("Gas and boiler", SAFETY, 12, "gas"),
    "electrical": Due("Electrical installation", SAFETY, 60, TEMPLATE, row=("safety_checks", "electrical"), needed=True),
    "portable_appliances": _check("Portable appliances", SAFETY, 36, "appliances"),
    "loler": _check("Lifting equipment (LOLER)", SAFETY, 12, "lifting"),
    "walk_round": _check("Health and safety walk round", SAFETY, "month", "monthly"),
    "chemicals": _check("Chemicals and cleaning materials (COSHH)", SAFETY, 12, "chemicals"),
    "asbestos": _check("Asbestos", SAFETY, 12, "asbestos"),
    "legionella": _check("Legionella", SAFETY, 24, "legionella"),
    "fire_alarm": _check("Fire alarm test", FIRE, "week", "alarm"),
    "emergency_lighting": _check("Emergency lighting test", FIRE, "week", "lighting"),
    "door_closers": _check("Test that doors close by themselves", FIRE, "week", "door_closers"),
    "fire_doors": _check("Check of fire doors", FIRE, "week", "fire_doors"),
    "carbon_monoxide": _check("Carbon monoxide detector test", FIRE, "week", "carbon_monoxide"),
    "escape_routes": _check("Check of the ways out", FIRE, "week", "escape"),
    "fire_plan": _check("Fire plan", FIRE, 12, "fire_plan"),
    "alarm_service": _check("Service of the fire alarm and detectors", FIRE, 12, "alarm_service"),
    "emergency_plan": _check("Emergency response plan", FIRE, 12, "emergency_plan"),
    "fire_service_report": _check("Report of the fire and rescue service", FIRE, None, "fire_service"),
    "extinguishers": _check("Check of fire extinguishers", FIRE, "week", "extinguishers"),
    "fire_blankets": _check("Check of fire blankets", FIRE, "week", "blankets"),
    "equipment_service": _check("Service of the firefighting equipment", FIRE, 12, "equipment_service"),
    "other": Due("Another document", OTHER, None, "", several=True),
}  # fmt: skip
NEEDED: Final = [kind for kind, due in KINDS.items() if due.needed]
ROWS: Final = {kind: due.row for kind, due in KINDS.items() if due.row}
SEVERAL: Final = frozenset(kind for kind, due in KINDS.items() if due.several)
APPROVED: Final = frozenset(kind for kind, due in KINDS.items() if due.approver)
# What comes round each week or month is seen in the home's record; a time limit for each would bury all others.
WITHOUT_LIMIT: Final = frozenset(kind for kind, due in KINDS.items() if due.every in ("week", "month"))


def next_review(kind: str, checked_on: dt.date) -> dt.date | None:
    """The last day (London) by which it must be looked at again after ``checked_on``; None when its kind has no interval."""
    every = KINDS[kind].every
    if every is None:
        return None
    if every == CALENDAR_YEAR:
        return dt.date(checked_on.year + 1, 12, 31)
    if every == "week":
        return checked_on + dt.timedelta(weeks=1)
    return clock.add_months(checked_on, 1 if every == "month" else int(every))


def every_words(kind: str) -> str:
    """How often, in words."""
    every = KINDS[kind].every
    words: dict[int | str | None, str] = {None: "when it says so itself", 12: "yearly"}
    words |= {"week": "weekly", "month": "monthly", CALENDAR_YEAR: "once in each calendar year"}
    if every in words:
        return words[every]
    months = int(every or 0)
    return f"every {months // 12} years" if months > 12 else f"every {months} months"
