"""The portal in processes of its own, on a database file of its own, to be killed without warning and started again."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from core.launcher import end_with_parent

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60  # seconds


class Portal:
    """``start`` and ``kill`` the real web server; ``rows`` reads what it stored, past all of our code."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "portal.sqlite3"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        settings = {
            "DJANGO_SETTINGS_MODULE": "qa_portal.settings_test",
            "DATABASE_URL": f"sqlite:///{self.file}",
            "QA_MODE": "test",
            "QA_VAR": str(folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore",
        }
        self.env = os.environ | settings
        self.process: subprocess.Popen[str] | None = None

    def run(self, module: str, *args: str, within: int = 120) -> Any:
        """Run a module of the tests against the same database; the JSON of its last line."""
        command = [sys.executable, "-m", module, *args]
        done = subprocess.run(command, env=self.env, cwd=ROOT, text=True, capture_output=True, timeout=within)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        """Start the web server, and return when it answers."""
        command = [sys.executable, "-m", "gunicorn", "qa_portal.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "1", "--threads", "4", "--log-level", "info", "--no-control-socket"]
        self.process = subprocess.Popen(
            command,
            env=self.env,
            cwd=ROOT,
            text=True,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=end_with_parent,  # whoever ends the tests leaves no server behind
        )
        assert self.process.stderr is not None
        for line in self.process.stderr:  # the socket stands once this is said; a request then waits for the worker
            if "Listening at" in line:
                break
        with urllib.request.urlopen(f"{self.address}/healthz/", timeout=STARTS_WITHIN) as answer:
            assert answer.status == 200

    def kill(self) -> None:
        """SIGKILL to the server and its worker, whatever they are doing."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()
        self.process = None

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement of SQL finds in the file."""
        with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as connection:
            return connection.execute(statement, values).fetchall()
