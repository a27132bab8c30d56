"""Mail, between a real client and a real mail server: who gets what, what the server may answer, and what is never lost."""

from __future__ import annotations

import datetime as dt
import re
import smtplib

import pytest
from django.db import transaction
from django.urls import reverse

from core import outbox
from core.models import Event, Message
from delivery import mail, services, tasks
from delivery.models import Delivery
from delivery.services import sending
from tests.cast import PEOPLE
from tests.integration.delivery.conftest import DAY, HOUR, MINUTE, NOON, SECOND, send

pytestmark = pytest.mark.django_db
State = Delivery.State


def test_a_mail_says_what_which_home_and_by_when_with_one_link_from_the_settings_and_names_nobody(
    cast, server, note, settings
):
    settings.SITE_URL = "https://quality.council.example"
    note(cast.manager)
    assert send() == 1
    [got] = server.taken
    delivery = Delivery.objects.get()
    assert (got["Message-ID"], got["Subject"]) == (delivery.message_id, "Oak House: note 1")
    assert re.fullmatch(r"<[0-9a-z]{26}@quality\.council\.example>", got["Message-ID"])
    assert (got["To"], got["From"]) == (cast.manager.email, settings.DEFAULT_FROM_EMAIL)
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Date"].datetime == NOON
    text, html = (got.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for words in (text, html):
        assert "Due by Friday (1)." in words
        assert re.findall(r"https?://[^\s\"<]+", words) == ["https://quality.council.example/visits/1/"]
        assert not [name for name, _, _ in PEOPLE.values() if name in words or name.split()[0] in words]
    assert "Oak House: note 1" in html
    assert (delivery.state, delivery.sent_at, delivery.tries) == (State.SENT, NOON, 1)
    assert send(NOON + DAY) == 0
    assert len(server.taken) == 1


def test_what_is_typed_into_a_subject_neither_adds_a_header_nor_becomes_markup(cast, server, note):
    note(cast.manager, subject="Oak House\r\nBcc: x@elsewhere.example", body="<script>one</script> & two")
    send()
    [got] = server.taken
    assert (got["Subject"], got["Bcc"]) == ("Oak House Bcc: x@elsewhere.example", None)
    assert "<script>one</script> & two" in got.get_body(("plain",)).get_content()
    assert "<script>" not in got.get_body(("html",)).get_content()


def test_a_note_whose_link_leaves_the_portal_is_not_taken(cast, note):
    for link in ("https://elsewhere.example/", "//elsewhere.example/", "visits/1/"):
        with pytest.raises(ValueError, match="path of this portal"):
            note(cast.manager, link=link)


@pytest.mark.parametrize(
    "answer", ["RCPT 451 Busy", "DATA 451 Busy", "DATA 421 Going down", "drop", "silence", "RCPT 452 Mailbox is full"]
)
def test_a_server_that_cannot_take_it_now_gets_it_later_under_the_same_message_id(cast, server, note, settings, answer):
    settings.EMAIL_TIMEOUT = 0.5
    server.answers = [answer, answer]
    note(cast.manager)
    assert send() == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.next_try_at) == (State.RETRY, NOON + 30 * SECOND)
    assert delivery.last_answer
    assert cast.manager.email not in delivery.last_answer
    assert send(NOON + 29 * SECOND) == 0
    assert server.asked == 1, "It is not asked again before its time."
    assert send(NOON + MINUTE) == 0
    delivery.refresh_from_db()
    assert delivery.next_try_at == NOON + 2 * MINUTE, "The second wait is twice as long."
    assert send(NOON + 2 * MINUTE) == 1
    assert set(server.ids) == {delivery.message_id}
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.last_answer) == (State.SENT, 3, "")


