"""Types, conditions, validator, renderer, measures and differences: on answers in memory, without a database."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires import diff, examples, render, validate
from questionnaires.answers import Answers, State, Stored
from questionnaires.examples import gallery_schema
from questionnaires.measures import measures
from questionnaires.types import TYPES, type_of
from questionnaires.types.base import paragraphs, storable

TODAY = dt.date(2027, 3, 31)
SCHEMA = gallery_schema()


def holding(*entries, rows=None, **states):
    values = {(key, row): Stored(value) for key, row, value in entries}
    return Answers(values, rows or {}, states)


def said(answers, strict=False, **more):
    return validate.problems(SCHEMA, answers, strict, today=TODAY, **more)


@pytest.mark.parametrize(
    ("key", "raw", "stored", "shown", "right"),
    [
        ("day", ["24", "3", "2027"], "2027-03-24", "24 March 2027", True),
        ("day", ["24", "March", "2027"], "2027-03-24", "24 March 2027", True),
        ("day", {"day": "31", "month": "2", "year": "2027"}, "31/2/2027", "31/2/2027", False),
        ("day", ["24", "3", ""], "24/3/", "24/3/", False),
        ("day", ["", "", ""], "", None, True),
        ("clock", "2.30 pm", "2.30 pm", "2:30pm", True),
        ("clock", "14:30", "14:30", "2:30pm", True),
        ("clock", "25:00", "25:00", "25:00", False),
        ("clock", "noon", "noon", "midday", True),
        ("count", " 12 ", "12", "12 children", True),
        ("count", "three", "three", "three", False),
        ("count", "41", "41", "41 children", False),
        ("count", "1.5", "1.5", "1.5 children", False),
        ("count", "٣", "٣", "٣", False),
        ("initials", "J.S. 2", "J.S. 2", "J.S. 2", True),
        ("initials", "js", "js", "js", True),
        ("initials", "John", "John", "John", False),
        ("initials", "J.-P.S.", "J.-P.S.", "J.-P.S.", True),
        ("fair", "maybe", "maybe", "maybe", False),
        ("spoke", ["staff", "children"], ["children", "staff"], "Children; Staff", True),
        ("spoke", ["staff", "cat"], ["staff", "cat"], "Staff; cat", False),
        ("story", "One\r\n\r\nTwo\x00\ud800", "One\n\nTwo", "One|Two", True),
        ("line", "x" * 301, "x" * 301, "x" * 301, False),
    ],
)
def test_each_type_keeps_what_was_typed_and_judges_it_later(key, raw, stored, shown, right):
    question = SCHEMA.question(key)
    kind = type_of(question)
    value = kind.clean(question, raw)
    assert value == stored
    assert "|".join(kind.show(question, value)) == (shown or "")
    assert (kind.is_empty(value) or not kind.problem(question, value, TODAY)) is right


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(st.text(max_size=9), max_size=4),
        st.none(),
        st.integers(),
        st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    )
)
def test_no_type_ever_fails_on_anything_posted_and_cleaning_twice_changes_nothing(raw):
    for question in SCHEMA.each_question():
        kind = type_of(question)
        value = kind.clean(question, raw)
        assert kind.clean(question, value) == value
        assert isinstance(kind.problem(question, value, TODAY), str)
        kind.show(question, value)
        assert storable(kind.text_form(value)) == kind.text_form(value)
        kind.measure(question, value)


def test_every_type_stands_in_the_gallery():
    assert {question.type for question in SCHEMA.each_question()} == set(TYPES)


def test_a_draft_hears_only_what_cannot_be_right_and_sending_demands_everything():
    answers = holding(("day", "", "31/2/2027"), ("fair", "", "no"))
    assert [problem.key for problem in said(answers)] == ["day"]
    strict = {(problem.key, problem.code) for problem in said(answers, strict=True)}
    assert strict == {
        ("day", "invalid"),
        ("story", "required"),
        ("unfair_why", "required"),
        ("sanctions.none", "empty_table"),
    }


def test_hidden_answers_and_sections_not_examined_are_not_judged_printed_or_counted():
    answers = holding(("fair", "", "yes"), ("unfair_why", "", "HIDDEN"), ("count", "", "nonsense"), ("story", "", "s"))
    answers.states["writing"] = State(not_examined_reason="The office was locked.")
    text = render.text(render.tree(SCHEMA, answers, "text"))
    assert "HIDDEN" not in text
    assert "Not examined this time: The office was locked." in text
    assert [problem.key for problem in said(answers, strict=True)] == ["sanctions.none"]
    assert measures(SCHEMA, answers) == {"gallery_fair": Decimal(1)}


def test_none_this_period_and_blank_differ_everywhere():
    blank, none = holding(), holding(("sanctions.none", "", "yes"))
    assert "None this period" in render.text(render.tree(SCHEMA, none, "text"))
    assert "None this period" not in render.text(render.tree(SCHEMA, blank, "text"))
    states = [{line["key"]: line["state"] for line in render.export(SCHEMA, each)} for each in (blank, none)]
    assert [each["sanctions.none"] for each in states] == ["blank", "none"]
    assert measures(SCHEMA, blank) == {}
    assert measures(SCHEMA, none)["gallery_sanctions"] == 0
    both = holding(("sanctions.none", "", "yes"), rows={"sanctions": ["r1"]})
    assert "none_and_rows" in {problem.code for problem in said(both)}


def test_rows_are_counted_summed_and_judged_one_by_one():
    answers = holding(
        ("sanctions.child", "r1", "J.S."), ("sanctions.spoken", "r1", "yes"), ("sanctions.minutes", "r1", "20"),
        ("sanctions.spoken", "r2", "no"), ("sanctions.minutes", "r2", "15"), ("sanctions.minutes", "gone", "99"),
        rows={"sanctions": ["r1", "r2"]},
    )  # fmt: skip
    found = measures(SCHEMA, answers)
    assert found == {"gallery_sanctions": Decimal(2), "gallery_spoken": Decimal(1), "gallery_minutes": Decimal(35)}
    missing = [problem for problem in said(answers, strict=True) if problem.key == "sanctions.child"]
    assert [(problem.row, "(no, 15" in problem.text or "sanction 2" in problem.text) for problem in missing] == [
        ("r2", True)
    ]


def test_rules_see_facts_of_the_calling_app_and_the_number_of_rows():
    unsafe = holding(("safeguarded", "", "no"), rows={"sanctions": ["a", "b", "c"]})
    without = {
        problem.code: problem.severity for problem in said(unsafe, strict=True, facts={"recommendations.high": 0})
    }
    assert (without["unsafe_needs_high"], without["many_sanctions"]) == ("error", "warning")
    assert "unsafe_needs_high" not in {p.code for p in said(unsafe, strict=True, facts={"recommendations.high": 1})}


def test_a_section_is_complete_by_word_and_a_problem_in_it_shows():
    section = SCHEMA.section("writing")
    answers = holding()
    assert validate.status(section, answers) == "not_started"
    answers.values["line", ""] = Stored("in the office")
    assert validate.status(section, answers) == "in_progress"
    answers.states["writing"] = State(complete=True)
    assert validate.status(section, answers) == "completed"
    assert validate.status(section, answers, said(answers, strict=True)) == "problem"
    answers.states["writing"] = State(not_examined_reason="No time")
    assert validate.status(section, answers) == "not_examined"
    assert [each.id for each in validate.unfinished(SCHEMA, answers)] == ["choosing", "rows", "fixed"]


@pytest.mark.parametrize("mode", ["screen", "check", "print"])
def test_every_answer_stands_in_every_mode_escaped(mode):
    answers = examples.answers(SCHEMA, "filled")
    answers.values["line", ""] = Stored("<script>alert(1)</script>")
    html = render.html(
        render.tree(SCHEMA, answers, mode), mode, change_url=lambda section, key: f"/change/{section}#{key}"
    )
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    for words in (
        "One window in the hall",
        "J.S.",
        "24 March 2027",
        "2:30pm",
        "3 children",
        "Gas safety",
        "Records I saw",
    ):
        assert words in html, words
    assert (">Change<" in html) is (mode == "check")
    if mode == "print":
        assert "flex" not in html
        assert "<div" not in html.replace('<div class="box">', "")


def test_print_and_text_of_everything_typed_hold_every_word_once():
    answers = examples.answers(SCHEMA, "empty")
    tokens = []
    for number, question in enumerate(SCHEMA.each_question()):
        if question.type in ("text", "short_text"):
            rows = [""] if not question.table else (["r1"] if question.table == "sanctions" else ["gas", "wiring"])
            for row in rows:
                tokens.append(f"token{number}{row}x")
                answers.values[question.full_key, row] = Stored(tokens[-1])
    answers.table_rows["sanctions"] = ["r1"]
    answers.values["fair", ""] = answers.values["sanctions.spoken", "r1"] = Stored("no")
    text = render.text(render.tree(SCHEMA, answers, "text"))
    printed = render.html(render.tree(SCHEMA, answers, "print"), "print")
    assert [text.count(token) for token in tokens] == [1] * len(tokens)
    assert [printed.count(token) for token in tokens] == [1] * len(tokens)


def test_the_difference_between_two_states_names_each_answer_row_and_word():
    before = examples.answers(SCHEMA, "filled")
    after = copy.deepcopy(before)
    after.values["story", ""] = Stored(before.get("story").replace("cracked", "broken"))
    after.table_rows["sanctions"] = ["sanctions-1", "new"]
    after.values["sanctions.child", "new"] = Stored("A.B.")
    after.states["writing"] = State(complete=False)
    found = diff.answers(SCHEMA, before, after)
    story = next(change for change in found if change.key == "story")
    assert story.words()[1:3] == [("removed", "cracked"), ("added", "broken")]
    assert ("sanctions.child", "new", "added") in {(change.key, change.row, change.kind) for change in found}
    assert ("sanctions.child", "sanctions-2", "removed") in {(change.key, change.row, change.kind) for change in found}
    assert diff.answers(SCHEMA, before, before) == []


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_word_changes_put_together_give_both_texts_back(before, after):
    pieces = diff.word_changes(before, after)
    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert "".join(text for kind, text in pieces if kind != "removed") == after


def test_paragraphs_split_at_empty_lines_and_keep_line_ends():
    assert paragraphs("One\ntwo\n\n \n\nthree\n") == ["One\ntwo", "three"]
