"""Telling a person what was done to their account: a note in the portal, and a mail to the address it is about (ASVS 6.3.7)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from core import outbox

ADDRESS = "The email address you sign in with was changed"
SECOND_STEP = "Your second step of sign-in was removed"
IF_WRONG = "If you did not ask for this, tell your manager and the council’s administrators of this service now."


def address_changed(person: Any, *, old: str, event_id: int, now: dt.datetime) -> None:
    """The note goes where the person now gets their mail; the old address gets a mail that does not name the new one."""
    _note(person, "accounts.address_changed", ADDRESS, event_id, now)
    _mail_to_old(old)


def second_step_removed(person: Any, *, event_id: int, now: dt.datetime) -> None:
    """A note that is mailed at once."""
    _note(person, "accounts.second_step_removed", SECOND_STEP, event_id, now)


def _note(person: Any, code: str, subject: str, event_id: int, now: dt.datetime) -> None:
    body = f"An administrator did this, and every session has ended. {IF_WRONG}"
    link = reverse("accounts:account")
    key = f"{code}:{event_id}"
    outbox.put(to=person, code=code, key=key, subject=subject, body=body, link=link, at_once=True, now=now)


def _mail_to_old(address: str) -> None:
    """After the transaction. A relay that is down must not undo the change; what could not be sent is logged."""
    then = "Nobody signs in with this address any more."
    body = render_to_string("accounts/mail/changed.txt", {"subject": ADDRESS, "then": then, "if_wrong": IF_WRONG})

    def send() -> None:
        send_mail(ADDRESS, body, None, [address])

    transaction.on_commit(send, robust=True)
