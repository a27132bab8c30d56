"""The same dates, counted another way: own bank holidays by rule of law, own clock changes, own table of limits.

Nothing here imports the product. Times are naive UTC; London is worked out from the rule that summer time runs from the last Sunday
of March to the last Sunday of October, changing at 1am UTC.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import cache

# As the law, the guidance and the council's process say it (domain.md 2), not as the rule files do.
LIMITS: dict[str, tuple[int, str]] = {
    "reg44.visit_monthly": (0, "month end"),
    "reg44.other_visitor": (1, "wd"),
    "reg44.concern_to_ofsted": (0, "day"),
    "reg44.draft_to_manager": (4, "wd"),
    "reg44.accuracy_comments": (48, "h"),
    "reg44.final_report": (48, "h"),
    "reg44.issue_same_day": (0, "day"),
    "reg44.copies": (0, "day"),
    "reg44.ofsted_by_month_end": (1, "month end"),
    "reg44.recommendation_high": (24, "h"),
    "reg44.recommendation_medium": (5, "wd"),
    "reg44.recommendation_low": (20, "wd"),
    "reg44.action_plan": (20, "wd"),
    "reg44.plan_again": (5, "wd"),
    "reg44.referral_answer": (5, "wd"),
    "reg44.ri_sign_off": (20, "wd"),
    "reg44.refer_to_ri": (4, "wd"),
    "reg44.bedroom_seen": (3, "month"),
    "reg44.visitor_summary": (1, "month"),
    "reg44.monthly_collation": (1, "month end"),
    "reg44.quarterly_overview": (1, "month"),
    "reg44.contract_meeting": (3, "month"),
    "reg44.member_visits": (6, "month"),
    "reg44.external_reports": (1, "month end"),
    "reg45.review_due": (6, "month"),
    "reg45.to_ofsted": (28, "day"),
    "reg45.action": (6, "month"),
    "audits.due_home": (20, "wd"),
    "audits.due_ri": (20, "wd"),
    "audits.due_qa": (20, "wd"),
    "audits.moderation_qa": (10, "wd"),
    "audits.moderation_ri": (10, "wd"),
    "audits.discussion": (10, "wd"),
    "audits.action": (20, "wd"),
    "inspections.comments": (5, "wd"),
    "inspections.requirement": (20, "wd"),
    "inspections.recommendation": (60, "wd"),
    "records.control_recorded": (24, "h"),
    "records.control_spoken": (48, "h"),
    "records.control_child": (5, "day"),
    "records.return_interview": (72, "h"),
    "records.notification": (24, "h"),
    "records.monthly_return": (5, "wd"),
    "homes.location_review": (1, "year end"),
    "homes.document_review": (12, "month"),
    "homes.purpose_to_ofsted": (28, "day"),
    "voice.ask_children": (12, "month"),
    "voice.ask_parents": (12, "month"),
    "voice.ask_placing": (12, "month"),
    "voice.ask_staff": (12, "month"),
    "voice.word_read": (1, "wd"),
}
# Moved or added once by proclamation: the first Monday of May 2020 and the last of May 2022 were ordinary days instead.
MOVED = {date(2020, 5, 4): date(2020, 5, 8), date(2022, 5, 30): date(2022, 6, 2)}
ADDED = {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}


def easter(year: int) -> date:
    """Easter Sunday, by counting full moons from the golden number."""
    golden = year % 19
    century = year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    full_moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + full_moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=full_moon - weekday)


def nth_monday(year: int, month: int, *, last: bool) -> date:
    """The first or the last Monday of a month."""
    days = [date(year, month, 1) + timedelta(days=number) for number in range(31)]
    mondays = [day for day in days if day.month == month and day.weekday() == 0]
    return mondays[-1 if last else 0]


def bank_holidays(year: int) -> set[date]:
    """England: the days themselves, and the next free weekday for those that fall on a weekend."""
    mondays = [nth_monday(year, 5, last=False), nth_monday(year, 5, last=True), nth_monday(year, 8, last=True)]
    found = {MOVED.get(day, day) for day in mondays}
    found |= {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    found |= {day for day in ADDED if day.year == year}
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        found.add(fixed)
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        while day.weekday() > 4 or (day != fixed and day in found):
            day += timedelta(days=1)
        found.add(day)
    return found


@cache
def working_days() -> list[date]:
    """Every working day from 2017 to 2038."""
    off = set().union(*(bank_holidays(year) for year in range(2017, 2039)))
    days = (date(2017, 1, 1) + timedelta(days=number) for number in range(22 * 365))
    return [day for day in days if day.weekday() < 5 and day not in off]


def changes(year: int) -> tuple[datetime, datetime]:
    """When summer time begins and ends, in UTC."""
    found = []
    for month in (3, 10):
        day = date(year, month, 31)
        while day.isoweekday() != 7:
            day -= timedelta(days=1)
        found.append(datetime(day.year, day.month, day.day, 1))
    return found[0], found[1]


def london(utc: datetime) -> datetime:
    """What London's clocks show."""
    begins, ends = changes(utc.year)
    return utc + timedelta(hours=begins <= utc < ends)


def end_of(day: date) -> datetime:
    """23:59 of that day in London, in UTC."""
    late = datetime(day.year, day.month, day.day, 23, 59)
    summer = late - timedelta(hours=1)
    return summer if london(summer) == late else late


def due(rule: str, start: datetime) -> datetime:
    """When it is due, in UTC, for a start in UTC."""
    count, unit = LIMITS[rule]
    if unit == "h":
        return start + timedelta(hours=count)
    day = london(start).date()
    if unit == "day":
        return end_of(day + timedelta(days=count))
    if unit == "year end":
        return datetime(day.year + count, 12, 31, 23, 59)  # London keeps winter time then
    if unit == "wd":
        days = working_days()
        return end_of(days[bisect_right(days, day) + count - 1])
    months = day.year * 12 + day.month - 1 + count
    if unit == "month end":
        following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
        return end_of(following - timedelta(days=1))
    number = day.day
    while True:
        try:
            return end_of(date(months // 12, months % 12 + 1, number))
        except ValueError:
            number -= 1
