"""Pages of the ground: documents being made and fetched, help, accessibility, privacy."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from core import access, clock, documents, gallery, readings
from core.models import Document

TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def get_document(request: HttpRequest, document_id: int) -> Document:
    """The document, when its kind says this person may read its record; else 404."""
    document = get_object_or_404(Document.objects.defer("content"), pk=document_id)
    kind = documents.KINDS.get(document.kind)
    if kind is None or not kind.may_read(request.user, document):
        raise Http404("Not a document of this person.")
    return document


@require_GET
@access.guarded("whoever may read the record the document was made from")
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Where the making stands; the page asks again by itself until the document is ready."""
    found = get_document(request, document_id)
    kind = documents.KINDS[found.kind]
    late = found.state != "ready" and clock.now() - found.asked_at > dt.timedelta(minutes=2)
    context = {"document": found, "title": kind.title, "back": kind.back(found.subject_id), "late": late}
    response = TemplateResponse(request, "core/document.html", context)
    if found.state in {"waiting", "making"}:
        response["Refresh"] = "3"
    return response


@require_GET
@access.guarded("whoever may read the record the document was made from")
def document_file(request: HttpRequest, document_id: int) -> HttpResponse:
    """The file itself, as an attachment; the download is noted."""
    found = get_document(request, document_id)
    if found.state != Document.State.READY:
        raise Http404("Not made yet.")
    readings.note(found, "download", by=request.user, now=clock.now())
    response = HttpResponse(bytes(found.content or b""), content_type=TYPES[found.format])
    name = documents.KINDS[found.kind].file_name(found.subject_id)
    response["Content-Disposition"] = f'attachment; filename="{name}.{found.format}"'
    return response


@require_GET
@access.public
def help_page(request: HttpRequest) -> HttpResponse:
    """What to do when something is unclear."""
    return TemplateResponse(request, "core/help.html")


@require_GET
@access.public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return TemplateResponse(request, "core/accessibility.html")


@require_GET
@access.public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom and why."""
    return TemplateResponse(request, "core/privacy.html")


@require_GET
@access.signed_in
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for whoever builds or checks pages."""
    return TemplateResponse(request, "core/gallery.html", gallery.examples(with_errors="errors" in request.GET))
