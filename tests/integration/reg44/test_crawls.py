"""What everybody of the cast finds by following every link: nothing is written by reading, and a planned unannounced visit changes
not one letter of what people without need can read, in pages, files and messages (C1).
"""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import transaction

from core.models import Message
from reg44.documents import kinds
from reg44.services import visits
from tests.architecture.matrix_visits import KNOW_THE_DATE
from tests.architecture.world import NOW, World
from tests.cast import PEOPLE
from tests.crawling import READINGS, crawl, watching
from tests.reports import DAY, make_visit

pytestmark = [pytest.mark.access, pytest.mark.xdist_group("crawls"), pytest.mark.django_db]
OTHER_PARTS = ("/gallery/", "/questionnaires/", "/help/", "/accessibility/", "/privacy/", "/account/", "/password/")
UNAWARE = sorted(who for who in PEOPLE if who not in KNOW_THE_DATE)
ARRIVES = NOW.replace(month=6, day=22, hour=10)  # a Tuesday; nothing else is in this month
MOVED = ARRIVES.date().replace(day=23)
# What a page carries that is new each time: form tokens, ids of effects, nonces of scripts.
FRESH = re.compile(r'(csrfmiddlewaretoken" value=|op_id"[^>]* value=|nonce=)"[^"]*"')


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once for all crawls, and rolled back."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def walk(world: World, who: str) -> dict[str, str]:
    """Pages by address, as this person finds them from the start page and the lists; nothing may be written meanwhile."""
    client = world.cast.client(world.cast.people[who])
    with watching(but=READINGS) as wrote:
        found = crawl(client, ["/", "/visits/", "/homes/"], each=2, past=OTHER_PARTS)
    assert not wrote, f"Reading wrote to {sorted(set(wrote))}"
    broken = [f"{url}: {page.status_code}" for url, page in found.items() if page.status_code not in (200, 302)]
    assert [line for line in broken if not line.startswith(("/visits/: 404", "/homes/: 404"))] == []
    return {url: FRESH.sub("", page.content.decode()) for url, page in found.items() if "html" in page["Content-Type"]}


@pytest.mark.parametrize("who", sorted(KNOW_THE_DATE))
def test_reading_every_page_writes_nothing(world, who):
    assert len(walk(world, who)) > 10


@pytest.mark.parametrize("who", UNAWARE)
def test_a_planned_unannounced_visit_changes_nothing_that_this_person_can_read(world, who):
    before = walk(world, who)
    with transaction.atomic():
        planned = plan_and_move(world)
        after = walk(world, who)
        transaction.set_rollback(True)
    assert before.keys() == after.keys()
    changed = [url for url in before if before[url] != after[url]]
    assert not changed
    assert f"/visits/{planned.pk}/" not in "".join(after.values())


def plan_and_move(world: World):
    """A planned unannounced visit of Oak House that was moved once."""
    planned = make_visit(world.cast, arrives=ARRIVES)
    return visits.move(visit=planned, planned_for=MOVED, announced=False, by=world.cast.qa_officer, now=NOW)


def test_whoever_makes_the_rota_sees_the_day_so_the_comparison_looks_at_the_right_thing(world):
    with transaction.atomic():
        plan_and_move(world)
        pages = walk(world, "visitor_manager")
        transaction.set_rollback(True)
    assert any("23 Jun" in page for page in pages.values())


@pytest.mark.parametrize("kind", [kinds.REPORT, kinds.MEMBERS_COPY])
def test_files_of_earlier_visits_do_not_know_of_the_next_one(world, kind):
    report = world.report["signed_off"]

    def file() -> str:
        return kinds.html(kinds.printed(report, kind))

    before = file()
    with transaction.atomic():
        plan_and_move(world)
        assert file() == before
        transaction.set_rollback(True)


def test_no_message_tells_the_day_to_people_without_need(world):
    cast, known = world.cast, {world.cast.people[who].pk for who in KNOW_THE_DATE}
    with transaction.atomic():
        earlier = set(Message.objects.values_list("pk", flat=True))
        planned = plan_and_move(world)
        visits.declare_conflict(visit=planned, what="My sister works there.", by=cast.visitor, now=NOW + DAY)
        again = make_visit(cast, arrives=ARRIVES)
        visits.cancel(visit=again, why="The visitor is ill.", by=cast.qa_officer, now=NOW + DAY)
        sent = list(Message.objects.exclude(pk__in=earlier))
        transaction.set_rollback(True)
    assert sent
    words = [f"{row.subject} {row.body}" for row in sent if row.to_id not in known]
    assert not [text for text in words if re.search(r"2[23]|Tuesday|Wednesday|June|Jun\b", text)]
