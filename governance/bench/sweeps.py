"""Sweeps in a process of its own: ``python -m governance.bench.sweeps DATABASE MOMENT DUE TIMES`` prints what they took as JSON."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from governance.bench.figures import Series
from governance.bench.paper import peak_of

STATUS = Path("/proc/self/status")
FEW = 20  # limits that pass at the first sweep, which is not counted


@dataclass(frozen=True)
class Sweeps:
    """Sweeps of the same: milliseconds of each, statements of one, what it did, MiB at the peak of the process before and after."""

    times: tuple[float, ...]
    queries: int
    opened: int
    looked_at: int
    reminders: int
    before: float
    peak: float

    @property
    def series(self) -> Series:
        """The times, to be compared."""
        return Series(tuple(self.times))


def measure(database: str, now: dt.datetime, *, due: int = 0, times: int = 5) -> Sweeps:
    """Sweep this database at ``now`` (aware) with so many limits that have just passed; nothing stays of it."""
    command = [sys.executable, "-m", "governance.bench.sweeps", database, now.isoformat(), str(due), str(times)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    return Sweeps(**json.loads(done.stdout.splitlines()[-1]))


def main(database: str, moment: str, due: str, times: str) -> None:
    """In the new process: one sweep first, as in a worker that has swept before."""
    import django

    django.setup()
    from django.db import connection

    from core import outbox

    connection.settings_dict["NAME"] = database
    outbox.set_waker(lambda: None)  # what the notes cost on their way is not measured here
    now = dt.datetime.fromisoformat(moment)
    once(now, FEW)
    before = _peak()
    rounds = [once(now, int(due)) for _ in range(int(times))]
    _, queries, figures = rounds[-1]
    took = tuple(milliseconds for milliseconds, _, _ in rounds)
    found = Sweeps(took, queries, *figures, before=before, peak=_peak())
    sys.stdout.write(json.dumps(asdict(found)) + "\n")


def _peak() -> float:
    return peak_of(STATUS.read_text()) if STATUS.exists() else 0.0


def once(now: dt.datetime, due: int) -> tuple[float, int, tuple[int, int, int]]:
    """One sweep that is rolled back, the checks at its end included: milliseconds, statements, (opened, looked at, reminders)."""
    from django.db import connection, transaction

    from deadlines.services.sweep import sweep
    from governance.bench.measure import counted

    with transaction.atomic():
        put_due(due, now)
        begun = time.perf_counter()
        with counted() as statements:
            done = sweep(now=now)
        connection.check_constraints()
        took = (time.perf_counter() - begun) * 1000
        transaction.set_rollback(True)
    return took, len(statements), (done.opened, done.looked_at, done.reminders)


def put_due(count: int, now: dt.datetime) -> None:
    """Let the limits of so many running obligations, here and there, have passed a minute before ``now``."""
    from django.db.models import CharField, F
    from django.db.models.functions import MD5, Cast

    from deadlines import rulebook
    from deadlines.models import Obligation

    at_the_limit = [
        rule.id for rule in rulebook.rules().values() if any(step.key.endswith("due+0 hours") for step in rule.steps)
    ]
    rows = Obligation.objects.running().filter(rule__in=at_the_limit).order_by(MD5(Cast("pk", CharField())))
    passed = now - dt.timedelta(minutes=1)
    chosen = list(rows.values_list("pk", flat=True)[:count])
    # Moved by one, as by a person: a limit that was moved reminds anew.
    Obligation.objects.filter(pk__in=chosen).update(due_at=passed, next_step_at=now, moves=F("moves") + 1)


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qa_portal.settings")
    main(*sys.argv[1:])
