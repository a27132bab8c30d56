"""A portal to kill, and a browser before it."""

from __future__ import annotations

import pytest

from tests.chaos.server import Portal
from tests.journeys.conftest import base_url, browser_type_launch_args  # noqa: F401  (the same browser)


@pytest.fixture
def portal(tmp_path):
    """A portal on a file of its own; it is not started yet, and is gone after the test."""
    found = Portal(tmp_path)
    yield found
    found.kill()
