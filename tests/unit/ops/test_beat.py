"""The beat goes on when the clock is set back."""

from __future__ import annotations

import datetime as dt

import pytest

from qa_portal.beat import Scheduler
from qa_portal.celery import app

NOON = dt.datetime(2027, 3, 15, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def beat(tmp_path, monkeypatch, time_machine):
    """A beat that started at noon, and what it has sent."""
    time_machine.move_to(NOON, tick=False)
    made = Scheduler(app, schedule_filename=str(tmp_path / "beat"))
    made.sent = []
    monkeypatch.setattr(made, "apply_entry", lambda entry, producer=None: made.sent.append(entry.name))
    yield made
    made.close()


def run(beat: Scheduler) -> tuple[set[str], float]:
    """What it sends until it wants to sleep, and for how many seconds it would."""
    beat.sent.clear()
    while not (sleep := beat.tick()):
        pass
    return set(beat.sent), sleep


def test_what_the_portal_names_is_the_beat_of_celery():
    assert app.conf.beat_scheduler == "qa_portal.beat:Scheduler"


@pytest.mark.parametrize("back", [HOUR, 6 * HOUR])
def test_after_the_clock_was_set_back_everything_is_due_again_within_a_minute(beat, time_machine, back):
    time_machine.move_to(NOON + 61 * dt.timedelta(seconds=1), tick=False)
    each_minute, _ = run(beat)
    assert "time-limits" in each_minute
    time_machine.move_to(NOON - back, tick=False)
    assert run(beat)[1] <= 60
    time_machine.move_to(NOON - back + 61 * dt.timedelta(seconds=1), tick=False)
    assert run(beat)[0] == each_minute
