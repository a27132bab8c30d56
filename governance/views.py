"""The start page: what this person must do next, oldest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from core import access, clock
from core.registry import start_panels


@require_GET
@access.signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Each app hangs its card here; somebody without an appointment is told whom to ask."""
    panels = start_panels.shown(request.user, clock.now())
    return TemplateResponse(request, "governance/start.html", {"panels": panels})
