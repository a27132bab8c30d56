"""An inspection from the inspector's visit to the last requirement, through the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import Action
from core import clock, evidence
from core.models import Reading, StoredFile
from core.refusal import Refused
from deadlines.models import Obligation
from inspections import services
from inspections.models import JUDGEMENTS, Inspection, PublishedInspection
from questionnaires import answers
from reg44.briefing import brief
from reg44.services import visits
from tests import files
from tests.reports import make_visit, publish

NOW = dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)
GOOD = {"overall": "good", "protection": "good", "leadership": "outstanding"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def day(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def at(name: str, inspection: Inspection, *more: str) -> str:
    return reverse(f"inspections:{name}", args=[inspection.pk, *more])


def upload(content: bytes | None = None, name: str = "C:\\Reports\\../evil.exe") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf() if content is None else content, "application/x-msdownload")


def recorded(cast, *, on=dt.date(2027, 3, 2), kind="full", home=None) -> Inspection:
    return services.record(home=home or cast.oak, kind=kind, inspected_on=on, by=None, now=NOW)


def final(cast, *, on=dt.date(2027, 3, 2), kind="full", **found: str) -> Inspection:
    row = recorded(cast, on=on, kind=kind)
    return services.receive_final(
        inspection=row, received_on=on + dt.timedelta(days=20), findings=found or GOOD, by=None, now=NOW
    )


def test_the_manager_leads_an_inspection_from_the_visit_to_what_ofsted_asks_for(cast):
    manager = cast.client(cast.manager)
    manager.post(
        reverse("inspections:record", args=[cast.oak.pk]), {"kind": "full", **day("inspected_on", dt.date(2027, 3, 2))}
    )
    row = Inspection.objects.get()
    manager.post(at("draft", row), {"file": upload(), **day("received_on", dt.date(2027, 3, 19))})
    page = manager.get(at("inspection", row)).content.decode()
    assert "Why then?" in page
    limit = Obligation.objects.get(rule="inspections.comments")
    assert clock.london(limit.due_at).date() == dt.date(2027, 3, 30), "26 March is Good Friday, 29 March Easter Monday"
    line = PublishedInspection.objects.create(
        urn=cast.oak.urn, kind="full", inspected_on=row.inspected_on, published_on=dt.date(2027, 3, 23)
    )
    shown = manager.get(at("inspection", row)).content.decode()
    assert "Ofsted has published the final report" in shown
    assert "Record the final report" in shown
    assert "takes comments" not in shown
    assert "final report published: record it" in manager.get("/").content.decode()
    line.delete()
    assert "final report published" not in manager.get("/").content.decode()
    assert "takes comments" in page
    manager.post(at("comments", row), {"no_comments": "no", **day("sent_on", dt.date(2027, 3, 23))})
    limit.refresh_from_db()
    assert limit.state == Obligation.State.MET
    given = {**GOOD, "compliance_notice": "no", "notice": "", **day("received_on", dt.date(2027, 3, 24))}
    lacking = manager.post(at("final", row), given | {"overall": "", "file": upload()}).content.decode()
    assert "Choose the file again" in lacking
    manager.post(at("final", row), given | {"file": upload()})
    row.refresh_from_db()
    assert (row.state, row.overall, row.leadership) == ("final", "good", "outstanding")
    point = {"kind": "requirement", "text": "Mend the gate.", "regulation": "25", **day("act_by", dt.date(2027, 4, 30))}
    manager.post(at("point", row), point)
    manager.post(at("point", row), {"kind": "recommendation", "text": "Plan more outings."})
    required, recommended = Action.objects.order_by("pk")
    assert clock.london(required.act_by).date() == dt.date(2027, 4, 30), "the day that Ofsted names"
    assert clock.london(recommended.act_by).date() == dt.date(2027, 6, 22), "60 working days"
    manager.post(at("circulated", row), {"to": "Social workers", **day("sent_on", dt.date(2027, 3, 24))})
    page = manager.get(at("inspection", row)).content.decode()
    assert all(words in page for words in ("Mend the gate.", "Requirement 1", "Social workers", "Download the report"))
    assert (
        "Ofsted requirement 1, full inspection of 2 March 2027"
        in manager.get(reverse("actions:action", args=[required.pk])).content.decode()
    )
    assert {file.name for file in StoredFile.objects.all()} == {
        "ofsted-full-draft-oak-house-2027-03-02.pdf",
        "ofsted-full-report-oak-house-2027-03-02.pdf",
    }


def test_a_file_is_handed_out_as_an_attachment_under_our_own_name_and_the_reading_is_noted(cast):
    row = recorded(cast)
    cast.client(cast.manager).post(at("draft", row), {"file": upload(), **day("received_on", dt.date(2027, 3, 19))})
    answer = cast.client(cast.ri).get(at("file", row, "draft"))
    assert answer.content == files.pdf()
    assert answer["Content-Disposition"] == 'attachment; filename="ofsted-full-draft-oak-house-2027-03-02.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert Reading.objects.filter(by=cast.ri, subject_type="inspections.inspection", what__startswith="file").exists()
    assert cast.client(cast.visitor).get(at("file", row, "draft")).status_code == 404


@pytest.mark.parametrize("name", ["empty", "the trial virus", "a PDF with a script", "a picture of 50,000 × 50,000"])
def test_no_hostile_file_gets_past_a_form_and_what_else_was_typed_stays(cast, name):
    row = recorded(cast)
    answer = cast.client(cast.manager).post(
        at("draft", row), {"file": upload(files.HOSTILE[name]), **day("received_on", dt.date(2027, 3, 19))}
    )
    row.refresh_from_db()
    if files.HOSTILE[name]:
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "There is a problem" in page
        assert 'value="2027"' in page
        assert row.state == "recorded"
    assert not StoredFile.objects.exists()


def test_councillors_read_judgements_of_final_reports_only_and_nobody_else_reads_a_draft(cast):
    done, open_ = final(cast), recorded(cast, on=dt.date(2027, 3, 16), kind="assurance")
    services.raise_point(inspection=done, kind="requirement", text="Mend the gate.", by=None, now=NOW)
    councillor = cast.client(cast.councillor)
    page = councillor.get(at("inspection", done)).content.decode()
    assert "Outstanding" in page
    assert "Mend the gate" not in page
    assert councillor.get(at("inspection", open_)).status_code == 404
    home = councillor.get(reverse("homes:home", args=[cast.oak.pk])).content.decode()
    assert "Full inspection" in home
    assert "Assurance inspection" not in home
    assert cast.client(cast.other_manager).get(at("inspection", done)).status_code == 404


def test_the_picture_says_the_grades_in_words_too_and_the_table_has_them_all(cast):
    final(cast, on=dt.date(2025, 5, 6), overall="inadequate", protection="inadequate", leadership="good")
    final(cast, on=dt.date(2026, 5, 6))
    final(cast, on=dt.date(2026, 11, 3), kind="assurance", concerns="none")
    page = cast.client(cast.service_lead).get(reverse("inspections:history", args=[cast.oak.pk])).content.decode()
    assert "May 2025: Inadequate; May 2026: Good</desc>" in page
    assert page.count("<circle") == 2
    assert "No serious or widespread concerns" in page
    assert "style=" not in page.split("<svg")[1].split("</svg>")[0]


def test_what_ofsted_published_stands_beside_what_the_home_recorded_and_changes_nothing_of_it(cast):
    row = final(cast)
    lines = {"urn": cast.oak.urn, "kind": "full", "published_on": dt.date(2027, 3, 23)}
    other = dict.fromkeys(JUDGEMENTS, "inadequate")
    PublishedInspection.objects.create(**lines, inspected_on=row.inspected_on, **other)
    PublishedInspection.objects.create(**lines, inspected_on=dt.date(2025, 1, 7), **dict.fromkeys(JUDGEMENTS, "good"))
    page = cast.client(cast.ri).get(reverse("inspections:history", args=[cast.oak.pk])).content.decode()
    assert "Ofsted’s file says Inadequate, Inadequate, Inadequate" in page
    assert "Published by Ofsted, not recorded by the home" in page
    assert "Record it" not in page
    row.refresh_from_db()
    assert row.overall == "good"
    shown = cast.client(cast.councillor).get(at("inspection", row)).content.decode()
    assert "23 March 2027" in shown
    assert "children and young people: the home recorded Good, Ofsted published Inadequate" in shown
    assert "leaders and managers: the home recorded Outstanding, Ofsted published Inadequate" in shown


def test_what_ofsted_published_and_nobody_recorded_is_offered_to_whoever_records_it(cast):
    line = PublishedInspection.objects.create(
        urn=cast.oak.urn,
        kind="assurance",
        published_on=dt.date(2027, 3, 9),
        inspected_on=dt.date(2027, 2, 3),
        concerns="none",
    )
    far = PublishedInspection.objects.create(
        urn="2599001", kind="full", published_on=dt.date(2027, 3, 9), inspected_on=dt.date(2027, 2, 3)
    )
    manager, record = cast.client(cast.manager), reverse("inspections:record", args=[cast.oak.pk])
    history = manager.get(reverse("inspections:history", args=[cast.oak.pk])).content.decode()
    assert "Assurance inspection, 3 February 2027: No serious or widespread concerns" in history
    assert f"{record}?published={line.pk}" in history
    assert manager.get(record, {"published": far.pk}).status_code == 404, "a line about another home"
    form = manager.get(record, {"published": line.pk}).content.decode()
    assert 'value="assurance" checked' in form
    assert 'value="2027"' in form
    manager.post(f"{record}?published={line.pk}", {"kind": "assurance", **day("inspected_on", line.inspected_on)})
    row = Inspection.objects.get()
    page = manager.get(at("inspection", row)).content.decode()
    assert "Ofsted has published the final report. The home has not recorded it yet." in page
    assert "Record it" not in manager.get(reverse("inspections:history", args=[cast.oak.pk])).content.decode()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("too_early", {"received_on": dt.date(2027, 3, 1)}),
        ("in_the_future", {"received_on": dt.date(2027, 3, 25)}),
        ("findings_missing", {"findings": {"overall": "good"}}),
        ("findings_missing", {"findings": GOOD | {"overall": "splendid"}}),
        ("notice_missing", {"compliance_notice": True}),
        ("notice_unasked", {"notice": "Mend the gate."}),
        ("not_allowed", {"by": "ri"}),
    ],
)
def test_a_final_report_that_cannot_be_is_refused(cast, code, change):
    row = recorded(cast)
    whole = {"received_on": dt.date(2027, 3, 24), "findings": GOOD, "by": "manager"} | change
    with pytest.raises(Refused, match=code):
        services.receive_final(inspection=row, now=NOW, **whole | {"by": getattr(cast, whole["by"])})
    row.refresh_from_db()
    assert row.state == "recorded"


def test_one_step_is_recorded_once_and_a_mistake_is_taken_back_with_its_limit(cast):
    row = recorded(cast)
    services.receive_draft(inspection=row, received_on=dt.date(2027, 3, 22), by=None, now=NOW)
    with pytest.raises(Refused, match="stale"):
        services.receive_draft(inspection=row, received_on=dt.date(2027, 3, 23), by=None, now=NOW)
    with pytest.raises(Refused, match="there_already"):
        recorded(cast)
    cast.client(cast.deputy).post(at("withdraw", row), {"why": "It was at the other home."})
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert Obligation.objects.get(rule="inspections.comments").state == Obligation.State.CANCELLED
    assert cast.client(cast.deputy).get(at("inspection", row)).status_code == 404
    assert recorded(cast).pk != row.pk


def test_the_visitor_finds_what_ofsted_asks_for_in_the_briefing_and_in_the_report(cast):
    services.raise_point(inspection=final(cast), kind="requirement", text="Mend the gate.", by=None, now=NOW)
    publish()
    visit = make_visit(cast, arrives=NOW)
    assert brief(visit=visit, now=NOW).ofsted == ["Mend the gate."]
    report = visits.arrive(visit=visit, arrived_at=NOW, by=cast.visitor, now=NOW)
    found = answers.load(report.response)
    [row] = found.rows("ofsted_actions")
    cells = {name: found.get(f"ofsted_actions.{name}", row) for name in ("action", "kind", "due")}
    assert cells == {"action": "Mend the gate.", "kind": "requirement", "due": "2027-04-23"}


def test_a_review_gathers_final_reports_of_its_period_with_what_they_ask_for(cast):
    row = final(cast)
    final(cast, on=dt.date(2025, 5, 6))
    services.raise_point(inspection=row, kind="requirement", text="Mend the gate.", by=None, now=NOW)
    [item] = evidence.gather(cast.oak, dt.date(2026, 10, 1), dt.date(2027, 3, 31))["inspections"]
    assert item.subject == row
    assert item.figures == {"ofsted_requirements": 1, "ofsted_recommendations": 0}
    assert "Good, Good, Outstanding" in item.text


def test_the_same_words_of_another_regulation_or_day_are_another_point(cast):
    given = {"inspection": final(cast), "kind": "requirement", "text": "Mend the gate.", "by": None, "now": NOW}
    first = services.raise_point(regulation="12", **given)
    assert services.raise_point(regulation="12", **given) == first
    assert services.raise_point(regulation="13", **given).number == 2
    dated = services.raise_point(regulation="12", act_by=dt.date(2027, 6, 1), **given)
    assert dated.number == 3
    assert services.raise_point(regulation="12", act_by=dt.date(2027, 6, 1), **given) == dated


def test_the_limit_of_a_draft_is_for_those_who_read_drafts(cast):
    services.receive_draft(inspection=recorded(cast), received_on=dt.date(2027, 3, 23), by=None, now=NOW)
    why = reverse("deadlines:why", args=[Obligation.objects.get(rule="inspections.comments").pk])
    for person, code in ((cast.visitor, 404), (cast.contracts_manager, 404), (cast.qa_officer, 200), (cast.director, 200)):  # fmt: skip
        assert cast.client(person).get(why).status_code == code
