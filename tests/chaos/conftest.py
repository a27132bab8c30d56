"""A portal to kill, and a browser before it."""

from __future__ import annotations

import pytest
from django.db import connection

from core import outbox
from deadlines.models import Reminder
from deadlines.services.sweep import sweep
from homes.models import Appointment
from homes.roles import Role
from tests.cast import BEGAN
from tests.chaos.office import HOMES, Figures, Office, nine
from tests.chaos.server import Portal
from tests.factories.homes import HomeFactory, UserFactory
from tests.journeys.conftest import (  # noqa: F401  (the same browser; a database file that other processes can open)
    base_url,
    browser_type_launch_args,
    django_db_modify_db_settings,
)
from tests.smtp import MailServer


@pytest.fixture
def portal(tmp_path):
    """A portal on a file of its own; it is not started yet, and is gone after the test."""
    found = Portal(tmp_path)
    yield found
    found.kill()


FAULTS = pytest.StashKey[list]()
COLUMNS = ("notes made", "delivered", "doubled", "withdrawn", "lost", "ended")


@pytest.fixture
def fault_table(request):
    """The rows of the table that stands at the end of the run."""
    return request.config.stash.setdefault(FAULTS, [])


@pytest.fixture
def mails():
    """A mail server."""
    made = MailServer().start()
    yield made
    made.stop()


@pytest.fixture
def office(request, transactional_db, tmp_path, cast, mails, monkeypatch):
    """Ten homes that owe the visit of March, each with a visitor of its own; no process runs yet."""
    monkeypatch.setattr(outbox, "_waker", None)
    for home in HomeFactory.create_batch(HOMES - 2, host_authority=cast.host):
        Appointment.objects.create(person=UserFactory(), role=Role.VISITOR, home=home, starts=BEGAN)
    sweep(now=nine(1))
    made = Office(tmp_path, mails)
    yield made
    made.close()
    if request.node.rep_call.failed:
        print(made.words())


@pytest.fixture
def figures(office, fault_table):
    """``figures("name")`` counts, keeps the row for the table, and demands what holds after every fault."""

    def count(fault: str) -> Figures:
        found = Figures(office)
        fault_table.append((f"{fault}, {'embedded' if connection.vendor == 'sqlite' else 'PostgreSQL'}", *found.row))
        assert found.lost == 0
        assert found.strange == 0
        assert found.delivered + found.withdrawn == found.made
        assert found.doubled <= 1, "One fault doubles at most one mail, under the same Message-ID."
        keys = list(Reminder.objects.values_list("obligation", "step", "person"))
        assert len(keys) == len(set(keys))
        return found

    return count


def pytest_terminal_summary(terminalreporter, config):
    """What each fault cost."""
    rows = config.stash.get(FAULTS, [])
    if rows:
        terminalreporter.section("faults around time limits, with real processes")
        width = max(len(row[0]) for row in rows)
        for row in (("", *COLUMNS), *rows):
            terminalreporter.write_line(f"{row[0]:{width}}" + "".join(f"{cell!s:>12}" for cell in row[1:]))
