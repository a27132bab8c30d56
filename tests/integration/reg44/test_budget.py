"""How often the pages of a visit ask the database: never more than aimed for, and no more with many rows than with one."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reg44 import selectors
from reg44.models import Addendum, Despatch, UrgentNotice, Visit
from reg44.states import ReportState
from tests.reports import ARRIVED, DAY, make_report, make_visit

pytestmark = pytest.mark.django_db
AIM = 12
PAGES = {
    "visitor": (
        "visits",
        "visit",
        "read",
        "action_plan",
        "difference",
        "copies",
        "addenda",
        "history",
        "briefing",
        "decide",
    ),
    "manager": ("visits", "visit", "read", "action_plan", "difference"),
    "ri": ("visits", "sign_off", "read"),
    "qa_officer": ("visits", "rota", "copies"),
    "councillor": ("visits", "members_copy"),
}


def counted(cast, visit) -> dict[str, int]:
    """Queries of each page, the second time it is opened (the first also writes down who read it)."""
    found = {}
    for who, names in PAGES.items():
        client = cast.client(getattr(cast, who))
        for name in names:
            address = reverse(f"reg44:{name}", args=[] if name in ("visits", "rota") else [visit.pk])
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found[f"{who} {name}"] = len(queries)
    return found


def test_no_page_asks_the_database_more_often_than_aimed_for_however_many_rows_there_are(cast):
    with time_machine.travel(ARRIVED + 70 * DAY, tick=False):
        few = counted(cast, make_report(cast, state="signed_off", priorities=("low",)).visit)
        many = make_report(
            cast, state="signed_off", arrives=ARRIVED + 31 * DAY, priorities=("high", *["low"] * 11), comments=8
        )
        more = counted(cast, many.visit)
    assert {page: count for page, count in more.items() if count > AIM} == {}
    # An earlier report brings its briefing and follow-ups with it, so pages may ask for those, but not once a row.
    assert {page: (few[page], more[page]) for page in more if more[page] > few[page] + 3} == {}


def test_the_start_page_leaves_out_finished_visits_and_nothing_that_somebody_has_to_do(cast):
    moments = [ARRIVED + 31 * step * DAY for step in range(len(ReportState))]
    now = moments[-1] + DAY
    with time_machine.travel(now, tick=False):
        for state, at in zip(ReportState, moments, strict=True):
            make_report(cast, state=state, arrives=at)
        finished, added, told = (make_report(cast, state="signed_off", arrives=at, home=cast.elm) for at in moments[:3])
        Despatch.objects.filter(report__visit__home=cast.elm, sent_at=None).update(
            sent_at=now, sent_by=cast.qa_officer, how="post", sha256="0" * 64
        )
        written = {"written_by": cast.other_visitor, "written_at": now}
        Addendum.objects.create(report=added, number=1, text="The garden.", reason="Forgotten", **written)
        UrgentNotice.objects.create(
            visit=told.visit, serious_concern=True, text="A door.", told_by=cast.other_visitor, told_at=now
        )
        for who in ("visitor", "other_visitor", "manager", "ri", "qa_officer"):
            person = getattr(cast, who)
            every = {line.visit for line in selectors.visits(user=person, now=now) if line.task}
            assert {line.visit for line in selectors.work(user=person, now=now)} == every
            assert finished.visit not in every
        assert {added.visit, told.visit} <= {
            *(line.visit for line in selectors.work(user=cast.qa_officer, now=now)),
            *(line.visit for line in selectors.work(user=cast.other_visitor, now=now)),
        }


def test_every_visit_there_ever_was_is_on_one_page_of_the_list_and_the_choice_of_a_home_never_widens_it(cast):
    for month in range(30):
        arrives = ARRIVED + 31 * month * DAY
        make_visit(cast, arrives=arrives)
        if month < 3:
            make_visit(cast, arrives=arrives, home=cast.elm)

    def listed(person, **asked):
        page = cast.client(person).get(reverse("reg44:visits"), asked)
        assert page.status_code == 200
        return re.findall(r'task-list__link" href="/visits/(\d+)/', page.content.decode())

    own = [str(visit.pk) for visit in Visit.objects.filter(home=cast.oak).order_by("-month")]
    assert (listed(cast.visitor), listed(cast.visitor, page="2")) == (own[:25], own[25:])
    assert listed(cast.visitor, home=cast.elm.pk) == []
    other = {str(visit.pk) for visit in Visit.objects.filter(home=cast.elm)}
    assert set(listed(cast.qa_officer, home=cast.elm.pk)) == other
    assert len(listed(cast.qa_officer)) == 25
    for wrong in ({"page": "x"}, {"page": "-1"}, {"home": "9" * 30}, {"home": "one"}):
        assert listed(cast.visitor, **wrong)
