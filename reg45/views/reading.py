"""The list of reviews, the page of one, its history, beginning one and the days that it looks at."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import Page, chosen, form_methods, form_page, sent
from core import clock, readings, seals
from core.access import guarded
from homes import access
from reg45 import evidence, forms, getters, periods, policy, reading, sealing, selectors
from reg45.models import Review
from reg45.services import reviews as service
from reg45.states import State
from reg45.views._page import ReviewPage, place, step, to

READS = "whoever may read the review as it stands (policy.visible_reviews)"
WRITES = "the registered manager and the deputy of the home"


@guarded("whoever reads reviews at one home at least (policy.READERS)")
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """The reviews this person may read, the newest first, of all homes or of one."""
    if not access.holds_any(request.user, *policy.READERS):
        raise Http404("No reviews for this person.")
    home = chosen(request.GET.get("home", ""))
    every = selectors.reviews_page(user=request.user, number=request.GET.get("page", ""), home=home)
    to_begin = selectors.homes_to_begin(user=request.user)
    return TemplateResponse(request, "reg45/reviews.html", {"every": every, "to_begin": to_begin})


@guarded(WRITES)
@form_methods
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the review of a home."""
    home = getters.home_to_review(request.user, pk)
    since = periods.first_day(home, clock.today())
    page = Page(
        "Begin the review of the quality of care",
        "Begin the review",
        reverse("reg45:reviews"),
        "The review is begun, and the evidence of the portal is gathered.",
        home.name,
        lead=(
            "The law asks for a review at least every six months (regulation 45(1)).",
            f"This one begins on {since:%-d %B %Y}. You can change its last day while you write.",
        ),
    )

    begun: list[Review] = []

    def save(form: forms.PeriodForm) -> None:
        begun.append(service.begin(home=home, by=request.user, now=clock.now(), **form.cleaned_data))

    form = forms.PeriodForm(sent(request), initial={"period_to": periods.last_day(since)})
    response = form_page(request, form, page, save)
    return HttpResponseRedirect(to("tasks", begun[0])) if begun else response


@step(getters.written, WRITES, rule=policy.writes)
@form_methods
def period(request: HttpRequest, review: Review) -> HttpResponse:
    """Another last day."""
    page = ReviewPage("Change the last day", "Save", to("tasks", review), "Saved. The evidence is gathered anew.")

    def save(form: forms.PeriodForm) -> object:
        return service.change_period(review=review, by=request.user, now=clock.now(), **form.cleaned_data)

    form = forms.PeriodForm(sent(request), initial={"period_to": review.period_to})
    return form_page(request, form, page, save, **place(request.user, review))


@step(getters.review, READS)
@require_safe
def review(request: HttpRequest, review: Review) -> HttpResponse:
    """The review; opening it checks its seals."""
    record = sealing.load(review)
    drawn = reading.nodes(review, record.answers, {item.number for item in record.items})
    seal = record.seals.get(sealing.APPROVED)
    around = place(request.user, review, "review")
    context = around | {
        "next_steps": selectors.next_steps(review, user=request.user, to_ofsted=around["to_ofsted"]),
        "record": record,
        "drawn": drawn,
        "headings": reading.headings(drawn),
        "groups": evidence.groups(evidence.shown(record.items), record.answers, evidence.children_of(review)),
        "verdict": sealing.verify(record) if review.sealed or record.seals else None,
        "code": seals.short(seal) if seal else "",
        "inside": bool(policy.reads_drafts(request.user, review)),
        "drafting": review.state == State.DRAFTING,
        "writes": bool(policy.writes(request.user, review)),
        "decides": bool(policy.decides(request.user, review)),
    }
    readings.note(review, "read", by=request.user, now=clock.now())
    return TemplateResponse(request, "reg45/review.html", context)


@step(getters.review, READS)
@require_safe
def history(request: HttpRequest, review: Review) -> HttpResponse:
    """What happened to the review."""
    context = place(request.user, review, "history") | {"entries": selectors.history(review)}
    return TemplateResponse(request, "reg45/history.html", context)
