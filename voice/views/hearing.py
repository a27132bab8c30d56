"""What children said, for those whom they let read it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import Page, act, form_methods, form_page, sent
from core import clock, errors, readings
from core.access import guarded, holds
from core.refusal import Refused
from voice import forms, getters, policy, selectors, services

READS = "quality assurance and the visitor of the home; those who run the home only where the child wants it"


@holds(*policy.READS_WORDS)
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """What children said and let this person read."""
    return TemplateResponse(request, "voice/words.html", {"words": selectors.words(user=request.user)})


@guarded(READS)
@require_safe
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """What one child said, how they want to be answered, and what was done."""
    found = getters.word(request.user, pk)
    readings.note(found, "what a child said", by=request.user, now=clock.now())
    steps = list(found.steps.select_related("by"))
    context = {
        "word": found,
        "steps": steps,
        "state": selectors.state_of(steps),
        "deals": policy.deals_with(request.user, found),
    }
    return TemplateResponse(request, "voice/word.html", context)


@guarded(READS)
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody outside the home has read it."""
    found = getters.word(request.user, pk)
    return act(
        request,
        lambda: services.read_word(word=found, by=request.user, now=clock.now()),
        done="Thank you. It counts as read. Write down what is done about it, too.",
        back=reverse("voice:word", args=[found.pk]),
    )


@guarded(READS)
@form_methods
def deal(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was done."""
    found = getters.word(request.user, pk)
    back = reverse("voice:word", args=[found.pk])
    rule = policy.deals_with(request.user, found)
    if not rule:
        return errors.refused(request, Refused(rule.code, rule.reason), back=back)
    page = Page("Write down what was done", "Save", back, "What was done is written down.", f"{found.home}: {found}")
    return form_page(
        request,
        forms.DealForm(sent(request)),
        page,
        lambda form: services.deal_with(word=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )
