"""The words and headers of one mail, and the conversation with the mail server, with its answers sorted.

No name of a person stands in a mail, and nothing that somebody wrote: what kind of thing it is, which home, by when, and one link.
"""

from __future__ import annotations

import datetime as dt
import enum
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from ulid import ULID

from core.models import Message
from delivery.models import Delivery

KEEPS_NOTHING = "django.core.mail.backends.dummy.EmailBackend"


def is_set_up() -> bool:
    """Whether there is a mail server; without one (demonstration, one machine) the portal shows messages and mails nothing."""
    return settings.EMAIL_BACKEND != KEEPS_NOTHING


def new_message_id() -> str:
    """A Message-ID that nobody else uses; it tells nothing but the host of the portal."""
    return f"<{str(ULID()).lower()}@{urlsplit(settings.SITE_URL).hostname}>"


def canonical(path: str) -> str:
    """The address of a page of this portal as people type it, from the settings and never from a request."""
    return settings.SITE_URL.rstrip("/") + path


def subject(delivery: Delivery, messages: Sequence[Message]) -> str:
    """The subject line: the message's own, or how many a digest holds."""
    if delivery.kind == Delivery.Kind.SINGLE:
        return messages[0].subject
    return f"Your messages of the day: {len(messages)}"


def compose(delivery: Delivery, messages: Sequence[Message]) -> EmailMultiAlternatives:
    """The mail as it is sent: plain text and HTML with the same words, the same Message-ID and date at each try."""
    digest = delivery.kind == Delivery.Kind.DIGEST
    context = {
        "messages": messages,
        "digest": digest,
        "url": canonical(reverse("delivery:messages") if digest else messages[0].link),
        "service": settings.SERVICE_NAME,
        "council": settings.COUNCIL_NAME,
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(subject(delivery, messages).split()),
        body=render_to_string("delivery/mail/mail.txt", context),
        to=[delivery.person.email],
        headers={
            "Message-ID": delivery.message_id,
            "Date": format_datetime(delivery.made_at.astimezone(dt.UTC)),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(render_to_string("delivery/mail/mail.html", context), "text/html")
    return mail


class Outcome(enum.Enum):
    """What came of one conversation: taken, not now, never, no server to talk to, or somebody else is sending it."""

    TAKEN = enum.auto()
    LATER = enum.auto()
    NEVER = enum.auto()
    NO_SERVER = enum.auto()
    NOT_OURS = enum.auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome, and in words of ours why (a server's own words may repeat the address)."""

    outcome: Outcome
    words: str = ""


def hand_over(mail: EmailMultiAlternatives, still_ours: Callable[[], bool]) -> Answer:
    """Give the mail to the server. ``still_ours`` is asked between greeting and sending: a slow greeting may outlive the claim."""
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as problem:
        return Answer(Outcome.NO_SERVER, f"The mail server cannot be reached{_code_in_brackets(problem)}.")
    try:
        if not still_ours():
            return Answer(Outcome.NOT_OURS)
        connection.send_messages([mail])
    except (smtplib.SMTPException, OSError) as problem:
        return sort_answer(problem)
    finally:
        _say_goodbye(connection)
    return Answer(Outcome.TAKEN)


def _say_goodbye(connection: object) -> None:
    """What goes wrong after the server took the mail changes nothing: the mail is taken."""
    try:
        connection.close()  # type: ignore[attr-defined]
    except (smtplib.SMTPException, OSError):
        return


def sort_answer(problem: Exception) -> Answer:
    """Sort what the server said: it refuses this address or this mail for good (5xx), or not now (4xx, silence, a broken line)."""
    code = _code(problem)
    shown = _code_in_brackets(problem)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        if 500 <= code < 600:
            return Answer(Outcome.NEVER, f"The mail server refuses this address{shown}.")
        return Answer(Outcome.LATER, f"The mail server does not take mail for this address now{shown}.")
    if isinstance(problem, smtplib.SMTPDataError) and 500 <= code < 600:
        return Answer(Outcome.NEVER, f"The mail server refuses this mail{shown}.")
    if code:
        return Answer(Outcome.LATER, f"The mail server does not take the mail now{shown}.")
    return Answer(Outcome.LATER, "The line to the mail server broke, or it was silent for too long.")


def _code(problem: Exception) -> int:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in problem.recipients.values()), default=0)
    return int(problem.smtp_code) if isinstance(problem, smtplib.SMTPResponseException) else 0


def _code_in_brackets(problem: Exception) -> str:
    code = _code(problem)
    return f" ({code})" if code > 0 else ""
