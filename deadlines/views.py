"""Pages of time limits: what runs, and why it ends when it ends."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from core import clock
from core.access import guarded, holds
from deadlines import policy, selectors
from deadlines.getters import obligation_for


@holds(*policy.SEES)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What runs at the person's homes; ``?home=`` and ``?rule=`` narrow it."""
    home, rule = request.GET.get("home", ""), request.GET.get("rule", "")
    chosen = int(home) if home.isdecimal() and len(home) < 10 else None
    page = selectors.board_page(user=request.user, now=clock.now(), home=chosen, rule=rule)
    return TemplateResponse(request, "deadlines/board.html", {"board": page})


@guarded("A time limit at a home of the person; what is hidden from the home never for those who manage it.")
@require_safe
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """Why then? The steps of the calculation, the source, what moved it."""
    obligation = obligation_for(request.user, pk)
    page = selectors.why(user=request.user, obligation=obligation, now=clock.now())
    return TemplateResponse(request, "deadlines/why.html", {"why": page})


@holds(*policy.SEES)
@require_safe
def timeliness(request: HttpRequest) -> HttpResponse:
    """Who met what on time in the last twelve months."""
    rows = selectors.timeliness(user=request.user, now=clock.now())
    cells = [(row.home, row.title, row.met, row.late, row.overdue) for row in rows]
    head = ("Home", "What was owed", "On time", "Late", "Overdue now")
    return TemplateResponse(request, "deadlines/timeliness.html", {"head": head, "rows": cells})
