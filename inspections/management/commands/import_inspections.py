"""Check Ofsted's published file, and with --write take it over (I4)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import clock, uploads
from core.refusal import Refused
from inspections import services
from inspections.reading import read
from inspections.services import importing


class Command(BaseCommand):
    help = "Says line by line what Ofsted’s published CSV file would add, change and leave; --write does it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--write", action="store_true", help="take the file over after it was checked")

    def handle(self, *args: object, file: Path, write: bool, **options: object) -> None:
        try:
            checked = uploads.check(file.read_bytes())
            found = read(importing.text_of(checked), today=clock.today())
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except Refused as no:
            raise CommandError(no.reason) from no
        if found.problems:
            more = [f"… and {found.more} more"] if found.more else []
            raise CommandError("\n".join(["Nothing was changed.", *found.problems, *more]))
        plan = importing.plan_of(found)
        for change in plan.changes:
            line = change.line
            words = "; ".join(f"{what}: {before} becomes {after}" for what, before, after in change.words)
            about = ", ".join(filter(None, (change.home or line.urn, line.kind, str(line.inspected_on), change.found)))
            self.stdout.write(f"Line {line.number}: {change.state}: {about}. {words}".strip())
        for name in found.ignored:
            self.stdout.write(f"Column not used: {name}")
        if write:
            _, kept = services.check_file(file=checked, name=file.name, by=None, now=clock.now())
            assert kept is not None
            services.confirm_file(file=kept, plan=plan.code, by=None, now=clock.now())
        states = (importing.ADDED, importing.CHANGED, importing.SAME)
        counts = ", ".join(f"{plan.count(state)} {state}" for state in states)
        self.stdout.write(f"{counts}. {'Written.' if write else 'Nothing was written; --write does it.'}")
