"""Nobody at the home, and nobody without need, finds the day of a planned unannounced visit: every page they can reach is read."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine

from reg44.services import visits
from tests.reports import ARRIVED, DAY, make_report, make_visit

pytestmark = [pytest.mark.access, pytest.mark.django_db]
DAYS = re.compile(r"2[01] April 2027|2[01] Apr|2027-04-2[01]|2[01]/0?4/2027|20270420")
SECRET = ARRIVED.replace(month=4, day=20)
NEVER = re.compile(r"logout|/accounts?/|/static/|/gallery/|/questionnaires/")


def pages(client, first: str = "/") -> dict[str, str]:
    """Every page that links lead to from the start page, by address."""
    found: dict[str, str] = {}
    waiting = [first, "/visits/"]
    while waiting and len(found) < 300:
        address = waiting.pop(0)
        path, _, query = address.partition("?")
        alike = sum(1 for seen in found if query and seen.startswith(f"{path}?"))
        if address in found or NEVER.search(address) or alike > 2:
            continue
        response = client.get(address)
        kind = response.headers.get("Content-Type", "")
        found[address] = response.content.decode() if kind.startswith("text/html") else ""
        assert response.status_code in (200, 302), f"{address} is a link that leads to {response.status_code}"
        if response.status_code == 200:
            waiting += [unescape(link.split("#")[0]) for link in re.findall(r'href="(/[^"]*)"', found[address])]
    return found


@pytest.mark.parametrize("who", ["manager", "home_staff", "ri", "service_lead", "councillor", "contracts_manager"])
def test_no_page_shows_the_day_of_a_planned_unannounced_visit(cast, who):
    make_report(cast, state="issued")
    planned = make_visit(cast, arrives=SECRET)
    visits.move(visit=planned, planned_for=SECRET.date().replace(day=21), announced=False, by=cast.visitor, now=ARRIVED)
    with time_machine.travel(ARRIVED + 20 * DAY, tick=False):
        read = pages(cast.client(getattr(cast, who)))
    assert len(read) > 5
    leaks = [address for address, page in read.items() if DAYS.search(page) or f"/visits/{planned.pk}/" in page]
    assert not leaks


def test_whoever_makes_the_rota_sees_the_day(cast):
    make_visit(cast, arrives=SECRET)
    with time_machine.travel(ARRIVED + 20 * DAY, tick=False):
        for who in ("visitor", "qa_officer", "visitor_manager"):
            assert DAYS.search(cast.client(getattr(cast, who)).get("/visits/").content.decode()), who


@pytest.mark.parametrize("who", ["visitor", "deputy", "qa_officer", "placing_authority"])
def test_every_link_that_somebody_is_shown_leads_to_a_page(cast, who):
    make_report(cast, state="signed_off", arrives=ARRIVED - 31 * DAY)
    make_report(cast, state="with_manager")
    make_visit(cast, arrives=SECRET)
    with time_machine.travel(ARRIVED + 20 * DAY, tick=False):
        assert len(pages(cast.client(getattr(cast, who)))) > 5
