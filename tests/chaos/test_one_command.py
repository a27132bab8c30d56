"""``manage.py up`` on SQLite keeps time limits going: it starts again what is killed, with a queue of its own and without one."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.chaos.office import HOMES, nine
from tests.reports import HOUR

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(("broker", "killed"), [("yes", "worker"), ("no", "beat")])
def test_the_one_command_starts_again_what_was_killed_and_needs_no_broker(office, mails, figures, broker, killed):
    office.env |= {"QA_CHAOS_BROKER": broker}
    office.goto(nine(15) - HOUR)
    with office.up() as running:
        office.swept_after(nine(15) - HOUR)
        office.hold_one_of(HOMES, nine(15), "hold QUIT")
        office.kill_children(running, killed)
        mails.go_on.set()
        office.goto(nine(15) + 2 * MINUTE)
        office.settled(HOMES)
    assert figures(f"manage.py up, broker: {broker}, {killed} killed").doubled == 1
