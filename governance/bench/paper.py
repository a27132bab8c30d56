"""One PDF in a process of its own: ``python -m governance.bench.paper FILE`` prints seconds, peak memory in MiB and pages as JSON."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Paper:
    """What one PDF took: seconds of rendering, MiB at the peak of its process, pages, bytes."""

    seconds: float
    peak: float
    pages: int
    size: int


def peak_of(status: str) -> float:
    """Peak resident memory in MiB, from the text of /proc/self/status (0 where the system does not tell)."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def measure(html: Path) -> Paper:
    """Make the PDF of this HTML file in a new process."""
    command = [sys.executable, "-m", "governance.bench.paper", str(html)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    return Paper(**json.loads(done.stdout.splitlines()[-1]))


def main(path: str) -> None:
    """In the new process: everything is loaded first, as in a worker that has made a document before."""
    import django

    django.setup()
    from core import pdf

    html = Path(path).read_text(encoding="utf-8")
    pdf.render("<!doctype html><html lang='en'><title>Warm</title><p>Warm</p></html>")
    begun = time.perf_counter()
    made = pdf.render(html)
    seconds = time.perf_counter() - begun
    status = Path("/proc/self/status")
    peak = peak_of(status.read_text()) if status.exists() else 0.0
    result = {"seconds": seconds, "peak": peak, "pages": made.pages or 0, "size": len(made.content)}
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qa_portal.settings")
    main(sys.argv[1])
