"""A child’s audit goes to nobody without a part in it; nobody moderates their own; no finding is lost and none comes twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import questionnaires.services as engine
from actions.models import Action
from audits.models import Audit, AuditKind, Finding
from audits.services import judging, kinds, planning, writing
from core import evidence
from core.models import Event, Message
from core.refusal import Refused
from deadlines.models import Obligation
from deadlines.services.sweep import sweep
from homes.models import Appointment
from homes.roles import Role
from homes.services import admit_resident, discharge_resident
from questionnaires import definitions
from tests.audits import fill, make_audit, publish
from tests.cast import BEGAN, PEOPLE

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 10, 9, tzinfo=dt.UTC)
DAY, HOUR = dt.timedelta(1), dt.timedelta(hours=1)
KNOW = {"manager", "deputy", "ri", "qa_officer", "head_of_qa", "director"}


@pytest.fixture
def known(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    return publish(cast.qa_officer, NOW - DAY)


def who(rows, cast, row) -> set[str]:
    """The people of the cast who may know of this row."""
    found = set()
    for name in PEOPLE:
        person = cast.people[name]
        person.request_cache = None
        if rows.visible_to(person).filter(pk=row.pk).exists():
            found.add(name)
    return found


def test_nobody_without_a_part_in_the_audit_of_a_child_learns_of_it_or_of_what_came_of_it(cast, known):
    audit = make_audit(cast, known["small_child"], now=NOW, state="in_progress")
    words = str(audit)
    assert who(Audit.objects, cast, audit) == KNOW
    for name in KNOW - {"manager"}:
        page = cast.client(cast.people[name]).get(reverse("audits:audit", args=[audit.pk])).content.decode()
        assert "Mend door" not in page, name
    audit = judging.send(audit=audit, by=cast.manager, now=NOW)
    audit = judging.agree(audit=audit, words="", by=cast.qa_officer, now=NOW + HOUR)
    action = Action.objects.get()
    assert who(Audit.objects, cast, audit) == KNOW | {"placing_authority"}
    assert who(Action.objects, cast, action) == {"manager", "deputy", "ri", "qa_officer", "head_of_qa"}
    limits = Obligation.objects.filter(subject_type__in=("audits.audit", "actions.action"))
    assert limits.count() == 5
    for name in ("visitor", "home_staff", "service_lead", "councillor", "contracts_manager", "other_manager"):
        person, client = cast.people[name], cast.client(cast.people[name])
        assert not Obligation.objects.visible_to(person).filter(pk__in=limits.values("pk")).exists(), name
        for address in (
            "/",
            reverse("homes:home", args=[audit.home_id]),
            reverse("audits:audits"),
            reverse("audits:of_home", args=[audit.home_id]),
            reverse("audits:audit", args=[audit.pk]),
            reverse("actions:action", args=[action.pk]),
            reverse("deadlines:board"),
        ):
            page = client.get(address).content.decode()
            assert words not in page, (name, address)
            assert "Mend door" not in page, (name, address)
    assert evidence.gather(cast.oak, NOW.date(), NOW.date())["audits"] == []
    told = list(Message.objects.filter(code__startswith="audits."))
    assert {each.to for each in told} <= {cast.people[name] for name in KNOW}
    said = " ".join(f"{each.subject} {each.body} {each.link}" for each in told)
    said += " ".join(str(each.data) for each in Event.objects.filter(code__startswith="audits."))
    assert audit.resident.initials not in said
    assert audit.resident.reference not in said


def test_an_audit_of_the_home_is_evidence_for_its_review_with_judgement_and_actions_and_no_more(cast, known):
    audit = make_audit(cast, known["small_home"], now=NOW, state="agreed")
    assert audit.state == "closed"
    (item,) = evidence.gather(cast.oak, NOW.date(), NOW.date())["audits"]
    assert (
        item.text == f"Small home audit {audit.number}, agreed on 10 March 2027. Judgement: Good. 1 action came of it."
    )


def test_nobody_moderates_their_own_audit_or_one_of_a_home_where_they_have_a_post(cast, known):
    row = {"key": "both", "definition": "small_home", "title": "Both", "one": "audit of both", "concerns": "home"}
    row |= {"writers": ["qa_officer", "registered_manager"], "moderators": ["qa_officer", "moderator"]}
    kind = kinds.put(row=row | {"readers": ["qa_officer"]}, now=NOW)
    Appointment.objects.create(person=cast.stranger, role=Role.MODERATOR, home=cast.elm, starts=BEGAN)
    days = {"period_from": NOW.date(), "period_to": NOW.date(), "due_on": NOW.date() + 9 * DAY}
    audit = planning.plan(kind=kind, home=cast.elm, auditor=cast.qa_officer, by=cast.qa_officer, now=NOW, **days)
    writing.start(audit=audit, by=cast.qa_officer, now=NOW)
    audit = Audit.objects.get()
    fill(audit, by=cast.qa_officer, now=NOW)
    audit = planning.assign(audit=audit, auditor=cast.other_manager, by=cast.qa_officer, now=NOW)
    audit = judging.send(audit=audit, by=cast.other_manager, now=NOW)
    for person, code in (
        (cast.qa_officer, "own_audit"),
        (cast.other_manager, "not_allowed"),
        (cast.head_of_qa, "not_allowed"),
    ):
        with pytest.raises(Refused) as no:
            judging.agree(audit=audit, words="", by=person, now=NOW)
        assert no.value.code == code
    office = Appointment.objects.create(person=cast.stranger, role=Role.AUDITOR, home=cast.elm, starts=BEGAN)
    with pytest.raises(Refused) as no:
        judging.agree(audit=audit, words="", by=cast.stranger, now=NOW)
    assert no.value.code == "not_independent"
    Appointment.objects.filter(pk=office.pk).delete()
    cast.stranger.request_cache = None
    judging.give_back(audit=audit, words="Look again.", by=cast.stranger, now=NOW)
    Appointment.objects.filter(person=cast.stranger).update(role=Role.REGISTERED_MANAGER)
    cast.stranger.request_cache = None
    with pytest.raises(Refused) as no:
        planning.assign(audit=audit, auditor=cast.stranger, by=cast.qa_officer, now=NOW)
    assert no.value.code == "own_audit"


def test_each_finding_is_one_action_and_what_was_agreed_is_never_written_again(cast, known):
    audit = make_audit(cast, known["small_child"], now=NOW, state="moderation")
    with pytest.raises(Refused):
        writing.save_one(
            audit=audit, key="care_words", row="", value="x", op_id="a", base_rev=0, by=cast.manager, now=NOW
        )
    for _ in range(2):
        judging.agree(audit=audit, words="", by=cast.qa_officer, now=NOW)
    assert Action.objects.count() == Finding.objects.count() == 1
    with pytest.raises(Refused) as no:
        engine.save_answer(
            response=audit.response, key="care_words", value="x", op_id="b", base_rev=0, by=cast.manager, now=NOW
        )
    assert no.value.code == "frozen"
    assert Obligation.objects.running().get(rule="audits.action").due_at.date() == NOW.date() + 10 * DAY


def test_late_audits_reach_those_who_answer_for_them_and_moving_a_day_needs_a_reason(cast, known):
    audit = make_audit(cast, known["small_child"], now=NOW)
    with pytest.raises(Refused):
        planning.move(audit=audit, due_on=NOW.date() + 5 * DAY, reason=" ", by=cast.deputy, now=NOW)
    planning.move(audit=audit, due_on=NOW.date() + 5 * DAY, reason="The child goes away.", by=cast.deputy, now=NOW)
    limit = Obligation.objects.running().get(rule="audits.due_home")
    assert limit.due_at.date() == NOW.date() + 5 * DAY
    sweep(now=NOW + 7 * DAY)
    assert {each.to for each in Message.objects.filter(code__startswith="deadlines")} == {
        cast.manager,
        cast.deputy,
        cast.ri,
    }
    planning.cancel(audit=audit, reason="The child moved.", by=cast.manager, now=NOW + DAY)
    limit.refresh_from_db()
    assert limit.state == "cancelled"


def test_a_peer_audit_is_carried_out_by_the_manager_of_another_home_who_sees_that_audit_and_no_other(cast, known):
    row = {"key": "peer", "definition": "small_home", "title": "Peer audits", "one": "peer audit", "concerns": "home"}
    row |= {"writers": ["registered_manager"], "outsider": True, "readers": ["registered_manager", "qa_officer"]}
    kind = kinds.put(row=row, now=NOW)
    days = {"period_from": NOW.date(), "period_to": NOW.date(), "due_on": NOW.date() + 9 * DAY}
    plan = {"kind": kind, "home": cast.oak, "by": cast.qa_officer, "now": NOW, **days}
    for auditor in (None, cast.manager):
        with pytest.raises(Refused):
            planning.plan(auditor=auditor, **plan)
    audit = planning.plan(auditor=cast.other_manager, **plan)
    make_audit(cast, known["small_home"], now=NOW)
    assert list(Audit.objects.visible_to(cast.other_manager)) == [audit]
    client = cast.client(cast.other_manager)
    client.post(reverse("audits:start", args=[audit.pk]))
    assert client.get(reverse("audits:section", args=[audit.pk, "care"])).status_code == 200
    page = cast.client(cast.manager).get(reverse("audits:audit", args=[audit.pk])).content.decode()
    assert "Until it is agreed, the words of an audit are for its auditor and its moderator." in page


def test_a_child_who_moves_in_is_audited_as_the_others_are_and_one_who_moves_out_no_more(cast, known):
    make_audit(cast, known["small_child"], now=NOW)
    came = {"initials": "N.W.", "reference": "OAK-9", "placing_authority": cast.host, "arrived_on": NOW.date()}
    child = admit_resident(home=cast.oak, by=cast.manager, now=NOW, **came)
    audit = Audit.objects.get(resident=child)
    assert (audit.state, audit.due_on) == ("planned", dt.date(2027, 5, 10))
    discharge_resident(resident=child, left_on=NOW.date() + DAY, by=cast.manager, now=NOW + 2 * DAY)
    audit.refresh_from_db()
    assert audit.state == "cancelled"
    assert not Obligation.objects.running().filter(subject_type="audits.audit", subject_id=audit.pk).exists()
    elsewhere = came | {"initials": "E.W.", "reference": "ELM-9"}
    admit_resident(home=cast.elm, by=cast.other_manager, now=NOW, **elsewhere)
    assert not Audit.objects.filter(home=cast.elm).exists()


def test_pages_of_audits_ask_the_database_no_more_often_with_many_rows_than_with_one(cast, known):
    def counted() -> dict[str, int]:
        found = {}
        for name in ("manager", "qa_officer", "ri"):
            client = cast.client(cast.people[name])
            for address in ("/", reverse("audits:audits"), reverse("audits:audit", args=[audit.pk])):
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address).status_code == 200
                found[f"{name} {address}"] = len(queries)
        return found

    audit = make_audit(cast, known["small_child"], now=NOW, state="agreed")
    few = counted()
    for number in range(6):
        make_audit(cast, known["small_home"], now=NOW, state="in_progress", due_on=NOW.date() + (number + 2) * DAY)
    make_audit(cast, known["small_child"], now=NOW, state="moderation", resident=cast.residents[1])
    more = counted()
    assert {name: count for name, count in more.items() if count > 12 or count > few[name] + 2} == {}


def test_a_shipped_kind_is_there_once_its_questionnaire_is_in_force_and_the_councils_changes_stay(cast):
    from audits import shipping

    source = definitions.source("weekly_check")
    engine.publish_version(source=source, by=cast.qa_officer, now=NOW)
    kind = AuditKind.objects.get()
    assert (kind.key, kind.often) == ("weekly_check", "every week")
    values = {name: getattr(kind, name) for name in ("title", "one", "definition", "writers", "readers")}
    kinds.change(kind=kind, by=cast.qa_officer, now=NOW, **values | {"title": "Checks of the week"})
    shipping.put_missing(now=NOW)
    assert [each.title for each in AuditKind.objects.all()] == ["Checks of the week"]
    assert {row["key"] for row in shipping.shipped()} == {row["definition"] for row in shipping.shipped()}
    for row in shipping.shipped():
        assert definitions.load(row["definition"]).section("conclusion") is not None, row["key"]
