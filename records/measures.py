"""What the figures of records and returns are called, and what several months of one make (core.evidence.Measure). Pure data.

The words are those of the kinds, of the key figures and of the questions of the return, so that one thing has one name everywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from core.evidence import Kind, Measure
from questionnaires import definitions
from records.kinds import KINDS
from records.kpis import COUNTS, KPIS

QUESTIONNAIRE: Final = "monthly_return"
RETURN: Final = "return."
"""What the keys of figures of a return begin with: they are never added to those of the records."""
NAMES: Final = (
    {kpi.key: kpi.title for kpi in KPIS}
    | dict(COUNTS)
    | {"ofsted_grade": "Ofsted’s last overall judgement, from 1 (outstanding) to 4 (inadequate)"}
)
RECORDS: Final = {each.measure: Measure(each.title) for each in KINDS.values() if not each.matter} | {
    key: Measure(NAMES[key]) for key in ("injuries", "missing_episodes")
}
NOTIFICATIONS: Final = {"notifications": Measure(NAMES["notifications"])}
LEVELS: Final = frozenset({"children", "staff", "vacancies", "ofsted_grade", "active_travel"})
"""How it stood on the last day of the month."""
MONTHLY: Final = frozenset(
    {"children_missing", "children_exploited", "training", "asked", "settled", "safe_happy", "know_rights"}
)
"""People of the month, who may count again in the next."""
PERCENT: Final = frozenset({"money_spent"})
SAME: Final = {key: (("records", key),) for key in RECORDS.keys() & NAMES.keys()} | {
    "incidents": (("records", "safeguarding_incident"), ("records", "other_incident")),
    "notifications": (("notifications", "notifications"),),
}
"""Numbers of the return that the home’s records count as well."""
WHY: Final = (
    "The two can differ. A return counts whole months, from the day on which it is sent, and stays as it was then. The records "
    "count the days of this review, and what was written or put right later."
)


def of_records(keys: Collection[str]) -> Mapping[str, Measure]:
    """The measures of records."""
    return RECORDS


def of_notifications(keys: Collection[str]) -> Mapping[str, Measure]:
    """The measure of notifications."""
    return NOTIFICATIONS


def of_returns(keys: Collection[str]) -> dict[str, Measure]:
    """The measures of returns, by the name of the number or by the question that asks for it; one query where a name is missing."""
    titles = dict(NAMES)
    if {key.removeprefix(RETURN) for key in keys} - titles.keys():
        for schema in definitions.ever_published([QUESTIONNAIRE]):
            for question in schema.each_question():
                titles.setdefault(question.measure, question.label)
    return {RETURN + key: _of_return(key, title) for key, title in titles.items()}


def _of_return(key: str, title: str) -> Measure:
    kind = Kind.COUNT
    for names, other in ((LEVELS, Kind.LEVEL), (MONTHLY, Kind.MONTHLY), (PERCENT, Kind.PERCENT)):
        kind = other if key in names else kind
    same = SAME.get(key, ())
    return Measure(title, kind, same, WHY if same else "")
