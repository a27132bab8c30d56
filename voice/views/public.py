"""Pages that nobody signs in to: answering a survey, saying something. Nothing of who asks is kept, and no session is made.

A survey is answered page by page. What was answered travels with the form and is stored nowhere, neither here nor in the browser,
until the last page is sent.
"""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import form_methods
from accounts.throttle import too_many
from core import clock, errors
from core.access import unnamed
from core.refusal import Refused
from homes.models import Home
from questionnaires import definitions
from questionnaires.definitions import schema_of
from questionnaires.schema import Questionnaire
from questionnaires.types import Value
from voice import forms, getters, services
from voice.counting import chosen
from voice.help_now import contacts
from voice.models import FEWEST, Audience, Invitation, Survey, Word
from voice.services.answering import live, wrong

NETWORK, EACH_LINK = "120/m/ip", "120/m/key"  # many people may sit behind one address of an office, and share one link
SAID = "said"
NOT_WRITTEN = {"csrfmiddlewaretoken", "at", "op_id", "back"}


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for somebody without a name. What it fetches (style sheets) is not told the secret of its address."""
    answer = TemplateResponse(request, template, context | {"contacts": contacts()}, status=status)
    answer["Referrer-Policy"] = "strict-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@cache
def _keys() -> frozenset[str]:
    """What the choices of the shipped questions are stored as."""
    asked = [each for group in Audience.values for each in definitions.load(f"voice_{group}").each_question()]
    chosen = {choice.key for question in asked for choice in question.choices}
    return frozenset({*chosen, *Word.Readers.values, *Word.Answer.values})


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """(field, text) of what was written, a single word too; the same whether the link exists or not."""
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts if name not in NOT_WRITTEN]
    return [(name, text) for name, text in fields if text.strip() and text not in _keys()]


def _often(request: HttpRequest, token: str) -> HttpResponse | None:
    if too_many(request, "voice", NETWORK) or too_many(request, "voice-link", EACH_LINK, key=token):
        return _answer(request, "voice/often.html", {"typed": _typed(request)}, 429)
    return None


def _gone(request: HttpRequest) -> HttpResponse:
    """The same for a wrong, used, ended or closed link, so that guessing teaches nothing; what was typed is handed back."""
    return _answer(request, "voice/gone.html", {"typed": _typed(request)}, 404)


def _thanks(about: str) -> HttpResponse:
    answer = HttpResponseRedirect(reverse("voice:thanks", args=[about]))
    answer["Referrer-Policy"] = "strict-origin"
    return answer


def _op_id(request: HttpRequest) -> str:
    """Made with the first page and carried along, so that the last page sent twice has one effect."""
    return (request.POST.get("op_id") or secrets.token_urlsafe(16))[:80]


def _answer_once_more(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the survey that was sent, with everything that was chosen and written. Nothing is judged and nothing kept."""
    if (no := _often(request, token)) is not None:
        return no
    link = getters.link_of(token)
    if link is None or not live(link, clock.now()):
        return _gone(request)
    schema = schema_of(link.survey.version)
    at = _number(request.POST.get("at"), len(schema.sections))
    return _page(request, link, schema, _values(request, schema), at, _op_id(request), once_more=True)


