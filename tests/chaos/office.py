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
import threading
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
HOMES = 10


def nine(day: int) -> dt.datetime:
    """Nine in the morning in London, of a day of March 2027 before the clocks go forward."""
    return dt.datetime(2027, 3, day, 9, tzinfo=dt.UTC)


class Office(Mailroom):
    """``open`` starts queue, worker and beat and returns when the first sweep is done.

    What ends by itself is started again while the test waits, as containers are (``restart: unless-stopped``); ``ended`` counts it.
    """

    def __init__(self, folder: Path, mails: MailServer) -> None:
        super().__init__(folder, mails.port)
        self.mails, self.clock = mails, folder / "clock"
        self.kept: dict[str, Callable[[], None]] = {}
        self.programs: dict[str, subprocess.Popen[str]] = {}
        self.ended = 0
        self.env |= {"QA_CHAOS_CLOCK": str(self.clock), "PGOPTIONS": "-c synchronous_commit=on"}

    # The clock
    def goto(self, moment: dt.datetime) -> None:
        """It is now this moment (aware), for processes that run and for those to come."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(moment.timestamp() - time.time()))
        new.replace(self.clock)

    # Processes
    def open(self, at: dt.datetime) -> None:
        """Queue, worker and beat, at that moment."""
        self.goto(at)
        self.start_queue()
        self.start_worker()
        self.start_beat()
        self.swept_after(at)

    def start_worker(self) -> None:
        """A worker as in production."""
        self.keep("worker", launcher.worker(self.env["QA_BROKER_URL"]).command)

    def start_beat(self, number: int = 1) -> None:
        """A beat as in production; each number has its own files, like a container."""
        scratch = self.folder / f"beat{number}"
        scratch.mkdir(exist_ok=True)
        self.keep(scratch.name, launcher.beat(scratch).command, scratch)

    def keep(self, name: str, embedded: list[str], scratch: Path | None = None) -> None:
        """Start the program, on PostgreSQL as the compose file has it, with its clock in our hand; its words go into ``log``."""
        command = embedded
        if connection.vendor == "postgresql":
            services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
            command = run_real.command(services[name.rstrip("123")], port=0, scratch=str(scratch or self.folder))
        assert command[:3] == [sys.executable, "-m", "celery"]
        command = [sys.executable, "-m", "tests.chaos.process", *command[2:]]

        def start() -> None:
            with self.log(name).open("a") as errors:
                self.programs[name] = self.start(command=command, errors=errors)

        self.kept[name] = start
        start()

    def strike(self, name: str) -> None:
        """SIGKILL to the program of this name and all that it forked; it stays dead."""
        del self.kept[name]
        self.kill(self.programs[name])

    def look_after(self) -> None:
        """Start again what has ended by itself."""
        for name, start in self.kept.items():
            if self.programs[name].poll() is not None:
                self.ended += 1
                self.kill(self.programs[name])
                start()

    def log(self, name: str) -> Path:
        """Where the words of worker or beat stand."""
        return self.folder / f"{name}.log"

    @contextlib.contextmanager
    def up(self) -> Iterator[subprocess.Popen[str]]:
        """``manage.py up``, which starts and keeps the others by itself."""
        command = [sys.executable, "-m", "tests.chaos.process", "manage.py", "up", "--port", str(free_port())]
        with self.log("up").open("w") as errors:
            running = self.start(command=command, errors=errors)
        try:
            yield running
        finally:
            running.terminate()
            running.communicate(timeout=PATIENCE)

    def kill_children(self, process: subprocess.Popen[str], word: str = "") -> None:
        """SIGKILL to what it started (with this word in its command) and all of theirs, and not to itself."""
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        killed = [
            int(pid) for pid in children if word in Path(f"/proc/{pid}/cmdline").read_text().split("\0")[1:] or not word
        ]
        assert killed
        for pid in killed:
            os.killpg(pid, signal.SIGKILL) if os.getpgid(pid) == pid else os.kill(pid, signal.SIGKILL)

    def flush_queue(self) -> None:
        """Whatever the queue knew is gone."""
        with redis.Redis(unix_socket_path=str(self.folder / "q.sock")) as client:
            client.flushall()

    def words(self) -> str:
        """The last words of each program, for a test that failed."""
        return "\n".join(f"{file.name}:\n{file.read_text()[-3000:]}" for file in sorted(self.folder.glob("*.log")))

    # Waiting
    def says(self, name: str, *words: str) -> None:
        """Wait until one of the words stands in the log."""
        self.until(lambda: any(word in self.log(name).read_text() for word in words), f"{name} says one of {words}")

    def until(self, true: Callable[[], object], what: str) -> None:
        """Wait until it is true; AssertionError when it never is."""
        end, pause = time.monotonic() + PATIENCE, threading.Event()
        while not true():
            assert time.monotonic() < end, f"Not within {PATIENCE} seconds: {what}"
            self.look_after()
            pause.wait(0.05)

    def swept_after(self, moment: dt.datetime) -> None:
        """Wait until a sweep ran within the hour after this moment: one of an earlier clock may stand later."""
        within = (moment, moment + dt.timedelta(hours=1))
        self.until(lambda: Heartbeat.objects.filter(at__range=within).exists(), f"a sweep after {moment}")

    def hold_one_of(self, mails: int, moment: dt.datetime, *answers: str) -> None:
        """Let that moment come; return when the last of the answers holds a mail back and no other is in somebody's hands.

        A second sender of the worker could else be killed with a mail of its own, in a place that no test chose.
        """
        self.mails.answers = list(answers)
        self.goto(moment)
        self.until(self.mails.holding.is_set, "a mail is held back")
        if connection.vendor == "postgresql":
            others = Delivery.objects.filter(state__in=[State.SENT, State.RETRY])
            self.until(lambda: others.count() == mails - 1, "the other mails are sent")

    def settled(self, notes: int) -> None:
        """Wait until so many notes of time limits are there, each with its mail, and none waits."""
        open_ = Q(state__in=[State.WAITING, State.RETRY, State.SENDING])

        def done() -> bool:
            made = owed().count()
            assert made <= notes, f"{made} notes, not {notes}"
            return (
                made == notes
                and not Message.objects.filter(taken_at=None, superseded_at=None).exists()
                and not Delivery.objects.filter(open_).exists()
            )

        self.until(done, f"{notes} notes are made and sent")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


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

    def __init__(self, office: Office) -> None:
        taken = Counter(office.mails.ids)
        sent = set(Delivery.objects.filter(state=State.SENT).values_list("message_id", flat=True))
        self.made = Message.objects.count()
        self.withdrawn = Message.objects.exclude(superseded_at=None).count()
        self.delivered = len(taken)
        self.doubled = sum(taken.values()) - len(taken)
        self.lost = self.made - self.withdrawn - len(sent & set(taken))
        self.ended = office.ended
        self.strange = len(set(taken) - sent)  # taken by the mail server, and not sent as far as we know

    @property
    def row(self) -> tuple[int, ...]:
        """As in the table."""
        return self.made, self.delivered, self.doubled, self.withdrawn, self.lost, self.ended
