"""What every request passes on its way to a page: the limits of the session, and the second step of sign-in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts import sessions
from core import access, clock

Next = Callable[[HttpRequest], HttpResponse]


class SessionLimits:
    """Ends a session that was idle too long or is too old, keeps what was typed, and asks to sign in again."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if access.is_unnamed(request.path_info):
            request.user = AnonymousUser()
            return self.get_response(request)
        if SESSION_KEY not in request.session:
            return self.get_response(request)
        now = clock.now()
        why = sessions.over(request, now)
        if why:
            return self._sign_in_again(request, why)
        sessions.touch(request, now)
        request.user = SimpleLazyObject(_with_cache(request.user))  # type: ignore[assignment]
        return self.get_response(request)

    def _sign_in_again(self, request: HttpRequest, why: str) -> HttpResponse:
        person_id, page = int(request.session[SESSION_KEY]), sessions.page_of(request)
        logout(request)
        if request.method == "POST" and request.content_type != "application/json":
            sessions.keep(request, person_id=person_id, page=page, fields=request.POST, now=clock.now())
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': page, 'ended': why})}")


def _with_cache(user: Any) -> Callable[[], Any]:
    """The person of the request with a place for what is read once; it lives as long as the request."""

    def person() -> Any:
        if user.is_authenticated:
            user.request_cache = {}
        return getattr(user, "_wrapped", user)

    return person


class SecondFactor:
    """Outside demonstration and test everybody has a second step of sign-in; whoever has none is led to set one up."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead a signed-in person without a second step to the page that sets one up."""
        if settings.QA_MODE != "live" or not request.user.is_authenticated or self._open(request, view):
            return None
        if not request.session.get(sessions.SECOND_FACTOR):
            if not is_mfa_enabled(request.user):
                return HttpResponseRedirect(reverse("mfa_index"))
            request.session[sessions.SECOND_FACTOR] = True
        return None

    @staticmethod
    def _open(request: HttpRequest, view: Any) -> bool:
        name = request.resolver_match.url_name or "" if request.resolver_match else ""
        policy = getattr(view, "access", None)
        return (
            name.startswith("mfa_")
            or name in {"account_logout", "account_reauthenticate", "account_login"}
            or (policy is not None and policy.kind == "public")
        )