@pytest.mark.parametrize(("answer", "words"), [("RCPT 550 No such user", "address"), ("DATA 554 No", "this mail")])
def test_what_the_server_refuses_for_good_is_given_up_at_once_and_the_others_go(cast, server, note, answer, words):
    server.answers = [answer]
    note(cast.manager)
    note(cast.deputy)
    assert send() == 1
    delivery = Delivery.objects.get(person=cast.manager)
    assert (delivery.state, delivery.tries) == (State.DEAD, 1)
    assert words in delivery.last_answer
    assert answer[5:8] in delivery.last_answer
    assert Event.objects.filter(code="delivery.given_up", subject_id=delivery.pk).count() == 1
    assert send(NOON + DAY) == 0
    assert server.asked == 2


def test_a_line_that_breaks_after_the_servers_yes_sends_nothing_twice(cast, server, note):
    server.answers = ["drop after"]
    note(cast.manager)
    assert send() == 1
    assert send(NOON + DAY) == 0
    assert len(server.taken) == 1


def test_a_server_that_is_not_there_is_asked_once_a_run_and_gets_everything_when_it_is_back(cast, server, note):
    for person in (cast.manager, cast.deputy, cast.ri):
        note(person)
    server.stop()
    assert send() == 0
    assert sorted(Delivery.objects.values_list("state", "tries")) == [("retry", 1), ("waiting", 0), ("waiting", 0)]
    assert "cannot be reached" in Delivery.objects.get(state=State.RETRY).last_answer
    server.start()
    assert send(NOON + MINUTE) == 3


def test_after_eight_tries_a_mail_is_given_up(cast, server, note):
    server.answers = ["RCPT 450 Not now"] * 20
    note(cast.manager)
    now = NOON
    for number in range(1, 9):
        send(now)
        delivery = Delivery.objects.get()
        assert delivery.tries == number
        now = delivery.next_try_at
    assert delivery.state == State.DEAD
    assert now - NOON < 65 * MINUTE
    send(NOON + 2 * DAY)
    assert server.asked == 8


@pytest.mark.parametrize("state", [State.WAITING, State.RETRY, State.SENDING])
def test_a_clock_that_was_six_hours_ahead_keeps_no_mail_waiting_once_it_is_right(cast, server, note, state):
    note(cast.manager)
    services.planning.plan(now=NOON + 6 * HOUR)
    claimed = None if state == State.WAITING else NOON + 6 * HOUR
    Delivery.objects.update(state=state, claimed_at=claimed, next_try_at=NOON + 7 * HOUR)
    assert send() == 1
    assert send() == 0


def test_a_claim_by_a_clock_that_is_seconds_ahead_is_a_claim(cast, server, note):
    note(cast.manager)
    services.planning.plan(now=NOON)
    Delivery.objects.update(state=State.SENDING, claimed_at=NOON + 20 * SECOND)
    assert send() == 0


def end_appointment(cast, note):
    appointment = cast.appointment("manager")
    appointment.ends = NOON.date()
    appointment.save()


def move_to_elm(cast, note):
    appointment = cast.appointment("manager")
    appointment.home = cast.elm
    appointment.save()


def stop_signing_in(cast, note):
    cast.manager.is_active = False
    cast.manager.save()


@pytest.mark.parametrize("change", [end_appointment, move_to_elm, stop_signing_in])
@pytest.mark.parametrize("late", [False, True], ids=["before it is taken over", "between two tries"])
def test_nobody_whose_appointment_ended_gets_mail_or_sees_the_message(cast, server, note, change, late):
    message = note(cast.manager)
    if late:
        server.answers = ["RCPT 451 Busy"]
        send()
    change(cast, note)
    assert send(NOON + HOUR) == 0
    assert server.taken == []
    message.refresh_from_db()
    assert message.superseded_at == NOON + HOUR
    if late:
        assert Delivery.objects.get().state == State.SUPERSEDED
    assert note(cast.deputy)
    assert send(NOON + HOUR) == 1, "Who holds the post still gets theirs."


