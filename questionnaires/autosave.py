"""What every page that saves while people type speaks with its script: edits in, what became of each out (docs/questionnaires.md)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse, RawPostDataException
from django.middleware.csrf import get_token

from core.middleware import plain
from core.refusal import Refused
from questionnaires.schema import Question, Questionnaire
from questionnaires.services import Saved
from questionnaires.types import Value, type_of

MAX_EDITS = 50
Save = Callable[..., tuple[Saved, int | None]]


def answer(request: HttpRequest, edit: Callable[[dict[str, Any]], dict[str, Any]]) -> JsonResponse:
    """GET: a fresh form token for a page that outlived a sign-in. POST: edits as JSON, each with its own answer by ``edit``.

    An edit is {op_id, key, row, base_rev, text} (``text`` a list for several choices). 409 when one clashes or is refused.
    """
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    results = [edit(each) for each in _edits(request)]
    well = all(result["state"] == "saved" for result in results)
    return JsonResponse({"results": results}, status=200 if well else 409)


def _edits(request: HttpRequest) -> list[dict[str, Any]]:
    """The edits of the request; whatever is no edit is left out."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException):
        return []
    edits = body.get("edits") if isinstance(body, dict) else None
    return [edit for edit in edits if isinstance(edit, dict)][:MAX_EDITS] if isinstance(edits, list) else []


def place_of(edit: dict[str, Any]) -> dict[str, str]:
    """Id of the save, full key and row, as plain text."""
    return {name: plain(str(edit.get(name, ""))) for name in ("op_id", "key", "row")}


def save(schema: Questionnaire, edit: dict[str, Any], do: Save, clash_url: Callable[[int], str]) -> dict[str, Any]:
    """Save one edit by ``do`` (as services.save_edit, without ``by`` and ``now``) and say what became of it."""
    place, rev = place_of(edit), edit.get("base_rev")
    try:
        saved, clash = do(
            **place,
            value=edit.get("text"),
            base_rev=min(max(rev, 0), 10**9) if isinstance(rev, int) else 0,
            after=plain(str(edit.get("after", ""))),
        )
    except Refused as refusal:
        return refused(place, refusal)
    question = schema.question(place["key"])
    told: dict[str, Any] = place | {"state": "saved", "rev": saved.rev, "hash": saved.hash}
    if question is not None and (edit.get("echo") or question.type == "date"):
        told["text"] = _text(question, saved.value)
    if clash is not None:
        told |= {"state": "clash", "url": clash_url(clash)}
    return told


def refused(place: dict[str, str], refusal: Refused) -> dict[str, Any]:
    """What the script is told of a refusal."""
    return place | {"state": "refused", "code": refusal.code, "reason": refusal.reason}


def _text(question: Question, value: Value) -> str:
    return type_of(question).text_form(value)


def op_id(text: str) -> str:
    """The id of a posted page's effect; nonsense is replaced, so that the save is still made."""
    return text if text.isalnum() and text.isascii() and len(text) <= 40 else "page"


def number(text: str, *, digits: int = 9) -> int:
    """A revision or a key from a page; nonsense counts as 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < digits else 0
