"""A portal to kill, and a browser before it."""

from __future__ import annotations

import pytest

from tests.chaos.server import Portal
from tests.journeys.conftest import (  # noqa: F401  (the same browser; a database file that other processes can open)
    base_url,
    browser_type_launch_args,
    django_db_modify_db_settings,
)


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


def pytest_terminal_summary(terminalreporter, config):
    """What each fault cost."""
    rows = config.stash.get(FAULTS, [])
    if rows:
        terminalreporter.section("faults around time limits, with real processes")
        width = max(len(row[0]) for row in rows)
        for row in (("", *COLUMNS), *rows):
            terminalreporter.write_line(f"{row[0]:{width}}" + "".join(f"{cell!s:>12}" for cell in row[1:]))
