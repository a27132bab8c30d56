"""Senders of mail are killed, run three at once, and lose their queue: no mail is lost, and the receiver can tell a second copy."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter

import pytest

from core import clock, outbox
from delivery.models import Delivery
from tests.chaos.mailroom import Mailroom
from tests.smtp import MailServer

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = int(os.environ.get("QA_KILLS", "3"))
SEED = int(os.environ.get("QA_SEED", "44"))
PATIENCE = 60  # seconds; machines that test are busy


@pytest.fixture
def server():
    """A mail server."""
    made = MailServer().start()
    yield made
    made.stop()


@pytest.fixture
def room(transactional_db, tmp_path, server):
    """Senders, a queue and a worker on this test's database."""
    made = Mailroom(tmp_path, server.port)
    yield made
    made.close()


@pytest.fixture
def notes(room, cast, monkeypatch):
    """``notes(3)`` puts so many notes; nobody is woken to send them."""
    monkeypatch.setattr(outbox, "_waker", None)

    def put(count: int) -> None:
        for number in range(count):
            outbox.put(
                to=cast.manager,
                code="chaos",
                key=f"note {number}",
                subject=f"Oak House: note {number}",
                body="Sign in to read it.",
                link="/messages/",
                now=clock.now(),
                home=cast.oak,
            )

    return put


def ids() -> set[str]:
    return set(Delivery.objects.values_list("message_id", flat=True))


@pytest.mark.parametrize("where", ["before", "during", "after"])
def test_a_sender_killed_around_the_servers_yes_loses_nothing_and_doubles_at_most_once(room, server, notes, where):
    notes(1)
    if where == "during":
        server.answers = ["hold DATA"]
        sender = room.start("send")
        assert server.holding.wait(PATIENCE)
    else:
        sender = room.start("die", where)
        assert sender.stdout.readline() == "here\n"
    room.kill(sender)
    server.go_on.set()
    assert Delivery.objects.get().state == "sending"
    assert room.run("send", "30") == 0, "It may still be at work; nobody else begins."
    assert room.run("send", "61") == 1
    assert room.run("send", "300") == 0
    assert Delivery.objects.get().state == "sent"
    assert set(server.ids) == ids()
    assert len(server.taken) == 1 if where == "before" else len(server.taken) in {1, 2}


def test_senders_killed_at_random_moments_lose_no_mail(room, server, notes, capsys):
    notes(10 * KILLS)
    dice = random.Random(SEED)
    for number in range(KILLS):
        sender = room.start("together")
        assert sender.stdout.readline() == "ready\n"
        killer = threading.Timer(dice.uniform(0.02, 0.5), room.kill, [sender])
        sender.stdin.write(f"{number}\n")
        sender.stdin.flush()
        killer.start()
        killer.join()
    while room.run("send", "61"):
        pass
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"sent": 10 * KILLS}
    assert set(server.ids) == ids()
    doubled = len(server.ids) - len(set(server.ids))
    assert doubled <= KILLS, "Each kill can double the one mail that was just being sent."
    with capsys.disabled():
        print(
            f"\n{KILLS} kills (seed {SEED}), {10 * KILLS} mails: none lost, {doubled} doubled under the same Message-ID"
        )


def test_three_senders_at_once_send_each_mail_once(room, server, notes):
    notes(30)
    senders = [room.start("together") for _ in range(3)]
    assert [sender.stdout.readline() for sender in senders] == ["ready\n"] * 3
    sent = [int(sender.communicate("go\n", timeout=PATIENCE)[0]) for sender in senders]
    while room.run("send"):
        pass
    assert len(server.ids) == len(set(server.ids)) == 30
    assert sum(sent) <= 30


def test_with_the_queue_gone_notes_are_put_without_waiting_and_their_mails_go_when_it_is_back(room, server, cast):
    room.start_queue()
    room.start_worker()
    room.run("put", "1")
    assert server.wait_for(1, PATIENCE), "The worker is woken after the commit."
    room.kill(room.queue)
    assert room.run("put", "3") < 5, "Whoever puts a note does not wait for a queue that is down."
    assert len(server.taken) == 1
    room.start_queue()  # empty: what it knew is lost
    room.run("tick")
    assert server.wait_for(4, PATIENCE)
    assert set(server.ids) == ids()
    assert len(server.ids) == 4
