"""Nobody takes over an account alone: not by its address, not by its second step, and never without its owner hearing of it."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from accounts import services
from accounts.models import User
from core.models import Message
from core.refusal import Refused
from tests.cast import PASSWORD

NOON = dt.datetime(2027, 3, 24, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
NEW = "mina.new@council.example"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def now_told(django_capture_on_commit_callbacks):
    """What is mailed when the transaction is over is mailed at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def change(cast, by, *, email=NEW, now=NOON):
    return services.change_person(person=cast.manager, email=email, full_name=cast.manager.full_name, by=by, now=now)


def remove(cast, by, *, now=NOON):
    services.remove_second_factor(person=cast.manager, reason="Met at the office.", by=by, now=now)


def alone(call, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.code == "second_person"
    assert "another administrator" in caught.value.reason


def test_changing_an_address_needs_a_fresh_sign_in_and_brings_back_what_was_typed(client, cast, clock):
    page, typed = reverse("homes:change_person", args=[cast.manager.pk]), {"full_name": "Mina Manager", "email": NEW}
    cast.sign_in(client, cast.administrator)
    clock.shift(dt.timedelta(minutes=6))
    again = client.post(page, typed)
    assert again.url.startswith(reverse("account_reauthenticate"))
    assert parse_qs(urlsplit(again.url).query)["next"] == [page]
    assert not User.objects.filter(email=NEW).exists()
    client.post(again.url, {"password": PASSWORD, "next": page})
    assert client.get(page).context["form"].data["email"] == NEW
    client.post(page, typed)
    assert User.objects.get(email=NEW) == cast.manager


def test_a_new_address_signs_the_person_out_everywhere_and_the_old_one_hears_of_it(client, cast, now_told):
    client.post(reverse("account_login"), {"login": cast.manager.email, "password": PASSWORD})
    own = reverse("accounts:account")
    old = cast.manager.email
    administrator = cast.client(cast.administrator)
    with now_told():
        administrator.post(
            reverse("homes:change_person", args=[cast.manager.pk]), {"full_name": "Mina Newname", "email": old}
        )
    assert client.get(own).status_code == 200
    assert not mail.outbox
    with now_told():
        administrator.post(
            reverse("homes:change_person", args=[cast.manager.pk]), {"full_name": "Mina Newname", "email": NEW}
        )
    assert client.get(own).status_code == 302
    to_old = [sent for sent in mail.outbox if sent.to == [old]]
    assert len(to_old) == 1
    assert "did not ask for this" in to_old[0].body
    assert NEW not in to_old[0].body
    assert [sent.to for sent in mail.outbox if sent not in to_old] == [[NEW]]
    note = Message.objects.get(to=cast.manager, code="accounts.address_changed")
    assert (note.link, note.subject) == (own, "The email address you sign in with was changed")
    page = administrator.get(reverse("homes:person", args=[cast.manager.pk])).content.decode()
    assert f"Changed the email address from {old} to {NEW}" in page


def test_a_removed_second_step_is_told_to_its_owner(cast, now_told):
    with now_told():
        remove(cast, cast.administrator)
    assert [sent.to for sent in mail.outbox] == [[cast.manager.email]]
    assert Message.objects.filter(to=cast.manager, code="accounts.second_step_removed").exists()


def test_a_mail_that_cannot_be_sent_undoes_nothing(client, cast, now_told, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    cast.sign_in(client, cast.administrator)
    with now_told():
        remove(cast, cast.administrator)
    assert Message.objects.filter(to=cast.manager).exists()


@pytest.mark.parametrize("steps", [(change, remove), (remove, change)])
def test_one_administrator_alone_never_changes_both_halves_of_an_account_within_a_day(cast, steps):
    first, second = steps
    Authenticator.objects.create(user=cast.manager, type=Authenticator.Type.TOTP, data={})
    first(cast, cast.administrator)
    alone(second, cast, cast.administrator, now=NOON + DAY - dt.timedelta(minutes=1))
    assert (User.objects.get(pk=cast.manager.pk).email == NEW) == (first is change)
    assert Authenticator.objects.filter(user=cast.manager).exists() == (first is change)
    second(cast, cast.head_of_qa, now=NOON)  # who may ask for it is judged by the page


def test_after_a_day_in_which_its_owner_could_speak_up_one_administrator_does_both(cast):
    change(cast, cast.administrator)
    remove(cast, cast.administrator, now=NOON + DAY)
    assert not Authenticator.objects.filter(user=cast.manager).exists()


def test_the_second_administrator_is_not_one_that_the_first_has_just_made_or_taken_over(cast):
    change(cast, cast.administrator)
    puppet = services.add_person(email="p@council.example", full_name="Pat", by=cast.administrator, now=NOON)
    alone(remove, cast, puppet)
    services.change_person(
        person=cast.stranger, email="q@council.example", full_name="Sten", by=cast.administrator, now=NOON
    )
    alone(remove, cast, cast.stranger)
    remove(cast, puppet, now=NOON + DAY)


def test_the_page_says_why_it_cannot_be_done_alone(client, cast):
    change(cast, cast.administrator)
    cast.sign_in(client, cast.administrator)
    page = reverse("homes:remove_second_factor", args=[cast.manager.pk])
    answer = client.post(page, {"reason": "Met at the office."}).content.decode()
    assert "email address was changed within the last 24 hours" in answer
    assert "Met at the office." in answer
