"""Every view declares who may come in; a view that declares nothing fails a test, and is closed.

Whether somebody holds a role is answered by ``homes`` (a layer above), which hands its answer in by ``set_role_source``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

View = Callable[..., HttpResponseBase]
RoleSource = Callable[[Any], frozenset[str]]
LARGEST_NUMBER = 2**63 - 1  # of a key in either database


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may come in: kind is public, signed_in, holds or guarded; roles for holds; why says it in words."""

    kind: str
    roles: frozenset[str] = frozenset()
    why: str = ""
    unnamed: bool = False  # nobody is known there, whoever is signed in


_role_source: RoleSource | None = None
_freshness: Callable[[View], View] | None = None


def set_role_source(source: RoleSource) -> None:
    """Tell this layer how to find the roles a person holds today (called once by homes)."""
    global _role_source
    _role_source = source


def roles_of(user: Any) -> frozenset[str]:
    """The roles this person holds today, anywhere."""
    if _role_source is None:
        raise ImproperlyConfigured("No source of roles; the homes app sets it.")
    return _role_source(user) if user.is_authenticated else frozenset()


def set_freshness(decorator: Callable[[View], View]) -> None:
    """Tell this layer how to ask for a fresh sign-in (called once by accounts)."""
    global _freshness
    _freshness = decorator


def fresh(view: View) -> View:
    """A sign-in of the last minutes (see accounts.freshness), for views in layers that do not know accounts."""

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _freshness is None:
            raise ImproperlyConfigured("Nobody asks for a fresh sign-in; the accounts app does.")
        return _freshness(view)(request, *args, **kwargs)

    return inner


def _declare(policy: Policy, view: View) -> View:
    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if policy.kind != "public" and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if policy.kind == "holds" and not policy.roles & roles_of(request.user):
            raise Http404("No role for this page.")
        return view(request, *args, **kwargs)

    inner.access = policy  # type: ignore[attr-defined]
    return inner


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _declare(Policy("public"), view)


def unnamed(view: View) -> View:
    """Anybody, and nobody is known there: a session that the browser has is neither read, prolonged nor ended (docs/adr/0015)."""
    return _declare(Policy("public", unnamed=True), view)


def is_unnamed(path: str) -> bool:
    """Whether the page at this address knows nobody."""
    try:
        policy = getattr(resolve(path).func, "access", None)
    except Resolver404:
        return False
    return policy is not None and policy.unnamed


def signed_in(view: View) -> View:
    """Anybody who is signed in; the page shows only what is theirs."""
    return _declare(Policy("signed_in"), view)


def holds(*roles: str) -> Callable[[View], View]:
    """Whoever holds one of these roles today; everybody else meets 404."""
    return lambda view: _declare(Policy("holds", frozenset(str(role) for role in roles)), view)


def guarded(why: str) -> Callable[[View], View]:
    """Signed in, and the view finds its object by a getter that answers 404 for what is not theirs; ``why`` says the rule in words."""
    return lambda view: _declare(Policy("guarded", why=why), view)


class AccessMiddleware:
    """Closes every view of ours that declared no policy (allauth's own pages guard themselves)."""

    OTHERS = ("allauth.", "django.")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        """Raise 404 for a view without a policy, and for a number that no record can have (databases refuse to look for it)."""
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in kwargs.values()):
            raise Http404("No record has such a number.")
        if not hasattr(view, "access") and not view.__module__.startswith(self.OTHERS):
            raise Http404("This view declares no policy.")
