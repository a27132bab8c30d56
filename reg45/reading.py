"""The words of a review as a page shows them: nodes of the questionnaire, with citations as links to the evidence."""

from __future__ import annotations

from typing import Any

from core import citing
from questionnaires import definitions, render
from questionnaires.answers import Answers
from reg45.models import Review


def nodes(review: Review, answers: Answers, known: set[int]) -> list[dict[str, Any]]:
    """Each node with the template that draws it; a question's paragraphs are cut at citations of ``known`` numbers."""
    schema = definitions.schema_of(review.response.version)
    found: list[dict[str, Any]] = []
    for node in render.tree(schema, answers, render.Mode.SCREEN):
        drawn: dict[str, Any] = {"node": node, "template": f"questionnaires/nodes/{node.template}"}
        if isinstance(node, render.Question):
            drawn["template"] = "reg45/parts/answer.html"
            drawn["paragraphs"] = [citing.pieces(text, known) for text in node.paragraphs]
        found.append(drawn)
    return found


def headings(drawn: list[dict[str, Any]]) -> list[render.Heading]:
    """The sections, for the contents of the page."""
    return [each["node"] for each in drawn if isinstance(each["node"], render.Heading)]
