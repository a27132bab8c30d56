"""Messages in the browser: what is mine, what is unread, how mail comes, and what somebody must look after."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Event, Message
from core.refusal import Refused
from delivery import services
from delivery.models import Delivery, Preference
from homes.models import Appointment
from homes.roles import Role
from tests.cast import BEGAN
from tests.crawling import READINGS, watching
from tests.integration.delivery.conftest import HOUR, MINUTE, NOON, send

pytestmark = pytest.mark.django_db
LIST = "/messages/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def titles(page) -> list[str]:
    return [message.subject for message in page.context["rows"]]


def test_messages_stand_unread_first_and_the_menu_counts_what_is_unread(cast, note):
    for hours in (3, 2, 1):
        note(cast.manager, now=NOON - hours * HOUR)
    note(cast.deputy, subject="For somebody else")
    client = cast.client(cast.manager)
    with watching(but=READINGS) as wrote:
        page = client.get(LIST)
    assert wrote == [], "Looking at the list changes nothing."
    assert titles(page) == ["Oak House: note 3", "Oak House: note 2", "Oak House: note 1"]
    assert "Messages (3)" in client.get("/").content.decode()
    newest = Message.objects.get(subject="Oak House: note 3")
    opened = client.post(reverse("delivery:open", args=[newest.pk]))
    assert (opened.status_code, opened.url) == (302, newest.link)
    newest.refresh_from_db()
    assert newest.read_at == NOON
    page = client.get(LIST)
    assert titles(page) == ["Oak House: note 2", "Oak House: note 1", "Oak House: note 3"]
    assert "Messages (2)" in page.content.decode()
    client.post(reverse("delivery:open", args=[newest.pk]))
    assert Event.objects.filter(code="delivery.message_read").count() == 1, "Opened twice is read once."
    client.post(reverse("delivery:read_all"))
    assert "Messages (" not in client.get(LIST).content.decode()
    assert Message.objects.filter(read_at=None).count() == 1, "Those of others are left alone."


def test_a_message_is_opened_by_nobody_else_and_by_no_link(cast, note):
    message = note(cast.manager)
    address = reverse("delivery:open", args=[message.pk])
    for person in (cast.deputy, cast.other_manager, cast.administrator, cast.qa_officer):
        assert cast.client(person).post(address).status_code == 404
    assert cast.client(cast.manager).get(address).status_code == 405
    with pytest.raises(Refused):
        services.mark_read(message=message, by=cast.deputy, now=NOON)
    message.refresh_from_db()
    assert message.read_at is None


def test_messages_about_a_home_are_gone_when_the_appointment_there_is(cast, note):
    about_oak, about_both = note(cast.manager), note(cast.manager, home=None)
    appointment = cast.appointment("manager")
    appointment.home = cast.elm
    appointment.save()
    client = cast.client(cast.manager)
    assert titles(client.get(LIST)) == [about_both.subject]
    assert client.post(reverse("delivery:open", args=[about_oak.pk])).status_code == 404
    appointment.ends = NOON.date()
    appointment.save()
    assert "Messages (" not in client.get("/").content.decode()
    page = client.get(LIST)
    assert titles(page) == []
    assert "There is no message for you." in page.content.decode()


def test_the_menu_does_not_count_what_an_ended_appointment_has_taken_away(cast, note):
    Appointment.objects.create(person=cast.manager, role=Role.HOME_STAFF, home=cast.elm, starts=BEGAN)
    note(cast.manager), note(cast.manager, home=cast.elm)
    appointment = Appointment.objects.get(person=cast.manager, home=cast.oak)
    appointment.ends = NOON.date()
    appointment.save()
    send()
    page = cast.client(cast.manager).get(LIST).content.decode()
    assert "Messages (1)" in page


def test_the_list_asks_as_often_with_forty_messages_as_with_one(cast, note):
    client, counts = cast.client(cast.manager), []
    for more in (1, 39):
        for _ in range(more):
            note(cast.manager)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_person_chooses_how_mail_comes_and_an_unknown_choice_is_refused_with_words(cast):
    client, address = cast.client(cast.manager), reverse("delivery:preference")
    assert client.get(address).status_code == 200
    assert not Preference.objects.exists()
    assert client.post(address, {"way": "daily", "hour": "17"}).url == address
    page = client.get(address).content.decode()
    assert "Your choice is saved." in page
    assert Preference.objects.values_list("person", "way", "hour").get() == (cast.manager.pk, "daily", 17)
    for wrong in ({"way": "never", "hour": "17"}, {"way": "daily", "hour": "3"}, {"way": "daily"}, {}):
        assert "<title>Error: " in client.post(address, wrong).content.decode()
    for way, hour in (("never", 8), ("daily", 3)):
        with pytest.raises(Refused):
            services.set_preference(way=way, hour=hour, by=cast.manager, now=NOON)
    assert Preference.objects.get().hour == 17


def given_up(note, server, person, **changes) -> Delivery:
    server.answers = ["RCPT 550 Unknown"]
    message = note(person, **changes)
    send()
    return Delivery.objects.get(lines__message=message)


def test_a_mail_that_was_given_up_is_seen_by_a_person_who_has_it_tried_again(cast, server, note):
    delivery = given_up(note, server, cast.manager)
    for person in (cast.qa_officer, cast.administrator):
        assert "1 mail did not arrive" in cast.client(person).get("/").content.decode()
    client = cast.client(cast.administrator)
    listed = client.get(reverse("delivery:mails")).content.decode()
    assert "Given up" in listed
    assert "refuses this address (550)" in listed
    page = client.get(reverse("delivery:mail", args=[delivery.pk])).content.decode()
    assert "Due by Friday (1)" in page
    assert delivery.message_id.strip("<>") in page
    client.post(reverse("delivery:try_again", args=[delivery.pk]))
    again = client.post(reverse("delivery:try_again", args=[delivery.pk]), follow=True)
    assert "is not given up" in again.content.decode()
    assert send() == 1
    assert server.ids == [delivery.message_id]
    assert "did not arrive" not in client.get("/").content.decode()


def test_a_mail_that_somebody_dealt_with_leaves_the_list_and_keeps_who_and_when(cast, server, note):
    delivery = given_up(note, server, cast.manager)
    client = cast.client(cast.qa_officer)
    client.post(reverse("delivery:deal_with", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert (delivery.dealt_with_by, delivery.dealt_with_at) == (cast.qa_officer, NOON)
    assert client.get(reverse("delivery:mails")).context["rows"].object_list.count() == 0
    assert "Dealt with" in client.get(reverse("delivery:all_mails")).content.decode()
    assert Event.objects.filter(code="delivery.dealt_with", by=cast.qa_officer).count() == 1
    assert send(NOON + HOUR) == 0


def test_a_mail_that_is_still_refused_is_on_the_list_within_a_minute(cast, server, note):
    server.answers = ["RCPT 451 Busy"]
    note(cast.manager)
    send()
    page = cast.client(cast.qa_officer).get(reverse("delivery:mails")).content.decode()
    assert "Will be tried again" in page


def test_a_qa_officer_of_one_home_sees_mails_about_that_home_only(cast, server, note):
    Appointment.objects.filter(person=cast.qa_officer).delete()
    Appointment.objects.create(person=cast.qa_officer, role=Role.QA_OFFICER, home=cast.elm, starts=BEGAN)
    oak = given_up(note, server, cast.manager)
    elm = given_up(note, server, cast.other_manager, home=cast.elm)
    services.set_preference(way="daily", hour=8, by=cast.ri, now=NOON - 24 * HOUR)
    yesterday = NOON - 6 * HOUR
    note(cast.ri, home=cast.elm, now=yesterday), note(cast.ri, home=cast.oak, now=yesterday)
    send()
    client = cast.client(cast.qa_officer)
    assert list(client.get(reverse("delivery:all_mails")).context["rows"]) == [elm]
    assert client.get(reverse("delivery:mail", args=[oak.pk])).status_code == 404
    assert client.post(reverse("delivery:try_again", args=[oak.pk])).status_code == 404
    assert list(cast.client(cast.administrator).get(reverse("delivery:all_mails")).context["rows"]) != [elm]


def test_the_lists_of_mails_ask_as_often_with_many_as_with_one(cast, server, note):
    client, counts = cast.client(cast.administrator), []
    for more in (1, 25):
        for _ in range(more):
            note(cast.manager)
        server.answers = ["RCPT 550 Unknown"] * more
        send(NOON + more * MINUTE)
        for name in ("mails", "all_mails"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(f"delivery:{name}")).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


def test_the_day_a_person_comes_back_shows_messages_of_before(cast, note):
    """Nothing is removed when somebody leaves; what was not withdrawn is theirs again with a new appointment."""
    message = note(cast.leaver, home=cast.oak)
    assert titles(cast.client(cast.leaver).get(LIST)) == []
    Appointment.objects.create(
        person=cast.leaver, role=Role.VISITOR, home=cast.oak, starts=NOON.date() - dt.timedelta(days=1)
    )
    assert titles(cast.client(cast.leaver).get(LIST)) == [message.subject]
