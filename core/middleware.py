"""Middleware of the ground: health, headers, and clean text."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict

from core import errors

KEPT_BY_ONE = "private"  # what a program of one person fetches again and again, such as a calendar
Next = Callable[[HttpRequest], HttpResponse]


class HealthCheck:
    """/healthz/ for the container's health check, before host names and redirects are judged; says only ok or not ok."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz/":
            return self.get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:
            return HttpResponse("not ok", status=503, content_type="text/plain")
        return HttpResponse("ok", content_type="text/plain")


class PageHeaders:
    """No page of ours is kept by a cache or a shared browser (security.md 14.3.2) unless it says so itself, and no sensor is asked for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL) and response.get("Cache-Control") != KEPT_BY_ONE:
            response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response


class RequestSize:
    """Refuses a request that says it is too long, before anything reads it: what is read of a file goes to the disk.

    A request that does not say how long it is has no body for Django.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        limit = settings.LARGEST_REQUESTS.get(request.path, settings.LARGEST_REQUEST)
        if length.isdecimal() and int(length) > limit:
            return errors.too_large()
        return self.get_response(request)


class PlainText:
    """NUL bytes and lone surrogates, which no database takes, are dropped from what a browser sends; everything else is kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = clean(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and not (request.content_type or "").startswith("application/json"):
            request.POST = clean(request.POST)  # type: ignore[assignment]
        return self.get_response(request)


def plain(text: str) -> str:
    """The text without NUL bytes and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def clean(fields: QueryDict) -> QueryDict:
    """The same fields with plain text; the same object when nothing had to be changed."""
    found = [(key, value) for key, values in fields.lists() for value in values]
    if all(plain(key) == key and plain(value) == value for key, value in found):
        return fields
    cleaned = QueryDict(mutable=True, encoding=fields.encoding)
    for key, value in found:
        cleaned.appendlist(plain(key), plain(value))
    cleaned._mutable = False
    return cleaned
