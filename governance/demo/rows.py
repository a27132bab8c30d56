"""The rows of a demonstration report's tables and checklists. Pure: they follow from the visit, the registers and the narrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from governance.demo.timetable import Visit
from governance.demo.words import Narrator
from homes.models import Home

Cells = dict[str, object]
Row = tuple[str, Cells]
WEEKLY, MONTHLY, YEARLY = 7, 31, 365
AGES = {
    "safety_checks": {"monthly": MONTHLY, "electrical": 4 * YEARLY, "appliances": 2 * YEARLY, "chemicals": 90},
    "fire_checks": {
        "fire_plan": 200,
        "alarm_service": 150,
        "emergency_plan": 300,
        "fire_service": 330,
        "equipment_service": 280,
    },
    "risk_assessments": {"children": 20, "activities": 10, "food": 240},
    "management_records": {
        "reg45": 120,
        "rotas": 3,
        "daily_log": 1,
        "meetings": 6,
        "supervision": 20,
        "room_searches": 30,
    },
}
USUAL_AGE = {"safety_checks": 200, "fire_checks": 5, "risk_assessments": 160, "management_records": 90}
RESPONDENTS = ("parent", "professional", "professional", "other")


@dataclass(frozen=True)
class Place:
    """What the rows need to know of a home on the day of a visit."""

    home: Home
    children: list[str]
    staff: list[tuple[str, str, bool]]  # initials, job, from an agency
    period_from: dt.date

    @property
    def kind(self) -> str:
        """The kind of home."""
        return self.home.kind


class Rows:
    """The rows of one report."""

    def __init__(self, visit: Visit, place: Place, narrator: Narrator) -> None:
        self.visit, self.place, self.tell = visit, place, narrator
        self.bad = visit.mood == "poor"

    def everything(self) -> list[Row]:
        """All rows that the visitor adds; a table that gets none is answered with "none"."""
        found: list[Row] = []
        for part in (self.people, self.children, self.behaviour, self.safety):
            found += part()
        return found

    def _day(self, *key: object) -> str:
        """A day of the reporting period."""
        length = max(0, (self.visit.day - self.place.period_from).days - 1)
        return (self.visit.day - dt.timedelta(days=self.tell.between(0, length, "day", *key))).isoformat()

    def _count(self, name: str, usual: tuple[int, ...], *, bad: int = 0) -> range:
        count = bad if self.bad else usual[self.tell.between(0, len(usual) - 1, "count", name)]
        return range(count)

    def _child(self, *key: object) -> str:
        return self.place.children[self.tell.between(0, len(self.place.children) - 1, "child", *key)]

    def _note(self, key: str, salt: object, child: str = "", staff: str = "") -> str:
        return self.tell.tell(key, salt=salt, child=child, staff=staff)

    def people(self) -> Iterator[Row]:
        """Staff on duty, conversations with staff and others."""
        team = self.place.staff
        start = self.tell.month % len(team)
        duty = (team[start:] + team[:start])[: max(3, len(team) // 2 + 1)]
        for initials, job, agency in duty:
            yield "staff_on_duty", {"person": initials, "job": job, "status": "agency" if agency else "permanent"}
        for at, (initials, job, _) in enumerate(duty[:2]):
            comments = self._note("staff_interviews.comments", at, staff=initials)
            yield "staff_interviews", {"person": initials, "job": job, "private": "yes", "comments": comments}
        for at in self._count("others", (1, 2, 1), bad=2):
            status = RESPONDENTS[self.tell.between(0, 3, "status", at)]
            comments = self._note("other_interviews.comments", at)
            who = {"parent": "Mother of a child", "professional": "Social worker", "other": "Advocate"}[status]
            yield "other_interviews", {"status": status, "person": who, "comments": comments}

    def children(self) -> Iterator[Row]:
        """Conversations with children and their education."""
        everybody = self.place.children
        away = everybody[self.tell.month % len(everybody)] if self.tell.one_in(2, "away") else ""
        for at, child in enumerate(each for each in everybody if each != away):
            talked = "no" if at == 3 else "yes"
            cells: Cells = {"child": child, "consent": "yes", "interviewed": talked, "observed": "yes"}
            if talked == "yes":
                comments = self._note("children_interviews.comments", at, child=child)
                cells |= {"private": "yes" if at % 2 else "no", "comments": comments}
            yield "children_interviews", cells
        for at, child in enumerate(everybody):
            yield (
                "education",
                {
                    "child": child,
                    "attendance": f"{self.tell.between(84, 100, 'attendance', at)}%",
                    "plan_review": (
                        self.visit.day - dt.timedelta(days=self.tell.between(10, 110, "plan", at))
                    ).isoformat(),
                    "plan_notes": self._note("education.plan_notes", at),
                },
            )

    def behaviour(self) -> Iterator[Row]:
        """Sanctions, restraints, allegations, complaints and compliments."""
        secure = self.place.kind == Home.Kind.SECURE
        gentle = self.place.kind in (Home.Kind.SHORT_BREAKS, Home.Kind.DISABLED)
        for at in self._count("sanctions", (0,) if gentle else (0, 1, 2, 1), bad=4):
            spoken = "no" if self.bad and at == 0 else "yes"
            yield (
                "sanctions",
                {
                    "child": self._child("sanction", at),
                    "date": self._day("sanction", at),
                    "overview": self._note("sanctions.overview", at),
                    "permitted": "yes",
                    "child_spoken_with": spoken,
                    "signed_off": spoken,
                },
            )
        for at in self._count("restraints", (1, 2, 3) if secure else (0, 0, 1), bad=3):
            yield (
                "restraints",
                {
                    "child": self._child("restraint", at),
                    "reference": f"R{self.visit.day:%y%m}-{at + 1}",
                    "date": self._day("restraint", at),
                    "in_policy": "yes",
                    "child_reflection": "no" if self.bad else "yes",
                    "risk_updated": "yes",
                    "signed_off": "yes",
                    "note": self._note("restraints.note", at),
                },
            )
        for at in self._count("allegations", (0, 0, 0, 0, 1)):
            yield (
                "allegations",
                {
                    "date": self._day("allegation", at),
                    "reference": f"A{self.visit.day:%y%m}-{at + 1}",
                    "child": self._child("allegation", at),
                    "officer_told": "yes",
                    "outcome": self._note("allegations.outcome", at),
                },
            )
        yield from self._voices()

    def _voices(self) -> Iterator[Row]:
        sources = ("child", "family", "neighbour", "child", "child", "professional")
        for at in self._count("complaints", (0, 1, 1), bad=2):
            which = self.tell.between(0, 5, "complaint", at)
            same = f"complaint{which}"
            yield (
                "complaints",
                {
                    "date": self._day("complaint", at),
                    "source": sources[which],
                    "comments": wording("complaints.comments", which),
                    "response": wording("complaints.response", which),
                    "settled": "yes" if self.tell.between(0, 4, same) else "no",
                },
            )
        for at in self._count("compliments", (1, 2, 1), bad=1):
            yield (
                "compliments",
                {
                    "date": self._day("compliment", at),
                    "source": ("A parent", "A teacher", "A social worker")[self.tell.between(0, 2, "from", at)],
                    "comments": self._note("compliments.comments", at),
                    "response": self._note("compliments.response", at),
                },
            )

    def safety(self) -> Iterator[Row]:
        """Incidents, times missing, separations and fire drills."""
        closed = self.place.kind == Home.Kind.SECURE
        gentle = self.place.kind in (Home.Kind.SHORT_BREAKS, Home.Kind.DISABLED)
        for table, usual in (("safeguarding_incidents", (0, 0, 1)), ("other_incidents", (0, 1, 0, 1))):
            for at in self._count(table, usual, bad=1):
                yield (
                    table,
                    {
                        "child": self._child(table, at),
                        "date": self._day(table, at),
                        "notified": "yes" if table == "safeguarding_incidents" else "na",
                        "policies_followed": "yes",
                        "risk_updated": "no" if self.bad else "yes",
                        "signed_off": "yes",
                        "comments": self._note(f"{table}.comments", at),
                    },
                )
        for at in self._count("missing", (0,) if closed or gentle else (0, 1, 2), bad=5):
            gone = at % 3 != 2  # else away without leave, after which no interview is asked for
            cells: Cells = {"return_interview": "no" if self.bad and at == 0 else "yes"} if gone else {}
            cells |= {
                "child": self._child("missing", at),
                "date": self._day("missing", at),
                "is_missing": "yes" if gone else "no",
                "duration": f"{self.tell.between(1, 14, 'duration', at)}.5",
                "notified": "na",
                "risk_updated": "no" if self.bad else "yes",
                "comments": self._note("missing.comments", at),
            }
            yield "missing", cells
        if closed:
            for at in self._count("separations", (1, 2, 0)):
                yield (
                    "separations",
                    {
                        "child": self._child("separation", at),
                        "date": self._day("separation", at),
                        "duration": str(self.tell.between(10, 90, "minutes", at)),
                        "reason": self._note("separations.reason", at),
                        "signed_off": "yes",
                    },
                )
        if self.tell.month % 3 == 0:
            on_duty = ", ".join(initials for initials, _, _ in self.place.staff[:3])
            yield (
                "fire_drills",
                {
                    "date": self._day("drill"),
                    "at_night": "yes" if self.tell.month % 6 == 0 else "no",
                    "minutes": f"{self.tell.between(1, 4, 'drill')}.5",
                    "staff_present": on_duty,
                    "children_present": ", ".join(self.place.children),
                    "note": self._note("fire_drills.note", 0),
                },
            )


def wording(key: str, which: int) -> str:
    """One certain wording of a phrase with one sentence: a complaint and what was done about it belong together."""
    from governance.demo.words import library

    return library()[key][0][0][which]
