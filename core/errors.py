"""Error pages: what happened, what it means, what to do now, and that nothing is lost."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.refusal import Refused


def _page(request: HttpRequest, template: str, status: int, **context: Any) -> HttpResponse:
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not allowed."""
    return _page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not here, or not yours."""
    return _page(request, "404.html", 404)


def too_large() -> HttpResponse:
    """413: the request was refused unread, so the page knows nothing of it."""
    from django.template import loader

    return HttpResponse(loader.get_template("413.html").render(), status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake; the page needs neither database nor template context."""
    from django.template import loader

    return HttpResponse(loader.get_template("500.html").render(), status=500)


SECRET_FIELD = re.compile("pass|secret|token|code|credential", re.IGNORECASE)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long (or came from elsewhere): nothing is done, and the typed words are handed back.

    They are shown only when the browser itself says that our own page sent them, and never a password or code.
    """
    typed = []
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
        typed = [(name, text) for name, text in fields if len(text.strip()) > 20 and not SECRET_FIELD.search(name)]
    return _page(request, "csrf_failure.html", 403, typed=typed)


def refused(request: HttpRequest, refusal: Refused, *, back: str, back_text: str = "Go back") -> HttpResponse:
    """409: a service said no; the reason in its own words and the way back."""
    return _page(request, "refused.html", 409, refusal=refusal, back=back, back_text=back_text)