def test_a_message_that_its_own_app_does_not_want_any_more_is_not_sent(cast, server, note, monkeypatch):
    monkeypatch.setitem(outbox.STILL_WANTED, "test.done", lambda message: message.subject.endswith("open"))
    note(cast.manager, code="test.done", subject="Still open")
    note(cast.manager, code="test.done", subject="Met")
    assert send() == 1
    assert [got["Subject"] for got in server.taken] == ["Still open"]
    assert Message.objects.get(subject="Met").superseded_at == NOON
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.SENT, State.SUPERSEDED}


def daily(person, hour=8):
    services.set_preference(way="daily", hour=hour, by=person, now=NOON - 30 * DAY)


def london(day, hour, minute=0):
    return dt.datetime(2027, 3, day, hour, minute, tzinfo=dt.UTC)


def test_a_daily_mail_gathers_what_waits_and_goes_once_at_the_hour_of_london(cast, server, note):
    daily(cast.manager)
    for hour in (9, 11, 15):
        note(cast.manager, now=london(27, hour))
    assert send(london(27, 16)) == 0
    assert send(london(28, 6, 59)) == 0  # summer time began in the night: eight o'clock is 07:00 UTC
    assert send(london(28, 7)) == 1
    [got] = server.taken
    assert got["Subject"] == "Your messages of the day: 3"
    text = got.get_body(("plain",)).get_content()
    assert [f"Due by Friday ({number})" in text for number in (1, 2, 3)] == [True] * 3
    assert len(re.findall("https?://", text)) == 1
    assert reverse("delivery:messages") in text
    note(cast.manager, now=london(28, 7, 5))
    assert [send(london(28, hour)) for hour in (8, 12, 23)] == [0, 0, 0], "What comes after the hour waits a day."
    assert send(london(29, 9)) == 1, "An hour that was missed is made up for."
    assert [one["Subject"] for one in server.taken] == ["Your messages of the day: 3", "Your messages of the day: 1"]


def test_what_must_be_acted_on_within_a_day_never_waits_for_the_daily_mail(cast, server, note, monkeypatch):
    monkeypatch.setattr(outbox, "AT_ONCE", {"test.escalated"})
    daily(cast.manager)
    note(cast.manager)
    note(cast.manager, at_once=True, subject="Urgent: Oak House")
    note(cast.manager, code="test.escalated", subject="Oak House: late")
    assert send() == 2
    assert {got["Subject"] for got in server.taken} == {"Urgent: Oak House", "Oak House: late"}


def test_a_daily_mail_leaves_out_what_is_not_wanted_any_more_and_is_not_sent_when_nothing_is_left(
    cast, server, note, monkeypatch
):
    wanted = {"Oak House: note 2"}
    monkeypatch.setitem(outbox.STILL_WANTED, "test.note", lambda message: message.subject in wanted)
    daily(cast.manager)
    note(cast.manager), note(cast.manager)
    assert send(london(25, 9)) == 1
    assert server.taken[0]["Subject"] == "Your messages of the day: 1"
    note(cast.manager, now=london(25, 10))
    assert send(london(26, 9)) == 0
    assert len(server.taken) == 1


def test_whoever_goes_back_to_mail_at_once_gets_at_once_what_waits(cast, server, note):
    daily(cast.manager)
    note(cast.manager), note(cast.manager)
    assert send() == 0
    services.set_preference(way="at_once", hour=8, by=cast.manager, now=NOON)
    assert send() == 2


def test_a_mail_whose_sender_died_is_taken_up_after_a_minute_under_the_same_message_id(cast, server, note):
    note(cast.manager)
    services.plan(now=NOON)
    delivery = Delivery.objects.get()
    assert sending._claim(delivery.pk, NOON) is not None
    assert sending._claim(delivery.pk, NOON) is None, "Nobody claims what another is sending."
    assert send(NOON + 59 * SECOND) == 0
    assert send(NOON + 60 * SECOND) == 1
    assert server.ids == [delivery.message_id]


