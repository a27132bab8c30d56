"""A recommendation unmet at the second following visit reaches the responsible individual, is chased and answered (C14)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.models import Message
from core.refusal import Refused
from deadlines.models import Obligation
from deadlines.services.sweep import sweep
from reg44.models import Referral
from reg44.services import referrals
from tests.reports import DAY, HOUR, make_referral, make_report

pytestmark = pytest.mark.django_db
SECOND = dt.datetime(2027, 5, 5, 10, tzinfo=dt.UTC)  # the visit at which the recommendation of March is unmet again
NOW = SECOND + 2 * DAY


@pytest.fixture
def referral(cast, time_machine) -> Referral:
    """One recommendation of March, in progress in April and in May."""
    time_machine.move_to(NOW, tick=False)
    return make_referral(cast, second=SECOND)


def limit(rule: str) -> Obligation:
    return Obligation.objects.get(rule=f"reg44.{rule}")


def write(client, referral: Referral, words: str):
    return client.post(reverse("reg44:referral", args=[referral.pk]), {"words": words})


def test_it_is_owed_four_working_days_after_the_second_following_visit(cast, referral):
    row = limit("refer_to_ri")
    assert row.started_at == SECOND + 2 * HOUR
    assert row.due_at == dt.datetime(2027, 5, 11, 22, 59, tzinfo=dt.UTC)


def test_the_visitor_refers_and_the_responsible_individual_answers_in_the_browser(cast, referral):
    visitor, ri = cast.client(cast.visitor), cast.client(cast.ri)
    assert write(visitor, referral, "").status_code == 200
    assert not Referral.objects.filter(referred_at__isnull=False).exists()
    assert write(visitor, referral, "The gate stands open at night.").status_code == 302
    assert limit("refer_to_ri").state == "met"
    note = Message.objects.get(code="reg44.referral")
    assert (note.to, "gate" in note.body) == (cast.ri, False)
    page = ri.get(note.link).content.decode()
    assert "The gate stands open at night." in page
    assert write(ri, referral, "A new lock on Friday.").status_code == 302
    assert limit("referral_answer").state == "met"
    assert "A new lock on Friday." in visitor.get(note.link).content.decode()
    assert Message.objects.get(code="reg44.referral_answered").to == cast.visitor


def test_an_unanswered_referral_is_chased_and_climbs(cast, referral):
    referrals.refer(referral=referral, words="The gate.", by=cast.visitor, now=NOW)
    sweep(now=NOW + 30 * DAY)
    rows = limit("referral_answer").reminders.filter(state="made")
    assert {row.person for row in rows} == {cast.ri, cast.head_of_qa}


def test_nobody_else_refers_or_answers_and_nothing_is_said_twice(cast, referral):
    with pytest.raises(Refused, match="not_the_visitor"):
        referrals.refer(referral=referral, words="The gate.", by=cast.qa_officer, now=NOW)
    with pytest.raises(Refused, match="not_referred"):
        referrals.answer(referral=referral, text="A lock.", by=cast.ri, now=NOW)
    referrals.refer(referral=referral, words="The gate.", by=cast.visitor, now=NOW)
    again = referrals.refer(referral=referral, words="Something else.", by=cast.visitor, now=NOW + HOUR)
    assert (again.words, again.referred_at) == ("The gate.", NOW)
    with pytest.raises(Refused, match="not_allowed"):
        referrals.answer(referral=referral, text="A lock.", by=cast.manager, now=NOW)
    assert write(cast.client(cast.manager), referral, "A lock.").status_code == 409


def test_before_it_is_referred_the_home_does_not_know_of_it(cast, referral):
    address = reverse("reg44:referral", args=[referral.pk])
    assert cast.client(cast.manager).get(address).status_code == 404
    assert cast.client(cast.visitor).get(address).status_code == 200


def missed(cast, **how):
    """The recommendation of March, with the only visit after it in May."""
    make_report(cast, state="issued", priorities=("low",))
    make_report(cast, state="drafting", arrives=dt.datetime(2027, 4, 7, 10, tzinfo=dt.UTC), priorities=(), **how)


def test_where_a_visit_was_missed_two_calendar_months_make_it_due(cast, time_machine):
    missed(cast)
    day = dt.datetime(2027, 5, 3, 22, 58, tzinfo=dt.UTC)
    time_machine.move_to(day, tick=False)
    assert referrals.owe_by_time(now=day) == 0
    end = dt.datetime(2027, 5, 4, 8, tzinfo=dt.UTC)
    assert referrals.owe_by_time(now=end) == 1
    assert referrals.owe_by_time(now=end + DAY) == 0
    found = Referral.objects.get()
    assert limit("refer_to_ri").due_at == dt.datetime(2027, 5, 7, 22, 59, tzinfo=dt.UTC)  # from Monday 3 May
    time_machine.move_to(end, tick=False)
    assert Message.objects.get(code="reg44.to_refer").to == cast.visitor
    visitor = cast.client(cast.visitor)
    assert "Refer March 2027, recommendation 1" in visitor.get("/").content.decode()
    assert write(visitor, found, "Nobody has mended the gate.").status_code == 302
    assert (
        "a visit was missed in between"
        in cast.client(cast.ri).get(reverse("reg44:referral", args=[found.pk])).content.decode()
    )


def test_what_the_home_says_is_done_is_not_referred_by_time_nor_where_both_visits_were_made(cast):
    missed(cast)
    from actions.services import say_done
    from reg44.models import Recommendation

    action = Recommendation.objects.get(visit__month=dt.date(2027, 3, 1)).action
    late = dt.datetime(2027, 6, 20, 8, tzinfo=dt.UTC)
    say_done(action=action, evidence="It is mended.", by=cast.manager, now=SECOND)
    assert referrals.owe_by_time(now=late) == 0
    make_report(cast, state="drafting", arrives=SECOND, priorities=())
    assert referrals.owe_by_time(now=late) == 0
