"""The questionnaires of audits: what the app and the people who write audits may rely on in each of them."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path

import pytest

from core import plain_english
from questionnaires import validate
from questionnaires.answers import Answers, Stored
from questionnaires.lint import check
from questionnaires.schema import Checklist, Question, Questionnaire, Section, Text
from tests.unit.voice.test_definitions import SIMPLE, reading_age

DEFINITIONS = Path(__file__).parents[3] / "audits" / "definitions"
AUDITS = {
    "child_audit",
    "leadership_audit",
    "dip_sample",
    "thematic_audit",
    "deep_dive_audit",
    "case_file_audit",
    "responsible_individual_visit",
    "peer_audit",
    "external_home_visit",
}
"""Kinds that end with a judgement."""
CHECKS = {"weekly_check", "daily_check"}
YOUNG = {"young_inspectors_visit", "young_inspectors_panel"}
KEYS = {*AUDITS, *CHECKS, *YOUNG, "senior_leader_visit"}


@lru_cache
def load(key: str) -> Questionnaire:
    schema, faults = check((DEFINITIONS / f"{key}.v1.yaml").read_text(encoding="utf-8"))
    assert not faults, "\n".join(str(fault) for fault in faults)
    assert schema is not None
    return schema


def criteria(section: Section) -> list[Question]:
    return [question for question in section.questions if question.type == "yes_no_na"]


@pytest.fixture(scope="module", params=sorted(KEYS))
def schema(request):
    return load(request.param)


def test_there_are_fourteen_kinds_each_in_a_file_named_after_it():
    assert {path.name for path in DEFINITIONS.iterdir()} == {f"{key}.v1.yaml" for key in KEYS}
    assert {(load(key).key, load(key).number) for key in KEYS} == {(key, 1) for key in KEYS}


def test_every_page_of_criteria_asks_for_analysis_where_one_is_no_takes_actions_and_warns_when_there_is_none(schema):
    rules = {rule.section: rule.when for rule in schema.rules}
    for section in schema.sections:
        keys = {question.key for question in criteria(section)}
        if not keys:
            continue
        analysis, table = schema.question(f"{section.id}_analysis"), f"{section.id}_actions"
        needed, when = analysis.required_if, rules[section.id]
        wanted = needed.parts or (needed,)
        assert {part.key for part in wanted} == keys
        assert {part.values for part in wanted} == {("no",)}
        assert [each.key for each in section.tables] == [table]
        assert when.parts[0] == needed
        assert (when.parts[1].key, when.parts[1].op, when.parts[1].number) == (table, "rows_at_most", 0)
        assert all(question.required for question in criteria(section))


def test_every_table_of_actions_has_the_same_columns_so_that_its_rows_can_become_actions(schema):
    found = 0
    for section in schema.sections:
        for table in section.tables:
            if table.key.endswith("_actions"):
                found += 1
                assert table.key == f"{section.id}_actions"
                assert [(column.key, column.type, column.required) for column in table.columns] == [
                    ("what", "text", True),
                    ("priority", "choice", True),
                    ("who", "short_text", True),
                    ("by", "date", True),
                ]
                assert [choice.key for choice in table.columns[1].choices] == ["high", "medium", "low"]
    assert found


def test_each_ends_with_a_conclusion_and_those_that_judge_judge_alike(schema):
    last = schema.sections[-1]
    assert last.id == "conclusion"
    judged = schema.question("judgement")
    assert (judged is not None) == (schema.key in AUDITS)
    if judged:
        assert judged.required
        assert judged.type == "choice"
        assert [choice.key for choice in judged.choices] == ["outstanding", "good", "needs_work", "poor"]
    if schema.key not in CHECKS:
        keys = {question.key for question in last.questions if question.required}
        assert keys >= {"works_well", "worries"}


def test_every_page_but_the_last_cites_the_regulations_it_names_and_a_quality_standard_first(schema):
    for section in schema.sections[:-1]:
        assert re.findall(r"\d+(?:\(\w+\))*", section.caption) == sorted(
            section.regs, key=lambda reg: int(reg.split("(")[0])
        ), section.id
        assert 5 <= int(section.regs[0].split("(")[0]) <= 14, section.id


def test_the_words_are_plain(schema):
    texts = [schema.title]
    for section in schema.sections:
        lists = [column for each in section.lists for column in each.columns]
        rows = [row.label for each in section.checklists for row in each.rows]
        texts += [section.title, *section.guidance, *rows]
        texts += [block.text for block in section.blocks if isinstance(block, Text)]
        for question in (*section.questions, *lists):
            texts += [question.label, question.hint, *(choice.label for choice in question.choices)]
    assert [advice for text in texts for advice in plain_english.advice(text)] == []


def test_the_audit_of_a_child_begins_with_the_child_and_ends_with_what_the_child_thinks():
    audit = load("child_audit")
    assert audit.sections[0].id == "conversation"
    assert not audit.sections[0].can_be_not_examined
    assert [audit.question(key).required for key in ("conversation_held", "child_findings")] == [True, True]
    for key, answer in {"conversation_on": "yes", "child_feels": "yes", "conversation_why_not": "no"}.items():
        assert audit.question(key).required_if.values == (answer,)


def test_daily_and_weekly_checks_are_ticks_with_one_note_each():
    for key in CHECKS:
        *pages, _ = load(key).sections
        for section in pages:
            (ticks,) = section.blocks
            assert isinstance(ticks, Checklist)
            assert [column.key for column in ticks.columns] == ["ok", "note"]
            assert ticks.columns[1].required_if.values == ("no",)


@pytest.mark.parametrize("key", sorted(YOUNG))
def test_young_inspectors_read_words_for_a_reading_age_of_nine(key):
    texts = []
    for section in load(key).sections:
        texts += section.guidance
        for question in (*section.questions, *(column for table in section.tables for column in table.columns)):
            texts += [question.label, *filter(None, [question.hint])]
    assert reading_age(list(dict.fromkeys(texts))) <= SIMPLE
    assert max(len(text.split()) for text in texts) <= 16


def test_a_page_of_yes_needs_no_words_and_one_no_asks_for_analysis_and_an_action():
    audit, keys = load("child_audit"), ["settling_helped", "settling_guide", "settling_talks", "settling_checklist"]
    values = {(key, ""): Stored("yes") for key in keys}

    def said(values: dict[tuple[str, str], Stored]) -> list[tuple[str, str]]:
        found = validate.problems(audit, Answers(values), True, ["settling"], today=dt.date(2027, 3, 31))
        return [(problem.key or problem.code, problem.severity) for problem in found]

    assert said(values) == []
    values[("settling_guide", "")] = Stored("no")
    assert said(values) == [("settling_analysis", "error"), ("settling_no_action", "warning")]
    values[("settling_guide", "")] = Stored("na")
    assert said(values) == []
