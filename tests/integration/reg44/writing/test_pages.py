"""The writing pages through HTTP and database, without a script."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from questionnaires import definitions
from reg44.services import writing as services
from tests.integration.reg44.writing.desk import Writer, edit
from tests.reports import ARRIVED, make_report

PAGES = 12  # queries; session, person, appointments, report, answers and what the page itself shows


def test_the_task_list_shows_every_section_and_closes_the_files_until_consent(writer, django_assert_max_num_queries):
    with django_assert_max_num_queries(PAGES):
        page = writer.get("report_tasks")
    text = page.content.decode()
    assert page.status_code == 200
    assert "0 of 48 sections done" in text
    assert writer.url("report_section", "files") not in text
    assert "Fill in “Consent to read children’s files” first" in text
    assert writer.url("report_send") not in text
    assert "Write something first" in text  # before that there is nothing to look through for names
    assert writer.url("report_names") not in text
    assert writer.get("report_section", "files").status_code == 409
    row = writer.answers.rows("consents")[0]
    writer.post(
        "report_row", "consents", "consents", row,
        data={"op_id": "c", "consents__child_consent": "yes", "consents__authority_consent": "yes", "rev__consents__child_consent": "0", "rev__consents__authority_consent": "0"},
    )  # fmt: skip
    assert writer.get("report_section", "files").status_code == 200
    writer.autosave(edit("The lounge is warm."))
    assert writer.url("report_names") in writer.get("report_tasks").content.decode()


def test_every_section_page_opens_within_the_budget_of_queries(writer, django_assert_max_num_queries):
    schema = definitions.schema_of(writer.report.response.version)
    for section in schema.sections:
        if section.id != "files":
            with django_assert_max_num_queries(PAGES):
                page = writer.get("report_section", section.id)
            assert page.status_code == 200, section.id
    for name in ("recommendations", "recommendation_add", "report_names", "report_check"):
        with django_assert_max_num_queries(PAGES + 3):
            assert writer.get(name).status_code == 200


def test_a_page_is_saved_as_it_is_and_completed_by_word_only(writer):
    words = "The lounge is warm.\n\n<b>Paint</b> peels & falls."
    data = {"premises_inside": words, "premises_outside": ""}
    assert writer.section("premises", then="continue", **data).url == writer.url("report_section", "bedrooms")
    assert writer.answer("premises_inside") == words
    assert not writer.answers.section_state("premises").complete
    reply = writer.section("premises", then="continue", done="yes", rev__premises_inside="1", **data)
    text = writer.client.get(reply.url).content.decode()
    assert "<title>Error:" in text
    assert 'href="#id_premises_outside"' in text
    assert "&lt;b&gt;Paint&lt;/b&gt; peels &amp; falls." in text
    writer.section("premises", op_id="a2", then="later", done="yes", premises_outside="A garden.")
    assert writer.answers.section_state("premises").complete
    assert "1 of 48 sections done" in writer.get("report_tasks").content.decode()
    writer.section("premises", op_id="a3", then="later", done="no")
    assert not writer.answers.section_state("premises").complete


def test_a_page_from_another_device_overwrites_nothing_it_did_not_touch_and_asks_about_what_it_did(writer):
    writer.section("premises", premises_inside="First.", premises_outside="Outside.")
    writer.section("premises", op_id="a2", premises_inside="Second.", rev__premises_inside="1")
    old = {
        "premises_inside": "First.",
        "premises_outside": "Outside, too.",
        "rev__premises_inside": "1",
        "rev__premises_outside": "1",
    }
    assert writer.section("premises", op_id="b1", then="later", **old).url == writer.url("report_tasks")
    assert (writer.answer("premises_inside"), writer.answer("premises_outside")) == ("Second.", "Outside, too.")
    reply = writer.section("premises", op_id="b2", **(old | {"premises_inside": "Third."}))
    text = writer.client.get(reply.url).content.decode()
    assert "Second." in text
    assert "Third." in text
    assert writer.answer("premises_inside") == "Second."
    rev = re.search(r'name="base_rev" value="(\d+)"', text)[1]
    writer.client.post(reply.url, {"base_rev": "1", "choice": "mine"})
    assert writer.answer("premises_inside") == "Second."
    writer.client.post(reply.url, {"base_rev": rev, "choice": "joined", "joined": "Second.\r\n\r\nThird."})
    assert writer.answer("premises_inside") == "Second.\n\nThird."


def test_rows_are_pages_of_their_own_and_come_back_after_removal(writer):
    reply = writer.section("complaints", then="add:complaints")
    assert writer.section("complaints", then="add:complaints").url == reply.url
    row = writer.answers.rows("complaints")[0]
    text = "complaints__comments"
    writer.client.post(reply.url, {"op_id": "r1", text: "The food was cold.", f"rev__{text}": "0", "then": "save"})
    assert writer.answer(text.replace("__", "."), row) == "The food was cold."
    assert "The food was cold." in writer.get("report_section", "complaints").content.decode()
    place = ("complaints", "complaints", row)
    assert writer.get("report_row_remove", *place).status_code == 200
    for _ in range(2):
        writer.post("report_row_remove", *place)
    assert writer.answers.rows("complaints") == []
    assert writer.get("report_row", *place).status_code == 404
    writer.section("complaints", op_id="n1", none__complaints="yes", rev__none__complaints="1")
    assert "The food was cold." not in writer.get("report_check").content.decode()
    writer.post("report_row_restore", *place)
    assert writer.answer(text.replace("__", "."), row) == "The food was cold."


def test_a_section_not_examined_keeps_its_words(writer):
    writer.section("premises", premises_inside="Kept.")
    assert "Say why" in writer.post("report_leave_out", "premises", data={"reason": " "}).content.decode()
    writer.post("report_leave_out", "premises", data={"reason": "The light had failed."})
    assert "Not examined this time" in writer.get("report_tasks").content.decode()
    assert "The light had failed." in writer.get("report_section", "premises").content.decode()
    writer.post("report_take_up", "premises")
    assert "Kept." in writer.get("report_section", "premises").content.decode()
    assert writer.post("report_leave_out", "opinion", data={"reason": "No."}).status_code == 409


def test_facts_filled_in_count_as_checked_when_the_section_is_complete(writer):
    text = writer.get("report_section", "in_charge").content.decode()
    assert "From the home’s record, check" in text
    writer.section("in_charge", then="confirm:all")
    assert not [key for key, _, _ in writer.answers.carried() if key == "registered_manager"]


def test_last_months_words_are_shown_and_used_only_marked_and_confirmed(cast):
    before = make_report(
        cast, state="issued", arrives=ARRIVED - dt.timedelta(days=28), premises_inside="The lounge is warm."
    )
    report = make_report(cast, filled=False)
    writer = Writer(cast.client(cast.visitor), report)
    text = writer.get("report_section", "premises").content.decode()
    assert "What you wrote in February 2027" in text
    reply = writer.section("premises", then="words:premises_inside")
    assert reply.url.endswith("#id_premises_inside")
    stored = writer.answers.stored("premises_inside")
    assert (stored.value, stored.carried_from) == ("The lounge is warm.", "February 2027")
    assert writer.section("premises", then="words:premises_inside").status_code == 302
    writer.section("premises", op_id="x", premises_outside="A garden.")
    reply = writer.section("premises", op_id="y", then="continue", done="yes")
    assert "check=words" in reply.url
    assert "confirm them" in writer.client.get(reply.url).content.decode()
    writer.section("premises", op_id="z", then="confirm:premises_inside")
    writer.section("premises", op_id="zz", then="continue", done="yes")
    assert writer.answers.section_state("premises").complete
    assert before.state == "issued"


def test_recommendations_are_added_changed_and_removed(writer):
    data = {"op_id": "rec1", "priority": "high", "regulation": "12"}
    first = writer.post("recommendation_add", data=data)
    assert writer.post("recommendation_add", data=data).url == first.url
    words = {
        "text": "Mend the <gate>.",
        "measure": "It locks.",
        "priority": "low",
        "regulation": "12",
        "decide_by_day": "31",
    }
    page = writer.client.post(first.url, words)
    assert "must include a month and a year" in page.content.decode()
    assert "Mend the &lt;gate&gt;." in page.content.decode()
    assert writer.client.post(first.url, words | {"decide_by_day": ""}).url == writer.url("recommendations")
    row = writer.report.recommendations.get()
    assert (row.text, row.priority, row.measure) == ("Mend the <gate>.", "low", "It locks.")
    assert "Mend the &lt;gate&gt;." in writer.get("recommendations").content.decode()
    for _ in range(2):
        writer.post("recommendation_remove", row.number)
    assert writer.get("recommendation_change", row.number).status_code == 404


def test_nobody_but_the_visitor_of_the_visit_comes_in(cast, report):
    names = [
        ("report_tasks",), ("report_section", "premises"), ("report_autosave",), ("report_names",), ("report_check",),
        ("report_send",), ("recommendations",), ("recommendation_add",), ("report_removed", "premises"),
    ]  # fmt: skip
    for person in (
        cast.other_visitor,
        cast.manager,
        cast.ri,
        cast.qa_officer,
        cast.leaver,
        cast.councillor,
        cast.stranger,
    ):
        other = Writer(cast.client(person), report)
        for name, *args in names:
            assert other.get(name, *args).status_code == 404, (person, name)
        assert other.section("premises", premises_inside="Mine now.").status_code == 404
        assert other.raw("{}").status_code == 404
    assert Writer(cast.client(cast.visitor), report).answer("premises_inside") == ""


@pytest.mark.parametrize("state", ["with_manager", "final"])
def test_a_report_that_is_not_being_written_refuses_every_write_in_plain_words(cast, state):
    report = make_report(cast, state=state)
    writer = Writer(cast.client(cast.visitor), report)
    before = writer.answer("premises_inside")
    for reply in (writer.get("report_tasks"), writer.section("premises", premises_inside="Changed.")):
        assert reply.status_code == 409
        assert "This cannot be done now" in reply.content.decode()
    result = writer.autosave({"op_id": "o", "key": "premises_inside", "row": "", "base_rev": 1, "text": "Changed."})
    assert result.json()["results"][0]["state"] == "refused"
    assert writer.answer("premises_inside") == before


def test_a_complete_report_is_sent_once_and_only_with_both_statements(cast):
    report = make_report(cast)
    writer = Writer(cast.client(cast.visitor), report)
    text = writer.get("report_send").content.decode()
    assert "Send the draft</button>" in text
    assert "1 of them marked High" in text
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    assert writer.post("report_send", data={"version": version, "declared": ["evidence"]}).status_code == 409
    for _ in range(2):
        reply = writer.post("report_send", data={"version": version, "declared": ["evidence", "independent"]})
        assert reply.url == writer.url("visit")
    report.refresh_from_db()
    assert (report.state, report.version) == ("with_manager", int(version) + 1)


def test_a_report_with_gaps_names_each_with_a_way_there(writer):
    text = writer.get("report_send").content.decode()
    assert "Record when you left the home" in text
    assert writer.url("report_section", "premises") + "?check" in text
    assert "Send the draft</button>" not in text
    assert writer.post("report_send", data={"declared": ["evidence", "independent"]}).status_code == 409


def test_an_effect_is_named_by_page_place_and_words():
    one = services.effect("page", "key", "", "words")
    assert one == services.effect("page", "key", "", "words")
    assert len({one, services.effect("page", "key", "", "other"), services.effect("x" * 200, "key", "", "words")}) == 3
    assert len(services.effect("x" * 200, "key", "", "words")) <= 80
