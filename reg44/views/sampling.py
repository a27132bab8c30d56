"""A sample of the home's records for the visitor to read: drawn by the portal, so that neither home nor visitor chooses."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from core import clock, readings
from questionnaires.autosave import number
from reg44 import getters, selectors
from reg44.models import Report, Visit
from reg44.views._page import place, step

USUAL, MOST = 5, 20
SEED = re.compile(r"[0-9a-f]{12}")


def seed_of(visit: Visit) -> str:
    """The seed of this visit. It hangs on a secret and on the moment of arrival, so that nobody knows it before."""
    arrived = visit.arrived_at.isoformat() if visit.arrived_at else ""
    return salted_hmac("reg44.sample", f"{visit.pk}:{arrived}", algorithm="sha256").hexdigest()[:12]


@step(getters.own_report, "the visitor of this visit, from arrival until the report is final")
@require_safe
def sample(request: HttpRequest, report: Report) -> HttpResponse:
    """The sample of this visit. ``seed`` and ``count`` in the address draw the same again, or another one to compare."""
    asked = request.GET.get("seed", "")
    seed = asked if SEED.fullmatch(asked) else seed_of(report.visit)
    count = min(number(request.GET.get("count", ""), digits=3) or USUAL, MOST)
    records, of = selectors.sample(user=request.user, report=report, seed=seed, count=count)
    context = place(request.user, report.visit) | {
        "records": records,
        "of": of,
        "seed": seed,
        "own_seed": seed == seed_of(report.visit),
        "count": count,
        "more": min(count + USUAL, MOST) if count < min(of, MOST) else 0,
    }
    readings.note(report, "sample", by=request.user, now=clock.now())
    return TemplateResponse(request, "reg44/sample.html", context)
