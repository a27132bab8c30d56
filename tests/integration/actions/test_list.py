"""All actions stand in one list that can be narrowed and taken away as a file, and nobody finds there what is not theirs (G1, K2)."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions import listing, services
from actions.models import Action
from core import clock
from core.models import Reading
from core.spreadsheets import cell
from tests.reports import DAY, make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def raised(cast, time_machine) -> dict[str, Action]:
    """Actions of several sources at two homes, one of them in a draft; it is the day after the report."""
    report = make_report(cast, state="issued", priorities=("high", "medium"))
    now = report.finalised_at + 2 * DAY
    time_machine.move_to(now, tick=False)
    values = {"by": cast.qa_officer, "now": now, "priority": "low"}
    first, second = (row.action for row in report.recommendations.order_by("number"))
    found = {"high": first, "medium": second}
    found["elm"] = services.create(home=cast.elm, source="test.other", text="Sweep the yard.", standard="25", **values)
    text = '=HYPERLINK("http://x.example")'
    found["oak"] = services.create(home=cast.oak, source="test.other", text=text, standard="12(2)(a)", **values)
    found["draft"] = services.create(home=cast.oak, source="test.other", text="A draft.", in_draft=True, **values)
    services.withdraw(action=found["elm"], reason="It was a mistake.", by=cast.qa_officer, now=now)
    return found


def shown(client, **choice: str) -> list[int]:
    page = client.get(reverse("actions:list"), choice)
    assert page.status_code == 200
    return [line.action.pk for line in page.context["board"].lines]


def test_the_list_shows_what_is_theirs_first_what_is_due_first_and_can_be_narrowed_by_everything(cast, raised):
    pk = {name: action.pk for name, action in raised.items()}
    officer, boss = cast.client(cast.qa_officer), cast.client(cast.manager)
    assert shown(boss) == [pk["high"], pk["medium"], pk["oak"], pk["draft"]]
    with CaptureQueriesContext(connection) as queries:
        assert shown(officer) == [pk["high"], pk["medium"], pk["oak"]]
    assert len(queries) <= 12
    assert shown(officer, state="late") == [pk["high"]]
    assert shown(officer, state="soon") == [pk["medium"]]
    assert shown(officer, state="closed") == []
    assert set(shown(officer, state="all")) == set(pk.values()) - {pk["draft"]}
    assert shown(officer, state="all", home=str(cast.elm.pk)) == [pk["elm"]]
    assert shown(officer, priority="medium") == [pk["medium"]]
    assert shown(officer, source="ofsted.requirement") == []
    assert shown(officer, standard="12", priority="low") == [pk["oak"]]
    assert shown(officer, order="newest")[0] == pk["oak"]
    assert shown(cast.client(cast.other_manager), state="all") == [pk["elm"]]
    assert shown(officer, home="x", state="nonsense", page="999") == [pk["high"], pk["medium"], pk["oak"]]
    page = officer.get("/").content.decode()
    assert f'href="{reverse("actions:list")}"' in page
    assert f'href="{reverse("actions:list")}"' not in cast.client(cast.councillor).get("/").content.decode()


def test_words_that_are_looked_for_never_stand_in_an_address(cast, raised):
    officer = cast.client(cast.qa_officer)
    found = officer.post(reverse("actions:list"), {"words": "hyperlink", "state": "all", "home": str(cast.oak.pk)})
    assert found.status_code == 302
    assert "hyperlink" not in found.url
    page = officer.get(found.url)
    assert [line.action.pk for line in page.context["board"].lines] == [raised["oak"].pk]
    assert 'value="hyperlink"' in page.content.decode()
    assert "hyperlink" not in page.content.decode().split("actions/export/")[1].split('"')[0]
    assert len(shown(officer)) == 3


def test_the_file_holds_what_the_list_shows_its_cells_cannot_act_and_taking_it_is_logged(cast, raised):
    address = reverse("actions:export")
    answer = cast.client(cast.qa_officer).get(address, {"home": str(cast.oak.pk), "priority": "low"})
    assert (answer.streaming, answer["Content-Type"]) == (True, "text/csv; charset=utf-8")
    written = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(written))
    assert heading == list(listing.COLUMNS)
    said = dict(zip(heading, row, strict=True))
    assert (said["Number"], said["Home"]) == (str(raised["oak"].pk), "Oak House")
    assert said["What is to be done"] == '\'=HYPERLINK("http://x.example")'
    read = Reading.objects.get(what="list of actions as a file")
    assert (read.by, read.subject_id) == (cast.qa_officer, cast.qa_officer.pk)
    other = b"".join(cast.client(cast.other_manager).get(address, {"state": "all"}).streaming_content).decode()
    assert "Sweep the yard." in other
    assert "HYPERLINK" not in other
    assert cast.client(cast.councillor).get(address).status_code == 404


def test_no_text_in_a_file_can_be_taken_for_a_formula():
    for bad in (
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\xa0=1",
        "\ufeff=1",
        "\u200b-1",
        "＝1",
        "\tx",
    ):
        assert cell(bad).startswith("'"), repr(bad)
    assert (cell("Mend the gate - today"), cell(None), cell(-3)) == ("Mend the gate - today", "", "-3")
    assert cell(clock.at_london(clock.today(), 9, 30)).endswith("09:30")
