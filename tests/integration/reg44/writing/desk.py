"""What the tests of the writing pages do again and again."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.urls import reverse

from questionnaires import answers as stored
from questionnaires.answers import Answers


class Writer:
    """A person at a client, with the report in question."""

    def __init__(self, client: Client, report: Any) -> None:
        self.client, self.report = client, report

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"reg44:{name}", args=[self.report.visit_id, *args])

    def get(self, name: str, *args: Any, query: str = "") -> Any:
        return self.client.get(self.url(name, *args) + query)

    def post(self, name: str, *args: Any, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.post(self.url(name, *args), data or {}, **more)

    def section(self, section: str, op_id: str = "a1", **data: Any) -> Any:
        """Post a section page; every answer is sent with the revision 0 unless ``rev__…`` says otherwise."""
        revs = {f"rev__{name}": "0" for name in data if "__" not in name and name not in ("then", "done")}
        return self.post("report_section", section, data={"op_id": op_id, **revs, **data})

    def autosave(self, *edits: Any) -> Any:
        return self.raw(json.dumps({"edits": list(edits)}))

    def raw(self, body: str | bytes) -> Any:
        return self.client.post(self.url("report_autosave"), body, content_type="application/json")

    @property
    def answers(self) -> Answers:
        return stored.load(self.report.response)

    def answer(self, key: str, row: str = "") -> Any:
        return self.answers.get(key, row)


def edit(
    text: Any, key: str = "premises_inside", row: str = "", op_id: str = "op1", rev: int = 0, **more: Any
) -> dict[str, Any]:
    """One edit of the autosave script."""
    return {"op_id": op_id, "key": key, "row": row, "base_rev": rev, "text": text, **more}
