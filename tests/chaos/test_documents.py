"""A worker killed in the middle of a document leaves nothing half made, and the document is made later."""

from __future__ import annotations

import subprocess
import sys

from tests.chaos.server import ROOT


def test_a_document_whose_task_was_killed_or_never_came_is_made_by_the_sweep(portal):
    world = portal.run("tests.chaos.world")
    document = portal.run("tests.chaos.sweep_documents", "ask", str(world["report"]))
    state = "SELECT state, content IS NOT NULL, tries FROM core_document WHERE id = ?"
    assert portal.rows(state, document) == [("waiting", 0, 0)]

    command = [sys.executable, "-m", "tests.chaos.slow_document", str(document)]
    with subprocess.Popen(command, env=portal.env, cwd=ROOT, text=True, stdout=subprocess.PIPE) as worker:
        assert worker.stdout.readline() == "in the middle\n"
        worker.kill()
    assert portal.rows(state, document) == [("making", 0, 1)]

    assert portal.run("tests.chaos.sweep_documents", "1") == 0, "It may still be at work; it is not begun twice."
    assert portal.run("tests.chaos.sweep_documents", "6") == 1
    assert portal.rows(state, document) == [("ready", 1, 2)]
    assert portal.run("tests.chaos.sweep_documents", "12") == 0, "What is ready is not made again."
