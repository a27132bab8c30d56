"""The limits of a session, kept on the server (ASVS 7.1-7.3), and what was typed when it ended.

A session ends after ``SESSION_IDLE_SECONDS`` without a request and after ``SESSION_ABSOLUTE_SECONDS`` in any case.
What a form carried at that moment is kept for the same person and the same page until they have signed in again.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

BEGUN = "session_begun"
SEEN = "session_seen"
SECOND_FACTOR = "second_factor_stands"
KEPT = "kept_form"
SEEN_STEP = 30  # seconds: the stamp is renewed at most this often, so that reading pages does not write each time
KEPT_SECONDS = 30 * 60
KEPT_LIMIT = 400_000  # characters
NEVER_KEPT = ("password", "code", "credential", "csrfmiddlewaretoken")
PAGE_FIELD = "_page"  # a form whose address cannot be opened names the page it stands on


def begin(request: HttpRequest, now: dt.datetime) -> None:
    """Stamp a session that has just been signed in."""
    request.session[BEGUN] = request.session[SEEN] = now.timestamp()


def over(request: HttpRequest, now: dt.datetime) -> str:
    """Why the session has ended ("idle" or "absolute"), or "" while it lasts."""
    begun, seen = request.session.get(BEGUN, 0), request.session.get(SEEN, 0)
    moment = now.timestamp()
    if moment - begun > settings.SESSION_ABSOLUTE_SECONDS:
        return "absolute"
    if moment - seen > settings.SESSION_IDLE_SECONDS:
        return "idle"
    return ""


def touch(request: HttpRequest, now: dt.datetime) -> None:
    """Note that the session is used."""
    if now.timestamp() - request.session.get(SEEN, 0) >= SEEN_STEP:
        request.session[SEEN] = now.timestamp()


def page_of(request: HttpRequest) -> str:
    """The page to come back to: the address itself, or the page a posted form says it stands on (only on this site)."""
    page = request.POST.get(PAGE_FIELD, "") if request.method == "POST" else ""
    if page and url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return page
    return request.get_full_path()


def keep(request: HttpRequest, *, person_id: int, page: str, fields: QueryDict, now: dt.datetime) -> None:
    """Keep what a form carried for this person and page. Passwords and codes are never kept."""
    pairs = [
        (key, value)
        for key, values in fields.lists()
        for value in values
        if not any(word in key.lower() for word in NEVER_KEPT)
    ]
    text = urlencode(pairs)
    if len(text) <= KEPT_LIMIT:
        path = page.split("?")[0]
        request.session[KEPT] = {"person": person_id, "path": path, "fields": text, "at": now.timestamp()}


def kept(request: HttpRequest, now: dt.datetime) -> QueryDict | None:
    """What this person had typed on this page when they were asked to sign in again; None when there is nothing."""
    found = request.session.get(KEPT)
    if not found or found["person"] != request.user.pk or found["path"] != request.path:
        return None
    if now.timestamp() - found["at"] > KEPT_SECONDS:
        return None
    return QueryDict(found["fields"])


def drop_kept(request: HttpRequest) -> None:
    """Forget it: the form has been sent."""
    request.session.pop(KEPT, None)
