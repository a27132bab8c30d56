"""What the home recorded itself in the period of a report, as rows of the report's lists; the visitor confirms or changes each (A10).

Of each record its last completed version counts. Where the home recorded nothing of a kind, its list says “none”, to be checked, too. A
complaint or allegation about somebody who may read the report is not filled in (regulation 39(2)): the visitor reads it in the home's
records; so of these lists nothing says that there is none, either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from core import clock
from questionnaires.answers import Answers
from records.kinds import KINDS
from records.models import Record
from records.words import current

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(1)
Cells = dict[str, object]


def rows(home: Any, since: dt.date, until: dt.date) -> list[tuple[str, Cells]]:
    """(list of the report, its cells) of every record of the days from ``since`` to ``until``, both included; four queries."""
    after = clock.at_london(until + DAY)
    found = (
        Record.objects.kept()
        .not_about()
        .filter(home=home, happened_at__gte=clock.at_london(since), happened_at__lt=after)
    )
    kept = list(found.select_related("resident").prefetch_related("steps").order_by("happened_at", "pk"))
    words = current(kept)
    return [
        (table, _base(record) | cells(record, words[record.pk]))
        for record in kept
        if record.kind in LISTS
        for table, cells in (LISTS[record.kind],)
    ]


def empty(home: Any, filled: Collection[str]) -> list[str]:
    """Lists of which the home's record holds nothing, when ``filled`` have rows; none of a home that keeps no records here. One query."""
    lists = {table for kind, (table, _) in LISTS.items() if not KINDS[kind].hides} - set(filled)
    return sorted(lists) if Record.objects.kept().filter(home=home).exists() else []


def _base(record: Record) -> Cells:
    return {
        "child": record.resident.label if record.resident else "",
        "date": clock.today(record.happened_at).isoformat(),
        "reference": record.number,
    }


def _taken(record: Record, *codes: str) -> bool:
    return any(step.code in codes for step in record.steps.all())


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _in_time(record: Record, code: str, start: dt.datetime, hours: int) -> str:
    return _yes(any(step.code == code and step.at <= start + hours * HOUR for step in record.steps.all()))


def _sanction(record: Record, words: Answers) -> Cells:
    spoken = [step for step in record.steps.all() if step.code == "child_spoken"]
    days = min(((clock.today(step.at) - clock.today(record.happened_at)).days for step in spoken), default=6)
    return {
        "overview": _together(words, "behaviour", "description"),
        "permitted": words.get("in_policy"),
        "child_spoken_with": _yes(days <= 5),
        "signed_off": _yes(_taken(record, "signed")),
    }


def _restraint(record: Record, words: Answers) -> Cells:
    return {
        "in_policy": words.get("in_policy"),
        "child_reflection": _yes(any(step.code == "child_spoken" and step.words for step in record.steps.all())),
        "risk_updated": words.get("risk_updated"),
        "signed_off": _yes(_taken(record, "signed")),
        "note": _together(words, "behaviour", "description"),
    }


def _separation(record: Record, words: Answers) -> Cells:
    cells: Cells = {"duration": words.get("minutes"), "reason": words.get("behaviour")}
    return cells | {"signed_off": _yes(_taken(record, "signed"))}


def _allegation(record: Record, words: Answers) -> Cells:
    outcome = next((step.words for step in record.steps.all() if step.code == "outcome"), "")
    return {"officer_told": _yes(_taken(record, "officer_told")), "outcome": outcome}


def _complaint(record: Record, words: Answers) -> Cells:
    return {
        "source": words.get("source"),
        "comments": words.get("about"),
        "response": words.get("done"),
        "settled": _yes(_taken(record, "outcome")),
    }


def _compliment(record: Record, words: Answers) -> Cells:
    return {key: words.get(key) for key in ("source", "comments", "response")}


def _incident(record: Record, words: Answers) -> Cells:
    return {
        "notified": words.get("ofsted_told"),
        "policies_followed": words.get("policies_followed"),
        "risk_updated": words.get("risk_updated"),
        "signed_off": _yes(_taken(record, "reviewed")),
        "comments": _together(words, "happened", "done"),
    }


def _missing(record: Record, words: Answers) -> Cells:
    back = max((step.at for step in record.steps.all() if step.code == "returned"), default=None)
    cells: Cells = {
        "is_missing": words.get("is_missing"),
        "notified": words.get("ofsted_told"),
        "risk_updated": words.get("risk_updated"),
        "comments": _together(words, "circumstances", "done", "found"),
    }
    if back is not None:
        cells["duration"] = f"{(back - record.happened_at) / HOUR:.1f}"
        cells["return_interview"] = _in_time(record, "interview_held", back, 72)
    return cells


def _together(words: Answers, *keys: str) -> str:
    return "\n\n".join(text for key in keys if (text := str(words.get(key)).strip()))


LISTS: dict[str, tuple[str, Callable[[Record, Answers], Cells]]] = {
    "sanction": ("sanctions", _sanction),
    "restraint": ("restraints", _restraint),
    "control": ("restraints", _restraint),
    "separation": ("separations", _separation),
    "allegation": ("allegations", _allegation),
    "complaint": ("complaints", _complaint),
    "compliment": ("compliments", _compliment),
    "safeguarding_incident": ("safeguarding_incidents", _incident),
    "exploitation": ("safeguarding_incidents", _incident),
    "other_incident": ("other_incidents", _incident),
    "missing": ("missing", _missing),
}
