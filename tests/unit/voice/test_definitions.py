"""The questions of surveys: four groups, plain words, few questions for children, and nothing that no survey can ask."""

from __future__ import annotations

import re

import pytest

from core import plain_english
from questionnaires import definitions
from tests.architecture.files import ROOT
from voice.forms import SayForm
from voice.models import Audience, Word

SIMPLE = 9.0
"""School year plus five is the age: a Flesch-Kincaid grade of four is a reading age of nine."""


def syllables(word: str) -> int:
    """Groups of vowels; a silent e at the end counts for none."""
    word = re.sub(r"(?<=[^aeiouyl])e$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def reading_age(sentences: list[str]) -> float:
    """By Flesch and Kincaid, over all of them together."""
    words = [word for text in sentences for word in re.findall(r"[A-Za-z’']+", text)]
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return grade + 5


def texts(audience: str) -> list[str]:
    """Everything that this group reads in its questions."""
    schema = definitions.load(f"voice_{audience}")
    found = [schema.title]
    for section in schema.sections:
        for question in section.questions:
            found += [question.label, *filter(None, [question.hint])]
    return found


@pytest.mark.parametrize("audience", ["children", "parents"])
def test_children_and_parents_are_asked_in_words_for_a_reading_age_of_nine(audience):
    assert reading_age(texts(audience)) <= SIMPLE
    longest = max(texts(audience), key=lambda text: len(text.split()))
    assert len(longest.split()) <= 16, longest


@pytest.mark.parametrize("audience", Audience.values)
def test_no_question_has_an_acronym_or_a_word_of_the_trade_and_none_must_be_answered(audience):
    schema = definitions.load(f"voice_{audience}")
    for text in texts(audience):
        assert plain_english.advice(text) == [], text
    assert not any(question.required or question.required_if for question in schema.each_question())
    assert not any(section.lists for section in schema.sections)
    assert schema.sections[-1].questions[-1].type == "text"


def test_a_child_meets_few_questions_and_at_most_two_on_a_page():
    schema = definitions.load("voice_children")
    assert len(list(schema.each_question())) <= 10
    assert max(len(section.questions) for section in schema.sections) <= 2


def test_what_a_child_is_asked_when_it_wants_to_say_something_is_as_plain():
    labels = [*Word.Readers.labels, *Word.Answer.labels]
    labels += [str(text) for field in SayForm.base_fields.values() for text in (field.label, field.help_text) if text]
    assert reading_age(labels) <= SIMPLE


@pytest.mark.parametrize("page", ["answer", "say", "thanks", "gone"])
def test_the_pages_around_the_questions_are_as_plain(page):
    source = (ROOT / "voice" / "templates" / "voice" / f"{page}.html").read_text()
    source = re.sub(r"\{%\s*(?:button|details) \"([^\"]*)\".*?%\}", r"<p>\1.</p>", source)
    source = re.sub(r"\{\{.*?\}\}", "it", re.sub(r"\{%.*?%\}", "", source))
    pieces = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in re.split(r"</(?:p|li|h1|h2)>", source)]
    sentences = [each for piece in pieces for each in re.split(r"(?<=[.!?:])\s+", piece) if re.search("[a-z]{2}", each)]
    assert len(sentences) > 5
    assert reading_age(sentences) <= SIMPLE
