"""Print who can sign in to the demonstration."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from governance.demo import accounts, build


class Command(BaseCommand):
    help = "The accounts of the fictional council and what to try first."

    def handle(self, *args: object, **options: object) -> None:
        if build.there():
            self.stdout.write(accounts.table())
