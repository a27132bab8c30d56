"""What every command of measurements has: a database of its own, settings of its own, and tables below headings."""

from __future__ import annotations

import gc
import os
import platform
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import override_settings

from governance.bench import measure, world
from governance.bench.figures import Series, table, verdict


class Measurements(BaseCommand, ABC):
    """A command that measures in a new database and prints tables; ``everything`` says what."""

    def handle(self, *args: object, **options: Any) -> None:
        if settings.QA_MODE == "live":
            raise CommandError("Run it with QA_MODE=demo, as “make bench” does.")
        with tempfile.TemporaryDirectory(prefix="qa-bench-") as name, override_settings(**changed(Path(name))):
            folder = Path(name)
            with world.database(folder):
                self.everything(folder, options)

    @abstractmethod
    def everything(self, folder: Path, options: dict[str, Any]) -> None:
        """Everything, one table after the other."""

    def say(self, title: str, *lines: str) -> None:
        """A heading and what stands below it."""
        self.stdout.write(f"\n## {title}\n")
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()

    def settled(self) -> None:
        """What the filling left behind is not swept up in the middle of a page."""
        gc.collect()
        gc.freeze()

    def machine(self, title: str, size: Sequence[tuple[str, object]]) -> None:
        """What was measured on, and with how much in the database."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        rows: list[tuple[str, object]] = [
            ("Processors", f"{os.cpu_count()} ({platform.machine()})"),
            ("Memory", f"{memory:.0f} GiB"),
            ("Load when it began", f"{os.getloadavg()[0]:.1f}"),
            ("Python, Django", f"{platform.python_version()}, {django.get_version()}"),
            ("Database", connection.vendor),
            *size,
        ]
        self.say(title, table(("What", "Value"), rows))


def times(series: Series, bare: Series) -> list[str]:
    """Median and p95 in milliseconds, and the ratio to the bare page."""
    return [f"{series.median:.1f}", f"{series.p95:.1f}", f"{series.ratio(bare):.1f}"]


def page(asked: measure.Asked, bare: Series, within: float, queries: int) -> list[object]:
    """The row of one page; ``within`` is the aim for p95 in milliseconds, ``queries`` that for the statements."""
    if asked.code != 200:
        return [asked.page.title, *["-"] * 5, f"not measured ({asked.code})", ""]
    reached = [verdict(asked.series.p95, within), verdict(asked.queries, queries)]
    return [asked.page.title, *times(asked.series, bare), asked.queries, f"{asked.size / 1024:.0f}", *reached]


def page_heads(within: float, queries: int) -> tuple[str, ...]:
    """The heads above such rows."""
    return ("Page", "median ms", "p95 ms", "× bare", "queries", "KiB", f"p95 ≤ {within}", f"queries ≤ {queries}")


def changed(folder: Path) -> dict[str, Any]:
    """Settings of the bench: its own addresses, static files without collecting, and no mail."""
    static = folder / "static"
    static.mkdir()
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return {
        "ROOT_URLCONF": "governance.bench.urls",
        "STORAGES": storages,
        "STATIC_ROOT": static,
        "ALLOWED_HOSTS": ["testserver"],
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }
