"""The phrases and the timetable of the demonstration council, without a database."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from core import anonymity
from governance.demo import timetable
from governance.demo.answers import script
from governance.demo.council import HOMES, PEOPLE
from governance.demo.words import PLACE, TWO, Narrator, library
from questionnaires import definitions
from reg44.states import ReportState

EVERY_STATE = {str(state) for state in ReportState}


def narrator(month=3, **changes):
    values = {"kinds": ["general"], "mood": "good", "children": ["J.S.", "M.K.", "A.B."], "staff": ["P.Q.", "R.T."]}
    return Narrator("oxlip", month, **(values | changes))


def wordings():
    for key, paragraphs in library().items():
        for paragraph in paragraphs:
            for sentence in paragraph:
                for wording in sentence:
                    yield key, wording.removeprefix(TWO)


def test_no_phrase_holds_anything_that_the_anonymity_check_finds():
    found = {(key, each.text) for key, wording in wordings() for each in anonymity.find(PLACE.sub("J.S.", wording))}
    for each in [*script()["usual"], script()["carried"]]:
        for part in ("text", "measure", "answer"):
            found |= {(each["text"], name.text) for name in anonymity.find(each[part])}
    assert found == set()


def test_every_phrase_is_whole_sentences_with_known_places():
    wrong = [
        (key, wording)
        for key, wording in wordings()
        if not wording.endswith((".", "?")) or re.search(r"<(?!child>|other>|staff>)|  ", wording) or "|" in wording
    ]
    assert wrong == []


def test_every_key_of_the_library_is_a_question_of_the_report():
    schema = definitions.load("reg44_report")
    endings = re.compile(r"\.(poor|fair|none|general|disabled|short_breaks|secure|school|external)$")
    unknown = {key for key in library() if schema.question(endings.sub("", key)) is None}
    assert unknown == set()


def test_every_long_question_that_is_not_conditional_has_phrases():
    schema = definitions.load("reg44_report")
    asked = {
        question.key
        for section in schema.sections
        for question in section.questions
        if question.type == "text" and question.show_if is None
    }
    assert asked - set(library()) == {"conditions"}  # filled in from the home's record


def test_the_same_month_is_told_the_same_way_and_the_next_month_otherwise():
    assert narrator().tell("premises_inside") == narrator().tell("premises_inside")
    assert narrator().tell("premises_inside") != narrator(month=4).tell("premises_inside")


def test_a_bad_month_and_an_empty_list_have_their_own_words():
    assert narrator(mood="poor").tell("protection_evaluation") != narrator().tell("protection_evaluation")
    assert "no sanction" in narrator().tell("sanctions_evaluation", nothing=True).lower() or "none" in narrator().tell(
        "sanctions_evaluation", nothing=True
    )
    assert "hoist" in " ".join(narrator(kinds=["disabled"], month=month).tell("premises_inside") for month in range(4))


@pytest.mark.parametrize("start", [dt.date(2027, 1, 1), dt.date(2028, 2, 25)])
def test_on_every_day_of_a_month_each_state_is_there_and_nothing_lies_in_the_future(start):
    for today in (start + dt.timedelta(days=days) for days in range(62)):
        visits = timetable.year(today)
        assert {visit.state for visit in visits} == EVERY_STATE
        assert all(visit.day < today for visit in visits), today
        for home in HOMES:
            own = [visit for visit in visits if visit.home == home.key]
            months = [(visit.day.year, visit.day.month) for visit in own]
            assert len(set(months)) == len(months), (today, home.key)
            assert [visit.day for visit in own] == sorted(visit.day for visit in own)
        planned = timetable.ahead(today)
        assert all(each.day >= today for each in planned), today
        assert {each.announced for each in planned} == {True, False}
        assert next(each.day for each in planned if each.home == "marlpit") == today
        taken = {(visit.home, visit.day.year, visit.day.month) for visit in visits}
        assert not taken & {(each.home, each.day.year, each.day.month) for each in planned}, today
        missed = timetable.missed(today)
        assert (missed.home, missed.day.year, missed.day.month) not in taken


def test_nobody_of_the_council_bears_the_name_of_another_and_everybody_has_something_to_try():
    assert len({each.name for each in PEOPLE}) == len(PEOPLE) == len({each.email for each in PEOPLE})
    assert all(each.first and each.posts for each in PEOPLE)
