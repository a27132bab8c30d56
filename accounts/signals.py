"""Stamps of the session: when it began and when it was last used (read by ``accounts.middleware``)."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import events, sessions
from core import clock
from core.events import emit


@receiver(user_logged_in, dispatch_uid="accounts.stamp_the_session")
def stamp_the_session(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """A session begins: its limits are counted from here."""
    now = clock.now()
    sessions.begin(request, now)
    emit(events.SIGNED_IN, user, by=user, now=now)


@receiver(authenticator_removed, dispatch_uid="accounts.forget_the_second_factor")
def forget_the_second_factor(sender: Any, request: HttpRequest, **_: Any) -> None:
    """A second step was removed: look again whether one is left."""
    request.session.pop(sessions.SECOND_FACTOR, None)
