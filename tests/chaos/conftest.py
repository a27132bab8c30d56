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
