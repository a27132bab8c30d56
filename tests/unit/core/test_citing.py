"""Numbers of evidence in typed words."""

from __future__ import annotations

import pytest

from core import citing


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", [("", 0)]),
        ("Nothing cited.", [("Nothing cited.", 0)]),
        ("Good [1].", [("Good ", 0), ("[1]", 1), (".", 0)]),
        ("[1][2]", [("[1]", 1), ("[2]", 2)]),
        ("[3] is not there", [("[3] is not there", 0)]),
        ("[1] and [3]", [("[1]", 1), (" and [3]", 0)]),
        ("[²] [x] [] [123456]", [("[²] [x] [] [123456]", 0)]),
    ],
)
def test_a_text_is_cut_at_the_numbers_that_are_known_and_loses_no_word(text, pieces):
    assert citing.pieces(text, {1, 2}) == pieces
    assert "".join(words for words, _ in pieces) == text


def test_each_number_is_named_once():
    assert citing.numbers("[2] [1] [2]") == [2, 1]
