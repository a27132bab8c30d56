"""Measure the portal on the fictional council and print the tables (docs/bench.md keeps the last ones)."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.urls import reverse

from core import clock
from core.anonymity.measure import table as anonymity
from governance.bench import measure, pages, paper, printing, world
from governance.bench.figures import Series, table, verdict
from governance.demo import timetable

PAGE_MS, QUERIES, SAVE_MS, PDF_SECONDS, PDF_MIB, PDF_PAGES = 100, 12, 50, 3, 200, 20
LINES, IMPORT_SECONDS = 4000, 10


class Command(printing.Measurements):
    help = (
        "Time and queries of pages, autosave and documents; quality of the anonymity check. Uses a database of its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--requests", type=int, default=30, help="timed requests for each page")
        parser.add_argument("--months", type=int, default=timetable.MONTHS, help="months of the fictional council")

    def everything(self, folder: Path, options: dict[str, Any]) -> None:
        """Everything, one table after the other."""
        requests, months = int(options["requests"]), int(options["months"])
        begun, now = time.process_time(), clock.now()
        council = world.fill(clock.today(now), now, months=months)
        self.settled()
        took = ("Filling it took, in seconds of the processor", f"{time.process_time() - begun:.0f}")
        self.machine("Machine and data", [*world.size(), took])
        bare = measure.ask(council, pages.BARE, requests)
        self.pages(council, bare, requests)
        self.autosave(council, bare.series, requests)
        self.rows(council)
        self.papers(council, folder, bare.series)
        self.importing(folder, bare.series)
        self.anonymity()

    def pages(self, council: world.World, bare: measure.Asked, requests: int) -> None:
        """Each main page beside the bare one."""
        asked = [bare, *(measure.ask(council, page, requests) for page in pages.PAGES)]
        rows = [printing.page(each, bare.series, PAGE_MS, QUERIES) for each in asked]
        self.say(f"Pages, {requests} warm requests each", table(printing.page_heads(PAGE_MS, QUERIES), rows))

    def autosave(self, council: world.World, bare: Series, requests: int) -> None:
        """One answer saved while somebody types."""
        url = reverse("reg44:report_autosave", args=[council.reports["oxlip"].visit_id])
        series, queries, confirmed = measure.autosave(council, url, requests)
        times = printing.times(series, bare)
        row = ("Autosave of one answer", *times, queries, confirmed, verdict(series.p95, SAVE_MS))
        heads = ("What", "median ms", "p95 ms", "× bare", "queries", "confirmed", f"p95 ≤ {SAVE_MS}")
        self.say("Autosave", table(heads, [row]))

    def rows(self, council: world.World) -> None:
        """The number of queries does not grow with the number of rows."""
        rows = []
        for page in pages.ROWS_GROW:
            few, many = measure.with_rows(council, page)
            rows.append((page.title, few, many, "yes" if few == many else "no"))
        heads = ("Page", "queries", f"with {world.ROWS} rows more", "the same")
        self.say("Queries and rows", table(heads, rows))

    def papers(self, council: world.World, folder: Path, bare: Series) -> None:
        """A report of usual length and the large one as PDF, each in a process of its own."""
        from reg44.documents import content, kinds

        rows = []
        for title, report in (("A usual report", council.reports["marlpit"]), ("The large report", council.large)):
            begun = time.perf_counter()
            html = kinds.html(content.build(content.load(report.pk), draft=False))
            gathered = time.perf_counter() - begun
            file = folder / f"{report.pk}.html"
            file.write_text(html, encoding="utf-8")
            made = paper.measure(file)
            seconds = gathered + made.seconds
            aim = PDF_SECONDS * max(1, made.pages / PDF_PAGES)
            reached = [verdict(seconds, aim), verdict(made.peak, PDF_MIB * max(1, made.pages / PDF_PAGES))]
            figures = [made.pages, f"{seconds:.1f}", f"{made.peak:.0f}", f"{made.size / 1024:.0f}"]
            rows.append([title, *figures, f"{seconds * 1000 / bare.median:.0f}", *reached])
        heads = ("PDF", "pages", "seconds", "peak MiB", "KiB", "× bare", f"≤ {PDF_SECONDS} s", f"≤ {PDF_MIB} MiB")
        note = f"The aims are for {PDF_PAGES} pages; for a longer report they grow with its pages."
        self.say("Documents", table(heads, rows), "", note)

    def importing(self, folder: Path, bare: Series) -> None:
        """Ofsted's published file, taken over by its command; the second time changes nothing."""
        rows = [
            (which, f"{seconds:.1f}", f"{seconds * 1000 / bare.median:.0f}", said, verdict(seconds, IMPORT_SECONDS))
            for which, (seconds, said) in zip(("once", "again"), measure.importing(folder, LINES), strict=True)
        ]
        heads = (f"Ofsted’s file of {LINES:,} lines", "seconds", "× bare", "what it did", f"≤ {IMPORT_SECONDS} s")
        self.say("Import", table(heads, rows))

    def anonymity(self) -> None:
        """Recall and precision of the check for names, on texts it was not made from as well."""
        heads = ("Part and kind", "labelled", "found (recall)", "right (precision)")
        rows = [(f"{part}: {kind}", *rest) for part, kind, *rest in anonymity()]
        self.say("Anonymity check", table(heads, rows), "", "How it works and what the parts are: docs/anonymity.md.")
