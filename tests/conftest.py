"""What every test has."""

from __future__ import annotations

import gc

import pytest
from django.core.cache import cache
from django.db.backends.base.operations import BaseDatabaseOperations

from core import guards
from tests.cast import cast  # noqa: F401  (the fixture of that name)

# Tests make and drop objects by the million: to look for circles after each 700 is work for nothing.
gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def _empty_cache():
    """Sign-in limits are counted in the cache; tests must not see each other's."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guards():
    """Transactional tests empty every table at their end, which the guards would refuse."""
    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        guards.lift(self.connection)
        original(self, sql_list)
        guards.lay(self.connection)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = original
