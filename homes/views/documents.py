"""Documents and checks of a home: recording, the page of each with its versions, approval, what went to Ofsted (A5)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import Page, act, form_methods, form_page, sent
from core import access, clock, readings, uploads
from core.models import StoredFile
from core.registry import time_limits
from homes import forms, getters, policy, selectors, services
from homes.models import DocumentVersion, StatutoryDocument
from homes.roles import Role
from homes.services.documents import PURPOSE

KEEPS = "the registered manager and the deputy of the home"
READS = "those who work in, visit, supervise or assure the home (roles.READS_DOCUMENTS)"


def address(document: StatutoryDocument) -> str:
    """The page of a document."""
    return reverse("homes:document", args=[document.pk])


@access.guarded(KEEPS)
@form_methods
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a document or check."""
    home = getters.home_to_document(request.user, pk)
    back = reverse("homes:home", args=[home.pk])
    page = Page("Record a document or check", "Record it", back, "It is recorded.", home.name)
    form = forms.DocumentForm(sent(request), request.FILES or None, home=home, initial={"checked_on": clock.today()})
    return form_page(
        request,
        form,
        page,
        lambda form: services.record_document(home=home, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded(READS)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document with every version of it."""
    found, now = getters.document_for(request.user, pk), clock.now()
    readings.note(found, "document", by=request.user, now=now)
    versions = selectors.versions_of(found)
    context = {
        "document": found,
        "versions": versions,
        "late": found.overdue(clock.today(now)),
        "writes": bool(policy.can_write_documents(request.user, found.home)),
        "approves": bool(versions and policy.can_approve(request.user, versions[0])),
        "approver": Role(found.due.approver).label if found.due.approver else "",
        "limits": time_limits.of(DocumentVersion, [version.pk for version in versions], request.user),
    }
    return TemplateResponse(request, "homes/document.html", context)


@access.guarded(KEEPS)
@form_methods
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the next version of a document, or that it was looked at."""
    found = getters.document_to_change(request.user, pk)
    page = Page(
        f"Record a new version or check of {found}", "Record it", address(found), "It is recorded.", found.home.name
    )
    form = forms.ReviewForm(sent(request), request.FILES or None, initial={"checked_on": clock.today()})
    same: dict[str, Any] = {"home": found.home, "kind": found.kind, "title": found.title, "building": found.building}
    return form_page(
        request,
        form,
        page,
        lambda form: services.record_document(**same, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded(KEEPS)
@form_methods
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The home no longer keeps it."""
    found = getters.document_to_change(request.user, pk)
    lead = ("It leaves the lists, and its time limits end. Its versions stay. Recording it again brings it back.",)
    page = Page(
        f"The home no longer keeps this: {found}",
        "End the record",
        address(found),
        "It is ended.",
        found.home.name,
        lead,
    )
    return form_page(
        request,
        forms.EndDocumentForm(sent(request)),
        page,
        lambda form: services.end_document(document=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded(READS)
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a version, as an attachment; the download is noted."""
    found = getters.version_for(request.user, pk)
    if found.file_id is None:
        raise Http404("This version has no file.")
    stored = StoredFile.objects.get(pk=found.file_id)
    return uploads.response(stored, of=found, by=request.user, now=clock.now())


@access.guarded("whoever the kind of document names: the responsible individual")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The responsible individual has read this version and approves it."""
    found = getters.version_to_approve(request.user, pk)
    return act(
        request,
        lambda: services.approve_document(version=found, by=request.user, now=clock.now()),
        done="The version is approved.",
        back=address(found.document),
    )


@access.guarded("whoever the kind of document names: the responsible individual")
@form_methods
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The responsible individual has read this version and does not approve it."""
    found = getters.version_to_approve(request.user, pk)
    lead = ("What stood before this version stays in force, and so does its time limit. The home is told.",)
    page = Page(
        f"Do not approve: {found}",
        "Do not approve it",
        address(found.document),
        "It is recorded that you do not approve this version.",
        f"{found.document.home}: {found.document}",
        lead,
    )
    return form_page(
        request,
        forms.RefuseDocumentForm(sent(request)),
        page,
        lambda form: services.refuse_document(version=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@access.guarded(KEEPS)
@form_methods
def sent_to_ofsted(request: HttpRequest, pk: int) -> HttpResponse:
    """The revised statement of purpose went to Ofsted."""
    found = getters.version_for(request.user, pk)
    if found.document.kind != PURPOSE or not policy.can_write_documents(request.user, found.document.home):
        raise Http404("Not for this person, or not a statement of purpose.")
    page = Page(
        f"Sent to Ofsted: {found}",
        "Record it",
        address(found.document),
        "It is recorded.",
        f"{found.document.home}: {found.document}",
        ("The portal sends nothing. Record here the day on which you sent it.",),
    )
    return form_page(
        request,
        forms.SentForm(sent(request)),
        page,
        lambda form: services.sent_to_ofsted(version=found, **form.cleaned_data, by=request.user, now=clock.now()),
    )
