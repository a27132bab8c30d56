"""When a limit ends: against a second calculation, against cases known by hand, and as sentences."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from core import clock
from deadlines import calendar, engine, rulebook
from deadlines.calendar import ENGLAND, Calendar
from deadlines.engine import Override
from deadlines.schema import HOLDER, Limit, Step, Unit
from tests.unit.deadlines import second_opinion

FIRST, LAST = dt.datetime(2018, 1, 1), dt.datetime(2036, 12, 31, 23, 59)
MINUTE = dt.timedelta(minutes=1)
YEARS = range(2018, 2037)


def at(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=clock.LONDON)


def due(rule_id: str, start: dt.datetime, setting: Override | None = None, days: Calendar = ENGLAND) -> engine.Due:
    return engine.due(rulebook.rule(rule_id), setting, start, days)


def shown(moment: dt.datetime) -> str:
    return f"{clock.london(moment):%a %d %b %Y %H:%M}"


def switch_days(every: int) -> list[dt.datetime]:
    """Each ``every`` minutes of the days on which the clocks change, and of the day before."""
    found = []
    for year in YEARS:
        for change in second_opinion.changes(year):
            begin = change.replace(hour=0) - dt.timedelta(days=1)
            found += [begin + number * MINUTE for number in range(0, 49 * 60, every)]
    return found


def holidays() -> list[dt.datetime]:
    """A moment of each bank holiday and of the day before."""
    days = [day for year in YEARS for day in sorted(second_opinion.bank_holidays(year))]
    moments = [dt.datetime(day.year, day.month, day.day, 9, 30) for day in days]
    return [moment for noon in moments for moment in (noon - dt.timedelta(days=1), noon)]


def minutes(count: int, seed: str) -> list[dt.datetime]:
    draw = random.Random(seed)
    span = int((LAST - FIRST) / MINUTE)
    return [FIRST + draw.randrange(span) * MINUTE for _ in range(count)]


def differences(rule_id: str, starts: list[dt.datetime]) -> list[str]:
    rule, found = rulebook.rule(rule_id), []
    for start in starts:
        ours = engine.due(rule, None, start.replace(tzinfo=dt.UTC), ENGLAND).at.replace(tzinfo=None)
        theirs = second_opinion.due(rule_id, start)
        if ours != theirs:
            found.append(f"{rule_id} from {start} UTC: {ours}, not {theirs}")
    return found


def test_the_second_calculation_knows_every_rule():
    assert set(second_opinion.LIMITS) == set(rulebook.rules())


def test_both_know_the_same_working_days_from_2018_to_2036():
    theirs = set(second_opinion.working_days())
    days = [FIRST.date() + dt.timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    assert [day for day in days if ENGLAND.is_working_day(day) != (day in theirs)] == []


@pytest.mark.parametrize("rule_id", sorted(second_opinion.LIMITS))
def test_a_second_calculation_agrees_at_random_minutes_on_switch_days_and_on_bank_holidays(rule_id):
    starts = [*minutes(150, rule_id), *switch_days(every=360), *holidays()[:: 1 + len(rule_id) % 3]]
    assert differences(rule_id, starts) == []


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", sorted(second_opinion.LIMITS))
def test_a_second_calculation_agrees_at_a_large_sample_and_every_quarter_hour_of_switch_days(rule_id):
    assert differences(rule_id, [*minutes(8000, rule_id), *switch_days(every=15), *holidays()]) == []


@pytest.mark.parametrize(
    ("rule_id", "start", "end"),
    [
        ("reg44.accuracy_comments", at(2027, 3, 27, 15), "Mon 29 Mar 2027 16:00"),
        ("reg44.accuracy_comments", at(2026, 10, 24, 15), "Mon 26 Oct 2026 14:00"),
        ("reg44.draft_to_manager", at(2027, 3, 24, 10), "Thu 01 Apr 2027 23:59"),
        ("reg44.draft_to_manager", at(2027, 12, 23, 10), "Fri 31 Dec 2027 23:59"),
        ("reg44.draft_to_manager", at(2027, 12, 30, 10), "Thu 06 Jan 2028 23:59"),
        ("reg44.draft_to_manager", at(2027, 3, 24, 23, 59), "Thu 01 Apr 2027 23:59"),
        ("reg44.issue_same_day", at(2027, 3, 24, 17, 30), "Wed 24 Mar 2027 23:59"),
        ("reg44.visit_monthly", at(2028, 2, 3, 9), "Tue 29 Feb 2028 23:59"),
        ("reg44.ofsted_by_month_end", at(2027, 1, 31, 9), "Sun 28 Feb 2027 23:59"),
        ("reg45.review_due", at(2027, 8, 31, 9), "Tue 29 Feb 2028 23:59"),
        ("reg45.to_ofsted", at(2027, 12, 20, 9), "Mon 17 Jan 2028 23:59"),
        ("records.monthly_return", at(2027, 3, 31, 23, 59), "Wed 07 Apr 2027 23:59"),
        ("records.return_interview", at(2026, 10, 23, 15), "Mon 26 Oct 2026 14:00"),
        ("records.control_child", at(2027, 12, 24, 9), "Wed 29 Dec 2027 23:59"),
    ],
)
def test_cases_known_by_hand(rule_id, start, end):
    assert shown(due(rule_id, start).at) == end


def test_the_steps_name_each_day_that_is_not_counted_and_why():
    steps = due("reg44.draft_to_manager", at(2027, 3, 24, 10)).steps
    assert steps[0] == "It starts on Wednesday 24 March 2027 at 10am."
    assert "Friday 26 March 2027 is not counted, a bank holiday: Good Friday." in steps
    assert "Saturday 27 March 2027 is not counted, a weekend." in steps
    assert "Thursday 1 April 2027 is working day 4." in steps
    assert steps[-1] == "It is due by the end of Thursday 1 April 2027, 11:59pm in London."


def test_hours_over_a_change_of_the_clocks_say_so():
    steps = due("reg44.accuracy_comments", at(2027, 3, 27, 15)).steps
    assert any("clocks go forward" in step for step in steps)
    assert not any("clocks" in step for step in due("reg44.accuracy_comments", at(2027, 3, 20, 15)).steps)


def test_a_closure_day_of_the_council_is_no_working_day_and_is_named():
    days = Calendar({dt.date(2027, 3, 31): "stocktaking"})
    found = due("reg44.draft_to_manager", at(2027, 3, 24, 10), days=days)
    assert shown(found.at) == "Fri 02 Apr 2027 23:59"
    assert any("the council is closed: stocktaking" in step for step in found.steps)


def test_a_councils_policy_is_counted_by_its_setting_and_named_with_date_and_reason():
    setting = Override(Limit(2, Unit.WORKING_DAYS), dt.date(2027, 3, 1), "faster drafts")
    found = due("reg44.draft_to_manager", at(2027, 3, 24, 10), setting)
    assert shown(found.at) == "Tue 30 Mar 2027 23:59"
    assert "The council’s limit is 2 working days, since Monday 1 March 2027: faster drafts." in found.steps
    assert found.legal_at is None


def test_a_setting_stricter_than_the_law_counts_and_the_laws_own_moment_is_shown():
    found = due("reg45.to_ofsted", at(2027, 3, 1, 9), Override(Limit(14, Unit.DAYS), dt.date(2027, 1, 1), "sooner"))
    assert shown(found.at) == "Mon 15 Mar 2027 23:59"
    assert shown(found.legal_at) == "Mon 29 Mar 2027 23:59"


def test_a_setting_looser_than_the_law_never_counts():
    found = due("reg45.to_ofsted", at(2027, 3, 1, 9), Override(Limit(60, Unit.DAYS), dt.date(2027, 1, 1), "later"))
    assert shown(found.at) == "Mon 29 Mar 2027 23:59"
    assert "The law’s limit is the earlier one, so it counts." in found.steps


def test_hours_may_go_on_to_the_same_time_of_the_next_working_day_where_the_council_says_so():
    setting = Override(Limit(48, Unit.HOURS), dt.date(2027, 1, 1), "weekends", roll=True)
    found = due("reg44.accuracy_comments", at(2027, 3, 19, 15), setting)
    assert shown(found.at) == "Mon 22 Mar 2027 15:00"


def test_a_day_that_the_record_names_counts_instead_of_the_limit():
    rule = rulebook.rule("reg44.action_plan")
    found = engine.due(rule, None, at(2027, 3, 1, 9), ENGLAND, named=dt.date(2027, 3, 20))
    assert shown(found.at) == "Sat 20 Mar 2027 23:59"


def test_reminders_in_working_days_come_at_nine_on_a_working_day_and_in_hours_to_the_minute():
    due_at = calendar.end_of(dt.date(2027, 4, 1))
    before = Step(HOLDER, "due", -2, Unit.WORKING_DAYS, ("visitor",))
    assert shown(engine.step_at(before, at(2027, 3, 24), due_at, ENGLAND)) == "Tue 30 Mar 2027 09:00"
    hours = Step(HOLDER, "due", -24, Unit.HOURS, ("visitor",))
    assert shown(engine.step_at(hours, at(2027, 3, 24), due_at, ENGLAND)) == "Wed 31 Mar 2027 23:59"
    passed = Step(HOLDER, "due", 0, Unit.HOURS, ("visitor",))
    assert engine.step_at(passed, at(2027, 3, 24), due_at, ENGLAND) == due_at + MINUTE


def test_less_than_400_days_of_known_bank_holidays_is_a_warning():
    from deadlines.checks import bank_holidays_are_known

    today = dt.date(2027, 3, 24)
    assert calendar.covers_enough(today, today + dt.timedelta(days=400))
    assert not calendar.covers_enough(today, today + dt.timedelta(days=399))
    assert bank_holidays_are_known(None) == []
