"""The table of addresses is whole: every address has its rows, and every view says who may come in (rows in matrix*.py)."""

from __future__ import annotations

from django.urls import URLPattern, get_resolver

from core import access
from tests.architecture.rows import ALL


def named_patterns(patterns=None, namespace=""):
    """(name, view) of every address, with its namespace."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}", entry.callback)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_patterns(entry.url_patterns, inner)


def test_every_address_has_a_row_and_every_row_an_address():
    addresses, rows = {name for name, _ in named_patterns()}, [(row.name, row.when) for row in ALL]
    assert not addresses - {name for name, _ in rows}, "Add a Row to tests/architecture/matrix*.py for each of these."
    assert not {name for name, _ in rows} - addresses, "These rows name no address any more."
    assert len(rows) == len(set(rows))


def test_every_view_of_ours_declares_who_may_come_in():
    silent = [
        name
        for name, view in named_patterns()
        if not hasattr(view, "access") and not view.__module__.startswith(access.AccessMiddleware.OTHERS)
    ]
    assert not silent
