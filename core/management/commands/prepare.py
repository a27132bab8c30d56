"""Bring the database to this release: migrations, then the questionnaires that come with it. Safe to run any time."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate and publish the shipped questionnaires; does nothing where that is done."

    def handle(self, *args: object, **options: object) -> None:
        verbosity = int(str(options["verbosity"]))
        call_command("migrate", verbosity=verbosity, interactive=False)
        if "questionnaire" in get_commands():
            call_command("questionnaire", "publish", stdout=self.stdout if verbosity else StringIO())
