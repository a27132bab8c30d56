"""A person's messages, how mail comes to them, and the mails that did not arrive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as banner
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import act, form_methods
from core import access, clock
from delivery import forms, getters, mail, policy, selectors, services
from delivery.models import SEES_DELIVERIES, Delivery

EACH_PAGE = 25


@access.signed_in
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """What the portal has told this person, unread first. Looking at the list changes nothing."""
    rows = Paginator(selectors.messages(user=request.user), EACH_PAGE).get_page(request.GET.get("page"))
    context = {"rows": rows, "parts": parts(request.user, "messages")}
    return TemplateResponse(request, "delivery/messages.html", context)


@access.guarded("whoever the message is for")
@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message as read and lead on to what it is about."""
    message = getters.message_for(request.user, pk)
    services.mark_read(message=message, by=request.user, now=clock.now())
    return HttpResponseRedirect(message.link)


@access.signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    services.mark_all_read(by=request.user, now=clock.now())
    return HttpResponseRedirect(reverse("delivery:messages"))


@access.signed_in
@form_methods
def preference(request: HttpRequest) -> HttpResponse:
    """Choose how mail comes."""
    data = request.POST if request.method == "POST" else None
    form = forms.PreferenceForm(data, initial=forms.shown(selectors.preference(user=request.user)))
    if form.is_valid():
        services.set_preference(**form.cleaned_data, by=request.user, now=clock.now())
        banner.success(request, "Your choice is saved.")
        return HttpResponseRedirect(reverse("delivery:preference"))
    context = {"form": form, "parts": parts(request.user, "preference")}
    return TemplateResponse(request, "delivery/preference.html", context)


@access.holds(*SEES_DELIVERIES)
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Mails that were given up or are still refused: what a person must look after."""
    return _mails(request, selectors.in_trouble(user=request.user), "mails")


@access.holds(*SEES_DELIVERIES)
@require_safe
def all_mails(request: HttpRequest) -> HttpResponse:
    """Every mail and what became of it."""
    return _mails(request, selectors.latest(user=request.user), "all_mails")


@access.holds(*SEES_DELIVERIES)
@require_safe
def one_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as it was (or would have been) sent, and what became of it."""
    found = getters.delivery_for(request.user, pk)
    notes = [line.message for line in found.lines.all()]
    context = {
        "mail": found,
        "words": mail.compose(found, notes),
        "may_settle": policy.can_settle(request.user, found),
    }
    return TemplateResponse(request, "delivery/mail.html", context)


@access.holds(*SEES_DELIVERIES)
@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a mail again that was given up."""
    found = getters.delivery_for(request.user, pk)
    return act(
        request,
        lambda: services.try_again(delivery=found, by=request.user, now=clock.now()),
        done="The mail is tried again.",
        back=reverse("delivery:mails"),
    )


@access.holds(*SEES_DELIVERIES)
@require_POST
def deal_with(request: HttpRequest, pk: int) -> HttpResponse:
    """The person was told in another way."""
    found = getters.delivery_for(request.user, pk)
    return act(
        request,
        lambda: services.deal_with(delivery=found, by=request.user, now=clock.now()),
        done="The mail is dealt with.",
        back=reverse("delivery:mails"),
    )


def _mails(request: HttpRequest, found: Any, current: str) -> HttpResponse:
    rows = Paginator(found, EACH_PAGE).get_page(request.GET.get("page"))
    context = {"rows": rows, "current": current, "parts": parts(request.user, current), "dead": Delivery.State.DEAD}
    return TemplateResponse(request, "delivery/mails.html", context | {"is_set_up": mail.is_set_up()})


def parts(user: Any, current: str) -> list[dict[str, Any]]:
    """The pages beside each other: one's own, and for those who look after mail also these."""
    pages = [("messages", "Your messages"), ("preference", "How mail comes")]
    if policy.can_see_deliveries(user):
        pages += [("mails", "Mails that did not arrive"), ("all_mails", "All mails")]
    return [{"label": label, "url": reverse(f"delivery:{name}"), "current": name == current} for name, label in pages]
