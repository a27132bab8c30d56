"""Copies of an approved review: recording what went, and requests."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.pages import form_methods, form_page, sent
from core import clock
from core.models import Document
from reg45 import forms, getters, policy, selectors
from reg45.documents import kinds
from reg45.models import Copy, Review
from reg45.services import copies as service
from reg45.views._page import ReviewPage, place, step, to

WHY = "the service lead, once the review is approved"


@step(getters.sealed, "whoever may read the sealed review; the service lead sends")
@require_safe
def copies(request: HttpRequest, review: Review) -> HttpResponse:
    """Who gets a copy, who asked for one, and what was sent."""
    rows = selectors.copies_of(review, user=request.user)
    context = place(request.user, review, "copies") | {
        "rows": rows,
        "sends": bool(policy.sends(request.user, review)),
        "inside": bool(policy.reads_drafts(request.user, review)),
        "unsent": [row for row in rows if row.sent_at is None],
    }
    return TemplateResponse(request, "reg45/copies.html", context)


def file_hash(review: Review) -> str:
    """The hash of the latest PDF that was made of the review; "" when none was (the seal's hash is kept then)."""
    made = Document.objects.filter(kind=kinds.REVIEW, subject_id=review.pk, format="pdf", state=Document.State.READY)
    return made.order_by("-made_at").values_list("sha256", flat=True).first() or ""


@step(getters.sent, WHY)
@form_methods
def copy(request: HttpRequest, review: Review, copy_id: int) -> HttpResponse:
    """Record one copy."""
    row = Copy.objects.filter(pk=copy_id, review=review).first()
    if row is None:
        raise Http404("No such copy.")
    if row.sent_at is not None and request.method != "POST":
        return HttpResponseRedirect(to("copies", review))
    lead = (row.get_to_display(), "Once recorded it stands. You cannot change it later.")
    page = ReviewPage(f"Copy for {row.recipient}", "Record it", to("copies", review), "Recorded.", lead=lead)

    def save(form: forms.CopyForm) -> Copy:
        return service.record(
            copy=row,
            how=form.cleaned_data["how"],
            reference=form.cleaned_data["reference"],
            sent_at=form.moment(),
            sha256=file_hash(review),
            by=request.user,
            now=clock.now(),
        )

    form = forms.CopyForm(sent(request), initial=forms.at(clock.now()))
    return form_page(request, form, page, save, **place(request.user, review))


@step(getters.sent, WHY)
@form_methods
def ask(request: HttpRequest, review: Review) -> HttpResponse:
    """Somebody asked for a copy."""
    page = ReviewPage(
        "Record a request for a copy",
        "Record it",
        to("copies", review),
        "Recorded. Send the copy, and record that it went.",
        lead=("A placing authority gets a copy when it asks (regulation 45(4)(b)).",),
    )

    def save(form: forms.AskedForm) -> Copy:
        return service.ask(review=review, by=request.user, now=clock.now(), **form.cleaned_data)

    form = forms.AskedForm(sent(request), initial={"asked_on": clock.today()})
    return form_page(request, form, page, save, **place(request.user, review))
