"""Senders in processes of their own, a queue and a worker, all on the database of the test (SQLite file or PostgreSQL)."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from core import launcher
from tests.chaos.server import ROOT


def database_url() -> str:
    """The address of the test's own database, for other processes."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


class Mailroom:
    """``run`` waits for a sender, ``start`` leaves it running; ``queue`` and ``worker`` are there when they are started."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[str]] = []
        self.queue: subprocess.Popen[str] | None = None
        self.env = {key: value for key, value in os.environ.items() if key not in {"REDIS_URL", "QA_BROKER_URL"}} | {
            "DJANGO_SETTINGS_MODULE": "qa_portal.settings",
            "DATABASE_URL": database_url(),
            "QA_MODE": "test",
            "QA_VAR": str(folder),
            "QA_EMAIL_HOST": "127.0.0.1",
            "QA_EMAIL_PORT": str(port),
            "QA_LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
        }

    def start(self, *words: str, command: list[str] | None = None, errors: Any = None) -> subprocess.Popen[str]:
        """A sender (or a command) that runs by itself, with its words to read and to write."""
        process = subprocess.Popen(
            command or [sys.executable, "-m", "tests.chaos.sender", *words],
            env=self.env,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
            preexec_fn=launcher.end_with_parent,
        )
        self.running.append(process)
        return process

    def run(self, *words: str) -> Any:
        """What a sender answers at its end."""
        done, _ = (process := self.start(*words)).communicate(timeout=60)
        assert process.returncode == 0
        return json.loads(done.splitlines()[-1])

    def start_queue(self) -> None:
        """An empty Redis on a socket of its own; processes started from now on know it."""
        server, socket = launcher.find_broker(), self.folder / "q.sock"
        assert server, "No Redis or Valkey server on this machine."
        options = [
            "--port",
            "0",
            "--unixsocket",
            str(socket),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.folder),
        ]
        self.queue = self.start(command=[server, *options])
        assert self.queue.stdout is not None
        for line in self.queue.stdout:
            if "ready to accept connections" in line.lower():
                break
        self.env |= {"QA_BROKER_URL": f"redis+socket://{socket}", "QA_TASKS_IN_PROCESS": "no"}

    def start_worker(self) -> None:
        """A Celery worker as on one machine."""
        self.start(command=launcher.worker(self.env["QA_BROKER_URL"]).command)

    def kill(self, process: subprocess.Popen[str] | None) -> None:
        """SIGKILL to a process and all that it started."""
        assert process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def close(self) -> None:
        """Leave nothing running."""
        for process in self.running:
            self.kill(process)
