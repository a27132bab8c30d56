"""A program of the portal as it is started in earnest, but with a clock that the test moves and a beat that does not wait a minute.

``python -m tests.chaos.process celery WORDS`` is ``python -m celery WORDS``; ``… manage.py WORDS`` is ``python manage.py WORDS``, whose
worker and beat are then started through here, too. QA_CHAOS_CLOCK names a file with the seconds by which the clock is ahead; it is
read again all the time, so the clock moves under a running process. QA_CHAOS_BROKER=no hides every broker of the machine.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
import time
from pathlib import Path

import time_machine

LOOKS_EVERY = 0.05  # seconds
BEATS_EVERY = 0.5  # seconds, in place of a minute
WAITS_FOR_A_LOCK = 1  # seconds, in place of twenty
WAITS_FOR_AN_ANSWER = 60  # seconds, in place of ten: a busy machine may hold a mail back for longer before it kills


def follow(file: Path) -> None:
    """Go by the clock of the file, in this process and in those that it forks."""
    traveller = time_machine.travel(time.time() + float(file.read_text()), tick=True).start()
    real = time_machine.escape_hatch.time.time

    def watch() -> None:
        seen, nobody_stops_it = "", threading.Event()
        while not nobody_stops_it.wait(LOOKS_EVERY):
            if (text := file.read_text()) != seen:
                traveller.move_to(real() + float(text))
                seen = text

    def start() -> None:
        threading.Thread(target=watch, daemon=True).start()

    start()
    os.register_at_fork(after_in_child=start)


def hurry() -> None:
    """What beat does each minute it does twice a second; a locked database file is waited for less long, a mail server longer."""
    from django.conf import settings

    from qa_portal.celery import app

    for entry in app.conf.beat_schedule.values():
        if entry["schedule"] == 60.0:
            entry["schedule"] = BEATS_EVERY
    settings.EMAIL_TIMEOUT = WAITS_FOR_AN_ANSWER
    options = settings.DATABASES["default"]["OPTIONS"]
    if "transaction_mode" in options:
        options["timeout"] = WAITS_FOR_A_LOCK


def send_children_here() -> None:
    """Let ``manage.py up`` start its worker and its beat through this module; static files are no matter here."""
    from core import launcher
    from core.management.commands import up

    def through_here(make):
        def made(*args, **options):
            process = make(*args, **options)
            place = process.command.index("celery")
            process.command[place] = __spec__.name
            process.command.insert(place + 1, "celery")
            return process

        return made

    launcher.worker, launcher.beat = through_here(launcher.worker), through_here(launcher.beat)
    up.Command.collect_static = lambda self: None
    if os.environ.get("QA_CHAOS_BROKER") == "no":
        launcher.find_broker = lambda: None


def main() -> None:
    """Become the program."""
    sys.argv = sys.argv[1:]
    if sys.argv[0] == "celery":
        follow(Path(os.environ["QA_CHAOS_CLOCK"]))
        hurry()
        runpy.run_module("celery", run_name="__main__", alter_sys=True)
    else:
        send_children_here()
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
