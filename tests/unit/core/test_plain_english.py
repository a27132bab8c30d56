"""Advice on plain words: what is advised, what is left alone."""

import pytest

from core.plain_english import advice


def kinds(text):
    return [(text[each.start : each.end], each.kind) for each in advice(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The PEP was late. The PEP is on file.", [("PEP", "acronym")]),
        ("The personal education plan (PEP) was late. The PEP is on file.", []),
        ("CAMHS (child and adolescent mental health services) came.", []),
        ("Two LADOs and an XYZ came.", [("LADOs", "acronym"), ("XYZ", "acronym")]),
        ("The GP and J.S. watched TV in the UK.", []),
        ("Prior to the visit staff liaised.", [("Prior to", "jargon"), ("liaised", "jargon")]),
        ("The children are clearly happy.", [("clearly", "opinion")]),
        ("In my opinion the children are clearly happy.", []),
        ("It was felt that he was sad.", [("It was felt", "nobody")]),
        (" ".join(["word"] * 30) + ".", []),
        (" ".join(["word"] * 31) + ".", [(" ".join(["word"] * 31), "long_sentence")]),
        ("", []),
    ],
)
def test_advice_names_what_could_be_plainer_and_leaves_the_rest(text, expected):
    assert kinds(text) == expected


def test_advice_says_what_to_write_instead():
    assert "personal education plan (PEP)" in advice("The PEP was late.")[0].text
    assert "“before”" in advice("It came prior to the visit.")[0].text


def test_a_very_long_text_without_a_full_stop_is_one_piece_of_advice():
    assert [each.kind for each in advice("word " * 40_000)] == ["long_sentence"]
