"""Whether every sealed report is still, row by row, what was signed, and every chain of seals whole."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import seals
from reg44 import sealing
from reg44.models import Report
from reg44.states import SEALED


class Command(BaseCommand):
    """Checks all seals; ends with code 1 when one is broken."""

    help = "Check the seals of all final reports (or of one home) and the chains that hold them together."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--home", type=int, help="the number of one home, as in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        reports = Report.objects.filter(state__in=SEALED).order_by("pk")
        chains = seals.chains()
        if options["home"]:
            reports = reports.filter(visit__home=options["home"])
            chains = [chain for chain in chains if chain == f"home:{options['home']}"]
            if not reports.exists() and not chains:
                raise CommandError(f"Home {options['home']} has no sealed report.")
        wrong = []
        for pk in reports.values_list("pk", flat=True):
            report = Report.objects.select_related("visit__home", "response__version").get(pk=pk)
            verdict = sealing.verify(report)
            if not verdict:
                wrong.append(f"Report {pk} ({report.visit}): {verdict.reason}")
        for chain in chains:
            wrong += [f"Chain {chain}, seal {position}: {words}" for position, words in seals.verify_chain(chain)]
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            sys.exit(1)
        self.stdout.write(f"{reports.count()} sealed reports and {len(chains)} chains: every seal is whole.")
