"""Secret addresses: made, kept as a hash, told once."""

from __future__ import annotations

import hashlib
import secrets

SECRET_BYTES = 32


def new() -> str:
    """256 random bits, as they stand in an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def fingerprint(secret: str) -> str:
    """What is kept of a secret. It is random and long, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
