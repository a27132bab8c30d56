"""Every time limit of the Regulation 44 cycle that this step needs, in one place (domain.md 2.1; West Sussex section 7.4).

All but the last are the council's policy, not law. Hours are elapsed hours; a limit in working days ends at 23:59 in London.
"""

from __future__ import annotations

import datetime as dt

from actions.models import Priority
from core import clock, working_days
from core.templatetags.portal import moment_words

COMMENTS = dt.timedelta(hours=48)  # the manager comments on facts
FINAL = dt.timedelta(hours=48)  # the visitor decides the comments and finalises
HIGH = dt.timedelta(hours=24)
DRAFT_WORKING_DAYS = 4
ACT_WORKING_DAYS = {Priority.MEDIUM: 5, Priority.LOW: 20}


def end_of(day: dt.date) -> dt.datetime:
    """The last minute of that day in London, as an aware moment in UTC."""
    return clock.at_london(day, 23, 59)


def words(moment: dt.datetime) -> str:
    """A limit as people say it: “the end of 25 November 2026”, “20 November 2026, 2:30pm” (London)."""
    local = clock.london(moment)
    if (local.hour, local.minute) == (23, 59):
        return f"the end of {local.day} {local:%B %Y}"
    return moment_words(moment)


def act_by(priority: str, told_at: dt.datetime) -> dt.datetime:
    """When a recommendation told at that moment is to be done: High 24 hours, Medium 5 and Low 20 working days."""
    if priority == Priority.HIGH:
        return told_at + HIGH
    return end_of(working_days.add(clock.today(told_at), ACT_WORKING_DAYS[Priority(priority)]))


def draft_by(left_at: dt.datetime) -> dt.datetime:
    """When the draft is due with the manager: 4 working days after the visit."""
    return end_of(working_days.add(clock.today(left_at), DRAFT_WORKING_DAYS))


def comments_by(sent_at: dt.datetime) -> dt.datetime:
    """When the manager's comments are due; afterwards the visitor may finalise without."""
    return sent_at + COMMENTS


def final_by(commented_at: dt.datetime) -> dt.datetime:
    """When the final report is due."""
    return commented_at + FINAL


def ofsted_by(month: dt.date) -> dt.datetime:
    """Ofsted's own outside limit: before the end of the month after the month of the visit (SCCIF)."""
    return end_of(clock.add_months(month, 2) - dt.timedelta(days=1))
