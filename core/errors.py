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


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake; the page needs neither database nor template context."""
    from django.template import loader

    return HttpResponse(loader.get_template("500.html").render(), status=500)


UNTYPED_FIELD = re.compile("pass|secret|token|code|credential|op_id$|^_page$", re.IGNORECASE)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long (or came from elsewhere): nothing is done, and the typed words are handed back.

    They are shown only when the browser itself says that our own page sent them, and never a password or code.
    """
    own = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return _page(request, "csrf_failure.html", 403, typed=typed(request) if own else [])


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """(field, text) of what was typed into the form that was sent: words, not choices; never a password or code."""
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
    return [
        (name, text)
        for name, text in fields
        if (len(text.strip()) > 20 or " " in text.strip()) and not UNTYPED_FIELD.search(name)
    ]


def refused(request: HttpRequest, refusal: Refused, *, back: str, back_text: str = "Go back") -> HttpResponse:
    """409: a service said no; the reason in its own words, what was typed in a form that could not be taken, and the way back."""
    context = {"refusal": refusal, "back": back, "back_text": back_text, "typed": typed(request)}
    return _page(request, "refused.html", 409, **context)
