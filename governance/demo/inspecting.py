"""Two years of Ofsted's inspections of the fictional homes: grades that rise and fall, requirements, one draft in hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import actions.services as action_services
from core import clock
from governance.demo.papers import sheet
from governance.demo.reports import Office, office_of
from homes.models import Home
from inspections import services
from inspections.models import JUDGEMENTS, Kind

OUTSTANDING, GOOD, WEAK, INADEQUATE = "outstanding", "good", "requires_improvement", "inadequate"


@dataclass(frozen=True, slots=True)
class Past:
    """An inspection months ago; ``grades`` are the three judgements, or the finding of an assurance inspection."""

    months: int
    grades: tuple[str, ...]
    asked: tuple[tuple[str, str, str], ...] = field(default=())

    @property
    def kind(self) -> str:
        """Full when there are three judgements."""
        return Kind.FULL if len(self.grades) == len(JUDGEMENTS) else Kind.ASSURANCE


GATE = ("requirement", "Keep the grounds safe: mend the gate at the back and check it each week.", "25")
RECORDS = ("requirement", "Record each measure of control within 24 hours, with what the child says about it.", "35")
PLANS = ("recommendation", "Show in each plan how the child helped to write it.", "14")
WORDS = ("recommendation", "Write records so that a child can read them later.", "")
HISTORY: dict[str, tuple[Past, ...]] = {
    "oxlip": (Past(21, (GOOD, GOOD, GOOD), (WORDS,)), Past(9, (GOOD, GOOD, OUTSTANDING), (PLANS,))),
    "marlpit": (
        Past(20, (INADEQUATE, INADEQUATE, WEAK), (RECORDS, GATE)),
        Past(14, (WEAK, WEAK, WEAK), (RECORDS,)),
        Past(8, ("none",)),
        Past(3, (GOOD, WEAK, GOOD), (PLANS,)),
    ),
}
USUAL = (Past(22, (GOOD, GOOD, WEAK), (WORDS,)), Past(11, (GOOD, GOOD, GOOD), (PLANS,)))
OVER = 6  # months after which everything that was asked for is done
IN_HAND = "oxlip"  # its draft came two days ago


def record(homes: dict[str, Home], people: dict[str, Any], today: dt.date, now: dt.datetime) -> None:
    """Every home has its history by ``today`` (London); one waits for comments on a draft."""
    for key, home in homes.items():
        for past in HISTORY.get(key, USUAL):
            _past(home, past, office_of(key, people), today)
    by: dict[str, Any] = {"by": None, "now": now}
    begun = services.record(home=homes[IN_HAND], kind=Kind.FULL, inspected_on=today - dt.timedelta(days=23), **by)
    services.receive_draft(
        inspection=begun,
        received_on=today - dt.timedelta(days=2),
        file=sheet(homes[IN_HAND].name, "Draft inspection report", "This paper is fictional."),
        **by,
    )


def _past(home: Home, past: Past, office: Office, today: dt.date) -> None:
    """One that is over. What the older ones asked for was done a month later and verified the month after."""
    day = clock.add_months(today, -past.months)
    by: dict[str, Any] = {"by": None, "now": clock.at_london(day + dt.timedelta(days=41), 10)}
    row = services.record(home=home, kind=past.kind, inspected_on=day, **by)
    row = services.receive_draft(inspection=row, received_on=day + dt.timedelta(days=25), **by)
    row = services.send_comments(inspection=row, sent_on=day + dt.timedelta(days=28), no_comments=True, **by)
    names = JUDGEMENTS if past.kind == Kind.FULL else ("concerns",)
    received = day + dt.timedelta(days=40)
    services.receive_final(
        inspection=row,
        received_on=received,
        findings=dict(zip(names, past.grades, strict=True)),
        file=sheet(home.name, "Inspection report", f"{day:%d %B %Y}", "This paper is fictional."),
        **by,
    )
    for kind, text, regulation in past.asked:
        point = services.raise_point(inspection=row, kind=kind, text=text, regulation=regulation, **by)
        if past.months > OVER:
            done, seen = (clock.at_london(day + dt.timedelta(days=later), 10) for later in (60, 90))
            action_services.claim(action=point.action, evidence="It was done.", by=office.manager, now=done)
            action_services.close(action=point.action, seen="I saw it.", by=office.qa_officer, now=seen)
    services.circulate(inspection=row, to="Social workers of all children", sent_on=received, **by)
