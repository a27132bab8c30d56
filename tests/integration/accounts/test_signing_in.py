"""Signing in, staying signed in, and being asked again: with nothing typed lost."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts import services
from tests.cast import PASSWORD

NOON = dt.datetime(2027, 3, 24, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password, **extra})


def texts(response):
    return re.sub(r"\s+", " ", re.sub(r'value="[^"]*"|<[^>]*>', " ", response.content.decode()))


def test_a_person_signs_in_by_email_in_any_case_and_nobody_can_make_an_account(client, cast):
    response = sign_in(client, cast.manager.email.upper())
    assert response.status_code == 302
    assert client.get(reverse("accounts:account")).status_code == 200
    assert client.get("/sign-up/").status_code == 404
    assert client.get("/signup/").status_code == 404


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, cast):
    known = sign_in(client, cast.manager.email, "a wrong phrase of mine")
    unknown = sign_in(client, "nobody@council.example", "a wrong phrase of mine")
    assert known.status_code == unknown.status_code == 200
    assert "is not right" in texts(known)
    assert texts(known) == texts(unknown)
    asked = {
        client.post(reverse("account_reset_password"), {"email": email}).url for email in (cast.ri.email, "x@y.example")
    }
    assert len(asked) == 1
    assert len(mail.outbox) == 2


def test_guessing_is_slowed_down_and_says_so(client, cast):
    for _ in range(5):
        sign_in(client, cast.manager.email, "a wrong phrase of mine")
    assert "too often" in texts(sign_in(client, cast.manager.email))


def test_guessing_elsewhere_locks_out_neither_the_owner_nor_the_neighbours_of_who_guesses(cast):
    stranger, owner, neighbour = (
        Client(REMOTE_ADDR=f"{network}.9") for network in ("203.0.113", "198.51.100", "203.0.113")
    )
    for _ in range(40):
        sign_in(stranger, cast.manager.email, "a wrong phrase of mine")
    assert "too often" in texts(sign_in(stranger, cast.manager.email))
    assert sign_in(owner, cast.manager.email).status_code == 302
    assert sign_in(neighbour, cast.ri.email).status_code == 302


def test_whoever_tries_one_password_on_every_account_is_slowed_down_too(cast):
    client = Client(REMOTE_ADDR="203.0.113.9")
    for number in range(30):
        sign_in(client, f"somebody.{number}@council.example", "a wrong phrase of mine")
    assert "too often" in texts(sign_in(client, cast.manager.email))


def test_the_link_for_a_new_password_leads_to_our_site_by_whatever_name_it_was_asked_for(client, cast):
    for email in (cast.ri.email, "nobody@council.example"):
        client.post(reverse("account_reset_password"), {"email": email}, headers={"host": "localhost"})
    known, unknown = mail.outbox
    assert f"{settings.SITE_URL}/password/" in known.body
    for sent in (known, unknown):
        assert "localhost" not in f"{sent.subject} {sent.body}"


def test_a_forgotten_password_is_replaced_by_a_long_one_through_the_mailed_link(client, cast):
    client.post(reverse("account_reset_password"), {"email": cast.ri.email})
    link = re.search(re.escape(settings.SITE_URL) + r"(/password/\S+)", mail.outbox[0].body)[1]
    page = client.get(client.get(link).url)
    form = page.redirect_chain[-1][0] if hasattr(page, "redirect_chain") else page.request["PATH_INFO"]
    short = client.post(form, {"password1": "short", "password2": "short"})
    assert "15" in texts(short)
    chosen = "four words by the sea"
    assert client.post(form, {"password1": chosen, "password2": chosen}).status_code == 302
    assert sign_in(Client(), cast.ri.email, chosen).status_code == 302


def test_an_idle_session_ends_and_what_was_sent_then_is_kept_for_the_same_person_and_page(client, cast, clock):
    cast.sign_in(client, cast.manager)
    page = reverse("accounts:account")
    clock.shift(dt.timedelta(minutes=14))
    assert client.get(page).status_code == 200
    clock.shift(dt.timedelta(minutes=16))
    response = client.post(page, {"note": "many words", "password": "secret"})
    assert response.url == f"{reverse('account_login')}?next=%2Faccount%2F&ended=idle"
    assert client.get(page).status_code == 302
    assert sign_in(client, cast.manager.email, next=page).url == page
    kept = client.session["kept_form"]
    assert (kept["person"], kept["path"], kept["fields"]) == (cast.manager.pk, page, "note=many+words")


def test_a_session_ends_after_eight_hours_however_busy_it_was(client, cast, clock):
    cast.sign_in(client, cast.manager)
    for _ in range(8 * 6):
        clock.shift(dt.timedelta(minutes=10))
        assert client.get(reverse("core:help")).status_code == 200
    clock.shift(dt.timedelta(minutes=10))
    assert client.get(reverse("accounts:account")).url.endswith("ended=absolute")


def test_a_closed_account_is_out_at_the_next_request_in_every_session(cast):
    first, second = Client(), Client()
    for one in (first, second):
        sign_in(one, cast.manager.email)
    services.close_person(person=cast.manager, by=cast.administrator, now=NOON)
    for one in (first, second):
        assert one.get(reverse("accounts:account")).status_code == 302
    assert sign_in(Client(), cast.manager.email).url == reverse("account_inactive")


def test_people_see_and_end_their_own_sessions_and_no_others(cast):
    here, there = Client(HTTP_USER_AGENT="Firefox on Linux"), Client(HTTP_USER_AGENT="Safari on iPad")
    for one in (here, there):
        sign_in(one, cast.manager.email)
    page = here.get(reverse("accounts:account")).content.decode()
    assert "Safari on an iPad" in page
    end = re.search(r"/account/sessions/\d+/end/", page)[0]
    assert cast.client(cast.ri).post(end).status_code == 302
    assert there.get(reverse("accounts:account")).status_code == 200
    here.post(end)
    assert there.get(reverse("accounts:account")).status_code == 302


def code_for(secret, moment):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_in_real_use_everybody_sets_up_a_second_step_and_is_asked_for_it_from_then_on(client, cast, clock, settings):
    settings.QA_MODE = "live"
    sign_in(client, cast.manager.email)
    page, set_up = reverse("accounts:account"), reverse("mfa_activate_totp")
    assert client.get(page).url == reverse("mfa_index")
    assert "Set up a passkey" in texts(client.get(reverse("mfa_index")))
    clock.shift(dt.timedelta(minutes=6))
    again = client.get(set_up)
    assert again.url.startswith(reverse("account_reauthenticate"))
    client.post(again.url, {"password": PASSWORD})
    secret = re.search(r"<code>(\w+)</code>", client.get(set_up).content.decode())[1]
    assert client.post(set_up, {"code": code_for(secret, NOON)}).status_code == 302
    assert client.get(page).status_code == 200
    clock.shift(dt.timedelta(minutes=1))
    other = Client()
    assert sign_in(other, cast.manager.email).url == reverse("mfa_authenticate")
    assert other.get(page).status_code == 302
    assert other.post(reverse("mfa_authenticate"), {"code": code_for(secret, NOON)}).status_code == 302
    assert other.get(page).status_code == 200
    services.remove_second_factor(person=cast.manager, reason="Met at the office", by=cast.administrator, now=NOON)
    assert other.get(page).status_code == 302


def test_every_page_around_signing_in_is_drawn_in_the_look_of_the_house(client, cast):
    outside = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
    inside = ["account_change_password", "account_reauthenticate", "account_logout", "mfa_index"]
    guarded = ["mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"]
    for name in outside:
        assert b"portal-header" in client.get(reverse(name)).content
    sign_in(client, cast.manager.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in inside + guarded:
        response = client.get(reverse(name))
        assert response.status_code == 200, name
        assert b"portal-header" in response.content, name
        assert "style=" not in response.content.decode(), name
