"""Files of a report, and the page where anybody checks whether one is genuine."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access, clock, errors, genuine, readings
from core.models import Document
from core.refusal import Refused
from reg44.documents import kinds
from reg44.models import Report
from reg44.views._page import place

LARGEST_FILE = 25 * 1024 * 1024
NAMES = {
    kinds.REPORT: "The report",
    kinds.OWN_DRAFT: "Your draft",
    kinds.DRAFT: "The draft as it was sent",
    kinds.MEMBERS_COPY: "The member’s copy",
}
GUARD = "whoever may read the report, its draft or the member’s copy"


def get_report(request: HttpRequest, report_id: int) -> tuple[Report, list[str]]:
    """The report and the kinds of file this person may have of it; 404 when there is none."""
    report = Report.objects.select_related("visit__home").filter(pk=report_id).first()
    if report is None:
        raise Http404("No such report.")
    allowed = kinds.offered(report, request.user)
    if not allowed:
        raise Http404("Not a report of this person.")
    return report, allowed


@require_GET
@access.guarded(GUARD)
def documents(request: HttpRequest, report_id: int) -> HttpResponse:
    """What can be had as a file, and what was made before."""
    report, allowed = get_report(request, report_id)
    found = Document.objects.defer("content").filter(subject_id=report_id, kind__in=allowed).order_by("-asked_at")[:20]
    made = [document for document in found if kinds.may_read_file(request.user, document)]
    offers = [
        {"kind": kind, "format": format, "name": NAMES[kind], "as": words}
        for kind in allowed
        for format, words in (("pdf", "PDF"), ("docx", "Word"))
    ]
    context = place(request.user, report.visit, "documents") | {"offers": offers, "made": made, "names": NAMES}
    return TemplateResponse(request, "reg44/documents/documents.html", context)


@require_POST
@access.guarded(GUARD)
def ask(request: HttpRequest, report_id: int) -> HttpResponse:
    """Ask for one file; asking twice leads to the same file."""
    report, allowed = get_report(request, report_id)
    kind = request.POST.get("kind", "")
    if kind not in allowed:
        raise Http404("Not a file that this person may have of this report now.")
    try:
        format = request.POST.get("format", "")
        document = kinds.request(report_id=report.pk, kind=kind, format=format, by=request.user, now=clock.now())
    except Refused as refusal:
        return errors.refused(request, refusal, back=reverse("reg44:documents", args=[report.pk]))
    readings.note(report, f"asked for {document.format}", by=request.user, now=clock.now())
    return HttpResponseRedirect(reverse("core:document", args=[document.pk]))


@require_http_methods(["GET", "POST"])
@access.public
def verify(request: HttpRequest) -> HttpResponse:
    """Is this report genuine? By the code that it prints, or by the file. Writes nothing and keeps no file."""
    typed, upload = request.GET.get("code", "").strip()[:100], request.FILES.get("file")
    found, problem = None, ""
    if request.method == "POST" and upload is None:
        problem = "Choose the file that you want to compare"
    elif upload is not None and (upload.size or 0) > LARGEST_FILE:
        problem = "The file is larger than 25 MB, which no report of ours is. Choose the report’s own file"
    elif upload is not None:
        found = genuine.by_file(upload.read(), user=request.user)
    elif typed:
        found = genuine.by_code(typed, user=request.user)
    asked = bool(upload or typed) and not problem
    problems = [{"text": problem, "href": "#file"}] if problem else []
    context = {"found": found, "asked": asked, "typed": typed, "by_file": upload is not None, "problems": problems}
    return TemplateResponse(request, "reg44/documents/verify.html", context)
