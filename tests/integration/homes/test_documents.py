"""Documents and checks of a home: versions that stay, approval, time limits, and what the visitor is told."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from core import clock, evidence
from core.models import Message, Reading
from core.refusal import Refused
from deadlines import subjects
from deadlines.models import Obligation
from homes import documents_due, services
from homes.models import Building, DocumentVersion, StatutoryDocument
from questionnaires import answers, definitions
from reg44.briefing import brief
from tests import files
from tests.reports import make_report, make_visit

NOW = dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)
TODAY = NOW.date()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def day(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def recorded(cast, kind: str, on: dt.date, **more) -> StatutoryDocument:
    document = services.record_document(home=cast.oak, kind=kind, checked_on=on, by=None, now=NOW, **more)
    newest = document.versions.first()
    if newest.waits:
        services.approve_document(version=newest, by=cast.ri, now=NOW)
    document.refresh_from_db()
    return document


def due(rule: str) -> list[tuple[dt.date, str]]:
    rows = Obligation.objects.filter(rule=f"homes.{rule}").order_by("pk")
    return [(clock.london(row.due_at).date(), row.state) for row in rows]


@pytest.mark.parametrize("table", ["safety_checks", "fire_checks", "risk_assessments", "management_records"])
def test_every_row_of_the_visitors_lists_has_its_kind_and_every_kind_says_where_it_comes_from(table):
    checklist = definitions.source("reg44_report").split(f"- checklist: {table}\n")[1].split("columns:")[0]
    asked = set(re.findall(r"\{key: (\w+),", checklist))
    assert {row for owner, row in documents_due.ROWS.values() if owner == table} == asked
    named = [due.row for due in documents_due.KINDS.values() if due.row]
    assert len(named) == len(set(named)) == 40
    assert all(due.source for kind, due in documents_due.KINDS.items() if kind != "other")


@pytest.mark.parametrize(
    ("kind", "checked", "expected"),
    [
        ("gas", dt.date(2028, 2, 29), dt.date(2029, 2, 28)),
        ("electrical", dt.date(2027, 3, 24), dt.date(2032, 3, 24)),
        ("portable_appliances", dt.date(2027, 3, 24), dt.date(2030, 3, 24)),
        ("location_assessment", dt.date(2027, 1, 1), dt.date(2028, 12, 31)),
        ("location_assessment", dt.date(2027, 12, 31), dt.date(2028, 12, 31)),
        ("fire_alarm", dt.date(2027, 12, 30), dt.date(2028, 1, 6)),
        ("walk_round", dt.date(2027, 1, 31), dt.date(2027, 2, 28)),
        ("rotas", dt.date(2027, 1, 31), None),
    ],
)
def test_the_next_review_follows_the_interval_of_the_kind(kind, checked, expected):
    assert documents_due.next_review(kind, checked) == expected


def test_versions_stay_with_their_files_and_the_responsible_individual_approves_each_new_text(cast):
    manager, ri = cast.client(cast.manager), cast.client(cast.ri)
    whole = {"kind": "fire_risk", "title": "", "version": "1", "note": "By the fire officer."}
    page = reverse("homes:record_document", args=[cast.oak.pk])
    bad = manager.post(
        page,
        whole | day("checked_on", TODAY) | {"file": SimpleUploadedFile("a.pdf", files.HOSTILE["a PDF with a script"])},
    ).content.decode()
    assert "a script" in bad
    assert "By the fire officer." in bad
    manager.post(page, whole | day("checked_on", TODAY) | {"file": SimpleUploadedFile("a.exe", files.pdf())})
    document = StatutoryDocument.objects.get(kind="fire_risk")
    assert "Approve a document: Fire risk assessment" in ri.get("/").content.decode()
    first = document.versions.get()
    for who in (cast.manager, cast.service_lead):
        with pytest.raises(Refused):
            services.approve_document(version=first, by=who, now=NOW)
    ri.post(reverse("homes:approve_document", args=[first.pk]))
    assert "Approve a document: Fire risk assessment" not in ri.get("/").content.decode()
    again = {"version": "", "revised": "no", **day("checked_on", TODAY)}
    manager.post(reverse("homes:change_document", args=[document.pk]), again)
    second, first = document.versions.all()
    assert (second.label, second.file, second.waits) == ("1", first.file, False), "the text was looked at and stays"
    answer = cast.client(cast.visitor).get(reverse("homes:document_file", args=[first.pk]))
    assert answer.content == files.pdf()
    assert answer["Content-Disposition"] == 'attachment; filename="fire-risk-assessment-oak-house-2027-03-24.pdf"'
    assert Reading.objects.filter(by=cast.visitor, subject_type="homes.documentversion").exists()
    assert cast.client(cast.councillor).get(reverse("homes:document_file", args=[first.pk])).status_code == 404
    shown = manager.get(reverse("homes:document", args=[document.pk])).content.decode()
    assert "Approved" in shown
    assert shown.count("Download version 1") == 2
    for change in ({"note": "x"}, {"approved_at": None, "approved_by": None}, {"file": None}):
        with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
            DocumentVersion.objects.filter(pk=first.pk).update(**change)


def test_a_new_text_counts_as_the_review_once_it_is_approved_and_one_that_is_refused_leaves_the_old_limit_running(cast):
    manager, ri = cast.client(cast.manager), cast.client(cast.ri)
    document = recorded(cast, "fire_risk", dt.date(2026, 4, 6), version="1")
    assert due("document_review") == [(dt.date(2027, 4, 6), "open")]

    def write(label: str) -> DocumentVersion:
        said = {"version": label, "revised": "yes", **day("checked_on", TODAY)}
        manager.post(reverse("homes:change_document", args=[document.pk]), said)
        return document.versions.get(label=label)

    second = write("2")
    home = manager.get(reverse("homes:home", args=[cast.oak.pk])).content.decode()
    assert "6 April 2027" in home
    assert "Waits for approval" in home
    assert due("document_review") == [(dt.date(2027, 4, 6), "open")]
    refuse = reverse("homes:refuse_document", args=[second.pk])
    assert "There is a problem" in ri.post(refuse, {"why": ""}).content.decode()
    ri.post(refuse, {"why": "The sleeping plan is missing."})
    second.refresh_from_db()
    assert (second.refused_by, second.refused_why, second.waits) == (cast.ri, "The sleeping plan is missing.", False)
    assert due("document_review") == [(dt.date(2027, 4, 6), "open")]
    assert Message.objects.get(to=cast.manager, code="homes.document_refused").subject.startswith("Oak House")
    page = manager.get(reverse("homes:document", args=[document.pk])).content.decode()
    assert "The sleeping plan is missing." in page
    assert "6 April 2027" in page
    ri.post(reverse("homes:approve_document", args=[second.pk]))
    second.refresh_from_db()
    assert second.approved_at is None, "what was refused is not approved later"

    manager.post(
        reverse("homes:change_document", args=[document.pk]),
        {"revised": "no", **day("checked_on", dt.date(2027, 3, 2))},
    )
    looked_at = document.versions.first()
    assert (looked_at.label, looked_at.in_force) == ("1", True), "the text that stays is the one that was approved"
    assert due("document_review") == [(dt.date(2027, 4, 6), "met"), (dt.date(2028, 3, 2), "open")]
    third = write("3")
    ri.post(reverse("homes:approve_document", args=[third.pk]))
    assert due("document_review")[1:] == [(dt.date(2028, 3, 2), "met"), (dt.date(2028, 3, 24), "open")]
    document.refresh_from_db()
    assert (document.version, document.checked_on, document.review_by) == ("3", TODAY, dt.date(2028, 3, 24))
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
        DocumentVersion.objects.filter(pk=second.pk).update(refused_why="x")


def test_no_kind_of_document_is_chosen_beforehand(cast):
    manager, page = cast.client(cast.manager), reverse("homes:record_document", args=[cast.oak.pk])
    before = StatutoryDocument.objects.count()
    shown = manager.get(page).content.decode()
    assert '<option value="" selected>Choose a document or check</option>' in shown
    answer = manager.post(page, {"kind": "", **day("checked_on", TODAY)}).content.decode()
    assert "Select the document or check that you record" in answer
    assert StatutoryDocument.objects.count() == before


def test_a_document_is_due_when_it_says_or_by_the_interval_of_its_kind_and_met_by_the_next(cast):
    recorded(cast, "gas", dt.date(2027, 3, 1))
    recorded(cast, "insurance", dt.date(2027, 3, 1), expires_on=dt.date(2027, 6, 30))
    recorded(cast, "fire_alarm", TODAY)
    assert due("document_review") == [(dt.date(2028, 3, 1), "open"), (dt.date(2027, 6, 30), "open")]
    recorded(cast, "gas", dt.date(2027, 3, 20), revised=False)
    assert due("document_review")[0] == (dt.date(2028, 3, 1), "met")
    assert due("document_review")[2] == (dt.date(2028, 3, 20), "open")
    names = subjects.names_of((row.subject_type, row.subject_id) for row in Obligation.objects.all())
    assert set(names.values()) == {"Gas and boiler", "Liability insurance"}
    with pytest.raises(Refused, match="older"):
        recorded(cast, "gas", dt.date(2026, 3, 1))
    services.end_document(
        document=StatutoryDocument.objects.get(kind="gas"), why="There is no gas.", by=cast.manager, now=NOW
    )
    assert due("document_review")[2][1] == "cancelled"


def test_the_location_is_reviewed_once_in_each_calendar_year_for_each_building(cast):
    building = Building.objects.get(home=cast.oak)
    recorded(cast, "location_assessment", dt.date(2026, 2, 2))
    recorded(cast, "location_assessment", dt.date(2026, 11, 30), building=building)
    assert due("location_review") == [(dt.date(2027, 12, 31), "open")] * 2
    recorded(cast, "location_assessment", dt.date(2027, 1, 4))
    assert due("location_review")[0] == (dt.date(2027, 12, 31), "met")
    assert due("location_review")[2] == (dt.date(2028, 12, 31), "open")
    assert due("document_review") == [], "the law's limit stands alone"
    page = cast.client(cast.qa_officer).get(reverse("deadlines:change_limit", args=["homes.location_review"]))
    assert "the end of the next calendar year" in page.content.decode()
    with pytest.raises(Refused, match="wrong_building"):
        recorded(cast, "gas", TODAY, building=Building.objects.get(home=cast.elm))


def test_a_revised_statement_of_purpose_goes_to_ofsted_within_28_days_and_one_only_looked_at_does_not(cast):
    document = recorded(cast, "statement_of_purpose", dt.date(2027, 1, 4))
    recorded(cast, "statement_of_purpose", dt.date(2027, 2, 1), revised=False)
    assert due("purpose_to_ofsted") == []
    recorded(cast, "statement_of_purpose", dt.date(2027, 3, 1))
    assert due("purpose_to_ofsted") == [(dt.date(2027, 3, 29), "open")]
    newest = document.versions.first()
    sent = reverse("homes:document_sent", args=[newest.pk])
    early = cast.client(cast.manager).post(sent, day("sent_on", dt.date(2027, 2, 1))).content.decode()
    assert "before the day of the version" in early
    cast.client(cast.manager).post(sent, day("sent_on", dt.date(2027, 3, 24)))
    assert due("purpose_to_ofsted") == [(dt.date(2027, 3, 29), "met")]
    services.record_document(home=cast.oak, kind="statement_of_purpose", checked_on=TODAY, by=None, now=NOW)
    assert due("purpose_to_ofsted")[1] == (dt.date(2027, 4, 21), "open"), (
        "Ofsted’s 28 days do not wait for the approval"
    )
    newest, page = document.versions.first(), reverse("homes:document", args=[document.pk])
    offered = reverse("homes:document_sent", args=[newest.pk])
    assert offered not in cast.client(cast.manager).get(page).content.decode()
    waits = cast.client(cast.manager).post(offered, day("sent_on", TODAY)).content.decode()
    assert "This version waits for approval" in waits
    newest.refresh_from_db()
    assert newest.sent_on is None
    services.refuse_document(version=newest, why="The ages are wrong.", by=cast.ri, now=NOW)
    assert due("purpose_to_ofsted")[1][1] == "cancelled"
    with pytest.raises(Refused, match="not_approved"):
        services.sent_to_ofsted(version=newest, sent_on=TODAY, by=cast.manager, now=NOW)


def test_what_is_late_or_missing_shows_on_the_page_of_the_home_to_the_visitor_and_in_the_review(cast):
    late = recorded(cast, "gas", dt.date(2026, 2, 1))
    page = cast.client(cast.manager).get(reverse("homes:home", args=[cast.oak.pk])).content.decode()
    assert "Past the day of their review" in page
    assert "<li>Liability insurance</li>" in page
    visit = make_visit(cast, arrives=NOW + dt.timedelta(days=20))
    briefing = brief(visit=visit, now=NOW)
    assert briefing.documents == [late]
    assert "Liability insurance" in briefing.missing
    shown = cast.client(cast.visitor).get(reverse("reg44:briefing", args=[visit.pk])).content.decode()
    assert "Gas and boiler: last 1 February 2026, next by 1 February 2027" in shown
    items = evidence.gather(cast.oak, dt.date(2026, 10, 1), TODAY)["documents"]
    assert [item.subject for item in items] == [late]
    services.record_document(home=cast.oak, kind="gas", checked_on=TODAY, by=None, now=NOW)
    assert brief(visit=visit, now=NOW).documents == []


def test_a_report_begins_with_the_days_of_the_homes_record_marked_as_its(cast):
    recorded(cast, "gas", dt.date(2026, 2, 1))
    recorded(cast, "fire_alarm", dt.date(2027, 3, 22))
    recorded(cast, "workforce_plan", dt.date(2026, 9, 1))
    recorded(cast, "policy", dt.date(2026, 9, 1), title="Missing children")
    recorded(cast, "policy", dt.date(2025, 9, 1), title="Bullying")
    found = answers.load(make_report(cast, filled=False, arrives=NOW).response)
    assert found.get("safety_checks.in_date", "gas") == "no"
    assert found.get("safety_checks.last", "gas") == "2026-02-01"
    assert found.get("fire_checks.in_date", "alarm") == "yes"
    assert found.get("fire_checks.last", "alarm") == "2027-03-22"
    assert found.get("management_records.last", "workforce") == "2026-09-01"
    assert found.get("management_records.last", "policies") == "2025-09-01", "the one that is worst off"
    assert found.values["safety_checks.last", "gas"].carried_from == "the home’s record"
