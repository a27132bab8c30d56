"""What the Regulation 44 reports give to a review, and who opens the record behind a figure."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from core import evidence as offered
from core.evidence import Item
from homes.models import Resident
from reg45 import evidence, sealing
from tests.reports import make_report
from tests.reviews import BEGUN, DAY, HOUR, make_review

pytestmark = pytest.mark.django_db
SINCE, UNTIL = dt.date(2027, 1, 1), dt.date(2027, 6, 30)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(BEGUN + 4 * HOUR, tick=False):
        yield


def test_only_final_reports_speak_and_never_the_words_of_a_draft(cast):
    make_report(cast, state="amending", arrives=BEGUN - 70 * DAY)
    assert offered.gather(cast.oak, SINCE, UNTIL)["reg44"] == []
    final = make_report(cast, state="final", arrives=BEGUN - 40 * DAY)
    opinions, *recommendations = offered.gather(cast.oak, SINCE, UNTIL)["reg44"]
    assert opinions.text == "Yes: children are effectively safeguarded. Yes: the home promotes their well-being."
    assert opinions.figures == {
        "visits": Decimal(1),
        "not_safeguarded": Decimal(0),
        "wellbeing_not_promoted": Decimal(0),
    }
    assert [each.text for each in recommendations] == [row.text for row in final.recommendations.all()]
    assert all(each.heading.endswith((": open", ": done, not yet verified")) for each in recommendations)
    assert offered.gather(cast.elm, SINCE, UNTIL)["reg44"] == []
    assert offered.gather(cast.oak, SINCE, dt.date(2027, 5, 1))["reg44"] == []


def test_a_figure_is_summed_within_one_provider_and_a_record_opens_only_to_whoever_may_read_it(cast, monkeypatch):
    child = Resident.objects.filter(home=cast.oak).first()
    say = [Item(f"Counted {number}", "One.", SINCE, child, {"calls": Decimal(number)}) for number in (1, 2)]
    monkeypatch.setitem(
        offered.PROVIDERS, "reg44", (10, lambda *_: [Item("Visit", "V.", SINCE, cast.oak, {"calls": Decimal(7)})])
    )
    monkeypatch.setitem(offered.PROVIDERS, "kept", (20, lambda *_: say))
    review = make_review(cast, state="sent")
    found = {
        (each.provider, each.key): each.words for each in evidence.figures(evidence.shown(sealing.load(review).items))
    }
    assert found == {("kept", "calls"): "3", ("reg44", "calls"): "7"}
    page = reverse("reg45:figure", args=[review.pk, "reg44", "calls"])
    home = reverse("homes:home", args=[cast.oak.pk])
    assert f'href="{home}"' in cast.client(cast.manager).get(page).content.decode()
    closed = cast.client(cast.placing_authority).get(page).content.decode()
    assert "Not open to you" in closed
    assert f'href="{home}"' not in closed


def test_the_meter_counts_surveys_and_the_table_of_the_review_together(cast, monkeypatch):
    figures = {"asked.professionals": Decimal(4), "answered_placing": Decimal(3), "asked_children": Decimal(2)}
    item = Item("Survey", "Closed.", SINCE, cast.oak, figures)
    monkeypatch.setitem(offered.PROVIDERS, "voice", (30, lambda *_: [item]))
    review = make_review(cast)
    record = sealing.load(review)
    groups = evidence.groups(evidence.figures(evidence.shown(record.items)), record.answers)
    assert {each.key: (each.asked, each.answered) for each in groups} == {
        "children": (5, 2),
        "parents": (3, 2),
        "placing": (7, 5),
        "staff": (3, 2),
    }


def test_the_pages_cost_the_same_number_of_queries_with_one_item_and_with_forty(
    cast, monkeypatch, django_assert_max_num_queries
):
    many = [Item(f"Counted {number}", "One.", SINCE, cast.oak, {"calls": Decimal(1)}) for number in range(40)]
    monkeypatch.setitem(offered.PROVIDERS, "kept", (20, lambda *_: many))
    review = make_review(cast, state="approved")
    client = cast.client(cast.qa_officer)
    for name, most in (("review", 22), ("evidence", 18), ("plan", 12)):
        url = reverse(f"reg45:{name}", args=[review.pk])
        client.get(url)
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200
