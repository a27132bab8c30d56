"""A person's deadlines in their own calendar: the page that looks after the address, and the calendar behind it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import form_methods
from accounts.throttle import too_many
from core import access, clock
from core.middleware import KEPT_BY_ONE
from deadlines import feed as feeds
from deadlines import policy
from deadlines.services.feeds import end_feed as end
from deadlines.services.feeds import make_feed, note_use

ASKED = "120/m/ip"  # as for signing in: many calendars may stand behind one address of an office


@access.holds(*policy.SEES)
@form_methods
def feed(request: HttpRequest) -> HttpResponse:
    """The address: what it holds, when it was used; making one shows it this once, on the page itself and nowhere else."""
    address = ""
    if request.method == "POST":
        secret = make_feed(by=request.user, now=clock.now())
        address = settings.SITE_URL + reverse("deadlines:calendar", args=[secret])
    return TemplateResponse(request, "deadlines/feed.html", {"feed": feeds.own(request.user), "address": address})


@access.holds(*policy.SEES)
@require_POST
def end_feed(request: HttpRequest) -> HttpResponse:
    """The address stops."""
    end(by=request.user, now=clock.now())
    messages.success(request, "Your calendar address has stopped. Remove it from your calendar, too.")
    return HttpResponseRedirect(reverse("deadlines:feed"))


@access.public
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar for whoever knows the secret of the address: no session is asked for and none is made."""
    if too_many(request, "calendar", ASKED):
        return HttpResponse("Asked too often. Try again in a minute.", status=429, content_type="text/plain")
    row, now = feeds.feed_of(secret), clock.now()
    if row is None:
        raise Http404("No such calendar.")
    note_use(feed=row, now=now)
    answer = HttpResponse(feeds.written(user=row.person, now=now), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = KEPT_BY_ONE
    answer["Content-Disposition"] = 'inline; filename="deadlines.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
