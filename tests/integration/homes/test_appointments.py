"""Appointing and ending: rights begin and end by themselves, duties stay apart, visitors are independent."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.models import Event
from core.refusal import Refused
from homes import access, services
from homes.independence import QUESTIONS, Declaration
from homes.models import Appointment, Independence
from homes.roles import Role
from tests.cast import PASSWORD

NOW = dt.datetime(2027, 3, 24, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def appoint(cast, person, role, **kwargs):
    given = {"starts": TODAY, "by": cast.administrator, "now": NOW} | kwargs
    return services.appoint(person=person, role=role, **given)


def refused(code, call, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    assert len(caught.value.reason) > 20


def test_an_administrator_appoints_and_the_person_has_access_until_the_day_it_ends(client, cast, clock):
    page, home = reverse("homes:appoint", args=[cast.stranger.pk]), reverse("homes:home", args=[cast.elm.pk])
    stranger = cast.client(cast.stranger)
    assert stranger.get(home).status_code == 404
    cast.sign_in(client, cast.administrator)
    response = client.post(page, {"role": Role.HOME_STAFF, "home": cast.elm.pk, **day("starts", TODAY)})
    assert response.url == reverse("homes:person", args=[cast.stranger.pk])
    assert stranger.get(home).status_code == 200
    held = Appointment.objects.get(person=cast.stranger)
    client.post(reverse("homes:end_appointment", args=[held.pk]), day("ends", TODAY + dt.timedelta(days=1)))
    assert stranger.get(home).status_code == 200
    clock.shift(dt.timedelta(days=1))
    cast.sign_in(stranger, cast.stranger)
    assert stranger.get(home).status_code == 404
    assert list(held.history.values_list("history_user", flat=True)) == [cast.administrator.pk] * 2
    told = Event.objects.filter(subject_id=held.pk, subject_type="homes.appointment").order_by("pk")
    assert [event.code for event in told] == ["homes.appointed", "homes.appointment_ended"]


def test_a_visitor_is_asked_the_questions_of_regulation_43_and_a_yes_stops_the_appointment(client, cast):
    cast.sign_in(client, cast.administrator)
    chosen = {"role": Role.VISITOR, "home": cast.elm.pk, **day("starts", TODAY)}
    questions = client.post(reverse("homes:appoint", args=[cast.stranger.pk]), chosen).url
    page = client.get(questions).content.decode()
    assert all(f"43(3){paragraph}" in page for paragraph, _, _ in QUESTIONS.values())
    unanswered = client.post(questions, {}).content.decode()
    assert unanswered.count("Answer the question") >= len(QUESTIONS)
    answers = dict.fromkeys(QUESTIONS, "no")
    barred = client.post(questions, answers | {"financial_interest": "yes"}).content.decode()
    assert "regulation 43(3)(e)" in barred
    assert not Appointment.objects.filter(person=cast.stranger).exists()
    yes = answers | {"employed_in_services": "yes", "exception": "scrutiny"}
    assert "Write why the exception applies" in client.post(questions, yes).content.decode()
    client.post(questions, yes | {"exception_reason": "Employed only to examine homes."})
    row = Independence.objects.get(appointment__person=cast.stranger)
    assert (row.exception, row.employed_in_services, row.recorded_by) == ("scrutiny", True, cast.administrator)


def test_without_a_declaration_or_beside_a_barred_role_nobody_becomes_a_visitor(cast):
    refused("declaration_missing", appoint, cast, cast.stranger, Role.VISITOR, home=cast.oak)
    for name in ("manager", "home_staff", "ri", "service_lead", "contracts_manager", "director"):
        person = cast.people[name]
        refused("not_independent", appoint, cast, person, Role.VISITOR, home=cast.elm, independence=Declaration())
    for role in (Role.CONTRACTS_MANAGER, Role.RESPONSIBLE_INDIVIDUAL, Role.OPERATIONAL_LEAD):
        refused("not_independent", appoint, cast, cast.visitor, role)
    appoint(cast, cast.councillor, Role.VISITOR, home=cast.elm, independence=Declaration())  # not employed by anybody
    appoint(cast, cast.leaver, Role.SERVICE_LEAD)  # their visits ended long ago


def test_duties_that_look_over_each_other_stay_apart_at_one_home(cast):
    refused("duties_together", appoint, cast, cast.ri, Role.REGISTERED_MANAGER, home=cast.oak)
    refused("duties_together", appoint, cast, cast.manager, Role.RESPONSIBLE_INDIVIDUAL)
    refused("duties_together", appoint, cast, cast.manager, Role.RESPONSIBLE_INDIVIDUAL, home=cast.oak)
    appoint(cast, cast.manager, Role.RESPONSIBLE_INDIVIDUAL, home=cast.elm)


@pytest.mark.parametrize(
    ("code", "role", "more"),
    [
        ("home_missing", Role.REGISTERED_MANAGER, {}),
        ("home_not_wanted", Role.ADMINISTRATOR, {"home": "oak"}),
        ("authority_missing", Role.PLACING_AUTHORITY, {}),
        ("authority_not_wanted", Role.QA_OFFICER, {"authority": "placing"}),
        ("ends_before_start", Role.QA_OFFICER, {"ends": TODAY - dt.timedelta(days=1)}),
        ("unknown_role", "emperor", {}),
    ],
)
def test_an_appointment_that_makes_no_sense_is_refused_with_words(cast, code, role, more):
    given = {key: cast.__dict__.get(value, value) if isinstance(value, str) else value for key, value in more.items()}
    refused(code, appoint, cast, cast.stranger, role, **given)


def test_nobody_gives_rights_to_themselves_or_without_being_an_administrator(cast):
    refused("own_appointment", appoint, cast, cast.administrator, Role.QA_OFFICER)
    refused("not_allowed", appoint, cast, cast.stranger, Role.QA_OFFICER, by=cast.head_of_qa)
    refused("already_appointed", appoint, cast, cast.qa_officer, Role.QA_OFFICER)
    own = cast.appointment("administrator")
    refused("own_appointment", services.end_appointment, appointment=own, ends=TODAY, by=cast.administrator, now=NOW)
    User.objects.filter(pk=cast.stranger.pk).update(is_active=False)
    refused("person_closed", appoint, cast, cast.stranger, Role.QA_OFFICER)


def test_of_two_appointments_of_one_person_at_once_the_second_waits_for_the_first(cast):
    with CaptureQueriesContext(connection) as queries:
        appoint(cast, cast.stranger, Role.QA_OFFICER)
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    held = next(place for place, sql in enumerate(asked) if 'FROM "accounts_user"' in sql)
    judged = next(place for place, sql in enumerate(asked) if f'"person_id" = {cast.stranger.pk}' in sql)
    assert held < judged
    assert "FOR NO KEY UPDATE" in asked[held] or not connection.features.has_select_for_no_key_update


def test_a_declaration_never_changes_and_a_later_one_counts(cast):
    held = cast.appointment("visitor")
    later = Declaration(doubtful_connection=True, connection="A cousin works there.")
    refused(
        "not_a_visitor",
        services.declare_independence,
        appointment=cast.appointment("manager"),
        declaration=later,
        by=cast.administrator,
        now=NOW,
    )
    services.declare_independence(appointment=held, declaration=later, by=cast.visitor, now=NOW)
    first, newest = held.declarations.last(), held.declarations.first()
    assert newest.doubtful_connection
    for change in (lambda: Independence.objects.filter(pk=first.pk).update(connection="x"), first.delete):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()


def test_changing_a_role_needs_a_fresh_sign_in_and_brings_back_what_was_typed(client, cast, clock):
    page = reverse("homes:appoint", args=[cast.stranger.pk])
    chosen = {"role": Role.HOME_STAFF, "home": str(cast.elm.pk), **day("starts", dt.date(2027, 4, 5))}
    client.post(reverse("account_login"), {"login": cast.administrator.email, "password": PASSWORD})
    clock.shift(dt.timedelta(minutes=6))
    again = client.post(page, chosen)
    assert not Appointment.objects.filter(person=cast.stranger).exists()
    assert parse_qs(urlsplit(again.url).query)["next"] == [page]
    back = client.post(again.url, {"password": PASSWORD, "next": page})
    assert back.url == page
    form = client.get(page).context["form"]
    assert form.is_valid()
    assert form.cleaned_data["starts"] == dt.date(2027, 4, 5)
    assert client.post(page, chosen).status_code == 302
    assert access.holds(cast.stranger, Role.HOME_STAFF, cast.elm, on=dt.date(2027, 4, 5))
    assert client.get(page).context["form"].is_bound is False


def test_the_database_itself_refuses_an_appointment_that_breaks_the_rules(cast):
    wrong = [
        {"role": Role.VISITOR, "home": None},
        {"role": Role.ADMINISTRATOR, "home": cast.oak},
        {"role": Role.PLACING_AUTHORITY, "authority": None},
        {"role": Role.QA_OFFICER, "authority": cast.placing},
        {"role": Role.QA_OFFICER, "ends": TODAY - dt.timedelta(days=1)},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.create(person=cast.stranger, starts=TODAY, **fields)


def test_people_are_added_found_changed_and_closed_by_an_administrator(client, cast, django_assert_max_num_queries):
    cast.sign_in(client, cast.administrator)
    client.post(reverse("homes:add_person"), {"full_name": "Nora New", "email": "Nora.New@council.example"})
    with django_assert_max_num_queries(12):
        found = client.get(reverse("homes:people"), {"words": "nora new"})
    assert [person.full_name for person, _ in found.context["shown"]] == ["Nora New"]
    assert client.get(reverse("homes:people"), {"words": "nora " * 1500}).context["shown"] == found.context["shown"]
    nora = found.context["shown"][0][0]
    taken = client.post(
        reverse("homes:change_person", args=[nora.pk]), {"full_name": "Nora New", "email": cast.ri.email.upper()}
    )
    assert "Somebody already signs in with this email address" in taken.content.decode()
    client.post(reverse("homes:close_person", args=[nora.pk]))
    nora.refresh_from_db()
    assert (nora.email, nora.is_active) == ("nora.new@council.example", False)
    page = client.get(reverse("homes:person", args=[nora.pk])).content.decode()
    assert "Stopped the person from signing in" in page
    own = client.post(reverse("homes:close_person", args=[cast.administrator.pk]), follow=True)
    assert "cannot stop yourself" in own.content.decode()
