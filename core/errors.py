"""Error pages: what happened, what it means, what to do now, and that nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.access import View
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


UNTYPED_FIELD = re.compile("pass|secret|token|code|credential|op_id$|^_page$", re.IGNORECASE)


def handed_back(draw: Callable[..., HttpResponse]) -> Callable[[View], View]:
    """Of a public view: where the cross-site check fails, ``draw(request, **arguments of the address)`` draws its page again.

    It holds what was typed and a fresh token, and ``draw`` writes nothing: the request may be forged.
    """

    def mark(view: View) -> View:
        view.handed_back = draw  # type: ignore[attr-defined]
        return view

    return mark


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long (or came from elsewhere): nothing is done, and the typed words are handed back.

    Of a page for people who are signed in they are shown only when the browser itself says that our own page sent them; of a
    public one unless the browser says that another site did (old browsers say nothing). Never a password or code.
    """
    own, match = _ours(request), request.resolver_match
    draw = getattr(match.func, "handed_back", None) if match is not None else None
    if draw is not None and own is not False:
        response = draw(request, *match.args, **match.kwargs)  # type: ignore[union-attr]
        response.status_code = 403 if response.status_code == 200 else response.status_code
        return response
    shown = own or (own is None and not request.user.is_authenticated)
    return _page(request, "csrf_failure.html", 403, typed=typed(request) if shown else [])


def _ours(request: HttpRequest) -> bool | None:
    """Whether one of our own pages sent this, as the browser says it; None when it does not say."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return None if site == "none" else site == "same-origin"
    said = request.headers.get("Origin") or request.headers.get("Referer") or "null"
    if said == "null":
        return None
    try:
        return urlsplit(said).netloc == request.get_host()
    except ValueError:  # no address at all, such as http://[
        return False


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """(field, text) of what was typed into the form that was sent: words, not choices; never a password or code."""
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
    return [
        (name, text)
        for name, text in fields
        if (len(text.strip()) > 20 or " " in text.strip() or "@" in text) and not UNTYPED_FIELD.search(name)
    ]


def refused(request: HttpRequest, refusal: Refused, *, back: str, back_text: str = "Go back") -> HttpResponse:
    """409: a service said no; the reason in its own words, what was typed in a form that could not be taken, and the way back."""
    context = {"refusal": refusal, "back": back, "back_text": back_text, "typed": typed(request)}
    return _page(request, "refused.html", 409, **context)
