"""Files of a report through HTTP and database: who gets which, each made once, and whether one is genuine."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import documents, genuine, guards, seals, tasks
from core.documents import Made
from core.models import Document
from questionnaires import answers
from questionnaires.services import bulk_fill, save_answer
from reg44 import sealing
from reg44.documents import content, kinds, members
from tests.reports import ARRIVED, make_report, recommend

LATER = ARRIVED + dt.timedelta(days=9)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def quick(monkeypatch):
    """Files are made of their words alone, not printed."""
    monkeypatch.setattr(kinds, "make", lambda printed, format, made_at: Made("\n".join(printed.texts()).encode(), 1))


def ask(client, report, kind=kinds.REPORT, format="pdf"):
    return client.post(reverse("reg44:ask_document", args=[report.pk]), {"kind": kind, "format": format})


def finished() -> list[Document]:
    """What the worker would make, made now."""
    return [
        documents.make(each.pk, now=lambda: LATER) for each in Document.objects.exclude(state="ready").order_by("pk")
    ]


def test_a_file_is_made_once_for_the_same_words_and_anew_when_they_change(cast, quick):
    report = make_report(cast)
    client = cast.client(cast.visitor)
    page = client.get(reverse("reg44:documents", args=[report.pk]))
    assert "Your draft as PDF" in page.content.decode()
    first = ask(client, report, kinds.OWN_DRAFT)
    assert ask(client, report, kinds.OWN_DRAFT).url == first.url
    ask(client, report, kinds.OWN_DRAFT, "docx")
    assert Document.objects.count() == 2
    made = finished()[0]
    assert client.get(first.url).status_code == 200
    file = client.get(reverse("core:document_file", args=[made.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="oak-house-2027-03-draft.pdf"'
    assert b"The garden gate does not lock." in file.content
    for value in ("The gate was mended.", "The garden gate does not lock."):  # back to the same words is a new revision
        rev = answers.load(report.response).rev("premises_outside")
        where = {"response": report.response, "key": "premises_outside", "base_rev": rev, "op_id": f"o{rev}"}
        save_answer(**where, value=value, by=cast.visitor, now=LATER)
        ask(client, report, kinds.OWN_DRAFT)
    assert Document.objects.filter(format="pdf").count() == 3


def test_a_file_is_asked_for_while_the_queue_is_down_and_waits_for_the_sweep(
    cast, monkeypatch, django_capture_on_commit_callbacks
):
    def down(*ids):
        raise ConnectionError("The queue is down.")

    monkeypatch.setattr(tasks.make_document, "delay", down)
    report = make_report(cast)
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(cast.client(cast.visitor), report, kinds.OWN_DRAFT).status_code == 302
    assert documents.left_behind(LATER + dt.timedelta(minutes=2)) == [Document.objects.get().pk]


def test_what_cannot_be_had_is_refused_in_words_or_not_there(cast):
    report = make_report(cast)
    client = cast.client(cast.visitor)
    assert ask(client, report, kinds.REPORT).status_code == 404
    assert ask(client, report, "nonsense").status_code == 404
    assert ask(client, report, kinds.OWN_DRAFT, "exe").status_code == 409
    assert client.post(reverse("reg44:ask_document", args=[0])).status_code == 404
    assert not Document.objects.exists()


def test_a_draft_stays_with_its_visitor_and_the_managers_and_members_get_their_copy_only(cast, quick):
    report = make_report(cast, state="with_manager")
    ask(cast.client(cast.manager), report, kinds.DRAFT)
    report = make_report(cast, state="issued", arrives=ARRIVED - dt.timedelta(days=31))
    for kind, person in ((kinds.REPORT, cast.ri), (kinds.MEMBERS_COPY, cast.councillor)):
        assert ask(cast.client(person), report, kind).status_code == 302
    Document.objects.filter(kind=kinds.DRAFT).update(subject_id=report.pk)  # a draft of what is issued by now
    made = {document.kind: document for document in finished()}
    readers = {
        kinds.DRAFT: {"visitor", "manager", "deputy"},
        kinds.REPORT: {"visitor", "manager", "deputy", "home_staff", "ri", "service_lead", "qa_officer"},
        kinds.MEMBERS_COPY: {"councillor", "visitor", "ri"},
    }
    everybody = {"stranger", "leaver", "other_manager", "administrator"} | set().union(*readers.values())
    for who in everybody:
        client = cast.client(cast.people[who])
        for kind, people in readers.items():
            if kind == kinds.MEMBERS_COPY and who in readers[kinds.REPORT]:
                continue
            code = client.get(reverse("core:document_file", args=[made[kind].pk])).status_code
            assert code == (200 if who in people else 404), (who, kind)
    assert ask(cast.client(cast.councillor), report, kinds.REPORT).status_code == 404


def test_the_members_copy_holds_no_initials_and_nothing_from_a_list(cast):
    words = "J.S. 2 and P.Q. went out; JS came back with A. B. and said so."
    report = make_report(cast, state="issued", concluding_statement=words, good_practice="J.S.'s room is lovely.")
    text = "\n".join(members.build(content.load(report.pk)).texts())
    assert "a child and a member of staff went out; a child came back with somebody and said so." in text
    assert "a child's room is lovely." in text
    assert not re.search(r"\b[A-Z]\.\s?[A-Z]\.", text)
    assert "Northmere" not in text
    assert "Your opinion" not in text
    assert "Why do you think so?" not in text
    numbers = re.findall(r"^(\d)\. ", text, re.MULTILINE)
    assert numbers == ["1", "2", "3"]


def test_the_code_says_whether_the_seal_is_whole_and_names_no_home_to_strangers(cast, client):
    report = make_report(cast, state="signed_off")
    code = seals.short(seals.find(report, sealing.FINAL))
    printed = content.build(content.load(report.pk), draft=False)
    assert code in printed.mark
    address = reverse("reg44:verify")
    said = client.get(address, {"code": code.lower().replace("-", " ")}).content.decode()
    assert "genuine and unchanged" in said
    assert "Oak House" not in said
    assert "Oak House" in cast.client(cast.ri).get(address, {"code": code}).content.decode()
    assert "Oak House" not in cast.client(cast.other_manager).get(address, {"code": code}).content.decode()
    for wrong in ("0000-0000-0000-0000", "x", "7F3A", code * 9):
        assert "There is no report with this code" in client.get(address, {"code": wrong}).content.decode()
    answer = report.response.answers.get(key="premises_outside")
    guards.lift(connection)
    answer.value = answer.value.replace("garden", "warden")
    answer.save()
    guards.lay(connection)
    said = client.get(address, {"code": code}).content.decode()
    assert "The seal of this report is broken" in said
    assert "genuine and unchanged" not in said


def test_a_file_is_known_by_its_bytes(cast, client, quick):
    report = make_report(cast, state="signed_off")
    ask(cast.client(cast.ri), report)
    (made,) = finished()
    content_ = bytes(made.content)

    def give(data: bytes) -> str:
        upload = SimpleUploadedFile("report.pdf", data)
        return client.post(reverse("reg44:verify"), {"file": upload}).content.decode()

    assert "genuine and unchanged" in give(content_)
    assert "not one that this service made" in give(content_[:-1] + b"!")
    assert "not one that this service made" in give(b"<script>")
    missing = client.post(reverse("reg44:verify"), {}).content.decode()
    assert "Choose the file that you want to compare" in missing
    assert "<title>Error:" in missing
    draft = make_report(cast, arrives=ARRIVED + dt.timedelta(days=31))
    guards.lift(connection)  # no file that was made ever becomes another one
    Document.objects.update(kind=kinds.DRAFT, subject_id=draft.pk)
    guards.lay(connection)
    assert "genuine draft" in give(content_)
    assert genuine.by_code("", user=cast.ri) is None


def test_printing_asks_the_database_as_often_for_forty_rows_as_for_one(cast):
    report = make_report(cast)
    with CaptureQueriesContext(connection) as few:
        content.build(content.load(report.pk), draft=True)
    row = {"child": "Q.Z.", "note": "A note"}
    bulk_fill(response=report.response, rows=[("restraints", row)] * 40, by=cast.visitor, now=LATER)
    for number in range(10, 50):
        recommend(report, cast.visitor, LATER, number)
    with CaptureQueriesContext(connection) as many:
        printed = content.build(content.load(report.pk), draft=True)
    assert sum(text == "A note" for text in printed.texts()) == 40
    assert len(many) == len(few)
    assert len(many) <= 15
