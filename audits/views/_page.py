"""What the pages around an audit share: how a page finds its audit, and the bar that says what it is about."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from audits.models import Audit
from core import access as ground
from core import clock, errors
from core.permissions import Decision
from core.refusal import Refused
from homes import naming
from homes.models import Home

View = Callable[..., HttpResponseBase]


def to(name: str, *args: Any) -> str:
    """The address of a page of this app."""
    return reverse(f"audits:{name}", args=args)


def known(home: Home) -> Any:
    """Who may be named in texts about this home, asked only when something was sent."""
    return lambda: naming.known(home, clock.today(), more=naming.authorities())


def caption(audit: Audit) -> str:
    """What stands above the heading of a form: home and audit, no child."""
    return f"{audit.home.name}: {audit}"


def step(
    getter: Callable[..., Any], why: str, *, rule: Callable[[Any, Any], Decision] | None = None
) -> Callable[[View], View]:
    """A page of one audit: found by ``getter`` (404), and a plain page while ``rule`` or a service says no."""

    def decorate(view: View) -> View:
        @ground.guarded(why)
        @functools.wraps(view)
        def inner(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
            found = getter(request.user, pk)
            try:
                if rule is not None:
                    rule(request.user, found).demand()
                return view(request, found, **kwargs)
            except Refused as no:
                return errors.refused(request, no, back=to("audit", pk), back_text="Go to the audit")

        return inner

    return decorate