@errors.handed_back(_answer_once_more)
@unnamed
@form_methods
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a survey: a first page that says what it is, one page a section, and sending."""
    if (no := _often(request, token)) is not None:
        return no
    now, link = clock.now(), getters.link_of(token)
    if link is None or (request.method != "POST" and not live(link, now)):
        return _gone(request)
    survey, op_id = link.survey, _op_id(request)
    schema = schema_of(survey.version)
    if not live(link, now):
        try:  # sent already, and the browser asks once more
            services.answer(token=token, values=_values(request, schema), op_id=op_id, now=now)
        except Refused:
            return _gone(request)
        return _thanks(survey.audience)
    if request.method != "POST":
        return _page(request, link, schema, {}, -1, op_id)
    at = _number(request.POST.get("at"), len(schema.sections))
    values = _values(request, schema)
    if request.POST.get("back"):
        return _page(request, link, schema, values, max(at - 1, -1), op_id)
    problems = [each for each in wrong(schema, values, now) if at >= 0 and each.section == schema.sections[at].id]
    if problems:
        return _page(request, link, schema, values, at, op_id, problems)
    if at + 1 < len(schema.sections):
        return _page(request, link, schema, values, at + 1, op_id)
    try:
        services.answer(token=token, values=values, op_id=op_id, now=now)
    except Refused as no_:
        if no_.code == "no_link":
            return _gone(request)
        return _page(request, link, schema, values, at, op_id, refused=no_.reason)
    return _thanks(survey.audience)


def _values(request: HttpRequest, schema: Questionnaire) -> dict[str, Value]:
    """Every answer that travels with the form."""
    values: dict[str, Value] = {}
    for section in schema.sections:
        values |= forms.values_of(section, request.POST)
    return values


def _number(text: str | None, pages: int) -> int:
    """The page that was filled in, -1 for the first one; nonsense begins at the beginning."""
    at = int(text) if text and text.isascii() and text.isdecimal() and len(text) < 4 else -1
    return at if at < pages else -1


def _page(
    request: HttpRequest,
    link: Invitation,
    schema: Questionnaire,
    values: dict[str, Value],
    at: int,
    op_id: str,
    problems: list[Any] | None = None,
    refused: str = "",
    *,
    once_more: bool = False,
) -> HttpResponse:
    survey: Survey = link.survey
    section = schema.sections[at] if at >= 0 else None
    shown = {question.key for question in section.questions} if section else set()
    carried = [
        (key, item)
        for key, value in values.items()
        if key not in shown
        for item in (value if isinstance(value, list) else [value])
    ]
    context = {
        "survey": survey,
        "home": survey.home,
        "title": section.title if section else schema.title,
        "section": section,
        "form": forms.SectionForm(section, values, problems) if section else None,
        "problems": [{"text": refused}] if refused else [],
        "carried": carried,
        "at": at,
        "page": at + 1,
        "pages": len(schema.sections),
        "last": at + 1 == len(schema.sections),
        "op_id": op_id,
        "personal": link.kind == Invitation.Kind.PERSONAL,
        "child": survey.audience == Audience.CHILDREN,
        "writes": any(not chosen(question) for question in section.questions) if section else False,
        "once_more": once_more,
        "fewest": FEWEST,
        "say_url": reverse("voice:answer_say", args=[request.resolver_match.kwargs["token"]]),  # type: ignore[union-attr]
    }
    return _answer(request, "voice/answer.html", context)


def _say_once_more(request: HttpRequest, token: str) -> HttpResponse:
    """The page with everything that was written. Nothing is judged and nothing kept."""
    if (no := _often(request, token)) is not None:
        return no
    by_survey = request.resolver_match.view_name == "voice:answer_say"  # type: ignore[union-attr]
    home = getters.home_behind_link(token, clock.now()) if by_survey else getters.home_behind_poster(token)
    if home is None:
        return _gone(request)
    back = reverse("voice:answer", args=[token]) if by_survey else ""
    return _say_page(request, forms.SayForm(initial=request.POST.dict()), home, back, once_more=True)


@errors.handed_back(_say_once_more)
@unnamed
@form_methods
def say(request: HttpRequest, token: str) -> HttpResponse:
    """Say something at any time, by the address on the poster of the home."""
    if (no := _often(request, token)) is not None:
        return no
    home = getters.home_behind_poster(token)
    return _say(request, home, "") if home is not None else _gone(request)


@errors.handed_back(_say_once_more)
@unnamed
@form_methods
def answer_say(request: HttpRequest, token: str) -> HttpResponse:
    """Say something now, by the link of a survey: what is written there is read by nobody before the survey closes."""
    if (no := _often(request, token)) is not None:
        return no
    home = getters.home_behind_link(token, clock.now())
    back = reverse("voice:answer", args=[token])
    return _say(request, home, back) if home is not None else _gone(request)


def _say(request: HttpRequest, home: Home, back: str) -> HttpResponse:
    form = forms.SayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.say(home=home, **form.cleaned_data, op_id=_op_id(request), now=clock.now())
        except Refused as no:
            form.add_error(None, no.reason)
        else:
            return _thanks(SAID)
    return _say_page(request, form, home, back)


def _say_page(
    request: HttpRequest, form: forms.SayForm, home: Home, back: str, *, once_more: bool = False
) -> HttpResponse:
    context = {"form": form, "home": home, "op_id": _op_id(request), "back": back, "once_more": once_more}
    return _answer(request, "voice/say.html", context)


@unnamed
@require_safe
def thanks(request: HttpRequest, about: str) -> HttpResponse:
    """Thank you, what happens next, and how to tell somebody outside the home."""
    if about not in (*Audience.values, SAID):
        raise Http404("No such page.")
    return _answer(request, "voice/thanks.html", {"about": about, "said": about == SAID, "fewest": FEWEST})
