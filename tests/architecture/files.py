"""The files of the repository as git knows them, for the tests that read them all."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "actions",
    "audits",
    "core",
    "deadlines",
    "delivery",
    "governance",
    "homes",
    "inspections",
    "questionnaires",
    "records",
    "reg44",
    "reg45",
    "voice",
)
PACKAGES = (*APPS, "qa_portal")
CODE = {".py", ".html", ".css", ".js"}
WORDS = CODE | {".md", ".yaml", ".yml", ".toml", ".txt", ".sh", ".json", ".conf", ".lock", ".svg", ""}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file under version control that still exists, in order."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := ROOT / name).is_file())


@cache
def text(path: Path) -> str:
    """A file's text; bytes that are no text are replaced."""
    return path.read_text(errors="replace")


def ours(*suffixes: str, under: tuple[str, ...] = ()) -> list[Path]:
    """Tracked files with one of the suffixes, in one of the top-level folders when named."""
    wanted = [path for path in tracked() if path.suffix in suffixes]
    return [path for path in wanted if not under or path.relative_to(ROOT).parts[0] in under]


def where(path: Path, line: int) -> str:
    """“folder/file.py:12”, as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"


def lines_with(pattern, paths: list[Path]) -> list[str]:
    """Every line that the compiled pattern finds, with its place."""
    return [
        f"{where(path, text(path).count(chr(10), 0, found.start()) + 1)}: {found.group(0).strip()}"
        for path in paths
        for found in pattern.finditer(text(path))
    ]
