"""Walking about the portal in tests: a door to every view, a watch over writes, a crawl over links.

``Door`` calls a view as the URL table does, with its policy, for one person: no middleware and no page drawn, so that thousands of
knocks cost seconds. What the middleware adds (sign-in, session limits, second step) is walked by ``crawl`` and in the other tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import resolve

from accounts import sessions
from core import clock
from core.access import AccessMiddleware

WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
SESSIONS = frozenset({"django_session", "usersessions_usersession"})
READINGS = SESSIONS | {"core_reading"}


@contextmanager
def watching(*, but: frozenset[str] = frozenset()) -> Iterator[list[str]]:
    """Every statement that writes to the database meanwhile, as the name of its table; ``but`` are tables not told of."""
    seen: list[str] = []

    def wrapper(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        found = WRITES.match(sql)
        if found and found[1] not in but:
            seen.append(found[1])
        return execute(sql, *args)

    with connection.execute_wrapper(wrapper):
        yield seen


@dataclass(frozen=True)
class Answer:
    """What came of a knock: the code, the tables written to, and where it leads."""

    code: int
    wrote: tuple[str, ...] = ()
    more: str = ""


@dataclass
class Door:
    """One person who knocks at addresses. ``person`` is read from the database once, with their appointments."""

    person: Any
    factory: RequestFactory = field(default_factory=RequestFactory)
    kept: dict[str, Any] = field(default_factory=dict)

    def knock(self, url: str, method: str = "GET", data: dict[str, Any] | None = None) -> Answer:
        """Call the view of this address with its policy; an exception that no view should raise is told as 500."""
        request = self.factory.get(url, data) if method == "GET" else self.factory.post(url, data or {})
        self.person.request_cache = self.kept
        request.user, request.session = self.person, SessionStore()
        request.session[sessions.BEGUN] = clock.now().timestamp()  # signed in just now
        request._messages = FallbackStorage(request)
        match = request.resolver_match = resolve(request.path_info)
        with watching(but=READINGS) as wrote:
            code, more = _call(request, match)
        return Answer(code, tuple(wrote), more)


def _call(request: Any, match: Any) -> tuple[int, str]:
    try:
        AccessMiddleware(lambda request: None).process_view(request, match.func, match.args, match.kwargs)
        response = match.func(request, *match.args, **match.kwargs)
    except Http404:
        return 404, ""
    except PermissionDenied:
        return 403, ""
    except Exception as error:
        return 500, repr(error)
    return response.status_code, response.headers.get("Location", "")


LINK = re.compile(r"""(?:href|src|data-[a-z-]*url)\s*=\s*["']([^"'#]*)""", re.IGNORECASE)
PASSED_BY = ("/static/", "/account/sign-out", "/sign-out/")


def links(page: str, here: str) -> set[str]:
    """Addresses of this portal that a page links to, without their fragments."""
    found = {urljoin(here, unescape(link)) for link in LINK.findall(page)}
    return {
        link for link in found if link.startswith("/") and not link.startswith(PASSED_BY) and not urlsplit(link).netloc
    }


def shape(url: str) -> str:
    """Address without its numbers, long ids and values: pages of one kind look alike."""
    return re.sub(r"=[^&]*", "=", re.sub(r"/(?:\d+|[0-9A-Z]{26})(?=/)", "/#", url))


def crawl(
    client: Client, starts: list[str], *, each: int = 1000, most: int = 2000, past: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Every page reachable by links, breadth first: address -> response.

    ``each``: at most so many pages of one kind; ``past``: beginnings of addresses that are passed by.
    """
    found: dict[str, Any] = {}
    waiting, kinds = list(starts), {}
    while waiting and len(found) < most:
        url = waiting.pop(0)
        kind = shape(url)
        if url in found or url.startswith(past) or kinds.get(kind, 0) >= each:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        response = found[url] = client.get(url)
        if 300 <= response.status_code < 400:
            waiting.append(urljoin(url, response.headers["Location"].split("#")[0]))
        elif "html" in response.headers.get("Content-Type", ""):
            waiting += sorted(links(response.content.decode(), url))
    return found
