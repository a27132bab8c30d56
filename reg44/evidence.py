"""What final reports say of a home in a period, for the quality of care review (core/evidence.py). Never the visitor's notes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Final

from core import clock, evidence
from core.evidence import Item, Measure
from core.templatetags.portal import day
from questionnaires.models import Answer
from reg44.models import Recommendation, Report
from reg44.states import SEALED

OPINIONS: Final = {
    "opinion_safeguarded": ("children are effectively safeguarded", "not_safeguarded"),
    "opinion_wellbeing": ("the home promotes their well-being", "wellbeing_not_promoted"),
}
MEASURES: Final = {
    "visits": Measure("Visits with a final report"),
    "not_safeguarded": Measure(
        "Visits after which the visitor did not think that children are effectively safeguarded"
    ),
    "wellbeing_not_promoted": Measure(
        "Visits after which the visitor did not think that the home promotes their well-being"
    ),
    "recommendations": Measure("Recommendations of the visitor"),
    "recommendations_open": Measure("Recommendations of the visitor that are still open"),
}
ONE: Final = Decimal(1)


def register() -> None:
    """Called once when the app is ready."""
    evidence.offer("reg44", 10, items, title="Regulation 44 visits", measures=lambda keys: MEASURES)


def items(home: Any, since: dt.date, until: dt.date) -> list[Item]:
    """Of each visit whose report is final: the two opinions (regulation 44(4)), and each recommendation with where it stands.

    ``since`` and ``until`` are London dates, both included. Three queries.
    """
    reports = Report.objects.filter(
        visit__home=home,
        state__in=SEALED,
        visit__arrived_at__gte=clock.at_london(since),
        visit__arrived_at__lt=clock.at_london(until + dt.timedelta(1)),
    )
    rows = list(reports.select_related("visit").defer("draft").order_by("visit__arrived_at"))
    said: dict[int, dict[str, Any]] = {}
    answers = Answer.objects.filter(response__in=[row.response_id for row in rows], key__in=OPINIONS)
    for response, key, value in answers.values_list("response_id", "key", "value"):
        said.setdefault(response, {})[key] = value
    recommended: dict[int | None, list[Recommendation]] = {}
    made = Recommendation.objects.filter(report__in=rows, removed_at=None).select_related("action", "visit")
    for each in made.order_by("number"):
        recommended.setdefault(each.report_id, []).append(each)
    found = []
    for report in rows:
        found.append(_opinions(report, said.get(report.response_id, {})))
        found += [_recommendation(report, each) for each in recommended.get(report.pk, [])]
    return found


def _day(report: Report) -> dt.date:
    assert report.visit.arrived_at is not None
    return clock.today(report.visit.arrived_at)


def _opinions(report: Report, said: dict[str, Any]) -> Item:
    figures, words = {"visits": ONE}, []
    for key, (what, measure) in OPINIONS.items():
        value = said.get(key)
        if value in ("yes", "no"):
            words.append(f"{'Yes' if value == 'yes' else 'No'}: {what}.")
            figures[measure] = ONE if value == "no" else Decimal()
    on = _day(report)
    text = " ".join(words) or "The report gives no opinion."
    return Item(f"Opinions of the independent person, visit of {day(on)}", text, on, report, figures)


def _recommendation(report: Report, row: Recommendation) -> Item:
    action = row.action
    stands = action.get_state_display() if action is not None else "No action yet"
    heading = f"{row.heading}, {row.get_priority_display()}: {stands.lower()}"
    figures = {"recommendations": ONE, "recommendations_open": ONE if action is None or action.open else Decimal()}
    return Item(heading, row.text, _day(report), action if action is not None else report, figures)
