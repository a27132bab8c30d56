"""The world that is attacked, built once for all of these tests and rolled back."""

from __future__ import annotations

import logging

import pytest
import time_machine
from django.db import transaction

from tests.architecture.world import NOW
from tests.integration.hostile import targets


@pytest.fixture(scope="package")
def field(django_db_setup, django_db_blocker):
    """Addresses, people and forms. What a test does it undoes (``targets.undone``)."""
    logging.disable(logging.ERROR)  # each refusal would be logged
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield targets.build()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
