"""One report being written, and its visitor at a client."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from tests.integration.reg44.writing.desk import Writer
from tests.reports import ARRIVED, make_report


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(ARRIVED + dt.timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def report(cast):
    """The report of Oak House for March 2027, just begun."""
    return make_report(cast, filled=False)


@pytest.fixture
def writer(cast, report):
    """Its visitor, signed in."""
    return Writer(cast.client(cast.visitor), report)
