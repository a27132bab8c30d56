"""Bring the portal up on this machine: data, static files, web server, worker, broker; until Ctrl-C."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from core import launcher


class Command(BaseCommand):
    help = "Migrate, publish the shipped questionnaires, collect static files, then serve until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="with the fictional council")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: object, **options: object) -> None:
        host, port, demo = str(options["host"]), int(str(options["port"])), bool(options["demo"])
        if demo and settings.QA_MODE != "demo":
            raise CommandError("The fictional council is shown only with QA_MODE=demo. “make demo” sets it.")
        try:
            launcher.check_port(host, port)
        except launcher.CannotStart as error:
            raise CommandError(str(error)) from error
        self.prepare(demo)
        connections.close_all()
        sys.exit(self.serve(host, port))

    def prepare(self, demo: bool) -> None:
        """Data and static files, each step doing nothing when it is done already."""
        self.say("Preparing the database")
        call_command("prepare", verbosity=0)
        self.collect_static()
        if demo and "demo_council" in get_commands():
            self.say("Filling the fictional council")
            call_command("demo_council", stdout=self.stdout)

    def collect_static(self) -> None:
        """Copy and compress the static files when one of them changed."""
        stamp = Path(settings.VAR_DIR) / "static.stamp"
        state = sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                found = Path(storage.path(path)).stat()
                state.update(f"{path} {found.st_mtime_ns} {found.st_size}\n".encode())
        there = stamp.read_text() if stamp.exists() and Path(settings.STATIC_ROOT).is_dir() else ""
        if there != state.hexdigest():
            self.say("Collecting the static files")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            stamp.write_text(state.hexdigest())

    def serve(self, host: str, port: int) -> int:
        """Run the processes; the exit code of the whole."""
        data = Path(settings.VAR_DIR)
        processes = [launcher.web(host, port), launcher.beat(data)]
        if not settings.CELERY_TASK_ALWAYS_EAGER:
            processes.append(launcher.worker(settings.CELERY_BROKER_URL))
        elif server := launcher.find_broker():
            keeper, address = launcher.broker(server, data / "broker")
            processes.append(launcher.worker(address))
            for process in processes:
                process.env |= {"QA_BROKER_URL": address, "QA_TASKS_IN_PROCESS": "no"}
            processes.insert(0, keeper)
        else:
            self.say("No Redis or Valkey server was found: documents are made inside the request.")
        supervisor = launcher.Supervisor(processes, self.say)
        with launcher.own_terminal_group():
            code = supervisor.run(lambda: self.greet(host, port), lambda: launcher.healthy(host, port))
        self.say("Stopped." if code == 0 else "Stopped after an error.")
        return code

    def greet(self, host: str, port: int) -> None:
        """The address, and in a demonstration who can sign in."""
        self.say(f"\nThe portal is at http://{host}:{port}/")
        if settings.QA_MODE == "demo" and "demo_council" in get_commands():
            call_command("demo_council", accounts=True, stdout=self.stdout)
            connections.close_all()
        self.say("Press Ctrl-C to stop. What is typed stays in " + str(settings.VAR_DIR) + ".\n")

    def say(self, text: str) -> None:
        """Write a line at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()
