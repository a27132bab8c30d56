"""Pages of time limits: what runs, and why it ends when it ends."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import chosen
from core import clock
from core.access import guarded, holds
from deadlines import policy, selectors
from deadlines import timeliness as timeliness_of
from deadlines.getters import obligation_for


@holds(*policy.SEES)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What runs at the person's homes; ``?home=``, ``?rule=`` and ``?person=`` narrow it, ``?page=`` leads on."""
    home, person = (chosen(request.GET.get(name, "")) for name in ("home", "person"))
    rule = request.GET.get("rule", "")
    number = request.GET.get("page", "")
    page = selectors.board_page(user=request.user, now=clock.now(), home=home, rule=rule, person=person, number=number)
    return TemplateResponse(request, "deadlines/board.html", {"board": page})


@guarded("A time limit at a home of the person; what is hidden from the home never for those who manage it.")
@require_safe
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """Why then? The steps of the calculation, the source, what moved it."""
    obligation = obligation_for(request.user, pk)
    page = selectors.why(user=request.user, obligation=obligation, now=clock.now())
    return TemplateResponse(request, "deadlines/why.html", {"why": page})


@guarded("As the page “why then?”; who does not see the record itself is led to that page.")
@require_safe
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the record for which the time limit runs: a list of work links here, and so asks nothing for each of its lines."""
    obligation = obligation_for(request.user, pk)
    return redirect(selectors.place_of(request.user, obligation) or reverse("deadlines:why", args=[pk]))


@holds(*policy.SEES)
@require_safe
def timeliness(request: HttpRequest) -> HttpResponse:
    """Who met what on time in the last twelve months, by month and by home; ``?home=`` and ``?rule=`` narrow it."""
    home, rule = chosen(request.GET.get("home", "")), request.GET.get("rule", "")
    number = request.GET.get("page", "")
    page = timeliness_of.page(user=request.user, now=clock.now(), home=home, rule=rule, number=number)
    return TemplateResponse(request, "deadlines/timeliness.html", {"page": page})


@holds(*policy.SEES)
@require_safe
def kept_lines(request: HttpRequest) -> HttpResponse:
    """The time limits behind one count of that page: ``?month=2027-03&how=late``, with home and rule as there."""
    asked = request.GET
    page = timeliness_of.behind(
        user=request.user,
        now=clock.now(),
        month=asked.get("month", ""),
        how=asked.get("how", ""),
        home=chosen(asked.get("home", "")),
        rule=asked.get("rule", ""),
        number=asked.get("page", ""),
    )
    if page is None:
        raise Http404("No such count.")
    return TemplateResponse(request, "deadlines/kept_lines.html", {"page": page})
