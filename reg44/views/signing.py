"""A fresh sign-in before signing, and how the person proved who they are."""

from __future__ import annotations

import functools
from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.freshness import fresh_required

View = Callable[..., HttpResponseBase]

WORDS = {"password": "password", "mfa": "second step", "socialaccount": "outside sign-in"}
TYPES = {"webauthn": "passkey", "totp": "authenticator code", "recovery_codes": "recovery code"}


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
