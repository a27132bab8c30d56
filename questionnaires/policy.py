"""Who may see and publish questionnaires."""

from __future__ import annotations

from typing import Any

from core import access

PUBLISHERS = ("qa_officer", "head_of_qa")


def sees_questionnaires(user: Any) -> bool:
    """True for whoever publishes questionnaires today."""
    return bool(access.roles_of(user) & set(PUBLISHERS))
