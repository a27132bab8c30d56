"""The time limits of the Regulation 44 cycle as its pages show them beside a task, from the rule files of ``deadlines``."""

from __future__ import annotations

import datetime as dt

from core import clock
from core.templatetags.portal import moment_words
from deadlines import engine, rulebook
from deadlines.calendar import ENGLAND, end_of

__all__ = ["act_by", "comments_by", "draft_by", "end_of", "final_by", "ofsted_by", "words"]


def _due(rule: str, started_at: dt.datetime) -> dt.datetime:
    return engine.due(rulebook.rule(rule), None, started_at, ENGLAND).at


def words(moment: dt.datetime) -> str:
    """A limit as people say it: “the end of 25 November 2026”, “20 November 2026, 2:30pm” (London)."""
    local = clock.london(moment)
    if (local.hour, local.minute) == (23, 59):
        return f"the end of {local.day} {local:%B %Y}"
    return moment_words(moment)


def act_by(priority: str, told_at: dt.datetime) -> dt.datetime:
    """When a recommendation told at that moment is to be done: High 24 hours, Medium 5 and Low 20 working days."""
    return _due(f"reg44.recommendation_{priority}", told_at)


def draft_by(left_at: dt.datetime) -> dt.datetime:
    """When the draft is due with the manager: 4 working days after the visit."""
    return _due("reg44.draft_to_manager", left_at)


def comments_by(sent_at: dt.datetime) -> dt.datetime:
    """When the manager's comments are due; afterwards the visitor may finalise without."""
    return _due("reg44.accuracy_comments", sent_at)


def final_by(commented_at: dt.datetime) -> dt.datetime:
    """When the final report is due."""
    return _due("reg44.final_report", commented_at)


def ofsted_by(month: dt.date) -> dt.datetime:
    """Ofsted's own outside limit: before the end of the month after the month of the visit (SCCIF)."""
    return _due("reg44.ofsted_by_month_end", clock.at_london(month, 12))
