"""Numbers of one home and month that its records and registers give, by the key of their question in the monthly return."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

from core import clock
from homes.models import Home, Resident, StaffMember
from records.kinds import KINDS
from records.models import Record, Step
from records.words import current

FROM_RECORDS, FROM_REGISTERS = "the home’s records", "the registers of the home"
INCIDENTS = ("safeguarding_incident", "other_incident")
COUNTED = ("restraint", "sanction", "separation", "complaint", "compliment", "allegation", "notification")


def days(month: dt.date) -> tuple[dt.date, dt.date]:
    """The first day of the month and of the next."""
    return month, clock.add_months(month, 1)


def of_month(home: Home, month: dt.date) -> list[Record]:
    """What happened in that month and is complete, oldest first, without what is about anybody who may read the return; one query."""
    first, after = days(month)
    rows = (
        Record.objects.kept()
        .not_about()
        .filter(home=home, happened_at__gte=clock.at_london(first), happened_at__lt=clock.at_london(after))
    )
    return list(rows.order_by("happened_at", "pk"))


def from_records(home: Home, month: dt.date) -> dict[str, int]:
    """Counts of the month; three queries."""
    records = of_month(home, month)
    kinds = Counter(each.kind for each in records)
    words = current(records)
    found = {KINDS[kind].measure: kinds[kind] for kind in COUNTED}
    missing = [each for each in records if each.kind == "missing" and words[each.pk].get("is_missing") == "yes"]
    first, after = days(month)
    meetings = Step.objects.filter(
        record__in=Record.objects.kept().not_about().filter(home=home),
        code="meeting",
        at__gte=clock.at_london(first),
        at__lt=clock.at_london(after),
    )
    return found | {
        "incidents": sum(kinds[kind] for kind in INCIDENTS),
        "injuries": sum(words[each.pk].get("injured") == "yes" for each in records),
        "missing_episodes": len(missing),
        "children_missing": len({each.resident_id for each in missing}),
        "children_exploited": len({each.resident_id for each in records if each.kind == "exploitation"}),
        "strategy_meetings": meetings.count(),
    }


def from_registers(home: Home, month: dt.date) -> dict[str, int]:
    """Children, nights, who came and left, staff; two queries."""
    first, after = days(month)
    length = (after - first).days
    last = after - dt.timedelta(1)
    children = list(Resident.objects.filter(home=home, arrived_on__lt=after).exclude(left_on__lt=first))
    staff = list(StaffMember.objects.filter(home=home, arrived_on__lt=after).exclude(left_on__lt=first))
    return {
        "children": sum(_there(each, last) for each in children),
        "nights_available": home.registered_places * length,
        "nights_used": sum((min(each.left_on or after, after) - max(each.arrived_on, first)).days for each in children),
        "moved_in": sum(each.arrived_on >= first for each in children),
        "moved_out": sum(bool(each.left_on and each.left_on < after) for each in children),
        "staff": sum(_there(each, last) for each in staff),
        "staff_left": sum(bool(each.left_on and each.left_on < after) for each in staff),
    }


def _there(entry: Any, day: dt.date) -> bool:
    return entry.arrived_on <= day and (entry.left_on is None or entry.left_on > day)


def excesses(numbers: dict[str, Decimal]) -> dict[str, int]:
    """What the rules of the return ask: 1 where a part is larger than its whole."""
    pairs = {
        "return.supervision_over": ("supervision_held", "supervision_due"),
        "return.school_over": ("school_attended", "school_possible"),
        "return.health_over": ("health_kept", "health_due"),
        "return.nights_over": ("nights_used", "nights_available"),
    }
    return {
        fact: int(part in numbers and whole in numbers and numbers[part] > numbers[whole])
        for fact, (part, whole) in pairs.items()
    }