def test_a_mail_whose_senders_die_each_time_is_given_up_and_does_not_hold_up_the_others(cast, server, note):
    note(cast.manager)
    services.plan(now=NOON)
    poison = Delivery.objects.get()
    for number in range(8):
        assert sending._claim(poison.pk, NOON + number * MINUTE)
    note(cast.deputy)
    assert send(NOON + 9 * MINUTE) == 1
    poison.refresh_from_db()
    assert (poison.state, poison.tries) == (State.DEAD, 8)
    assert Event.objects.filter(code="delivery.given_up").count() == 1


def test_a_mail_that_cannot_be_made_is_put_back_and_those_behind_it_go(cast, server, note, monkeypatch):
    def broken(message):
        raise ValueError(f"Nothing to be done for {message.to.email}.")

    monkeypatch.setitem(outbox.STILL_WANTED, "test.broken", broken)
    note(cast.manager, code="test.broken")
    note(cast.deputy)
    assert send() == 1
    delivery = Delivery.objects.get(person=cast.manager)
    assert (delivery.state, delivery.last_answer) == (State.RETRY, "The mail could not be made (ValueError).")


def test_a_sender_that_was_too_slow_neither_sends_nor_writes_over_the_one_that_took_over(cast, server, note):
    note(cast.manager)
    services.plan(now=NOON)
    slow = sending._claim(Delivery.objects.get().pk, NOON)
    assert send(NOON + MINUTE) == 1
    answer = sending._deliver(slow, lambda: NOON + MINUTE)
    assert answer.outcome is mail.Outcome.NOT_OURS
    sending._note(slow, answer, NOON + 2 * MINUTE)
    sending._note(slow, mail.Answer(mail.Outcome.LATER, "late"), NOON + 2 * MINUTE)
    assert len(server.taken) == 1
    assert Delivery.objects.get().state == State.SENT


def test_answers_that_are_a_fault_of_ours_are_tried_again_and_never_blamed_on_the_address():
    for problem in (
        smtplib.SMTPSenderRefused(550, b"no", "x@council.example"),
        smtplib.SMTPAuthenticationError(535, b"no"),
        smtplib.SMTPServerDisconnected("gone"),
        TimeoutError(),
    ):
        assert mail.sort_answer(problem).outcome is mail.Outcome.LATER


def test_without_a_mail_server_messages_stand_in_the_portal_and_say_so(cast, note, settings):
    settings.EMAIL_BACKEND = mail.KEEPS_NOTHING
    note(cast.manager)
    assert send() == 0
    assert Delivery.objects.get().state == State.PORTAL_ONLY
    assert send(NOON + DAY) == 0
    page = cast.client(cast.administrator).get(reverse("delivery:all_mails")).content.decode()
    assert "No mail server is set up here" in page
    assert "Portal only" in page


def test_sending_is_asked_for_once_after_the_transaction_however_many_notes_it_put(
    cast, note, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(tasks.send_waiting, "apply_async", lambda **options: asked.append(options))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        note(cast.manager), note(cast.deputy), note(cast.ri)
        assert asked == []
    assert len(asked) == 1


def test_a_queue_that_is_down_keeps_nobody_from_putting_a_note(
    cast, server, note, monkeypatch, django_capture_on_commit_callbacks
):
    def down(**options):
        raise ConnectionError("The queue is down.")

    monkeypatch.setattr(tasks.send_waiting, "apply_async", down)
    with django_capture_on_commit_callbacks(execute=True):
        note(cast.manager)
    assert send() == 1


def test_two_notes_of_one_key_are_one_message_and_one_mail(cast, server, note):
    note(cast.manager, key="same")
    note(cast.manager, key="same")
    note(cast.deputy, key="same")
    assert send() == 2
    assert Message.objects.count() == Delivery.objects.count() == 2
