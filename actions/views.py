"""The list of actions and its file; one action: what is to be done and by when, saying that it is done, verifying it."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.pages import Page, chosen, form_methods, form_page, sent
from actions import forms, getters, listing, policy, selectors, services, sources, themes
from actions.models import Action
from core import clock, errors, readings, spreadsheets
from core.access import guarded, holds
from core.permissions import Decision, refuse
from core.refusal import Refused
from deadlines.selectors import running_limits
from homes import access, naming
from homes.roles import Role

WORDS = "actions_words"  # in the session
READS = (
    "managers, visitor and responsible individual of the home, whoever watches quality (policy.READS), and its owner"
)


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


@holds(*policy.SEES)
@require_safe
def coming_back(request: HttpRequest) -> HttpResponse:
    """What was asked for more than once; ``?home=`` narrows it to what was asked of that home, too."""
    home = chosen(request.GET.get("home", ""))
    found = themes.of(user=request.user, now=clock.now(), home=home)
    context = {
        "themes": [(theme, themes.lines(theme)) for theme in found],
        "homes": access.homes_for(request.user, *policy.SEES).order_by("name").only("name"),
        "home": home,
        "most": themes.MOST,
    }
    return TemplateResponse(request, "actions/themes.html", context)


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
        "opens_closed": policy.opens_closed(user, found, clock.now()),
        "assigns": policy.assigns(user, found),
        "merges": policy.merges(user, found) and selectors.has_others(user=user, action=found),
        "related": selectors.related(user=user, action=found),
    }
    return TemplateResponse(request, "actions/action.html", context)


def _page(
    request: HttpRequest, found: Action, rule: Decision, form_of: Any, save: Any, words: tuple[str, str, str]
) -> HttpResponse:
    """One of the three forms with words about an action: title, button, and what is said when it is done."""
    known = {"known": lambda: naming.known(found.home, clock.today(), more=naming.authorities())}
    return _form(
        request,
        found,
        rule,
        lambda: form_of(sent(request), **known),
        lambda form: save(action=found, **form.cleaned_data, by=request.user, now=clock.now()),
        words,
    )


def _form(
    request: HttpRequest, found: Action, rule: Decision, form_of: Any, save: Any, words: tuple[str, str, str]
) -> HttpResponse:
    """A form of an action for whoever the rule allows; everybody else is told why not."""
    here = reverse("actions:action", args=[found.pk])
    if not rule.ok:
        return errors.refused(request, Refused(rule.code, rule.reason), back=here, back_text="Go to the action")
    title, button, said = words
    caption = f"{found.home}: {sources.label(found)}"
    page = Page(title, button, here, said, caption, template="actions/form.html")
    return form_page(request, form_of(), page, save, action=found)


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
    """It is not done after all: it was only said, or it was even verified."""
    found = getters.action(request.user, pk)
    words = ("It is not done", "Open the action again", "The action is open again. Its time limit is the one it had.")
    if found.state == Action.State.CLOSED:
        rule = policy.opens_closed(request.user, found, clock.now())
        return _page(request, found, rule, forms.NotDoneForm, services.open_closed, words)
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


@guarded(READS)
@form_methods
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Whose the action is: whoever holds a role, or one person."""
    found = getters.action(request.user, pk)
    rule = policy.assigns(request.user, found)
    offered = dict(enumerate(selectors.owners(found, clock.today()))) if rule else {}
    choices = [(str(number), _called(role, person)) for number, (role, person) in offered.items()]
    now_with = next((str(key) for key, each in offered.items() if each == (found.owner_role, found.owner)), "")

    def save(form: Any) -> None:
        role, person = offered[int(form.cleaned_data["owner"])]
        services.assign(action=found, role=role, person=person, by=request.user, now=clock.now())

    words = ("Say whose the action is", "Save", "Saved.")
    initial = {"owner": now_with}
    return _form(
        request, found, rule, lambda: forms.OwnerForm(sent(request), choices=choices, initial=initial), save, words
    )


def _called(role: str, person: Any) -> str:
    title = str(Role(role).label)
    return f"{person.full_name}, {title[0].lower()}{title[1:]}" if person is not None else f"{title}, whoever it is"


@guarded(READS)
@form_methods
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """It is the same as another action, which goes on for both."""
    found = getters.action(request.user, pk)
    rule = policy.merges(request.user, found)
    offered = {str(row.pk): row for row in selectors.to_merge_with(user=request.user, action=found)} if rule else {}
    choices = [(key, f"{sources.label(row)}: {Truncator(row.text).words(30)}") for key, row in offered.items()]

    def save(form: Any) -> None:
        into = offered[form.cleaned_data["into"]]
        services.merge(action=found, into=into, by=request.user, now=clock.now())

    words = (
        "It is the same as another action",
        "Merge",
        "The actions are merged. What was said about each stays readable.",
    )
    if rule and not offered:
        rule = refuse("No other action of this home is open.", "alone")
    return _form(request, found, rule, lambda: forms.MergeForm(sent(request), choices=choices), save, words)
