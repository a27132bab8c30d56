"""The list of actions and its file; one action: what is to be done and by when, saying that it is done, verifying it."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.pages import Page, form_methods, form_page, sent
from actions import forms, getters, listing, policy, selectors, services, sources
from actions.models import Action
from core import clock, errors, readings, spreadsheets
from core.access import guarded, holds
from core.permissions import Decision
from core.refusal import Refused
from deadlines.selectors import running_limits
from homes import naming

WORDS = "actions_words"  # in the session
READS = "managers, visitor and responsible individual of the home, and whoever watches quality (policy.READS)"


@holds(*policy.SEES)
@form_methods
def board(request: HttpRequest) -> HttpResponse:
    """All actions the person may see. A choice is posted and led to its address; words to look for stay in the session."""
    if request.method == "POST":
        request.session[WORDS] = request.POST.get("words", "")[: listing.LONGEST_WORDS]
        return HttpResponseRedirect(
            f"{reverse('actions:list')}?{listing.wanted(request.POST, request.session[WORDS]).query}"
        )
    page = listing.board(
        user=request.user, now=clock.now(), choice=_choice(request), number=request.GET.get("page", "")
    )
    return TemplateResponse(request, "actions/list.html", {"board": page})


def _choice(request: HttpRequest) -> listing.Wanted:
    words = request.session.get(WORDS, "") if request.GET.get("words") else ""
    return listing.wanted(request.GET, words)


@holds(*policy.SEES)
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as it is narrowed, as a file for a spreadsheet program; that it was taken is logged."""
    now, user = clock.now(), cast(User, request.user)
    readings.note(user, "list of actions as a file", by=user, now=now)
    return spreadsheets.answer(
        listing.table(user=user, now=now, choice=_choice(request)), f"actions-{clock.today(now)}"
    )


@guarded(READS)
@require_safe
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """The action with what happened to it, and what this person may do."""
    found, user = getters.action(request.user, pk), request.user
    context = {
        "action": found,
        "label": sources.label(found),
        "source": sources.place(found, user),
        "limit": next(iter(running_limits(Action, [found.pk], user=user)[found.pk].values()), None),
        "late": found.late(clock.now()),
        "entries": selectors.history(found),
        "reports": policy.reports(user, found),
        "verifies": policy.verifies(user, found),
        "opens_again": policy.opens_again(user, found),
    }
    return TemplateResponse(request, "actions/action.html", context)


def _page(
    request: HttpRequest, found: Action, rule: Decision, form_of: Any, save: Any, words: tuple[str, str, str]
) -> HttpResponse:
    """One of the three forms of an action: title, button, and what is said when it is done."""
    here = reverse("actions:action", args=[found.pk])
    if not rule.ok:
        return errors.refused(request, Refused(rule.code, rule.reason), back=here, back_text="Go to the action")
    title, button, said = words
    caption = f"{found.home}: {sources.label(found)}"
    page = Page(title, button, here, said, caption, template="actions/form.html")
    form = form_of(sent(request), known=lambda: naming.known(found.home, clock.today(), more=naming.authorities()))
    return form_page(
        request,
        form,
        page,
        lambda form: save(action=found, **form.cleaned_data, by=request.user, now=clock.now()),
        action=found,
    )


@guarded(READS)
@form_methods
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """The manager says that it is done."""
    found = getters.action(request.user, pk)
    words = (
        "Say that it is done",
        "Say that it is done",
        "Thank you. The action counts as open until somebody else has verified it.",
    )
    rule = policy.reports(request.user, found)
    return _page(request, found, rule, forms.DoneForm, services.say_done, words)


@guarded(READS)
@form_methods
def open_again(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not done after all."""
    found = getters.action(request.user, pk)
    words = ("It is not done", "Open the action again", "The action is open again. Its time limit is the one it had.")
    rule = policy.opens_again(request.user, found)
    return _page(request, found, rule, forms.NotDoneForm, services.open_again, words)


@guarded(READS)
@form_methods
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else has seen that it is done."""
    found = getters.action(request.user, pk)
    words = ("Verify that it is done", "Verify and close", "The action is verified and closed.")
    rule = policy.verifies(request.user, found)
    return _page(request, found, rule, forms.SeenForm, services.verify, words)
