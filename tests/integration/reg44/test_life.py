"""The life of a report through its services: each step once, in order, by the right person."""

from __future__ import annotations

import pytest

from reg44 import sealing
from reg44.states import ReportState
from tests.reports import make_report

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [str(state) for state in ReportState])
def test_a_report_can_be_brought_to_every_state(cast, state):
    report = make_report(cast, state=state)
    report.refresh_from_db()
    assert report.state == state
    if report.sealed:
        assert sealing.verify(report).ok
