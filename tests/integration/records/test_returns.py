"""The manager's return: begun by itself, filled from the records, sent once, its numbers written once (A8)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.refusal import Refused
from deadlines.models import Obligation
from questionnaires.models import Answer
from records import selectors
from records.models import Measure, MonthlyReturn
from records.services import returns, writing
from tests.records import make_record, make_return, publish

pytestmark = pytest.mark.django_db
MONTH = dt.date(2027, 3, 1)
APRIL = clock.at_london(dt.date(2027, 4, 1), 9)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(1)


@pytest.fixture(autouse=True)
def _published(cast, time_machine):
    time_machine.move_to(APRIL, tick=False)
    publish(cast.qa_officer, clock.at_london(MONTH, 8))


def given(monthly: MonthlyReturn) -> dict[str, str]:
    return dict(Answer.objects.filter(response=monthly.response).values_list("key", "value"))


def test_the_return_begins_by_itself_for_every_home_with_what_records_and_registers_give(cast):
    for day, kind, more in (
        (2, "restraint", {"injured": "yes", "injury": "A bruise."}),
        (3, "sanction", {}),
        (31, "missing", {"is_missing": "yes"}),
        (9, "missing", {"is_missing": "no"}),
        (10, "safeguarding_incident", {}),
        (11, "complaint", {}),
    ):
        make_record(cast, kind, at=clock.at_london(MONTH.replace(day=day), 20), **more)
    make_record(cast, "sanction", at=clock.at_london(dt.date(2027, 4, 1), 0), keep=True)
    make_record(cast, "sanction", at=clock.at_london(MONTH, 20), keep=False)
    assert returns.open_due(now=clock.at_london(MONTH.replace(day=31), 23)) == 0
    assert returns.open_due(now=APRIL) == 2
    assert returns.open_due(now=APRIL) == 0
    monthly = MonthlyReturn.objects.get(home=cast.oak)
    numbers = given(monthly)
    wanted = {"restraints": "1", "sanctions": "1", "injuries": "1", "missing_episodes": "1", "children_missing": "1"}
    wanted |= {"incidents": "1", "complaints": "1", "compliments": "0", "children": "2", "nights_used": "62"}
    wanted |= {"nights_available": "124", "staff": "2", "moved_out": "0"}
    assert {key: numbers[key] for key in wanted} == wanted
    row = Obligation.objects.get(rule="records.monthly_return", subject_id=monthly.pk)
    assert clock.today(row.due_at) == dt.date(2027, 4, 7)
    page = cast.client(cast.manager).get(reverse("records:section", args=[monthly.response_id, "records"]))
    assert "From the home’s records, check" in page.content.decode()
    assert "Send the return of the month" in cast.client(cast.manager).get("/").content.decode()


def test_counting_again_never_writes_over_what_the_manager_typed(cast):
    monthly = returns.open_month(home=cast.oak, month=MONTH, now=APRIL)
    writing.save_page(
        owner=monthly,
        cells=[("sanctions", "", "7")],
        revs={("sanctions", ""): 1},
        op_id="a",
        by=cast.manager,
        now=APRIL,
    )
    make_record(cast, "sanction", at=clock.at_london(MONTH, 20))
    make_record(cast, "restraint", at=clock.at_london(MONTH, 20))
    assert cast.client(cast.manager).post(reverse("records:count_again", args=[monthly.pk])).status_code == 302
    numbers = given(monthly)
    assert (numbers["sanctions"], numbers["restraints"]) == ("7", "1")
    assert Answer.objects.get(response=monthly.response, key="restraints").carried_from == "the home’s records"
    monthly = MonthlyReturn.objects.select_related("home", "response__version").get(pk=monthly.pk)
    from questionnaires.answers import load

    assert selectors.differences(monthly, load(monthly.response)) == [
        "“How many sanctions were used?” You say 7, the records say 1."
    ]


def test_the_manager_sends_it_once_its_numbers_are_written_once_and_nobody_changes_it_after(cast, time_machine):
    monthly = make_return(cast, MONTH, sanctions="4", ofsted_grade="2")
    boss, address = cast.client(cast.manager), reverse("records:send", args=[monthly.pk])
    writing.say_complete(owner=monthly, section="staff", complete=False, by=cast.manager, now=APRIL)
    for page in (boss.get(reverse("records:return", args=[monthly.pk])), boss.get(address), boss.post(address, {})):
        shown = page.content.decode()
        assert f'href="{reverse("records:section", args=[monthly.response_id, "staff"])}">Complete “' in shown
        assert "Send the return</" not in shown
    writing.say_complete(owner=monthly, section="staff", complete=True, by=cast.manager, now=APRIL)
    assert boss.post(address, {}).status_code == 302
    monthly.refresh_from_db()
    assert (monthly.state, monthly.sent_by, monthly.response.state) == ("sent", cast.manager, "frozen")
    assert Measure.objects.get(key="sanctions").number == 4
    assert Obligation.objects.get(rule="records.monthly_return").state == "met"
    assert boss.post(address, {}).status_code == 409
    assert boss.post(reverse("records:section", args=[monthly.response_id, "staff"]), {"staff": "9"}).status_code == 409
    for write in (
        lambda: Measure.objects.update(number=1),
        Measure.objects.all().delete,
        lambda: MonthlyReturn.objects.update(state="open", sent_at=None, sent_by=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    page = cast.client(cast.ri).get(reverse("records:trends", args=[cast.oak.pk])).content.decode()
    assert "Sanctions: 2.0 in March 2027" in page
    assert "<span>Apr 2025</span><span>Apr 2026</span><span>Mar 2027</span>" in page, "months stand below each picture"
    assert "<span>2.0</span><span>0</span>" in page, "and the highest number beside it"
    assert '<p class="govuk-body-s">Restraints: nought in March 2027.</p>' in page
    assert 'aria-label="Restraints' not in page, "nought in every month is no picture"
    assert "not known" in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"supervision_due": "2", "supervision_held": "3"}, "More supervision meetings were held than were due"),
        ({"school_possible": "2", "school_attended": "3"}, "More half days of school were attended"),
    ],
)
def test_a_part_that_is_larger_than_its_whole_is_not_sent(cast, given, said):
    monthly = make_return(cast, MONTH, **given)
    assert said in cast.client(cast.manager).post(reverse("records:send", args=[monthly.pk]), {}).content.decode()
    assert Measure.objects.count() == 0


def test_only_the_home_s_managers_write_it_and_who_looks_over_the_home_reads_it_when_it_was_sent(cast):
    monthly = make_return(cast, MONTH)
    address = reverse("records:return", args=[monthly.pk])
    assert cast.client(cast.ri).get(address).status_code == 404
    assert cast.client(cast.home_staff).get(address).status_code == 404
    with pytest.raises(Refused):
        returns.send(monthly=monthly, by=cast.ri, now=APRIL)
    returns.send(monthly=monthly, by=cast.deputy, now=APRIL)
    assert cast.client(cast.ri).get(address).status_code == 200


def test_a_month_without_a_return_has_no_figure_rather_than_nought(cast):
    returns.send(monthly=make_return(cast, MONTH, children="0"), by=cast.manager, now=APRIL)
    cast.manager.request_cache = None
    groups = selectors.trends(user=cast.manager, home=cast.oak, now=APRIL)
    figures = {trend.key: trend for _, rows in groups for trend in rows}
    assert len(figures) == 21 + 9
    assert [bar.number for bar in figures["count_sanctions"].bars][-2:] == [None, Decimal(0)]
    assert figures["sanctions_rate"].known is False
