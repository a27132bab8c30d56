"""What the anonymity check promises: what it finds, what it leaves alone, how well, and that its work grows with the text."""

import re
import sys
from datetime import date

import pytest

from core.anonymity import Context, find, patterns
from core.anonymity.labelled import PARTS, examples
from core.anonymity.measure import measure, table

VISIT = date(2027, 3, 24)


def found(text, *allowed, harmless=()):
    return [(each.text, each.kind) for each in find(text, allowed, Context(harmless, VISIT))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jordan said that he is happy.", [("Jordan", "name")]),
        ("I met Fatima Begum-Khan today.", [("Fatima Begum-Khan", "name")]),
        ("jordan told me so", [("jordan", "name")]),
        ("The form names Jaydon's brother.", [("Jaydon", "name")]),
        ("The matter went to Mr Baker.", [("Baker", "name")]),
        ("Will said no. Will the home act?", [("Will", "name")]),
        ("The visit in May was long. May told me so.", [("May", "name")]),
        ("Summer term was good. Summer told me so.", [("Summer", "name")]),
        ("Grace was shown. I asked Grace.", [("Grace", "name")]),
        ("They live in Bradford. Her brother Preston left.", [("Bradford", "place"), ("Preston", "name")]),
        ("She attends Ash Hill Primary School.", [("Ash Hill Primary School", "school")]),
        ("He lives at 12 Oak Tree Road, LS1 4AB.", [("12 Oak Tree Road", "address"), ("LS1 4AB", "postcode")]),
        ("Ring 07700 900123 or +44 113 496 0123.", [("07700 900123", "phone"), ("+44 113 496 0123", "phone")]),
        ("Write to a.b+c@mail.example.org.", [("a.b+c@mail.example.org", "email")]),
        ("NHS 943 476 5919, not 943 476 5918.", [("943 476 5919", "nhs_number")]),
        ("Born on 3 May 2012; reviewed 4 May 2026.", [("3 May 2012", "date_of_birth")]),
        ("The card says 03/05/2012.", [("03/05/2012", "date_of_birth")]),
        ("Élodie and Zoë played.", [("Élodie", "name"), ("Zoë", "name")]),
    ],
)
def test_what_may_identify_somebody_is_found_where_it_stands(text, expected):
    assert found(text) == expected
    assert all(text[each.start : each.end] == each.text for each in find(text, (), Context((), VISIT)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A.B. and J.S. 2 told me that the food is good.",
        "The Registered Manager showed me the Statement of Purpose and the Children's Guide.",
        "Staff had training in First Aid and De-escalation on Monday 4 May 2026.",
        "The Youth Justice Service and the Local Safeguarding Children Partnership were told.",
        "Reference 2027/0118 was closed on 12/02/2027.",
        "Primary School begins in September. The School is near.",
    ],
)
def test_initials_and_the_words_of_the_work_are_left_alone(text):
    assert found(text) == []


def test_the_three_people_a_report_may_name_and_the_name_of_the_home_are_left_alone():
    text = "Anna Jones, the manager, met Ms Jones and Anna at Marlby House. Annabel was there."
    assert found(text, "Anna Jones", harmless=("Marlby House",)) == [("Annabel", "name")]


def test_every_finding_says_why_and_what_to_do_and_has_a_key_that_survives_a_move():
    first, second = find("Jordan said so. Then Jordan left.")
    assert first.reason
    assert first.suggestion == "Use initials."
    assert first.key == second.key == "name:jordan"


def test_on_held_out_texts_names_are_found_with_recall_of_95_and_precision_of_90_per_cent():
    rows = {row.kind: row for row in measure("held_out", rounds=10)}
    assert rows["name"].labelled >= 200
    assert rows["name"].recall >= 0.95
    assert rows["name"].precision >= 0.90
    for kind in ("email", "postcode", "nhs_number", "phone", "date_of_birth", "address", "school"):
        assert rows[kind].recall >= 0.95, kind
        assert rows[kind].precision >= 0.90, kind


def test_the_held_out_part_shares_no_name_place_or_sentence_with_the_part_used_for_tuning():
    ours, theirs = PARTS["development"], PARTS["held_out"]
    for part in ("given", "surnames", "words", "schools", "places", "sentences", "harmless"):
        assert not set(getattr(ours, part)) & set(getattr(theirs, part)), part


def test_the_same_seed_makes_the_same_texts_and_the_bench_gets_a_row_for_every_kind():
    assert examples("held_out", seed=1, rounds=1) == examples("held_out", seed=1, rounds=1)
    assert examples("held_out", seed=1, rounds=1) != examples("held_out", seed=2, rounds=1)
    rows = table(rounds=1)
    assert len(rows) == 18
    assert all(len(row) == 5 for row in rows)


HOSTILE = (
    "Aa " * 40,
    "a" * 120,
    "(" * 120,
    "0 " * 60,
    "@a." * 40,
    "1 Aa Bb Cc " * 11,
    "Aa-" * 40,
    "'" * 120,
    "born 1 May " * 11,
    "St. " * 30,
)


@pytest.mark.parametrize("unit", HOSTILE, ids=lambda unit: unit[:11].strip())
def test_twice_the_text_is_at_most_about_twice_the_work(unit):
    """Counts the calls made, not the time: the same on every machine."""
    find(unit)
    small, large = calls(unit * 10), calls(unit * 20)
    assert large <= small * 2.2 + 200


def calls(text):
    count = 0

    def count_one(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count_one)
    try:
        find(text)
    finally:
        sys.setprofile(before)
    return count


def test_every_repeat_in_an_expression_of_the_check_is_bounded():
    """So that matching at one place takes a bounded number of steps, whatever the text holds."""
    expressions = [value for value in vars(patterns).values() if isinstance(value, re.Pattern)]
    assert len(expressions) >= 6
    for expression in expressions:
        bare = re.sub(r"\[[^\]]*\]", "x", re.sub(r"\\.", "x", expression.pattern))
        assert not re.search(r"[*+]|\{\d+,\}", bare), expression.pattern


def test_a_text_of_200_kilobytes_with_odd_characters_is_read_to_its_end():
    text = "The \u202ehome\u200b 😀 is \ud83d fine. " * 8000 + "Jordan said so."
    assert [each.text for each in find(text)] == ["Jordan"]
