"""A recommendation unmet at the second following visit goes to the responsible individual within 4 working days (C14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.urls import reverse

from actions.models import Action
from actions.selectors import ended
from core import clock
from core.events import emit
from core.refusal import Refused
from deadlines.calendar import end_of
from homes import people
from homes.roles import Role
from reg44 import events, policy
from reg44.models import FollowUp, Recommendation, Referral, Report, Visit

SECOND = 2


def owe(*, report: Report, by: Any, now: dt.datetime) -> list[Referral]:
    """What this visit found unmet for the second time is to be referred; counted from the end of the visit. Twice is once.

    Call within the transaction that sends the draft.
    """
    visit = report.visit
    since = visit.left_at or visit.arrived_at or now
    rows = report.follow_ups.filter(times_carried__gte=SECOND).exclude(outcome__in=("", FollowUp.Outcome.MET))
    rows = rows.filter(recommendation__referral=None).exclude(ended("recommendation__action"))
    made = []
    for row in rows.select_related("recommendation__action"):
        found = Referral.objects.create(recommendation=row.recommendation, visit=visit, owed_since=since)
        counts_from = since.isoformat()
        emit(events.UNMET_TWICE, row.recommendation, by=by, now=now, home=visit.home, counts_from=counts_from)
        made.append(found)
    return made


def owe_by_time(*, now: dt.datetime) -> int:
    """Two calendar months after a visit, what nobody says is done is to be referred even though a following visit was missed.

    Where both following visits were made, the draft of the second one says what is unmet (``owe``). Safe any number of times; answers
    how many were found (domain.md 2.4, 6).
    """
    made = 0
    for pk in _unmet_by_time(now):
        with transaction.atomic():
            row = Recommendation.objects.select_for_update(of=("self",)).select_related("visit__home").get(pk=pk)
            latest = Visit.objects.filter(home=row.visit.home, arrived_at__isnull=False).latest("arrived_at")
            since = _two_months_after(row.visit)
            found, new = Referral.objects.get_or_create(
                recommendation=row, defaults={"visit": latest, "owed_since": since, "after_missed_visit": True}
            )
            if not new:
                continue
            made += 1
            home = row.visit.home
            emit(events.UNMET_TWICE, row, by=None, now=now, home=home, counts_from=since.isoformat())
            people.tell(
                [latest.visitor],
                home=home,
                code="reg44.to_refer",
                key=f"reg44.to_refer:{found.pk}",
                subject=f"{home}: a recommendation is to be referred",
                body="Two months have passed, a visit was missed, and nobody says that it is done. Sign in to refer it.",
                link=reverse("reg44:referral", args=[found.pk]),
                now=now,
            )
    return made


def _unmet_by_time(now: dt.datetime) -> list[int]:
    today = clock.today(now)
    followed = Count(
        "visit__home__visits",
        filter=Q(visit__home__visits__arrived_at__gt=F("visit__arrived_at")),
        distinct=True,
    )
    rows = (
        Recommendation.objects.filter(removed_at=None, referral=None, sealed=True, visit__home__closed_on=None)
        .filter(_not_done())
        .filter(visit__arrived_at__lt=clock.at_london(clock.add_months(today, -2) + dt.timedelta(days=4)))
        .annotate(followed=followed)
        .filter(followed__lt=SECOND)
        .select_related("visit")
    )
    return [row.pk for row in rows.order_by("pk") if _two_months_after(row.visit) <= now]


def _not_done() -> Q:
    """Nobody says that it is done; one that was merged goes with the recommendation it was merged into, or else stands for itself."""
    undone = (Action.State.OPEN, Action.State.DECLINED)
    alone = Q(action__merged_into__state__in=undone, action__merged_into__recommendation=None)
    return Q(action__state__in=undone) | alone


def _two_months_after(visit: Visit) -> dt.datetime:
    """The end of the day two calendar months after the visit (London)."""
    assert visit.arrived_at is not None
    return end_of(clock.add_months(clock.today(visit.arrived_at), 2))


def _held(referral: Referral) -> Referral:
    rows = Referral.objects.select_for_update(of=("self",)).select_related("visit__home", "recommendation__action")
    return rows.get(pk=referral.pk)


def refer(*, referral: Referral, words: str, by: Any, now: dt.datetime) -> Referral:
    """The visitor refers the recommendation; the responsible individual is told. Again changes nothing. Refused: not_allowed, no_text."""
    with transaction.atomic():
        held = _held(referral)
        policy.refers(by, held).demand()
        if held.referred_at is not None:
            return held
        words = words.replace("\x00", "").strip()
        if not words:
            raise Refused("no_text", "Write what is still not done, and what it means for the children.")
        held.words, held.referred_by, held.referred_at = words, by, now
        held.save()
        home = held.visit.home
        emit(events.REFERRED, held.recommendation, by=by, now=now, home=home)
        people.tell(
            people.holders(home, Role.RESPONSIBLE_INDIVIDUAL, on=clock.today(now)),
            home=home,
            code="reg44.referral",
            key=f"reg44.referral:{held.pk}",
            subject=f"{home}: a recommendation is referred to you",
            body="It was not met at two visits that followed. Sign in to read it and to answer.",
            link=reverse("reg44:referral", args=[held.pk]),
            now=now,
        )
    return held


def answer(*, referral: Referral, text: str, by: Any, now: dt.datetime) -> Referral:
    """The responsible individual says what will happen now. Once answered it stands. Refused: not_allowed, not_referred, no_text."""
    with transaction.atomic():
        held = _held(referral)
        policy.answers_referral(by, held).demand()
        if held.answered_at is not None:
            return held
        text = text.replace("\x00", "").strip()
        if not text:
            raise Refused("no_text", "Write what will happen now, who does it and by when.")
        held.answer, held.answered_by, held.answered_at = text, by, now
        held.save()
        emit(events.REFERRAL_ANSWERED, held.recommendation, by=by, now=now, home=held.visit.home)
        people.tell(
            [held.referred_by],
            home=held.visit.home,
            code="reg44.referral_answered",
            key=f"reg44.referral_answered:{held.pk}",
            subject=f"{held.visit.home}: your referral is answered",
            body="The responsible individual has answered. Sign in to read it.",
            link=reverse("reg44:referral", args=[held.pk]),
            now=now,
        )
    return held
