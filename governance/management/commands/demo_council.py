"""Fill the database with the fictional council (K6)."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import clock
from governance.demo import accounts, build


class Command(BaseCommand):
    help = "Six fictional homes, their people and a year of reports. Does nothing where they are already there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the day it is taken to be, as 2027-03-24")
        parser.add_argument("--accounts", action="store_true", help="only print who can sign in")

    def handle(self, *args: object, **options: object) -> None:
        if settings.QA_MODE == "live":
            raise CommandError("The fictional council is never put beside real data. Set QA_MODE=demo.")
        loud = int(str(options["verbosity"])) > 0
        if not options["accounts"]:
            self.fill(options["today"], loud)
        if options["accounts"] or loud:
            self.stdout.write(accounts.table())

    def fill(self, today: object, loud: bool) -> None:
        """Make the council, unless it was made before."""
        if build.there():
            if loud:
                self.stdout.write("The fictional council is already there. Nothing was changed.")
            return
        now = clock.at_london(today, 17) if isinstance(today, dt.date) else clock.now()
        count = build.build(today=clock.today(now), now=now, say=self.stdout.write if loud else lambda text: None)
        if loud:
            self.stdout.write(f"{count} reports are there.")
