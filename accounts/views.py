"""One's own account: sessions, password, second step. The pages of signing in are the sign-in library's, in our templates."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts import selectors, services
from core import access, clock
from core.refusal import Refused
from core.registry import account_pages


@access.signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The person's own page."""
    context = {
        "sessions": selectors.sessions_of(user=request.user, current_key=request.session.session_key),
        "second_steps": selectors.second_steps_of(user=request.user),
        "others": account_pages.items_for(request.user),
    }
    return TemplateResponse(request, "accounts/account.html", context)


@access.signed_in
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own sessions."""
    try:
        services.end_own_session(session_id=pk, by=request.user, now=clock.now())
        messages.success(request, "That session has ended.")
    except Refused as no:
        messages.info(request, no.reason)
    return redirect("accounts:account")


@access.public
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Nobody makes an account of their own; an administrator does."""
    raise Http404("There is no sign-up.")
