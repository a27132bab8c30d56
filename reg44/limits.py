"""Time limits of the Regulation 44 cycle that have not begun to run yet, and how limits are said."""

from __future__ import annotations

import datetime as dt

from core.templatetags.portal import limit_words as words
from deadlines import book, rulebook
from deadlines.calendar import end_of

__all__ = ["act_by", "end_of", "words"]


def act_by(priority: str, told_at: dt.datetime) -> dt.datetime:
    """When a recommendation told at that moment is to be done, by the rule of its priority and what the council set. Two queries."""
    return book.load().due(rulebook.rule(f"reg44.recommendation_{priority}"), told_at).at
