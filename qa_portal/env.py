"""The environment, typed. A wrong value stops the start with a hint, never a guess."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


class Env:
    """Reads settings by name from a mapping (the process environment unless told otherwise)."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        self.source = os.environ if source is None else source

    def text(self, name: str, default: str | None = None, *, hint: str = "") -> str:
        """The value as it stands; ImproperlyConfigured with a hint when it is missing and has no default."""
        value = self.source.get(name, "")
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set. {hint}".strip())
        return default

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no; anything but the usual words is refused."""
        value = self.source.get(name, "").strip().lower()
        if not value:
            return default
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise ImproperlyConfigured(f"{name} is “{value}”. Write yes or no.")

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        """A whole number not below ``least``."""
        value = self.source.get(name, "").strip()
        if not value:
            return default
        if not value.isdigit() or int(value) < least:
            raise ImproperlyConfigured(f"{name} is “{value}”. Write a whole number, {least} or more.")
        return int(value)

    def items(self, name: str, default: list[str] | None = None) -> list[str]:
        """Values separated by commas."""
        value = self.source.get(name, "")
        return [part.strip() for part in value.split(",") if part.strip()] or list(default or [])

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.source.get(name, "").strip() or default
        if value not in allowed:
            raise ImproperlyConfigured(f"{name} is “{value}”. Write one of: {', '.join(allowed)}.")
        return value

    def address(self, name: str, default: str | None, *, hint: str = "", secure: bool = False) -> str:
        """The address of a site, without a path and without a slash at its end; with ``secure`` only https:// will do."""
        value = self.text(name, default, hint=hint).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in ({"https"} if secure else {"http", "https"}) or not parts.hostname or parts.path:
            begins = (
                "https:// (in real use nothing else: passwords would travel readable)"
                if secure
                else "http:// or https://"
            )
            raise ImproperlyConfigured(f"{name} is “{value}”. Write the address people type; it begins with {begins}.")
        return value

    def database(self, name: str, default: str) -> dict[str, object]:
        """A database address (sqlite:///path or postgresql://user:password@host:port/name) as Django's settings."""
        value = self.text(name, default)
        parts = urlsplit(value)
        if parts.scheme == "sqlite":
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": parts.path[1:],
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-8000;",
                },
            }
        if parts.scheme in {"postgres", "postgresql"}:
            query = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
            options: dict[str, object] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}}
            if "sslmode" in query:
                options["sslmode"] = query["sslmode"]
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path[1:]),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": unquote(query.get("host", "") or parts.hostname or ""),
                "PORT": str(parts.port or ""),
                "CONN_HEALTH_CHECKS": True,  # else each connection that a restart of the database cut fails one request
                "OPTIONS": options,
            }
        raise ImproperlyConfigured(
            f"{name} begins with “{parts.scheme}”. Write sqlite:///path/to/file or postgresql://user:password@host:5432/name."
        )
