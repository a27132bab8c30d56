"""Questionnaire files of the installed apps: found like templates, under <app>/definitions/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps

from questionnaires import canonical
from questionnaires.lint import check
from questionnaires.models import Version
from questionnaires.parse import BadFile
from questionnaires.schema import Questionnaire

NAME = re.compile(r"(?P<key>[a-z][a-z0-9_]*)\.v(?P<number>\d+)\.yaml")


def find() -> dict[str, list[Path]]:
    """Key -> files, lowest version first."""
    found: dict[str, list[tuple[int, Path]]] = {}
    for config in apps.get_app_configs():
        for path in (Path(config.path) / "definitions").glob("*.yaml"):
            match = NAME.fullmatch(path.name)
            if match:
                found.setdefault(match["key"], []).append((int(match["number"]), path))
    return {key: [path for _, path in sorted(files)] for key, files in sorted(found.items())}


def source(key: str, number: int | None = None) -> str:
    """Text of a file: that version, or the highest. Raises KeyError when there is none."""
    for path in reversed(find()[key]):
        if number is None or path.name.endswith(f".v{number}.yaml"):
            return path.read_text(encoding="utf-8")
    raise KeyError(f"{key}.v{number}")


def load(key: str, number: int | None = None) -> Questionnaire:
    """The schema in the file of that key. Raises KeyError when there is none, BadFile when it has faults."""
    questionnaire, faults = check(source(key, number))
    if questionnaire is None or faults:
        raise BadFile(key, faults)
    return questionnaire


_KEPT: dict[str, tuple[Questionnaire, str]] = {}


def _kept(version: Version) -> tuple[Questionnaire, str]:
    if version.sha256 not in _KEPT:
        if len(_KEPT) > 200:
            _KEPT.clear()
        text = version.canonical
        _KEPT[version.sha256] = (canonical.decode(text), canonical.sha256(text))
    return _KEPT[version.sha256]


def schema_of(version: Version) -> Questionnaire:
    """The schema of a stored version; kept in memory by its hash, so a warm process asks the database nothing."""
    return _kept(version)[0]


def ever_published(keys: Iterable[str]) -> Iterator[Questionnaire]:
    """The schemas of every version of these questionnaires that was ever published, the newest first; one query in a warm process."""
    rows = Version.objects.filter(questionnaire__key__in=keys).exclude(state=Version.State.DRAFT)
    for version in rows.defer("source", "canonical").order_by("-number", "-pk"):
        yield schema_of(version)


def fingerprint(version: Version) -> str:
    """SHA-256 of the stored text that ``schema_of`` was read from: what is shown, whatever the version says of itself."""
    return _kept(version)[1]
