"""A recommendation unmet at the second following visit goes to the responsible individual within 4 working days (C14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from core import clock
from core.events import emit
from core.refusal import Refused
from homes import people
from homes.roles import Role
from reg44 import events, policy
from reg44.models import FollowUp, Referral, Report

SECOND = 2


def owe(*, report: Report, by: Any, now: dt.datetime) -> list[Referral]:
    """What this visit found unmet for the second time is to be referred; counted from the end of the visit. Twice is once.

    Call within the transaction that sends the draft.
    """
    visit = report.visit
    since = visit.left_at or visit.arrived_at or now
    rows = report.follow_ups.filter(times_carried__gte=SECOND).exclude(outcome__in=("", FollowUp.Outcome.MET))
    rows = rows.filter(recommendation__referral=None).exclude(recommendation__action__state="closed")
    made = []
    for row in rows.select_related("recommendation__action"):
        found = Referral.objects.create(recommendation=row.recommendation, visit=visit, owed_since=since)
        counts_from = since.isoformat()
        emit(events.UNMET_TWICE, row.recommendation, by=by, now=now, home=visit.home, counts_from=counts_from)
        made.append(found)
    return made


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
