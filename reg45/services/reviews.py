"""Beginning a review, and the days that it looks at."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

import questionnaires.services as engine
from core import clock
from core.events import emit
from core.refusal import Refused
from homes.models import Home
from reg45 import events, periods, policy
from reg45.models import Review
from reg45.services.gathering import take_in
from reg45.services.moving import hold
from reg45.states import OPEN

QUESTIONNAIRE = "reg45_review"
ONE_AT_A_TIME = "There is a review of this home that is not approved yet. Finish it before the next one begins."


def begin(*, home: Home, period_to: dt.date | None = None, by: Any, now: dt.datetime) -> Review:
    """Begin the review of a home and gather its first evidence. A second press of the same button finds it begun.

    ``period_to`` is a London date; without one it is the end of six months. Refused: not_allowed, home_closed, one_open, wrong_period.
    """
    policy.begins(by, home).demand()
    today = clock.today(now)
    with transaction.atomic():
        held = Home.objects.select_for_update().get(pk=home.pk)
        standing = Review.objects.filter(home=held, state__in=OPEN).first()
        if standing is not None and (standing.begun_by_id, standing.period_to) == (by.pk, period_to):
            return standing
        if standing is not None:
            raise Refused("one_open", ONE_AT_A_TIME)
        if held.closed_on is not None and held.closed_on <= today:
            raise Refused("home_closed", "This home is closed. A closed home is not reviewed any more.")
        since = periods.first_day(held, today)
        until = period_to or periods.last_day(since)
        _judge(since, until, today)
        review = Review.objects.create(
            home=held,
            response=engine.begin(key=QUESTIONNAIRE, by=by, now=now),
            period_from=since,
            period_to=until,
            begun_at=now,
            begun_by=by,
        )
        emit(events.BEGUN, review, by=by, now=now, home=held)
        take_in(review, by=by, now=now)
    return review


def change_period(*, review: Review, period_to: dt.date, by: Any, now: dt.datetime) -> Review:
    """Give the review another last day (London) while it is written. Evidence is gathered anew for it.

    Refused: not_allowed, wrong_state, sealed, wrong_period.
    """
    with transaction.atomic():
        held = hold(review)
        policy.writes(by, held).demand()
        _judge(held.period_from, period_to, clock.today(now))
        if held.period_to != period_to:
            held.period_to = period_to
            held.save()
            emit(events.PERIOD_CHANGED, held, by=by, now=now, home=held.home)
            take_in(held, by=by, now=now)
    return held


def _judge(since: dt.date, until: dt.date, today: dt.date) -> None:
    if until < since:
        raise Refused("wrong_period", "The last day must not be before the first day of the review.")
    most = max(periods.last_day(since), today)
    if until > most:
        raise Refused(
            "wrong_period", f"The last day must not be after {most:%-d %B %Y}: six months is the longest there is."
        )
