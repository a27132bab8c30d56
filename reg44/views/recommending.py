"""The visitor's recommendations: the list, one page each, removal after a question."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core import clock
from reg44.models import Recommendation
from reg44.services import recommendations as services
from reg44.views.desk import Desk, writing
from reg44.writing_forms import NewRecommendationForm, RecommendationForm


def _one(desk: Desk, number: int) -> Recommendation:
    """A recommendation of this report that was not removed. Raises Http404 otherwise."""
    row = desk.report.recommendations.filter(number=number, removed_at=None).select_related("urgent").first()
    if row is None:
        raise Http404("No such recommendation.")
    return row


@writing
@require_http_methods(["GET"])
def recommendations(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All of them, with what each still lacks."""
    rows = desk.report.recommendations.filter(removed_at=None).select_related("urgent").order_by("number")
    return render(request, "reg44/writing/recommendations.html", desk.place() | {"rows": rows})


@writing
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Urgency and regulation; then the words, which are saved as they are typed."""
    form = NewRecommendationForm(request.POST or None, initial={"regulation": request.GET.get("regulation", "")[:2]})
    if request.method == "POST" and form.is_valid():
        op_id = request.POST.get("op_id", "")
        row = services.add(
            report=desk.report,
            text="",
            priority=form.cleaned_data["priority"],
            regulation=form.cleaned_data["regulation"],
            op_id=op_id if op_id.isalnum() and len(op_id) <= 40 else uuid.uuid4().hex,
            by=request.user,
            now=clock.now(),
        )
        return redirect(desk.url("recommendation_change", row.number))
    return render(request, "reg44/writing/recommendation_add.html", desk.place() | {"form": form})


@writing
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """The words, the measure, the priority."""
    row = _one(desk, number)
    initial = {name: getattr(row, name) for name in RecommendationForm.field_order}
    form = RecommendationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change(recommendation=row, by=request.user, now=clock.now(), **form.cleaned_data)
        return redirect(desk.url("recommendations"))
    context = {"form": form, "row": row, "autosaved": ("text", "measure")}
    return render(request, "reg44/writing/recommendation.html", desk.place() | context)


@writing
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """Ask, then remove; its number is not used again."""
    if request.method == "POST":
        row = desk.report.recommendations.filter(number=number).first()
        if row is None:
            raise Http404("No such recommendation.")
        services.remove(recommendation=row, by=request.user, now=clock.now())
        messages.success(request, f"Recommendation {number} was removed.")
        return redirect(desk.url("recommendations"))
    return render(request, "reg44/writing/recommendation_remove.html", desk.place() | {"row": _one(desk, number)})
