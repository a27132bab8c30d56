"""The member's copy of an issued report: opinions and what follows from them, without initials, lists or small numbers.

For the councillor linked to the home (WS 8.5; domain.md 3): no child-level events, so nothing from any list is taken over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from django.conf import settings

from core.printed import Answer, Block, Chapter, Column, Fact, Facts, Grid, Printed, Prose, Row
from core.templatetags.portal import day, moment_words
from questionnaires import answers, definitions, render
from questionnaires.printed import blocks as printed_blocks
from reg44 import names
from reg44.documents import content
from reg44.documents.removing import Remover
from reg44.models import Recommendation, Report

HEADINGS: Final = {
    "opinion": "The independent person’s opinion",
    "good_practice": "Good practice, and what the children suggest",
    "concluding": "The independent person’s last word",
}
"""Sections that are taken over, with headings for this reader: those of the questionnaire speak to the visitor who fills it in."""
LABELS: Final = {
    "opinion_safeguarded": "Are the children effectively safeguarded?",
    "opinion_safeguarded_reasons": "Why the independent person thinks so",
    "opinion_wellbeing": "Does the way the home is run promote the children’s well-being?",
    "opinion_wellbeing_reasons": "Why the independent person thinks so",
    "good_practice": "What the home does well that others could learn from",
    "concluding_statement": "To everybody who reads the report",
}
NOTICE: Final = (
    "This copy is for the councillor linked to the home. It leaves out everything about a single child, all initials "
    "and all lists. It is confidential."
)


def build(report: Report) -> Printed:
    """The member's copy as it stands now."""
    visit, home = report.visit, report.visit.home
    schema = definitions.schema_of(report.response.version)
    found = answers.load(report.response)
    remove = Remover(home.pk, names.known(visit, report.period_to, names.confirmed(report, found)))
    nodes = [
        node
        for node in render.tree(schema, found, render.Mode.PRINT, sections=list(HEADINGS))
        if not isinstance(node, render.TableNode | render.Paragraphs)
    ]
    inside = [_without(block, remove) for block in printed_blocks(schema, _renamed(nodes))]
    month = f"{visit.month:%B %Y}"
    about = Fact("Date of visit", (day(visit.arrived_at) if visit.arrived_at else "",))
    issued = Fact("Issued", (moment_words(report.issued_at),))
    return Printed(
        title="Independent person’s report: member’s copy",
        about=(str(home), f"Regulation 44 visit, {month}"),
        council=settings.COUNCIL_NAME,
        running=f"{home}, {month}",
        mark="Member’s copy. Confidential.",
        facts=(Fact("Independent person", (visit.visitor.full_name,)), about, issued),
        notice=(content.LAW, NOTICE),
        chapters=(
            Chapter("What the independent person concluded", "c_opinion", tuple(inside)),
            _plan(report, remove),
        ),
        subject=f"Regulation 44 visit to {home}, {month}",
    )


def _renamed(nodes: Iterable[render.Node]) -> Iterator[render.Node]:
    """The nodes under the headings of this copy, counted anew: what was left out leaves no gap."""
    section = question = 0
    for node in nodes:
        match node:
            case render.Heading():
                section, question = section + 1, 0
                yield replace(node, number=section, title=HEADINGS[node.section])
            case render.Question():
                question += 1
                yield replace(node, ref=f"{section}.{question}", label=LABELS.get(node.key, node.label))
            case _:
                yield node


def _without(block: Block, remove: Remover) -> Block:
    match block:
        case Answer() | Prose():
            return replace(block, paragraphs=tuple(map(remove, block.paragraphs)))
        case Facts():
            return replace(
                block, rows=tuple(replace(row, paragraphs=tuple(map(remove, row.paragraphs))) for row in block.rows)
            )
    return block


def _plan(report: Report, remove: Remover) -> Chapter:
    kept = report.visit.recommendations.filter(removed_at=None).select_related("answer", "action").order_by("number")
    rows = tuple(_plan_row(each, remove) for each in kept)
    if not rows:
        return Chapter("What was recommended", "c_plan", (Prose(("No recommendation was made.",)),), new_page=False)
    labels = ("No.", "Recommendation", "Priority", "What the home will do", "By")
    columns = tuple(Column(label, width) for label, width in zip(labels, (10, 35, 15, 25, 15), strict=True))
    grid = Grid("Recommendations and the registered manager’s answers", columns, rows)
    return Chapter("What was recommended, and what the home will do", "c_plan", (grid,), new_page=False)


def _plan_row(each: Recommendation, remove: Remover) -> Row:
    answer = getattr(each, "answer", None)
    what: tuple[str, ...] = ("Not answered yet",)
    if answer is not None:
        what = content.text(remove(answer.what))
        if answer.accepted is False:
            what = ("Not accepted.", *what)
    by = day(answer.by_date) if answer is not None and answer.by_date else content.NOTHING
    return Row(((str(each.number),), content.text(remove(each.text)), (each.get_priority_display(),), what, (by,)))
