"""The start page: what this person must do next, oldest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from core import access, clock
from core.registry import start_panels, work


@require_GET
@access.signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Each app hangs its card here; somebody without an appointment is told whom to ask."""
    user, now = request.user, clock.now()
    context = {
        "works": bool(access.roles_of(user)),
        "waiting": work.of(user, now),
        "panels": start_panels.shown(user, now),
        "now": now,
    }
    return TemplateResponse(request, "governance/start.html", context)
