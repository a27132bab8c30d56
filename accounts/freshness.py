"""Signing, sealing and changing roles need a sign-in of the last five minutes (ASVS 7.5.1, security.md C2).

``@fresh_required`` on the view; a stale person is asked to prove who they are and comes back to the page. What they had typed
is there again: ``kept_fields(request)`` gives it to the form of that page.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts import sessions
from core import clock

View = Callable[..., HttpResponseBase]
WORDS = {"password": "password", "mfa": "second step", "socialaccount": "outside sign-in"}
TYPES = {"webauthn": "passkey", "totp": "authenticator code", "recovery_codes": "recovery code"}


def signed_in_freshly(request: HttpRequest, now: dt.datetime) -> bool:
    """Whether the person signed in, or proved again who they are, within the last five minutes before ``now`` (aware)."""
    if not request.user.is_authenticated:
        return False
    proofs = [float(record["at"]) for record in get_authentication_records(request, request.user) if "at" in record]
    proofs.append(float(request.session.get(sessions.BEGUN, 0)))
    return 0 <= now.timestamp() - max(proofs) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def fresh_required(view: View) -> View:
    """Send a person whose sign-in is older than five minutes to prove it again, then back, with nothing lost."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        now = clock.now()
        if signed_in_freshly(request, now):
            response = view(request, *args, **kwargs)
            if request.method == "POST" and response.status_code == 302:
                sessions.drop_kept(request)
            return response
        page = sessions.page_of(request)
        if request.method == "POST" and request.user.pk is not None:
            sessions.keep(request, person_id=request.user.pk, page=page, fields=request.POST, now=now)
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': page})}")

    return inner


def kept_fields(request: HttpRequest) -> QueryDict | None:
    """What the person had typed on this page before they were asked to sign in again; give it to the form as its data."""
    return sessions.kept(request, clock.now())


def method_of(request: HttpRequest) -> str:
    """The ways of this session in words, the last one last: “password, authenticator code”."""
    found = []
    for record in get_authentication_records(request, request.user):
        words = TYPES.get(str(record.get("type", "")), WORDS.get(str(record.get("method", "")), "sign-in"))
        if words not in found:
            found.append(words)
    return ", ".join(found)[:40] or "sign-in"


def fresh_to_sign(view: View) -> View:
    """Reading the page needs no new proof; pressing the button does (security.md C2). What was typed comes back."""
    fresh = fresh_required(view)

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return (fresh if request.method == "POST" else view)(request, *args, **kwargs)

    return inner
