"""Each escalation of the council's process, end to end: the time passes, and the mails go to whom the process names, once, naming nobody."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from deadlines.models import Obligation
from deadlines.services.sweep import sweep
from delivery import services as delivery
from reg44.services import referrals
from tests.cast import PEOPLE
from tests.reports import make_referral, make_report

pytestmark = pytest.mark.django_db
MANAGERS = {"manager", "deputy"}


def at(text: str) -> dt.datetime:
    """“9 23:59” of March 2027 in UTC, as London's clock shows until the 28th; “4-16 08:00” for another month."""
    day, time = text.split()
    month, _, number = day.rpartition("-")
    hour, minute = time.split(":")
    return dt.datetime(2027, int(month or 3), int(number), int(hour), int(minute), tzinfo=dt.UTC)


# Rule -> where the report of Wednesday 3 March stands, and who is mailed when. The visitor left at 12:00; the draft went on the 4th at
# 12:00, the comments an hour later; the report was final on the 5th at 13:00. The minute in which a limit ends still belongs to it. The
# second following visit, at which a recommendation of March was unmet again, was on Wednesday 5 May; it was referred on Friday the 7th.
CASES = {
    "draft_to_manager": (
        "drafting",
        {
            "8 09:00": {"visitor"},
            "10 00:00": {"visitor", "contracts_manager", "qa_officer"},
            "12 09:00": {"head_of_qa"},
        },
    ),
    "accuracy_comments": ("with_manager", {"5 12:00": MANAGERS, "6 08:00": MANAGERS, "6 12:01": {"ri"}}),
    "final_report": (
        "amending",
        {"5 13:00": {"visitor"}, "6 13:01": {"visitor", "contracts_manager", "qa_officer"}, "10 09:00": {"head_of_qa"}},
    ),
    "issue_same_day": ("final", {"5 15:00": {"visitor"}, "8 09:00": {"qa_officer"}}),
    "ofsted_by_month_end": (
        "drafting",
        {"4-16 08:00": {"visitor"}, "4-23 08:00": {"visitor", "ri"}, "4-30 23:00": {"head_of_qa"}},
    ),
    "visit_monthly": (
        "",
        {
            "15 09:00": {"visitor"},
            "20 09:00": {"qa_officer"},
            "24 09:00": {"visitor"},
            "25 09:00": {"ri"},
            "28 08:00": {"visitor"},
            "30 08:00": {"director"},
        },
    ),
    "recommendation_high": (
        "with_manager",
        {"5 08:00": MANAGERS, "5 12:01": {"ri"}, "6 12:00": {"service_lead"}},
    ),
    "recommendation_medium": (
        "final",
        {"11 09:00": MANAGERS, "13 00:00": MANAGERS, "15 09:00": {"service_lead"}, "19 09:00": {"ri"}},
    ),
    "recommendation_low": (
        "final",
        {"30 08:00": MANAGERS, "4-6 23:00": MANAGERS, "4-13 08:00": {"service_lead"}},
    ),
    "refer_to_ri": (
        "unmet_twice",
        {"5-10 08:00": {"visitor"}, "5-11 23:00": {"visitor", "qa_officer"}, "5-13 08:00": {"head_of_qa"}},
    ),
    "referral_answer": (
        "referred",
        {"5-13 08:00": {"ri"}, "5-14 23:00": {"ri", "service_lead", "qa_officer"}, "5-19 08:00": {"head_of_qa"}},
    ),
}


@pytest.mark.parametrize("rule", CASES)
def test_each_step_is_mailed_to_whom_the_process_names_at_its_minute_and_not_before(cast, server, rule):
    state, steps = CASES[rule]
    if state in ("unmet_twice", "referred"):
        referral = make_referral(cast, second=at("5-5 10:00"))
        if state == "referred":
            referrals.refer(referral=referral, words="The gate stands open.", by=cast.visitor, now=at("5-7 10:00"))
    elif state:
        priority = rule.removeprefix("recommendation_") if rule.startswith("recommendation") else "low"
        make_report(cast, state=state, priorities=(priority,))
    else:
        sweep(now=at("1 09:00"))
    limit = Obligation.objects.get(rule=f"reg44.{rule}", home=cast.oak)
    names = {person.email: name for name, person in cast.people.items()}
    told = []
    for moment, people in steps.items():
        for now, expected in ((at(moment) - dt.timedelta(minutes=1), set()), (at(moment), people)):
            before = len(server.taken)
            sweep(now=now)
            delivery.send_waiting(now=lambda now=now: now)
            mails = [mail for mail in server.taken[before:] if f"/deadlines/{limit.pk}/" in text_of(mail)]
            assert sorted(names[mail["To"]] for mail in mails) == sorted(expected), f"{rule} at {now}"
            told += mails
    assert len(told) == sum(len(people) for people in steps.values())
    for mail in told:
        assert mail["Subject"].startswith("Oak House")
        said = f"{mail['Subject']} {text_of(mail)}"
        assert not [name for name, _, _ in PEOPLE.values() if name in said]


def text_of(mail) -> str:
    """The words of a mail, its lines joined."""
    return re.sub(r"\s+", " ", mail.get_body(("plain",)).get_content())
