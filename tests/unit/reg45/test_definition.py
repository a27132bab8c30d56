"""What the law asks of a quality of care review has its place in the questionnaire (regulation 45)."""

from __future__ import annotations

import pytest

from core import plain_english
from questionnaires import definitions


@pytest.fixture(scope="module")
def review():
    return definitions.load("reg45_review")


def test_each_quality_standard_and_regulation_5_has_summary_analysis_and_plan_or_a_reason_to_leave_it(review):
    standards = [each for each in review.sections if each.group == "Quality standards"]
    assert sorted(int(each.regs[0]) for each in standards) == list(range(5, 15))
    for each in standards:
        keys = [question.key for question in each.questions]
        assert keys == [f"{each.id}_{part}" for part in ("covered", "why_not", "summary", "analysis", "plan")]
        assert all(question.required or question.required_if for question in each.questions)


@pytest.mark.parametrize(
    "words", ["Regulation 45(2)(b)", "Regulation 45(2)(c)", "Regulation 45(5)", "Regulation 45(1) and (2)(a)"]
)
def test_each_paragraph_of_the_law_is_cited_by_the_page_that_asks_for_it(review, words):
    assert words in [each.caption for each in review.sections]


def test_the_four_groups_of_the_law_are_asked_about(review):
    (heard,) = review.section("heard").checklists
    assert [row.key for row in heard.rows] == ["children", "parents", "placing", "staff"]


def test_the_guidance_is_plain_english(review):
    texts = [
        text for each in review.sections for text in (*each.guidance, *(question.label for question in each.questions))
    ]
    assert [advice for text in texts for advice in plain_english.advice(text)] == []
