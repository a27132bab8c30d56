"""The protocol of autosave over HTTP: one effect an operation, nothing written over, "saved" only with the hash of what is stored."""

from __future__ import annotations

import hashlib
import json

import pytest

from questionnaires.models import AnswerRevision
from tests.integration.reg44.writing.desk import Writer, edit
from tests.reports import make_report

HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.org","x")',
    "{{ 7*7 }}{% debug %}",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
    "\U0001f469\u200d\U0001f467 family \U0001f33b",
    "x" * 200_000,
    "line\n\n\nline\t\ttab  ",
    "' OR 1=1; --",
]


def result(reply):
    return reply.json()["results"][0]


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_save_is_told_with_the_hash_of_what_is_stored_and_repeated_without_effect(
    writer, django_assert_max_num_queries
):
    with django_assert_max_num_queries(18):
        first = writer.autosave(edit("The lounge is warm."))
    again = writer.autosave(edit("The lounge is warm."))
    assert first.status_code == again.status_code == 200
    assert result(first) == result(again)
    assert result(first)["hash"] == sha256("The lounge is warm.")
    assert AnswerRevision.objects.filter(response=writer.report.response, key="premises_inside").count() == 1


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_kept_byte_for_byte_and_shown_harmlessly(writer, text):
    reply = writer.autosave(edit(text))
    assert result(reply)["hash"] == sha256(text)
    assert writer.answer("premises_inside") == text
    for name, *args in (("report_section", "premises"), ("report_check",), ("report_names",), ("report_tasks",)):
        page = writer.get(name, *args)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
    posted = writer.section("premises", premises_outside=text.replace("\n", "\r\n"))
    assert posted.status_code == 302
    assert writer.answer("premises_outside") == text


def test_characters_no_database_takes_are_dropped_and_the_rest_is_kept(writer):
    body = json.dumps({"edits": [edit("a\x00b\ud800c\x07d")]})
    assert result(writer.raw(body))["hash"] == sha256("abcd")
    assert writer.section("premises", premises_outside="a\x00b\x07").status_code == 302
    assert writer.answer("premises_outside") == "ab"
    assert writer.post("report_leave_out", "premises", data={"reason": "\x00 \x07"}).status_code in (200, 302)


def test_two_devices_with_one_answer_clash_and_both_texts_are_kept(writer):
    writer.autosave(edit("Tablet."))
    reply = writer.autosave(edit("Laptop.", op_id="op2"))
    assert reply.status_code == 409
    assert (result(reply)["state"], writer.answer("premises_inside")) == ("clash", "Tablet.")
    page = writer.client.get(result(reply)["url"]).content.decode()
    assert "Tablet." in page
    assert "Laptop." in page
    other = writer.autosave(edit("Outside.", key="premises_outside", op_id="op3"))
    assert result(other)["state"] == "saved"


def test_a_save_sent_before_the_reply_to_the_one_before_is_no_clash_of_a_person_with_themselves(writer):
    writer.autosave(edit("One"))
    assert result(writer.autosave(edit("One, two", op_id="op2", after="op1")))["state"] == "saved"
    assert writer.answer("premises_inside") == "One, two"


def test_words_of_a_recommendation_are_saved_as_they_are_typed(writer):
    writer.post("recommendation_add", data={"op_id": "r", "priority": "low"})
    reply = writer.autosave(edit(" Mend the gate. ", key="recommendation.text", row="1"))
    assert result(reply)["hash"] == sha256("Mend the gate.")
    assert result(writer.autosave(edit("x", key="recommendation.text", row="9")))["state"] == "refused"
    assert result(writer.autosave(edit("x", key="recommendation.priority", row="1")))["state"] == "refused"


NONSENSE = [
    b"", b"{", b"[]", b"null", b'{"edits": 3}', b'{"edits": [1, null, "x"]}', b"\xff\xfe", b"[" * 20_000, b'{"edits": [{}]}',
    b'{"edits": [{"op_id": "\\u0000", "key": "premises_inside", "text": "x"}]}',
]  # fmt: skip


def test_nonsense_never_breaks_and_never_writes(writer):
    for body in NONSENSE:
        assert writer.raw(body).status_code in (200, 409), body[:40]
    for wrong in (
        edit({"a": 1}), edit([1, 2, {"x": []}]), edit(None), edit(True), edit(3.5), edit("x", key="nothing"), edit("x", row="nowhere"),
        edit("x", key="complaints.about"), edit("x", key="complaints.about", row="01ARZ3NDEKTSV4RRFFQ69G5FAV"), edit("x", op_id=""),
        edit("x", op_id="y" * 500), edit("x", rev=-5), edit("x", rev=10**30), edit("x", rev="1"), edit("x", after="z" * 900), edit("x", key="\ud800"),
        edit("x" * 1_000_001),
    ):  # fmt: skip
        reply = writer.raw(json.dumps({"edits": [wrong]}))
        assert reply.status_code in (200, 409)
        assert result(reply)["state"] in ("saved", "clash", "refused")
    assert writer.get("report_section", "premises").status_code == 200


def test_pages_posted_with_nonsense_never_break(writer):
    writer.post("recommendation_add", data={"op_id": "r", "priority": "low"})
    junk = [
        "",
        "x",
        "\x00",
        "9" * 400,
        "add:nothing",
        "row:complaints:nowhere",
        "remove:residents:",
        "words:nothing",
        "confirm:nothing",
        "leave-out:x",
    ]
    for then in junk:
        reply = writer.post(
            "report_section", "premises", data={"then": then, "op_id": then, "rev__premises_inside": then, "done": then}
        )
        assert reply.status_code in (302, 404, 409), then
    for name, *args in (
        ("report_section", "nothing"), ("report_row", "complaints", "complaints", "nowhere"), ("report_row", "premises", "complaints", "x"),
        ("report_row_remove", "complaints", "complaints", "x"), ("report_row_restore", "complaints", "complaints", "x"), ("report_clash", 999999),
        ("recommendation_change", 9999), ("recommendation_remove", 9999),
    ):  # fmt: skip
        assert writer.post(name, *args, data={"then": "save"}).status_code == 404, name
    for way, data in (
        ("replace", {"fingerprint": "x" * 900}),
        ("replace", {"fingerprint": "\x00", "instead": "A"}),
        ("harmless", {}),
    ):
        assert writer.post(f"report_names_{way}", data=data).status_code == 409
    for data in (
        {"priority": "worst"},
        {"priority": "low", "regulation": "99"},
        {"priority": "low", "op_id": "é" * 90},
    ):
        assert writer.post("recommendation_add", data=data).status_code in (200, 302)
    assert writer.client.get(writer.url("report_tasks")).status_code == 200


def test_ids_of_another_report_are_not_there(cast, writer):
    other = Writer(cast.client(cast.other_visitor), make_report(cast, home=cast.elm, filled=False))
    row = other.answers.rows("residents")[0]
    assert writer.get("report_row", "residents", "residents", row).status_code == 404
    assert writer.post("report_row_remove", "residents", "residents", row).status_code == 404
    assert result(writer.autosave(edit("X.Y.", key="residents.child", row=row)))["state"] == "refused"
    other.autosave(edit("One."))
    clash = result(other.autosave(edit("Two.", op_id="op2")))["url"]
    assert writer.client.get(clash).status_code == 404
    revision = clash.rstrip("/").rsplit("/", 1)[1]
    assert writer.get("report_clash", int(revision)).status_code == 404
    assert other.answers.rows("residents") == [row]
