"""A sweep over time limits in a process of its own, to be killed or run beside others, on the database of the test.

``python -m tests.chaos.sweeper MOMENT`` says “ready”, waits for a line, sweeps at that moment and prints what it did, as JSON. With a
number after it, it says “here” before that statement to the database and hangs.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import signal
import sys

import django


def main() -> None:
    """Sweep when told."""
    django.setup()
    from django.db import connection

    from deadlines.services.sweep import sweep

    last = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    count = 0

    def counted(execute, sql, params, many, context):
        nonlocal count
        count += 1
        if count == last:
            print("here", flush=True)
            signal.pause()
        return execute(sql, params, many, context)

    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    with connection.execute_wrapper(counted):
        done = sweep(now=dt.datetime.fromisoformat(sys.argv[1]))
    print(json.dumps(dataclasses.asdict(done)))


if __name__ == "__main__":
    main()
