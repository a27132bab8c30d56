"""One page with one form: shown, sent, refused with words, or done. Every app above builds its plain form pages with it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts import sessions
from accounts.freshness import kept_fields
from core import access, errors
from core.permissions import Decision
from core.refusal import Refused

View = Callable[..., HttpResponseBase]
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Page:
    """The words around a form, and where the person goes from it."""

    title: str
    button: str
    back: str
    said: str = ""  # after it is done; "" when the next page says enough
    caption: str = ""
    lead: tuple[str, ...] = ()
    warning: str = ""
    then: str = ""  # where it leads when done; ``back`` when empty
    template: str = "house/form_page.html"


def chosen(text: str) -> int | None:
    """The record that an address narrows a list to (``?home=12``); None for nothing and for what is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def sent(request: HttpRequest) -> QueryDict | None:
    """What the form was sent with, or what was typed before the person was asked to sign in again."""
    return request.POST if request.method == "POST" else kept_fields(request)


def form_page(
    request: HttpRequest, form: BaseForm, page: Page, save: Callable[[Any], object], **context: Any
) -> HttpResponse:
    """Show the form; when it was sent and is complete, call ``save(form)``; what a service refuses stands above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form)
        except Refused as no:
            form.add_error(None, no.reason)
            if no.code == "stale":
                look_again(form)
        else:
            sessions.drop_kept(request)
            if page.said:
                messages.success(request, page.said)
            return HttpResponseRedirect(page.then or page.back)
    return TemplateResponse(request, page.template, {"form": form, "page": page, **context})


def look_again(form: BaseForm) -> None:
    """The page shows the record as it is now, so the next press speaks of this version (if it is still the one then)."""
    if "version" in form.initial:
        data = QueryDict(mutable=True)
        data.update(form.data)
        data["version"] = str(form.initial["version"])
        form.data = data


def act(request: HttpRequest, do: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """A button without a form: do it and say so, or say why not."""
    try:
        do()
        messages.success(request, done)
    except Refused as no:
        messages.warning(request, no.reason)
    return HttpResponseRedirect(back)


def of_record(
    getter: Callable[[Any, int], Any],
    why: str,
    *,
    rule: Callable[[Any, Any], Decision] | None = None,
    number: str = "pk",
    back: Callable[[int], str],
    back_text: str,
) -> Callable[[View], View]:
    """A page of one record: found by ``getter`` (404) under its ``number`` in the address, handed to the view instead of the number.

    While ``rule`` or a service says no it is a plain page that says why and leads ``back``. ``why`` says who may come in.
    """

    def decorate(view: View) -> View:
        @access.guarded(why)
        @functools.wraps(view)
        def inner(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            pk = kwargs.pop(number)
            found = getter(request.user, pk)
            try:
                if rule is not None:
                    rule(request.user, found).demand()
                return view(request, found, **kwargs)
            except Refused as no:
                return errors.refused(request, no, back=back(pk), back_text=back_text)

        return inner

    return decorate
