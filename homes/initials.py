"""Initials, written one way. A name is refused: registers never hold one (security.md D)."""

from __future__ import annotations

import re

from core.refusal import Refused


def tidy(text: str) -> str:
    """“js”, “J S” and “J.S.” all become “J.S.”. Refused("not_initials") for what looks like a name or is not letters."""
    letters = [char for char in text if char.isalpha()]
    rest = [char for char in text if not char.isalpha() and char not in " .-’'"]
    looks_like_a_name = re.search(r"[^\W\d_]{3,}", text) is not None and text != text.upper()
    if not 2 <= len(letters) <= 4 or rest or looks_like_a_name:
        raise Refused("not_initials", "Write two to four letters, such as J.S. Never write a name.")
    return "".join(f"{letter.upper()}." for letter in letters)
