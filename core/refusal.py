"""The typed error of services: what was asked cannot be done now, and why, in words for the person."""

from __future__ import annotations


class Refused(Exception):
    """A service says no. ``code`` is for programs and tests, ``reason`` for the person who asked."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
