"""The rule files: complete, readable, honest about events; a broken one says on which line."""

from __future__ import annotations

import re

from core.events import DECLARED
from deadlines import rulebook
from deadlines.parse import parse
from homes.roles import Role
from tests.architecture.files import APPS, ours, text

REQUIRED = [
    "reg44.visit_monthly",
    "reg44.draft_to_manager",
    "reg44.accuracy_comments",
    "reg44.final_report",
    "reg44.issue_same_day",
    "reg44.ofsted_by_month_end",
    "reg44.recommendation_high",
    "reg44.recommendation_medium",
    "reg44.recommendation_low",
    "reg44.refer_to_ri",
    "reg45.review_due",
    "reg45.to_ofsted",
    "records.control_recorded",
    "records.control_spoken",
    "records.control_child",
    "records.return_interview",
    "records.notification",
    "records.monthly_return",
]
GOOD = """
- id: area.first
  title: Something is done
  source: A process
  kind: policy
  opens_on: area.begun
  limit: 4 working days
  who: [visitor]
  reminders: [1 working day before]
  escalation:
    - {when: at the limit, to: qa_officer}
"""


def in_force():
    return [rule for rule in rulebook.rules().values() if rule.records == "now"]


def test_every_rule_that_people_ask_for_is_there():
    assert set(REQUIRED) <= set(rulebook.rules())


def test_no_rule_waits_for_an_event_that_no_app_declares():
    assert {code for rule in in_force() for code in rule.events} <= set(DECLARED)


def test_every_declared_event_is_known_to_a_rule_or_named_as_one_without_a_clock():
    known = {code for rule in in_force() for code in rule.events}
    assert set(DECLARED) - known - rulebook.without_clock() == set()
    assert rulebook.without_clock() - set(DECLARED) == set(), "no_clock.txt names events that are no more"
    assert rulebook.without_clock() & known == set(), "no_clock.txt names events that a rule listens to"


def test_every_declared_event_is_emitted_somewhere():
    """By its constant or its code, in any line that does not declare it."""
    constants = {
        code: name
        for path in ours(".py", under=APPS)
        if path.name == "events.py"
        for name, code in re.findall(r'^([A-Z0-9_]+) = declare\(\s*"([^"]+)"', text(path), re.M)
    }
    code = "\n".join(re.sub(r"^.* = declare\(.*$", "", text(path), flags=re.M) for path in ours(".py", under=APPS))
    words = set(re.findall(r"\b[A-Z0-9_]+\b", code))
    silent = [each for each, name in constants.items() if name not in words and f'"{each}"' not in code]
    assert silent == []


def test_every_rule_in_force_starts_ends_and_tells_somebody():
    for rule in in_force():
        assert rule.opens_on or rule.standing, rule.id
        assert rule.met_on, rule.id
        assert rule.who, rule.id
        assert rule.ladder, rule.id


def test_nobody_of_the_home_is_told_of_what_is_hidden_from_the_home():
    at_home = {Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER, Role.HOME_STAFF}
    for rule in rulebook.rules().values():
        if rule.hidden_from_home:
            assert not at_home & {*rule.who, *(role for step in rule.steps for role in step.roles)}, rule.id


def test_no_rule_that_the_home_sees_starts_with_the_plan_of_a_visit():
    plans = {"reg44.visit_planned", "reg44.visit_moved", "reg44.visit_cancelled"}
    assert [rule.id for rule in rulebook.rules().values() if plans & rule.events and not rule.hidden_from_home] == []


def problems(text_of_file: str) -> list[str]:
    return [str(problem) for problem in parse(text_of_file)[1]]


def test_a_good_file_has_no_problem():
    rules, wrong = parse(GOOD)
    assert wrong == []
    assert [str(rule.limit) for rule in rules] == ["4 working days"]


def test_each_mistake_is_named_with_its_line():
    assert problems(GOOD.replace("4 working days", "soon"))[0].startswith("line 7: “soon” is no limit.")
    assert problems(GOOD.replace("[visitor]", "[postman]"))[0].startswith("line 8: “postman” is no role.")
    assert problems(GOOD.replace("1 working day before", "early"))[0].startswith("line 9: “early” is no moment.")
    assert problems(GOOD.replace("kind: policy", "kind: habit"))[0].startswith("line 5: “habit” is none of")
    assert problems(GOOD.replace("  source: A process\n", ""))[0] == "line 2: The rule lacks “source”."
    assert problems(GOOD.replace("title:", "titel:"))[1] == "line 3: “titel” is no word of a rule."
    assert problems(GOOD.replace("at the limit, to", "at the limit, for"))[0].startswith("line 11: A rung")
    assert problems(GOOD + GOOD)[0] == "line 13: “area.first” is there twice."
    assert problems("- id: [")[0].startswith("line ")
    assert problems("id: x") == ["line 1: A rule file is a list: begin each rule with “- id:”."]
