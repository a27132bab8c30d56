"""Sweeps over time limits run three at once and are killed in the middle: every reminder is made once, none is lost."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter

import pytest

from core import outbox
from core.models import Message
from deadlines.models import Heartbeat, Obligation, Reminder
from deadlines.services.sweep import sweep
from tests.chaos.mailroom import Mailroom
from tests.factories.homes import HomeFactory
from tests.reports import DAY, make_report

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)
LATER = MARCH + 24 * DAY


@pytest.fixture
def room(transactional_db, tmp_path, cast, monkeypatch):
    """Forty-two homes that owe a visit, and a report that is late; nobody is woken to send mail."""
    monkeypatch.setattr(outbox, "_waker", None)
    HomeFactory.create_batch(40, host_authority=cast.host)
    sweep(now=MARCH)
    make_report(cast)
    made = Mailroom(tmp_path, 1)
    yield made
    made.close()


def begin(room: Mailroom, *words: str):
    """A sweeper that is ready."""
    process = room.start(command=[sys.executable, "-m", "tests.chaos.sweeper", LATER.isoformat(), *words])
    assert process.stdout.readline() == "ready\n"
    return process


def reminded() -> Counter:
    """How often each person was reminded of each step."""
    return Counter(Reminder.objects.filter(state="made").values_list("obligation", "step", "person"))


def expect_whole() -> None:
    """Each reminder once, with its note; nothing is left to be looked at."""
    notes = Message.objects.filter(code__startswith="deadlines.").count()
    assert set(reminded().values()) == {1}
    assert len(reminded()) == notes > 80
    assert not Obligation.objects.filter(next_step_at__lte=LATER).exists()
    assert Heartbeat.objects.get().at == LATER


def test_three_sweeps_at_once_make_each_reminder_once(room):
    three = [begin(room) for _ in range(3)]
    for process in three:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0].splitlines() for process in three]
    assert all(process.returncode == 0 for process in three)
    assert sum(json.loads(lines[-1])["looked_at"] for lines in answers) >= 42
    expect_whole()


@pytest.mark.parametrize("statement", [4, 9, 12])
def test_a_sweep_killed_in_the_middle_has_done_nothing_and_the_next_does_all(room, statement):
    process = begin(room, str(statement))
    process.stdin.write("go\n")
    process.stdin.flush()
    assert process.stdout.readline() == "here\n"
    process.kill()
    process.wait(timeout=20)
    assert not reminded()
    assert Heartbeat.objects.get().at == MARCH
    sweep(now=LATER)
    expect_whole()
