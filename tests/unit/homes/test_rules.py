"""Initials instead of names, and who may be an independent person: pure rules."""

import pytest

from core.refusal import Refused
from homes import initials, roles
from homes.independence import IRO, LIFTS, QUESTIONS, SCRUTINY, Declaration
from homes.roles import Role


@pytest.mark.parametrize("typed", ["js", "JS", "J S", "J.S.", "j. s", "J-S"])
def test_initials_are_written_one_way(typed):
    assert initials.tidy(typed) == "J.S."


@pytest.mark.parametrize("typed", ["", "J", "John", "John Smith", "jon", "JSMITH", "J5", "<b>", "J.S.2", "😀😀"])
def test_what_looks_like_a_name_or_is_not_letters_is_refused(typed):
    with pytest.raises(Refused, match="not_initials"):
        initials.tidy(typed)


def test_letters_of_any_alphabet_are_initials():
    assert initials.tidy("éł") == "É.Ł."


def test_each_question_of_regulation_43_bars_and_only_the_named_exceptions_lift_it():
    for key in QUESTIONS:
        assert Declaration(**{key: True}).bars == [key]
        for exception in (SCRUTINY, IRO):
            lifted = not Declaration(**{key: True, "exception": exception}).bars
            assert lifted == (key in LIFTS[exception])
    assert Declaration().independent
    assert [QUESTIONS[key][0] for key in QUESTIONS] == ["(a)", "(b)", "(c)", "(d)", "(e)", "(f)", "(g)"]
    assert {QUESTIONS[key][0] for key in LIFTS[SCRUTINY]} == {"(a)", "(b)", "(g)"}
    assert {QUESTIONS[key][0] for key in LIFTS[IRO]} == {"(a)", "(c)", "(g)"}


def test_every_role_is_described_in_plain_words():
    assert set(roles.DESCRIPTIONS) == set(Role)
    assert all(text.endswith(".") for text in roles.DESCRIPTIONS.values())
