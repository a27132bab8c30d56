"""The launcher keeps its processes running and leaves none behind."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from core import launcher

WAITS = [sys.executable, "-S", "-c", "import signal; signal.pause()"]
ENDS = [sys.executable, "-S", "-c", "raise SystemExit(3)"]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_stopping_ends_every_process_with_code_nought():
    said: list[str] = []
    processes = [launcher.Process("web", WAITS), launcher.Process("broker", WAITS, last=True)]
    supervisor = launcher.Supervisor(processes, said.append)
    pids: list[int] = []

    def when_up() -> None:
        pids.extend(process.popen.pid for process in processes)
        os.kill(os.getpid(), signal.SIGINT)  # Ctrl-C

    assert supervisor.run(when_up, lambda: True) == 0
    assert len(pids) == 2
    assert not any(alive(pid) for pid in pids)
    assert said == []


def test_a_process_that_is_killed_is_started_again():
    said: list[str] = []
    process = launcher.Process("worker", WAITS)
    supervisor = launcher.Supervisor([process], said.append)
    pids: list[int] = []

    def ready() -> bool:
        pids.append(process.popen.pid)
        if len(pids) == 1:
            process.signal_group(signal.SIGKILL)
            process.popen.wait()
        return pids[0] != pids[-1]

    assert supervisor.run(supervisor.stop, ready) == 0
    assert said == ["worker ended (code -9); starting it again."]
    assert not alive(pids[-1])


def test_a_process_that_cannot_run_ends_the_whole_with_a_reason():
    said: list[str] = []
    waiting = launcher.Process("broker", WAITS, last=True)
    assert (
        launcher.Supervisor([waiting, launcher.Process("web", ENDS)], said.append).run(lambda: None, lambda: False) == 1
    )
    assert said[-1].startswith("web ends as soon as it starts (code 3).")
    assert not waiting.running()


def test_a_port_in_use_is_told_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(launcher.CannotStart, match=f"PORT={port + 1}"):
            launcher.check_port("127.0.0.1", port)


def test_the_broker_listens_on_a_private_socket_and_keeps_its_queue_on_disk(tmp_path: Path):
    keeper, address = launcher.broker("valkey-server", tmp_path / "broker")
    assert address.startswith("redis+socket:///")
    assert len(address) < 107
    options = " ".join(keeper.command)
    assert "--port 0" in options
    assert "--appendonly yes" in options
    assert keeper.last
