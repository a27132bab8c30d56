"""One page with one form: shown, sent, refused with words, or done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse

from accounts import sessions
from accounts.freshness import kept_fields
from core.refusal import Refused


@dataclass(frozen=True, slots=True)
class Page:
    """The words around a form, and where the person goes from it."""

    title: str
    button: str
    back: str
    done: str
    caption: str = ""
    lead: str = ""
    warning: bool = False


def sent(request: HttpRequest) -> QueryDict | None:
    """What the form was sent with, or what was typed before the person was asked to sign in again."""
    return request.POST if request.method == "POST" else kept_fields(request)


def form_page(
    request: HttpRequest, form: BaseForm, page: Page, save: Callable[[dict[str, Any]], object], **context: Any
) -> HttpResponse:
    """Show the form; when it was sent and is complete, call ``save``; what a service refuses stands above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            sessions.drop_kept(request)
            messages.success(request, page.done)
            return HttpResponseRedirect(page.back)
    return TemplateResponse(request, "homes/form.html", {"form": form, "page": page, **context})


def act(request: HttpRequest, do: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """A button without a form: do it and say so, or say why not."""
    try:
        do()
        messages.success(request, done)
    except Refused as no:
        messages.warning(request, no.reason)
    return HttpResponseRedirect(back)
