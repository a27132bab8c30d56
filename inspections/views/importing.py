"""Ofsted's published file: choose it, see line by line what it would do, confirm."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import Page, act, form_methods, sent
from core import access, clock
from core.refusal import Refused
from inspections import forms, getters, selectors, services
from inspections.services import importing

IMPORTS = "qa_officer"
LINES = 200


@access.holds(IMPORTS)
@form_methods
def check(request: HttpRequest) -> HttpResponse:
    """Have a file checked; nothing is changed by it."""
    form, problems = forms.PublishedFileForm(sent(request), request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        try:
            given, name = form.cleaned_data["file"], str(getattr(request.FILES["file"], "name", ""))
            read, made = services.check_file(file=given, name=name, by=request.user, now=clock.now())
        except Refused as no:
            form.add_error("file", no.reason)
        else:
            if made is not None:
                return HttpResponseRedirect(reverse("inspections:checked_file", args=[made.pk]))
            problems = [
                "The file was not taken, and nothing was changed. Correct it and choose it again.",
                *read.problems,
            ]
            problems += [f"There are {read.more} more mistakes like these."] if read.more else []
    page = Page("Ofsted’s published file", "Check the file", reverse("inspections:list"))
    context = {
        "form": form,
        "page": page,
        "problems": problems,
        "columns": importing.reading.LABELS,
        "files": selectors.files(user=request.user),
    }
    return TemplateResponse(request, "inspections/check_file.html", context)


@access.holds(IMPORTS)
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """Line by line what the file would add, change and leave; once it is taken over, what it did."""
    found, context = getters.published_file(request.user, pk), {}
    if found.imported_at:
        plan, template = importing.done(found), "inspections/taken_over.html"
    else:
        read = importing.read_again(found)
        plan, template = importing.plan_of(read), "inspections/checked_file.html"
        states = (importing.ADDED, importing.CHANGED, importing.SAME)
        counts = [(state, plan.count(state)) for state in states]
        context = {
            "read": read,
            "plan": plan,
            "counts": counts,
            "writes": plan.count(importing.SAME) < len(plan.changes),
        }
    lines = Paginator(plan.telling, LINES).get_page(request.GET.get("page"))
    return TemplateResponse(request, template, {"file": found, "lines": lines, **context})


@access.holds(IMPORTS)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was shown."""
    found = getters.published_file(request.user, pk)
    return act(
        request,
        lambda: services.confirm_file(file=found, plan=request.POST.get("plan", ""), by=request.user, now=clock.now()),
        done="The file is taken over.",
        back=reverse("inspections:checked_file", args=[found.pk]),
    )
