"""Schema <-> canonical JSON: how a version is kept. Old versions are read from this, so a stricter parser cannot hurt them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

from questionnaires import schema as parts

KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        parts.Choice,
        parts.Condition,
        parts.Question,
        parts.Table,
        parts.CheckRow,
        parts.Checklist,
        parts.Text,
        parts.Section,
        parts.Rule,
        parts.Questionnaire,
    )
}


def dumps(value: Any) -> str:
    """Any JSON value as canonical text: sorted keys, no spaces, UTF-8 as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def encode(questionnaire: parts.Questionnaire) -> str:
    """The questionnaire as canonical JSON text; what equals its default is left out."""
    return dumps(_plain(questionnaire))


def decode(text: str) -> parts.Questionnaire:
    """The questionnaire of `encode`. Raises KeyError or TypeError for a text that `encode` did not make."""
    found = _built(json.loads(text))
    if not isinstance(found, parts.Questionnaire):
        raise TypeError("not a questionnaire")
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    found: dict[str, Any] = {"": type(value).__name__}
    for each in dataclasses.fields(value):
        item = getattr(value, each.name)
        if each.default is dataclasses.MISSING or item != each.default:
            found[each.name] = _plain(item)
    return found


def _built(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_built(item) for item in value)
    if isinstance(value, dict):
        fields = {name: _built(item) for name, item in value.items() if name}
        return KINDS[value[""]](**fields)
    return value
