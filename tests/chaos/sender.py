"""A process that has to do with mail, to be killed or run beside others; it works on the database of the test.

``python -m tests.chaos.sender send [SECONDS]``   what the beat wakes, at a clock of so many seconds from now
``… die before`` / ``… die after``                say “here” before the conversation with the server, or after its yes, and hang
``… together``                                    say “ready”, wait for a line, then send
``… put COUNT``                                   put notes for the manager of Oak House, as a request does; prints how long it took
``… tick``                                        what the beat itself does: ask the queue for a sender
``… ask``                                         ask the database like a request, say “ready”, wait for a line, ask again
"""

from __future__ import annotations

import datetime as dt
import json
import signal
import sys
import time

import django
import time_machine


def hang(*args: object) -> None:
    """Say where we are, and wait to be killed."""
    print("here", flush=True)
    signal.pause()
    raise AssertionError("Nobody killed this process.")


def put(count: int) -> None:
    """Put notes in one transaction, as a request does."""
    from django.db import transaction

    from accounts.models import User
    from core import clock, outbox
    from homes.models import Home

    begun, now = time.monotonic(), clock.now()
    with transaction.atomic():
        for number in range(count):
            outbox.put(
                to=User.objects.get(email="manager@council.example"),
                code="chaos",
                key=f"chaos {now.isoformat()} {number}",
                subject="Oak House: a note",
                body="Sign in to read it.",
                link="/messages/",
                now=now,
                home=Home.objects.get(name="Oak House"),
            )
    print(json.dumps(round(time.monotonic() - begun, 1)))


def ask() -> int:
    """How many people there are; the connection goes back as at the end of a request."""
    from django.db import close_old_connections

    from accounts.models import User

    try:
        return User.objects.count()
    finally:
        close_old_connections()


def main() -> None:
    """Do what the first word says."""
    django.setup()
    from core import clock
    from delivery import services, tasks
    from delivery.services import sending

    verb, *rest = sys.argv[1:]
    if verb == "ask":
        ask()
        print("ready", flush=True)
        sys.stdin.readline()
        print(json.dumps(ask()))
        return
    if verb in {"put", "tick"}:
        put(int(rest[0])) if verb == "put" else print(json.dumps(str(tasks.send_waiting.apply_async())))
        return
    if verb == "die" and rest == ["before"]:
        sending.mail.hand_over = hang
    if verb == "die" and rest == ["after"]:
        sending._note = hang
    if verb == "together":
        print("ready", flush=True)
        sys.stdin.readline()
    ahead = dt.timedelta(seconds=int(rest[0])) if verb == "send" and rest else dt.timedelta()
    with time_machine.travel(clock.now() + ahead, tick=True):
        print(json.dumps(services.send_waiting(now=clock.now)))


if __name__ == "__main__":
    main()
