"""The frame of every page, the pages anybody may read, and the error pages (screens.md, security.md 3.4)."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from core import errors
from core.refusal import Refused
from tests.unit.core.test_forms import Page

pytestmark = pytest.mark.django_db

PUBLIC = ["core:help", "core:accessibility", "core:privacy"]


def text_of(response) -> str:
    return response.content.decode()


def title_of(response) -> str:
    return re.search("<title>(.*?)</title>", text_of(response), re.DOTALL)[1]


def assert_framed(response) -> None:
    """What every page has: a language, a title of its own, a skip link that lands, no inline style or script."""
    html = text_of(response)
    page = Page(html)
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="en"' in html
    assert html.count("<h1") == 1
    assert 'href="#main-content"' in html
    ids = page.ids()
    assert "main-content" in ids
    assert len(ids) == len(set(ids))
    for tag, attrs in page.elements:
        assert "style" not in attrs, tag
        assert not [name for name in attrs if name.startswith("on")], tag
        assert tag != "style"
        assert tag != "script" or attrs.get("src")


def assert_sealed_off(response) -> None:
    """The headers of security.md C2 3.4 and 14.3.2."""
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_anybody_may_read_help_accessibility_and_privacy(client):
    titles = set()
    for name in PUBLIC:
        response = client.get(reverse(name))
        assert response.status_code == 200
        assert_framed(response)
        assert_sealed_off(response)
        assert "Sign out" not in text_of(response)
        titles.add(title_of(response))
    assert len(titles) == len(PUBLIC)


def test_help_stands_at_the_same_place_of_every_page(client, cast):
    def footer(response):
        return re.search("<footer.*?</footer>", text_of(response), re.DOTALL)[0]

    pages = [client.get(reverse(name)) for name in PUBLIC]
    cast.sign_in(client, cast.visitor)
    pages += [client.get(reverse(name)) for name in [*PUBLIC, "core:components"]]
    assert len({footer(page) for page in pages}) == 1
    assert all(page.context.get("user") is not None for page in pages)


def test_the_gallery_is_for_the_signed_in_and_shows_every_component(client, cast):
    address = reverse("core:components")
    assert client.get(address).status_code == 302
    cast.sign_in(client, cast.stranger)
    response = client.get(address)
    assert response.status_code == 200
    assert_framed(response)
    assert_sealed_off(response)
    html = text_of(response)
    assert title_of(response).startswith("Components – ")
    assert "data-sign-out" in html
    assert 'method="post"' in html
    assert 'role="alert"' in html  # the notice of success


def test_errors_stand_in_title_summary_and_at_the_field_and_never_beside_a_banner(client, cast):
    cast.sign_in(client, cast.visitor)
    response = client.get(reverse("core:components"), {"errors": "1"})
    assert_framed(response)
    html = text_of(response)
    assert title_of(response).startswith("Error: Components – ")
    summary = re.search("govuk-error-summary__list.*?</ul>", html, re.DOTALL)[0]
    links = re.findall('href="#([^"]+)"', summary)
    assert len(links) == html.count('class="govuk-error-message"') > 5
    assert set(links) <= Page(html).focusable_ids()
    assert "notification-banner" not in html


@pytest.mark.parametrize("signed_in", [True, False])
def test_what_is_not_here_or_not_yours_is_one_and_the_same_page(client, cast, signed_in):
    if signed_in:
        cast.sign_in(client, cast.visitor)
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert_framed(response)
    assert_sealed_off(response)
    assert "Nothing" in text_of(response)
    assert ("not belong to your role" in text_of(response)) is signed_in


def test_every_error_page_says_what_happened_and_that_nothing_is_lost(rf: RequestFactory):
    request = rf.get("/")
    refusal = Refused("already_sent", "The draft was already sent.")
    pages = {
        400: errors.bad_request(request),
        403: errors.permission_denied(request),
        404: errors.not_found(request),
        500: errors.server_error(request),
        409: errors.refused(request, refusal, back="/visits/"),
    }
    for status, response in pages.items():
        assert response.status_code == status
        html = text_of(response)
        assert html.count("<h1") == 1
        assert re.search("[Nn]othing|still (saved|there)", html)
        assert 'href="/' in html
    assert "The draft was already sent." in text_of(pages[409])


def test_our_mistake_is_shown_without_touching_the_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(rf.get("/"))
    assert "The mistake is ours" in text_of(response)


def test_words_of_a_form_that_outlived_its_sign_in_are_handed_back_but_no_password():
    client = Client(enforce_csrf_checks=True)
    words = "The children told the visitor <b>that they like the garden."
    form = {"answer": words, "password": "a long phrase that stays secret", "token": "x" * 40}
    own = client.post(reverse("core:help"), form, headers={"sec-fetch-site": "same-origin"})
    assert own.status_code == 403
    assert_framed(own)
    assert "The children told the visitor &lt;b&gt;that they like the garden." in text_of(own)
    assert "stays secret" not in text_of(own)
    assert "x" * 40 not in text_of(own)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}):
        foreign = client.post(reverse("core:help"), form, headers=headers)
        assert foreign.status_code == 403
        assert "told the visitor" not in text_of(foreign)
    for name in (
        "account_login",
        "account_reset_password",
        "reg44:verify",
    ):  # an old browser says nothing of where it comes from
        old = client.post(reverse(name), form | {"login": "a@b.example"})
        assert old.status_code == 403
        assert "told the visitor" in text_of(old)
        assert "a@b.example" in text_of(old)
        assert "stays secret" not in text_of(old)
