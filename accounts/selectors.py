"""What a person sees of their own account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession


@dataclass(frozen=True, slots=True)
class Session:
    """One place where the person is signed in."""

    pk: int
    began: object
    browser: str
    address: str
    current: bool


def sessions_of(*, user: Any, current_key: str | None) -> list[Session]:
    """The sessions of this person that have not ended, newest first."""
    rows = UserSession.objects.filter(user=user).order_by("-created_at")
    return [
        Session(row.pk, row.created_at, browser_of(row.user_agent), row.ip, row.session_key == current_key)
        for row in rows
        if row.session_key == current_key or row.exists()
    ]


def browser_of(agent: str) -> str:
    """The browser and the system in a few words; what a person recognises."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "Another browser")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser} on {system}" if system else browser


BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def second_steps_of(*, user: Any) -> list[str]:
    """The kinds of second step this person has set up ("totp", "webauthn"), without the recovery codes."""
    kinds = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return sorted(set(kinds.values_list("type", flat=True)))
