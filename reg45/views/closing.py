"""Completing, giving back, approving, what the sub-group said, addenda."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from accounts.freshness import fresh_to_sign, method_of
from accounts.pages import form_methods, form_page, sent
from core import clock
from core.refusal import Refused
from reg45 import checking, evidence, forms, getters, policy, sealing
from reg45.models import Addendum, Review
from reg45.services import closing as service
from reg45.states import State
from reg45.views._page import ReviewPage, known, place, step, to

MANAGER = "the registered manager of the home"
RI = "the responsible individual of the home"


@step(getters.managed, MANAGER)
@form_methods
def complete(request: HttpRequest, review: Review) -> HttpResponse:
    """What stands in the way, what happens then, one button. A second press finds it done."""
    if request.method != "POST":
        policy.completes(request.user, review).demand()
    record, now = sealing.load(review), clock.now()
    gaps = checking.problems(record, clock.today(now)) if review.state == State.DRAFTING else []
    page = ReviewPage(
        "Complete the review",
        "Complete the review",
        to("tasks", review),
        "The review is complete. The responsible individual has been told.",
        then=to("review", review),
        template="reg45/complete.html",
    )

    def save(form: forms.CompleteForm) -> Review:
        return service.complete(review=review, version=form.seen(), by=request.user, now=now)

    names = checking.names_in(record, now) if review.state == State.DRAFTING else []
    form = forms.CompleteForm(sent(request), initial={"version": review.version}, names=names)
    context = place(request.user, review, "complete") | {
        "gaps": gaps,
        "groups": evidence.groups(evidence.shown(record.items), record.answers, evidence.children_of(review)),
        "writes": review.state == State.DRAFTING,
    }
    return form_page(request, form, page, save, **context)


@step(getters.supervised, RI)
@fresh_to_sign
@form_methods
def approve(request: HttpRequest, review: Review) -> HttpResponse:
    """The review in short, two statements and one button."""
    may = policy.decides(request.user, review)
    page = ReviewPage(
        "Approve the review",
        "Sign and approve",
        to("review", review),
        "The review is approved and sealed.",
        template="reg45/approve.html",
    )

    def save(form: forms.SignForm) -> Review:
        return service.approve(
            review=review,
            declared=form.declared(),
            method=method_of(request),
            version=form.seen(),
            by=request.user,
            now=clock.now(),
        )

    form = forms.SignForm(sent(request), initial={"version": review.version}, statements=service.DECLARATIONS)
    if not may.ok and (request.method != "POST" or not form.is_valid()):
        raise Refused(may.code, may.reason)
    record = sealing.load(review)
    context = place(request.user, review, "approve") | {
        "record": record,
        "groups": evidence.groups(evidence.shown(record.items), record.answers, evidence.children_of(review)),
        "may": may,
        "left_out": evidence.left_out(review, request.user),
    }
    return form_page(request, form, page, save, **context)


@step(getters.supervised, RI)
@form_methods
def give_back(request: HttpRequest, review: Review) -> HttpResponse:
    """Give the review back to the manager, with what is missing."""
    may = policy.decides(request.user, review)
    if not may.ok:
        raise Refused(may.code, may.reason)
    page = ReviewPage(
        "Give the review back",
        "Give it back",
        to("approve", review),
        "The review is back with the registered manager.",
        then=to("review", review),
        lead=("The registered manager writes again and completes the review again. Then you approve it.",),
    )

    def save(form: forms.ReturnForm) -> Review:
        reason, version = form.cleaned_data["reason"], form.seen()
        return service.give_back(review=review, reason=reason, version=version, by=request.user, now=clock.now())

    form = forms.ReturnForm(sent(request), initial={"version": review.version}, known=known(review))
    return form_page(request, form, page, save, **place(request.user, review))


@step(getters.watched, "the quality assurance officer and the head of quality assurance", rule=policy.sees)
@form_methods
def see(request: HttpRequest, review: Review) -> HttpResponse:
    """The sub-group has seen the review."""
    page = ReviewPage(
        "The quality assurance sub-group",
        "Record it",
        to("review", review),
        "Recorded.",
        lead=("Once recorded it stands. You cannot change it later.",),
    )

    def save(form: forms.SeenForm) -> Review:
        return service.see(review=review, by=request.user, now=clock.now(), **form.cleaned_data)

    form = forms.SeenForm(sent(request), initial={"seen_on": clock.today()}, known=known(review))
    return form_page(request, form, page, save, **place(request.user, review))


@step(getters.sealed, "whoever may read the sealed review; its manager writes, the responsible individual approves")
@form_methods
def addenda(request: HttpRequest, review: Review) -> HttpResponse:
    """Additions to a sealed review, and the form to write one."""
    adds, approves = policy.adds(request.user, review), policy.approves_addendum(request.user, review)
    if request.method == "POST" and not adds:
        raise Http404("Nothing to add.")
    page = ReviewPage(
        "Addenda",
        "Send it for approval",
        to("addenda", review),
        "Sent to the responsible individual for approval.",
        template="reg45/addenda.html",
    )

    def save(form: forms.AddendumForm) -> Addendum:
        return service.write_addendum(review=review, by=request.user, now=clock.now(), **form.cleaned_data)

    rows = review.addenda.select_related("written_by", "approved_by")
    context = place(request.user, review, "addenda") | {
        "rows": rows if adds or approves else rows.filter(approved_at__isnull=False),
        "adds": bool(adds),
        "approves": bool(approves),
        "statement": service.ADDENDUM_DECLARATION,
    }
    typed = sent(request)  # an approver who had to prove who they are comes back here without words of their own
    form = forms.AddendumForm(typed if typed is not None and "text" in typed else None, known=known(review))
    return form_page(request, form, page, save, **context)


@step(getters.supervised, RI)
@fresh_to_sign
@require_POST
def approve_addendum(request: HttpRequest, review: Review, number: int) -> HttpResponse:
    """Approve and sign an addendum as the second person."""
    row = Addendum.objects.filter(review=review, number=number).first()
    if row is None:
        raise Http404("No such addendum.")
    service.approve_addendum(addendum=row, method=method_of(request), by=request.user, now=clock.now())
    messages.success(request, f"Addendum {number} is approved and sealed.")
    return HttpResponseRedirect(to("addenda", review))
