"""How far each person reaches: nobody reads, plans or learns more by a second role, a file, a register or an old page."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.urls import reverse

from core import documents, outbox
from core.documents import Made
from core.models import Document, Message
from core.refusal import Refused
from homes import services as homes
from homes.independence import Declaration
from homes.models import Appointment, Resident
from questionnaires import answers as stored
from questionnaires.models import Answer
from questionnaires.services import save_answer
from reg44.documents import kinds
from reg44.models import Despatch, Report, Visit
from reg44.services import closing, recommendations, visits
from tests.reports import ARRIVED, DAY, HOUR, make_report, make_visit, publish

pytestmark = pytest.mark.django_db
NOW = ARRIVED + 3 * DAY
UNSENT = "The boiler room was not locked."
BARRED = Declaration(financial_interest=True)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def quick(monkeypatch):
    """Files are made of their words alone, not printed."""
    monkeypatch.setattr(kinds, "make", lambda printed, format, made_at: Made("\n".join(printed.texts()).encode(), 1))


def refused(code: str, act, **data) -> None:
    with pytest.raises(Refused) as said:
        act(**data)
    assert said.value.code == code


def rewrite(report: Report, by) -> None:
    """The visitor writes on after the draft came back: an answer, a recommendation and a decision that nobody was sent."""
    rev = stored.load(report.response).rev("premises_outside")
    where = {"response": report.response, "key": "premises_outside", "base_rev": rev, "op_id": f"unsent{rev}"}
    save_answer(**where, value=UNSENT, by=by, now=NOW)
    first = report.recommendations.order_by("number").first()
    words = {"text": "Lock the boiler room.", "priority": "high", "regulation": "25", "measure": "It is locked."}
    recommendations.change(recommendation=first, by=by, now=NOW, **words)
    for comment in report.accuracy_comments.all():
        closing.decide_comment(comment=comment, decision="declined", reason="I saw it myself.", by=by, now=NOW)


def ask(client, report, kind):
    return client.post(reverse("reg44:ask_document", args=[report.pk]), {"kind": kind, "format": "pdf"})


def file_of(client, report, kind) -> str:
    """The words of the file of this kind, asked for and made now."""
    address = ask(client, report, kind).url
    for document in Document.objects.exclude(state="ready"):
        documents.make(document.pk, now=lambda: NOW)
    return client.get(address.rstrip("/") + "/file/").content.decode()


# --- the draft as a file -------------------------------------------------------------------------------------------


def test_a_manager_reads_in_the_file_of_the_draft_only_the_words_that_were_sent(cast, quick):
    report = make_report(cast, state="amending")
    rewrite(report, cast.visitor)
    manager, visitor = cast.client(cast.manager), cast.client(cast.visitor)
    text = file_of(manager, report, kinds.DRAFT)
    assert "The garden gate does not lock." in text
    assert "Mend the lock of the garden gate." in text
    assert "The carpet was mended on Monday." in text
    for unsent in (UNSENT, "boiler", "I saw it myself.", "Declined"):
        assert unsent not in text, unsent
    page = manager.get(reverse("reg44:read", args=[report.visit_id])).content.decode()
    assert "The garden gate does not lock." in page
    assert "boiler" not in page
    own = file_of(visitor, report, kinds.OWN_DRAFT)
    assert UNSENT in own
    assert "Lock the boiler room." in own
    assert "boiler" not in file_of(visitor, report, kinds.DRAFT)


def test_the_visitors_own_draft_is_for_nobody_else_before_and_after_it_is_sent(cast, quick):
    report = make_report(cast, state="amending")
    rewrite(report, cast.visitor)
    file_of(cast.client(cast.visitor), report, kinds.OWN_DRAFT)
    made = Document.objects.get(kind=kinds.OWN_DRAFT)
    old = Document.objects.create(  # as the portal made them before: of the words as they stood, for the home to read
        kind=kinds.DRAFT, subject_id=report.pk, revision="draft-0123", format="pdf", state="ready", content=b"words",
        sha256="0" * 64, asked_at=NOW, made_at=NOW,
    )  # fmt: skip
    for who in ("manager", "deputy", "ri", "qa_officer"):
        client = cast.client(cast.people[who])
        assert ask(client, report, kinds.OWN_DRAFT).status_code == 404, who
        for document in (made, old):
            for name in ("core:document", "core:document_file"):
                assert client.get(reverse(name, args=[document.pk])).status_code == 404, (who, document.kind)
    page = cast.client(cast.manager).get(reverse("reg44:documents", args=[report.pk])).content.decode()
    assert reverse("core:document", args=[old.pk]) not in page
    assert "Your draft" not in page


def test_the_file_of_a_sent_draft_is_the_same_however_much_the_visitor_writes_on(cast, quick):
    report = make_report(cast, state="amending")
    manager = cast.client(cast.manager)
    first = ask(manager, report, kinds.DRAFT).url
    rewrite(report, cast.visitor)
    assert ask(manager, report, kinds.DRAFT).url == first


# --- what the visitor is still deciding -------------------------------------------------------------------------------


def test_a_manager_learns_what_became_of_a_comment_only_when_the_report_is_final(cast):
    report = make_report(cast, state="amending")
    rewrite(report, cast.visitor)
    manager = cast.client(cast.manager)

    def pages(client) -> str:
        names = ("difference", "history", "read", "action_plan")
        return "".join(client.get(reverse(f"reg44:{name}", args=[report.visit_id])).content.decode() for name in names)

    assert "I saw it myself." not in pages(manager)
    assert "eclined" not in pages(manager)
    assert "I saw it myself." in pages(cast.client(cast.visitor))
    final = make_report(cast, state="final", arrives=ARRIVED - 31 * DAY)
    page = manager.get(reverse("reg44:difference", args=[final.visit_id])).content.decode()
    assert "Accepted" in page


# --- independence -----------------------------------------------------------------------------------------------------


def declare(cast, declaration: Declaration, now: dt.datetime = NOW) -> None:
    homes.declare_independence(
        appointment=Appointment.objects.get(person=cast.visitor, home=cast.oak),
        declaration=declaration,
        by=cast.administrator,
        now=now,
    )


def test_a_visitor_who_declared_a_bar_neither_plans_nor_is_planned_for_nor_arrives(cast):
    publish()
    standing = make_visit(cast, arrives=NOW)
    declare(cast, BARRED)
    assert Visit.objects.get(pk=standing.pk).state == "cancelled"
    day = (NOW + 40 * DAY).date()
    plan = partial(
        visits.plan, home=cast.oak, planned_for=day, announced=False, visitor=cast.visitor, independent=True, now=NOW
    )
    refused("not_independent", plan, by=cast.visitor)
    refused("not_independent", plan, by=cast.qa_officer)
    client = cast.client(cast.visitor)
    data = {"home": cast.oak.pk, "visitor": cast.visitor.pk, "planned_for": str(day), "announced": "no"}
    said = client.post(reverse("reg44:plan"), data | {"independent": "on"}).content.decode()
    assert "is not independent of this home" in said
    assert not Report.objects.exists()


def test_a_bar_that_no_listener_heard_of_still_stops_the_arrival_and_a_move(cast):
    publish()
    standing = make_visit(cast, arrives=NOW)
    row = cast.appointment("visitor").declarations.get()
    row.pk, row.financial_interest, row.declared_at = None, True, NOW
    row.save()
    day = (NOW + DAY).date()
    client = cast.client(cast.visitor)
    refused("not_independent", visits.arrive, visit=standing, arrived_at=NOW, by=cast.visitor, now=NOW)
    said = client.post(reverse("reg44:arrive", args=[standing.pk]), {"day": str(NOW.date()), "time": "10:00"})
    assert "is not independent of this home" in said.content.decode()
    refused("not_independent", visits.move, visit=standing, planned_for=day, announced=False, by=cast.visitor, now=NOW)
    assert not Report.objects.exists()


def test_a_bar_cancels_the_planned_visits_of_that_home_alone_and_the_qa_officer_is_told_without_the_day(cast):
    homes.appoint(
        person=cast.visitor, role="visitor", home=cast.elm, starts=NOW.date() - 9 * DAY, independence=Declaration(),
        by=cast.administrator, now=NOW,
    )  # fmt: skip
    plan = partial(visits.plan, announced=False, visitor=cast.visitor, independent=True, by=cast.visitor, now=NOW)
    here = plan(home=cast.oak, planned_for=(NOW + 40 * DAY).date())
    there = plan(home=cast.elm, planned_for=(NOW + 41 * DAY).date())
    declare(cast, Declaration())
    assert Visit.objects.filter(state="planned").count() == 2
    declare(cast, BARRED, NOW + HOUR)
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.state, there.state) == ("cancelled", "planned")
    assert "43(3)" in here.cancelled_why
    notes = Message.objects.filter(code="reg44.conflict")
    assert {note.to for note in notes} == {cast.qa_officer, cast.service_lead}
    assert not any("April" in note.subject + note.body for note in notes)


def test_who_plans_for_a_visitor_cannot_declare_for_them(cast):
    day = NOW.date()
    plan = partial(visits.plan, home=cast.oak, planned_for=day, announced=False, visitor=cast.visitor, now=NOW)
    refused("not_declared", plan, independent=False, by=cast.visitor)
    visit = plan(independent=False, by=cast.qa_officer)
    assert visit.independent_at == cast.appointment("visitor").declarations.get().declared_at
    visits.cancel(visit=visit, why="Ill.", by=cast.qa_officer, now=NOW)
    Appointment.objects.create(person=cast.visitor, role="visitor", home=cast.elm, starts=dt.date(2026, 1, 1))
    refused("not_independent", plan, home=cast.elm, independent=True, by=cast.qa_officer)


# --- two hats ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("works", ["registered_manager", "deputy_manager", "home_staff"])
@pytest.mark.parametrize(("who", "role"), [("qa_officer", "qa_officer"), ("visitor_manager", "visitor_manager")])
def test_nobody_who_works_at_a_home_may_make_the_rota_that_covers_it(cast, works, who, role):
    appoint = partial(homes.appoint, starts=NOW.date(), by=cast.administrator, now=NOW)
    refused("duties_together", appoint, person=cast.people[who], role=works, home=cast.oak)
    refused("duties_together", appoint, person=cast.home_staff, role=role, home=cast.oak)
    refused("duties_together", appoint, person=cast.home_staff, role=role, home=None)
    assert appoint(person=cast.home_staff, role=role, home=cast.elm)


def test_whoever_came_to_work_at_a_home_sees_its_planned_visits_no_more(cast):
    here, there = make_visit(cast, arrives=NOW), make_visit(cast, arrives=NOW, home=cast.elm)
    seen = make_report(cast, state="issued", arrives=ARRIVED - 62 * DAY).visit
    Appointment.objects.create(person=cast.qa_officer, role="home_staff", home=cast.oak, starts=dt.date(2026, 1, 1))
    client = cast.client(cast.qa_officer)
    found = {visit: client.get(reverse("reg44:visit", args=[visit.pk])).status_code for visit in (here, there, seen)}
    assert found == {here: 404, there: 200, seen: 200}
    page = client.get(reverse("reg44:plan")).content.decode()
    assert "Elm Lodge" in page
    assert "Oak House" not in page
    plan = partial(visits.plan, home=cast.oak, planned_for=NOW.date(), announced=False, visitor=cast.visitor, now=NOW)
    refused("not_allowed", plan, independent=True, by=cast.qa_officer)


# --- the register and who reads ---------------------------------------------------------------------------------------


def test_who_reads_a_sealed_report_does_not_hang_on_what_the_home_writes_into_its_register_later(cast):
    oak = make_report(cast, state="issued")
    elm = make_report(cast, state="issued", home=cast.elm)
    client = cast.client(cast.placing_authority)

    def reads(report: Report) -> bool:
        return client.get(reverse("reg44:read", args=[report.visit_id])).status_code == 200

    assert reads(oak)
    assert not reads(elm)
    entry = {
        "initials": "Z.Z.",
        "reference": "X-1",
        "placing_authority": cast.placing,
        "arrived_on": dt.date(2020, 1, 1),
    }
    homes.admit_resident(home=cast.elm, by=cast.other_manager, now=NOW, **entry)
    assert not reads(elm), "A child entered afterwards opens no earlier report."
    for child in Resident.objects.filter(home=cast.oak, placing_authority=cast.placing):
        change = {"initials": child.initials, "reference": child.reference, "arrived_on": child.arrived_on}
        homes.change_resident(resident=child, placing_authority=cast.host, by=cast.manager, now=NOW, **change)
    assert reads(oak), "A correction afterwards takes no report away."
    assert Despatch.objects.filter(report=oak, to="placing_authority", authority=cast.placing).exists()
    assert not Despatch.objects.filter(report=elm, to="placing_authority", authority=cast.placing).exists()


def test_every_change_in_the_register_of_children_keeps_what_stood_there_and_who_changed_it(cast):
    entry = {"initials": "Z.Z.", "reference": "X-1", "arrived_on": dt.date(2026, 1, 1), "by": cast.manager}
    child = homes.admit_resident(home=cast.oak, placing_authority=cast.host, now=NOW, **entry)
    homes.change_resident(resident=child, placing_authority=cast.placing, now=NOW + HOUR, **entry)
    homes.discharge_resident(resident=child, left_on=NOW.date(), by=cast.deputy, now=NOW + 2 * HOUR)
    rows = child.history.order_by("history_date").values_list("placing_authority__name", "left_on", "history_user")
    assert list(rows) == [
        ("Westshire Council", None, cast.manager.pk),
        ("Northmere Council", None, cast.manager.pk),
        ("Northmere Council", NOW.date(), cast.deputy.pk),
    ]


# --- times ------------------------------------------------------------------------------------------------------------


def test_the_time_of_leaving_stands_once_the_draft_is_sent(cast):
    report = make_report(cast, state="with_manager")
    before = Answer.objects.get(response=report.response, key="departure_time").value
    left = report.visit.left_at
    leave = partial(visits.leave, visit=report.visit, by=cast.visitor, now=NOW)
    assert leave(left_at=left).left_at == left
    refused("sent", leave, left_at=left + HOUR)
    day = {"day": str(left.date()), "time": "15:00"}
    said = cast.client(cast.visitor).post(reverse("reg44:leave", args=[report.visit_id]), day).content.decode()
    assert "The draft was sent with the time you left." in said
    assert Visit.objects.get(pk=report.visit_id).left_at == left
    assert Answer.objects.get(response=report.response, key="departure_time").value == before


def test_an_arrival_lies_no_more_than_a_day_before_the_planned_day_and_not_in_the_future(cast):
    publish()
    visit = make_visit(cast, arrives=ARRIVED + 15 * DAY)
    now = ARRIVED + 15 * DAY
    arrive = partial(visits.arrive, visit=visit, by=cast.visitor, now=now)
    refused("wrong_time", arrive, arrived_at=now + dt.timedelta(minutes=1))
    refused("wrong_time", arrive, arrived_at=now - 2 * DAY)
    refused("wrong_time", arrive, arrived_at=ARRIVED)
    assert arrive(arrived_at=now - DAY).period_to == (now - DAY).date()


# --- lengths ----------------------------------------------------------------------------------------------------------


def test_the_longest_name_of_a_home_stops_no_message(cast):
    cast.oak.name = "H" * 120
    cast.oak.save()
    visits.declare_conflict(visit=make_visit(cast, arrives=NOW), what="My sister.", by=cast.visitor, now=NOW)
    put = partial(outbox.put, to=cast.visitor, code="x", body="b", link="/", now=NOW)
    put(key="long", subject="S" * 161)
    put(key="fits", subject="S" * 160)
    assert max(len(note.subject) for note in Message.objects.all()) == 160
    assert Message.objects.get(key__startswith="long").subject.endswith("S…")
    assert Message.objects.get(key__startswith="fits").subject == "S" * 160


def test_how_ofsted_was_told_is_as_long_as_the_record_holds_and_what_was_typed_is_kept(cast):
    report = make_report(cast, filled=False)
    tap = {"visit": report.visit, "text": "A door.", "serious_concern": True, "op_id": "tap"}
    notice = visits.urgent_notice(**tap, by=cast.visitor, now=NOW)
    data = {"day": str(NOW.date()), "time": "10:00", "how": "y" * 201}
    said = cast.client(cast.visitor).post(reverse("reg44:ofsted_told", args=[notice.pk]), data).content.decode()
    assert "must be 200 characters or fewer. It is 1 too long" in said
    assert "y" * 201 in said
