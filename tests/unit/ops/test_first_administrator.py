"""A new portal has no account until one is made by name, and none with a default password."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from homes.models import Appointment

pytestmark = pytest.mark.django_db


def test_the_first_administrator_is_made_once_and_has_no_password():
    assert not User.objects.exists()
    said = StringIO()
    call_command("first_administrator", "ada@council.example", "Ada Osei", stdout=said)
    person = User.objects.get()
    assert not person.has_usable_password()
    assert Appointment.objects.get().role == "administrator"
    assert "/password/" in said.getvalue()
    with pytest.raises(CommandError, match="already"):
        call_command("first_administrator", "ben@council.example", "Ben Osei")
    assert User.objects.count() == 1


def test_an_address_that_is_none_leaves_nothing_behind():
    with pytest.raises(CommandError):
        call_command("first_administrator", "not an address", "Ada Osei")
    assert not User.objects.exists()
