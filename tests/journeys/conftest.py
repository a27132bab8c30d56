"""A real browser before a real server, with a clock that the journey sets.

The server is a thread of this process with a database file of its own (SQLite in memory is one connection for all threads, and
two requests at once would meet in one transaction), so a journey may both look at the screen and read what was stored.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil

import pytest
import time_machine
from django.conf import settings
from django.db import connections

from tests.cast import assemble
from tests.journeys.browser import People
from tests.reports import publish

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's own loop runs in this thread; nothing of ours is async
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
)
BEGIN = dt.datetime(2027, 3, 1, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """A file for the test database, where it would be memory."""
    connection = connections["default"]
    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "journeys.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def base_url():
    """Playwright's plugin asks for it; the journeys give each window its own address."""
    return


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Debian package's browser, without anything that talks to the outside."""
    return {"executable_path": shutil.which("chromium"), "args": FLAGS.split()}


class Clock:
    """The clock of server and test; it goes on by itself, and jumps when told."""

    def __init__(self, traveller: time_machine.Coordinates) -> None:
        self.traveller = traveller

    def goto(self, moment: dt.datetime) -> dt.datetime:
        """It is now this moment (aware)."""
        self.traveller.move_to(moment)
        return moment


@pytest.fixture
def clock():
    """Monday 1 March 2027, half past nine in the morning, ticking."""
    with time_machine.travel(BEGIN, tick=True) as traveller:
        yield Clock(traveller)


@pytest.fixture
def cast(transactional_db, clock):
    """The fixed cast, and the questionnaire of the report in force, where the server's threads see them."""
    made = assemble()
    publish()
    return made


@pytest.fixture
def people(request, browser, live_server, cast):
    """``people(cast.visitor)`` is a page of the visitor, signed in. Whatever went wrong on any page fails the test at its end."""
    assert not settings.DEBUG
    found = People(browser, live_server.url)
    yield found
    if request.node.rep_call.failed:
        found.look_at_all()
    found.close()
    assert not found.wrong, "\n".join(found.wrong)
