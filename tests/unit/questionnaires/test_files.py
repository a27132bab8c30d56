"""Definition files: what is read, and what each fault says."""

from __future__ import annotations

import pytest

from questionnaires import canonical, diff
from questionnaires.examples import gallery_schema
from questionnaires.lint import check

HEAD = "key: k\nnumber: 1\ntitle: T\nsections:\n  - id: s\n    title: S\n    blocks:\n"
QUESTION = "      - {question: a, type: yes_no, label: A}\n"


def block(text: str) -> str:
    return HEAD + text


FAULTS = [
    ("", 1, "empty"),
    ("key: [1", 1, "cannot be read"),
    ("a: &x 1\nb: *x", 1, "Anchors"),
    ("- 1\n- 2", 1, "must be written as"),
    ("[" * 40, 1, "too deep"),
    ("key: a\x00b", 1, "cannot be read"),
    ("key: 1\n--- \nkey: 2", 2, "second document"),
    ("x" * 1_000_001, 1, "larger than 1 MB"),
    (block(QUESTION + QUESTION), 9, "already used in line 8"),
    (block("      - {question: a, type: nonsense, label: A}\n"), 8, "not a type of question"),
    (block("      - {question: a, type: text, label: A, lable: B}\n"), 8, "“lable” is not known"),
    (block("      - {question: A-b, type: text, label: A}\n"), 8, "cannot be used as a key"),
    (block("      - {question: a, type: text, label: <b>A</b>}\n"), 8, "HTML"),
    (block("      - {question: a, type: text, label: '{{ x }}'}\n"), 8, "HTML or template code"),
    (block("      - {question: a, type: choice, label: A}\n"), 8, "has no choices"),
    (block("      - {question: a, type: text}\n"), 8, "has no “label”"),
    (block("      - {question: a, type: text, label: A, required: yes}\n"), 8, "must be true or false"),
    (block("      - {question: a, type: text, label: A, hint: 'See https://x.example'}\n"), 8, "link"),
    (block("      - {question: a, type: text, label: A, hint: 'One. Two.'}\n"), 8, "more than one sentence"),
    (block("      - {question: a, type: text, label: A, regs: ['99']}\n"), 8, "no regulation"),
    (block("      - {question: a, type: text, label: A, measure: m}\n"), 8, "cannot be a measure"),
    (block("      - {question: a, type: text, label: A, show_if: {question: zz, equals: no}}\n"), 8, "does not exist"),
    (block("      - {question: a, type: yes_no, label: A, show_if: {question: a, equals: no}}\n"), 8, "on itself"),
    (
        block(QUESTION + "      - {question: b, type: text, label: B, show_if: {question: a, equals: maybe}}\n"),
        9,
        "not an answer",
    ),
    (block("      - {question: a, type: text, label: A, show_if: {column: b, equals: no}}\n"), 8, "outside a table"),
    (block("".join(f"      - {{question: a{n}, type: text, label: A}}\n" for n in range(9))), 5, "asks 9 things"),
    (
        block("      - {table: t, title: T, columns: [{question: none, type: text, label: A}]}\n"),
        8,
        "cannot be a column",
    ),
    (block(QUESTION) + "rules:\n  - {id: r, when: {answered: a}, text: R, section: nowhere}\n", 10, "does not exist"),
]


@pytest.mark.parametrize(("source", "line", "words"), FAULTS, ids=[words for _, _, words in FAULTS])
def test_each_fault_names_its_line_and_what_to_do(source, line, words):
    _, faults = check(source)
    assert any(fault.line == line and words in fault.text and fault.remedy for fault in faults), faults


def test_yes_no_and_dates_stay_the_words_they_are():
    schema, faults = check(
        block(QUESTION + "      - {question: b, type: text, label: 2027-03-24, show_if: {question: a, equals: no}}\n")
    )
    assert faults == []
    assert schema.question("b").label == "2027-03-24"
    assert schema.question("b").show_if.values == ("no",)


def test_a_schema_survives_its_canonical_form():
    schema = gallery_schema()
    assert canonical.decode(canonical.encode(schema)) == schema


def test_a_key_never_changes_its_meaning_between_versions():
    before, _ = check(
        block("      - {question: a, type: choice, label: A, choices: [{key: x, label: X}, {key: y, label: Y}]}\n")
    )
    same, _ = check(block(QUESTION), before)
    texts = "\n".join(str(fault) for fault in check(block(QUESTION), before)[1])
    assert same is not None
    assert "Version 1 is already published" in texts
    assert "was of type choice and is now yes_no" in texts
    gone = block("      - {question: a, type: choice, label: A, choices: [{key: x, label: X}, {key: z, label: Z}]}\n")
    assert "loses the choices y" in "\n".join(
        str(fault) for fault in check(gone.replace("number: 1", "number: 2"), before)[1]
    )


def test_differences_between_versions_are_named_in_words():
    old, _ = check(block(QUESTION))
    new, _ = check(
        block(
            "      - {question: a, type: yes_no, label: Better words, required: true}\n      - {question: b, type: text, label: B}\n"
        )
    )
    found = {(change.kind, change.after) for change in diff.versions(old, new)}
    assert ("reworded", "Better words") in found
    assert ("added", "B") in found
    assert any(change.kind == "changed" and "required" in change.after for change in diff.versions(old, new))
    assert diff.versions(old, old) == []
