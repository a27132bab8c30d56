"""Recommendations referred to the responsible individual: the list, and one with what is to be written next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import form_methods, form_page, sent
from core import clock
from core.access import guarded, holds
from homes.roles import Role
from reg44 import getters, policy, selectors
from reg44.forms import ReferralForm
from reg44.services import referrals as services
from reg44.views._page import VisitPage


@holds(Role.VISITOR, *policy.READ_REFERRALS)
@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """Everything referred or to be referred at the person's homes."""
    return TemplateResponse(request, "reg44/referrals.html", {"rows": selectors.referrals(user=request.user)})


@guarded("Its visitor; once referred the managers, the responsible individual and whoever watches quality.")
@form_methods
def referral(request: HttpRequest, referral_id: int) -> HttpResponse:
    """The recommendation, what the visitor says, what the responsible individual answers, and a box for who writes next."""
    found, user = getters.referral(request.user, referral_id), request.user
    refers = bool(policy.refers(user, found)) and found.referred_at is None
    answers = bool(policy.answers_referral(user, found)) and found.answered_at is None
    context = {"referral": found, "writes": refers or answers}
    here = reverse("reg44:referral", args=[found.pk])
    if refers:
        page = VisitPage(
            "Refer this recommendation", "Refer it", here, "It is referred.", template="reg44/referral.html"
        )
        label = "What is still not done, and what does it mean for the children?"
    else:
        page = VisitPage("Answer", "Send the answer", here, "Your answer is sent.", template="reg44/referral.html")
        label = "What will happen now, who does it and by when?"
    if not (refers or answers) and request.method == "POST":
        return TemplateResponse(request, "reg44/referral.html", {**context, "page": page}, status=409)
    form = ReferralForm(sent(request), label=label) if refers or answers else None
    if form is None:
        return TemplateResponse(request, "reg44/referral.html", {**context, "page": page})

    def save(typed: ReferralForm) -> object:
        words, now = typed.cleaned_data["words"], clock.now()
        if refers:
            return services.refer(referral=found, words=words, by=user, now=now)
        return services.answer(referral=found, text=words, by=user, now=now)

    return form_page(request, form, page, save, **context)
