"""The real processes around a deadline: database, queue, worker, beat, on a clock that the test moves.

On PostgreSQL worker and beat are those of docker-compose.yml, on SQLite those of ``manage.py up``; the queue is a server of its own in
both. Each fault ends with ``figures``: what was owed to whom, and what the mail server took.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import redis
import yaml
from django.db import connection
from django.db.models import Q

from core import launcher
from core.models import Message
from deadlines.models import Heartbeat
from delivery.models import Delivery
from deploy import run_real
from tests.chaos.mailroom import Mailroom
from tests.chaos.server import ROOT
from tests.smtp import MailServer

PATIENCE = 90  # seconds; machines that test are busy
State = Delivery.State


def until(true: Callable[[], object], what: str) -> None:
    """Wait until it is true; AssertionError when it never is."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"Not within {PATIENCE} seconds: {what}"
        time.sleep(0.05)


class Office(Mailroom):
    """``open`` starts queue, worker and beat and returns when the first sweep is done."""

    def __init__(self, folder: Path, mails: MailServer) -> None:
        super().__init__(folder, mails.port)
        self.mails, self.clock = mails, folder / "clock"
        self.now: dt.datetime | None = None
        self.started = 0
        self.env |= {"QA_CHAOS_CLOCK": str(self.clock), "PGOPTIONS": "-c synchronous_commit=on"}

    # The clock
    def goto(self, moment: dt.datetime) -> None:
        """It is now this moment (aware), for processes that run and for those to come."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(moment.timestamp() - time.time()))
        new.replace(self.clock)
        self.now = moment

    # Processes
    def open(self, at: dt.datetime) -> None:
        """Queue, worker and beat, at that moment."""
        self.goto(at)
        self.start_queue()
        self.worker, self.beat = self.start_worker(), self.start_beat()
        self.swept_after(at)

    def start_worker(self) -> subprocess.Popen[str]:
        """A worker as in production."""
        return self.start_program("worker", launcher.worker(self.env["QA_BROKER_URL"]).command)

    def start_beat(self, number: int = 1) -> subprocess.Popen[str]:
        """A beat as in production; each number has its own files, like a container."""
        scratch = self.folder / f"beat{number}"
        scratch.mkdir(exist_ok=True)
        return self.start_program("beat", launcher.beat(scratch).command, scratch)

    def start_program(self, name: str, embedded: list[str], scratch: Path | None = None) -> subprocess.Popen[str]:
        """The program, on PostgreSQL as the compose file has it, with its clock in our hand; its words go into ``log``."""
        command = embedded
        if connection.vendor == "postgresql":
            services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
            command = run_real.command(services[name], port=0, scratch=str(scratch or self.folder))
        assert command[:3] == [sys.executable, "-m", "celery"]
        with self.log(name).open("a") as errors:
            return self.start(
                command=[sys.executable, "-m", "tests.chaos.process", *command[2:]], errors=errors
            )

    def log(self, name: str) -> Path:
        """Where the words of worker or beat stand."""
        return self.folder / f"{name}.log"

    def says(self, name: str, *words: str) -> None:
        """Wait until one of the words stands in the log."""
        until(lambda: any(word in self.log(name).read_text() for word in words), f"{name} says one of {words}")

    def kill_children(self, process: subprocess.Popen[str]) -> None:
        """SIGKILL to what it forked, and not to itself."""
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert children
        for child in children:
            os.kill(int(child), signal.SIGKILL)

    def flush_queue(self) -> None:
        """Whatever the queue knew is gone."""
        with redis.Redis(unix_socket_path=str(self.folder / "q.sock")) as client:
            client.flushall()

    def words(self) -> str:
        """The last words of each program, for a test that failed."""
        return "\n".join(f"{file.name}:\n{file.read_text()[-3000:]}" for file in sorted(self.folder.glob("*.log")))

    # Waiting
    def swept_after(self, moment: dt.datetime) -> None:
        """Wait until a sweep ran within the hour after this moment: one of an earlier clock may stand later."""
        within = (moment, moment + dt.timedelta(hours=1))
        until(lambda: Heartbeat.objects.filter(at__range=within).exists(), f"a sweep after {moment}")

    def settled(self, notes: int) -> None:
        """Wait until so many notes of time limits are there, each with its mail, and none waits."""
        open_ = Q(state__in=[State.WAITING, State.RETRY, State.SENDING])

        def done() -> bool:
            made = owed().count()
            assert made <= notes, f"{made} notes, not {notes}"
            return made == notes and not owed().filter(taken_at=None).exists() and not Delivery.objects.filter(open_).exists()

        until(done, f"{notes} notes are made and sent")


def owed():
    """The notes that sweeps made."""
    return Message.objects.filter(code__startswith="deadlines.")


@contextlib.contextmanager
def deaf(port: int) -> Iterator[Callable[[], None]]:
    """A mail server that never says a word; gives what waits until somebody has come."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen()
        listening.settimeout(PATIENCE)
        came: list[socket.socket] = []
        try:
            yield lambda: came.append(listening.accept()[0])
        finally:
            for line in came:
                line.close()


@contextlib.contextmanager
def no_database() -> Iterator[None]:
    """The database is away: PostgreSQL is stopped as by a crash, a SQLite file is locked by another writer."""
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    server = shlex.split(os.environ["QA_DATABASE_SERVER"])
    connection.close()
    subprocess.run([*server, "stop"], check=True)
    try:
        yield
    finally:
        subprocess.run([*server, "start"], check=True, stdout=subprocess.DEVNULL)


class Figures:
    """What a fault cost: for the table at the end, and for the test."""

    def __init__(self, mails: MailServer) -> None:
        taken = Counter(mails.ids)
        sent = set(Delivery.objects.filter(state=State.SENT).values_list("message_id", flat=True))
        withdrawn = owed().exclude(superseded_at=None).count()
        self.made = owed().count()
        self.delivered = len(taken)
        self.doubled = sorted(count - 1 for count in taken.values() if count > 1)
        self.lost = self.made - withdrawn - len(sent & set(taken))
        self.withdrawn = withdrawn
        self.strange = len(set(taken) - sent)  # sent without standing as sent

    @property
    def row(self) -> tuple[int, ...]:
        """Made, delivered, doubled, withdrawn, lost."""
        return self.made, self.delivered, sum(self.doubled), self.withdrawn, self.lost
