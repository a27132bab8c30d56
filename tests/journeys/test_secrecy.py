"""Nobody at the home learns the day of an unannounced visit from anything that the portal sends to their browser (C1).

``tests/integration/reg44/test_crawls.py`` shows that a planned visit changes no letter for them. Here the day itself is looked for,
however it may be written, in what a browser gets: pages as sent and as drawn, scripts' data, storage, headers, downloaded files.
"""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from django.urls import reverse

from tests.architecture.world import NOW, SECRET, World
from tests.journeys.browser import People
from tests.journeys.searching import Search, boxes, ways

DAY = SECRET.date()
UNAWARE = ("manager", "deputy", "home_staff", "ri", "councillor", "placing_authority")
ENOUGH = {"manager": (30, 4), "ri": (20, 4)}  # pages and files that a search must have opened to mean anything
STARTS = ["/", "/visits/", "/homes/"]
WRITTEN = (
    "20 April 2027", "20 April", "20&nbsp;April", "Tuesday 20 Apr", "20th of April", "April 20", "Apr 20, 2027", "April 20th", "20-Apr-27",
    "2027-04-20", "20/04/2027", "20.4.27", "04/20/2027", "20270420", "20042027", "2027-04-20T10:00:00Z", "2027-W16-2", "2027-110",
    "1808215200", "1808215200000",
)  # fmt: skip
NOT_WRITTEN = (
    "April 2027",
    "1 April 2040",
    "120 April",
    "2027-04-201",
    "20 August",
    "20 May 2027",
    "2 April 2027",
    "April 2020",
)


@pytest.mark.parametrize("text", WRITTEN)
def test_the_day_is_known_in_this_way_of_writing(text):
    assert ways(DAY).search(f"It is on ({text}).")


@pytest.mark.parametrize("text", NOT_WRITTEN)
def test_another_day_is_not_taken_for_it(text):
    assert not ways(DAY).search(f"It is on ({text}).")


def test_the_day_is_known_in_three_boxes_of_a_form():
    fields = "".join(f'<input name="day_{part}" value="{value}">' for part, value in enumerate(("20", "4", "2027")))
    assert ways(DAY).search(boxes(f'<html><body><div class="govuk-date-input">{fields}</div></body></html>'))


@pytest.fixture
def world(transactional_db, clock):
    """The world of the table of addresses, where the server's threads see it, a few minutes on."""
    made = World()
    clock.goto(NOW + dt.timedelta(minutes=5))
    return made


@pytest.fixture
def search(world, browser, live_server):
    """``search("manager")``: the manager opens everything, and asks for every file of two reports."""
    people = People(browser, live_server.url)

    def begin(who: str, *, each: int = 2, files: tuple[str, ...] = ("with_manager", "signed_off")) -> Search:
        address = reverse("reg44:visit", args=[world.planned.pk])
        found = Search(people(world.cast.people[who]), ways(DAY), address, each=each)
        found.crawl(STARTS)
        for state in files:
            page = reverse("reg44:documents", args=[world.report[state].pk])
            if found.page.request.get(page).status == 200:
                found.ask_for_files(page)
        return found

    logging.disable(logging.WARNING)  # each page that is not theirs would be logged
    yield begin
    logging.disable(logging.NOTSET)
    people.close()
    assert not people.wrong, "\n".join(people.wrong)


def test_the_planned_day_stands_nowhere_for_people_without_need_and_the_same_search_finds_it_for_the_visitor(search):
    for who in UNAWARE:
        seen = search(who)
        assert not seen.found, f"{who}: " + "\n".join(seen.found)
        assert (seen.opened, seen.files) >= ENOUGH.get(who, (3, 0)), (who, seen.opened, seen.files)
    seen = search("visitor", each=1, files=())
    assert any("as drawn" in where for where in seen.found)
    assert any("as drawn" not in where for where in seen.found)
