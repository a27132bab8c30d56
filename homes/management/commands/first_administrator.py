"""The first account of a new portal. Every other is made by an administrator in the browser."""

from __future__ import annotations

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from accounts import services as people
from core import clock
from core.refusal import Refused
from homes.models import Appointment
from homes.roles import Role
from homes.services.appointments import appoint


class Command(BaseCommand):
    help = "Make the first administrator, who sets a password by the link of “Forgotten your password?”."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("full_name")

    def handle(self, *args: object, **options: object) -> None:
        now = clock.now()
        if Appointment.objects.filter(role=Role.ADMINISTRATOR).exists():
            raise CommandError("There is an administrator already. They add others on the page “People”.")
        try:
            with transaction.atomic():
                person = people.add_person(
                    email=str(options["email"]), full_name=str(options["full_name"]), by=None, now=now
                )
                appoint(person=person, role=Role.ADMINISTRATOR, starts=clock.today(now), by=None, now=now)
        except Refused as refused:
            raise CommandError(refused.reason) from refused
        page = settings.SITE_URL.rstrip("/") + reverse("account_reset_password")
        self.stdout.write(f"{person.full_name} is administrator from today. A password is set at {page}")
