"""Files of a review."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import clock, readings
from core.models import Document
from reg45 import getters
from reg45.documents import kinds
from reg45.models import Review
from reg45.views._page import place, step
from reg45.views.reading import READS

FORMATS = {"pdf": "PDF", "docx": "Word"}


@step(getters.review, READS)
@require_safe
def documents(request: HttpRequest, review: Review) -> HttpResponse:
    """What can be had as a file, and what was made before."""
    kind = kinds.kind_of(review)
    rows = Document.objects.defer("content").filter(subject_id=review.pk, kind=kind).order_by("-asked_at")
    context = place(request.user, review, "documents") | {"formats": FORMATS.items(), "made": rows[:20]}
    return TemplateResponse(request, "reg45/documents/documents.html", context)


@step(getters.review, READS)
@require_POST
def ask(request: HttpRequest, review: Review) -> HttpResponse:
    """Ask for one file; asking twice leads to the same file."""
    format = request.POST.get("format", "")
    if format not in FORMATS:
        raise Http404("No such format.")
    document = kinds.request(review_id=review.pk, format=format, by=request.user, now=clock.now())
    readings.note(review, f"asked for {document.format}", by=request.user, now=clock.now())
    return HttpResponseRedirect(reverse("core:document", args=[document.pk]))
