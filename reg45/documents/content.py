"""The whole review as one printed document: particulars, every section, the plan, who was heard, evidence, signatures, seal.

Nothing here decides anything: it reads the record as it stands. The PDF and the Word file are made from what comes out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from itertools import groupby
from typing import Final

from django.conf import settings

from core import citing, genuine, seals
from core.printed import Block, Box, Chapter, Column, Fact, Facts, Grid, Heading, Printed, Prose, Row, Signed
from core.templatetags.portal import day, moment_words
from homes.roles import Role
from questionnaires import definitions, render
from questionnaires.printed import blocks
from questionnaires.types.base import paragraphs
from reg45 import evidence, sealing
from reg45.models import Review
from reg45.sealing import Record

LAW: Final = (
    "This review is made under regulation 45 of the Children’s Homes (England) Regulations 2015. The registered person reviews "
    "the quality of care at least once every six months and seeks the opinions of children, their parents, placing authorities "
    "and staff."
)
PRIVATE: Final = (
    "It may hold information about children. Children and staff are named by initials only. Keep it safe, share it only "
    "with people who need it, and destroy it safely."
)
NOTHING: Final = "–"
CLOSED: Final = "Only those who may open the record read more."


def load(review_id: int) -> Review:
    """The review with what its first page needs. Raises Review.DoesNotExist."""
    rows = Review.objects.select_related("home", "response__version", "completed_by", "approved_by")
    return rows.defer("response__version__source").get(pk=review_id)


def build(review: Review) -> Printed:
    """The document of a review as it stands now; one that is not approved is marked as a draft on every page."""
    record = sealing.load(review)
    shown = evidence.shown(record.items, closed=evidence.closed(record.items))
    home, period = record.names["home"], f"{day(review.period_from)} to {day(review.period_to)}"
    return Printed(
        title="Review of the quality of care",
        about=(home, f"Regulation 45 review, {period}"),
        council=settings.COUNCIL_NAME,
        running=f"{home}, {period}",
        mark=_mark(record),
        facts=tuple(_cover(record)),
        notice=(LAW, PRIVATE),
        chapters=(
            *_answers(record),
            _plan(record),
            _heard(record, shown),
            _evidence(shown),
            *_addenda(record),
            _signatures(record),
        ),
        draft=not review.sealed,
        subject=f"Regulation 45 review of {home}, {period}",
        cites=frozenset(item.number for item in record.items),
    )


def revision(printed: Printed, review: Review) -> str:
    """Hash of the words and of the counts that only grow, so that going back to earlier words is a new revision."""
    revs = sum(review.response.answers.values_list("rev", flat=True))
    text = "\x1f".join((*printed.texts(), str(revs), str(review.version), review.state))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def made_at(review: Review) -> dt.datetime:
    """The moment (UTC) that stands in the properties of a Word file: when the words reached their state."""
    return review.approved_at or review.completed_at or review.begun_at


def _text(value: str) -> tuple[str, ...]:
    return tuple(paragraphs(value)) or (NOTHING,)


def _mark(record: Record) -> str:
    seal = record.seals.get(sealing.APPROVED)
    if seal is None or not record.review.sealed:
        return "Draft. The responsible individual has not approved it."
    return f"Sealed {moment_words(seal.at)}. Code {seals.short(seal)}"


def _cover(record: Record) -> list[Fact]:
    review, names = record.review, record.names
    rows = [
        ("Home", f"{names['home']}, Ofsted number {names['urn']}"),
        ("Time looked at", f"{day(review.period_from)} to {day(review.period_to)}"),
        ("Actions in the plan", str(len(record.standing) or "None yet")),
        ("Items of evidence", str(len(record.items) or "None")),
    ]
    if review.completed_at:
        rows.append(
            ("Completed", f"{moment_words(review.completed_at)}, by {names['completed_by']}, registered manager")
        )
    if (signature := record.signature(sealing.APPROVED)) is not None:
        rows.append(("Approved", f"{moment_words(signature.at)}, by {signature.name}, responsible individual"))
    return [Fact(label, (words,)) for label, words in rows]


def _answers(record: Record) -> list[Chapter]:
    schema = definitions.schema_of(record.review.response.version)
    by_section: dict[str, list[render.Node]] = {}
    current = ""
    for node in render.tree(schema, record.answers, render.Mode.PRINT):
        current = node.section if isinstance(node, render.Heading) else current
        by_section.setdefault(current, []).append(node)
    titles = {"Begin": "Summary", "Finish": "What is needed"}
    chapters = []
    for index, (group, members) in enumerate(groupby(schema.sections, key=lambda section: section.group)):
        inside: list[Block] = []
        for section in members:
            inside += blocks(schema, by_section.get(section.id, []))
        chapters.append(Chapter(titles.get(group, group), f"c_{index}", tuple(inside), new_page=index == 0))
    return chapters


def _plan(record: Record) -> Chapter:
    if not record.standing:
        return Chapter("Plan", "c_plan", (Prose(("No action is planned yet.",)),), new_page=False)
    labels = (("No.", 10), ("What will be done", 45), ("Regulation", 15), ("Who", 15), ("By when", 15))
    rows = tuple(
        Row(
            (
                (str(row.number),),
                _text(row.text),
                (row.standard or NOTHING, f"{row.get_priority_display()} priority"),
                (row.owner,),
                (day(row.act_by) if row.act_by else NOTHING,),
            )
        )
        for row in record.standing
    )
    grid = Grid("What the home will do (regulation 45(3))", tuple(Column(*each) for each in labels), rows)
    return Chapter("Plan", "c_plan", (grid,), new_page=False)


def _heard(record: Record, shown: list[evidence.Shown]) -> Chapter:
    labels = (("Group", 30), ("Asked", 15), ("Answered", 15), ("Heard", 40))
    rows = tuple(
        Row(((each.name,), (each.asked_words,), (each.answered_words,), _how_heard(each)))
        for each in evidence.groups(shown, record.answers)
    )
    grid = Grid("The four groups of regulation 45(5)", tuple(Column(*each) for each in labels), rows)
    return Chapter("Who was heard", "c_heard", (grid,), new_page=False)


def _how_heard(group: evidence.Group) -> tuple[str, ...]:
    if group.heard:
        return ("Yes",)
    few = f"{group.in_surveys} answered surveys; too few to show anybody’s answers." if group.few else ""
    return tuple(text for text in ("No.", few, *paragraphs(group.why_not)) if text)


def _evidence(shown: list[evidence.Shown]) -> Chapter:
    inside: list[Block] = []
    if not shown:
        inside.append(Prose(("The portal held no evidence for this time.",)))
    figures = evidence.figures(shown)
    for source, known in evidence.by_source(figures):
        inside.append(Facts(tuple(Fact(each.label, (each.words,)) for each in known), f"Figures: {source}"))
    if different := evidence.differences(figures):
        facts = tuple(
            Fact(each.first.label, (f"{each.first.source}: {each.first.words}. {each.source}: {each.words}.",))
            for each in different
        )
        inside += [
            Facts(facts, "Where two sources differ"),
            Prose(tuple(dict.fromkeys(each.why for each in different))),
        ]
    columns = tuple(Column(label, width) for label, width in (("No.", 10), ("What it is", 30), ("What it says", 60)))
    for provider, some in evidence.by_provider(shown):
        inside.append(Grid(provider, columns, tuple(map(_item, some))))
    return Chapter("Evidence", "c_evidence", tuple(inside))


def _item(row: evidence.Shown) -> Row:
    said = list((CLOSED,) if row.closed else _text(row.now.text))
    if row.gone:
        said.insert(0, "The record no longer says this. It does not count.")
    cells = ((str(row.number),), (row.now.heading, *(() if row.closed else (day(row.now.on),))), tuple(said))
    before = tuple(Fact(f"Before, gathered {moment_words(each.at)}", _text(each.text)) for each in row.before)
    return Row(cells, before, anchor=citing.anchor(row.number))


def _addenda(record: Record) -> list[Chapter]:
    inside: list[Block] = []
    for each in (row for row in record.addenda if row.approved_at is not None):
        inside += [
            Heading(f"Addendum {each.number}", f"s_addendum_{each.number}"),
            Prose(_text(each.text)),
            Facts(
                (
                    Fact("Reason", _text(each.reason)),
                    Fact("Written by", (f"{each.written_by}, {moment_words(each.written_at)}",)),
                    Fact("Approved by", (f"{each.approved_by}, {moment_words(each.approved_at)}",)),
                )
            ),
        ]
    return [Chapter("Additions after approval", "c_addenda", tuple(inside), new_page=False)] if inside else []


def _signatures(record: Record) -> Chapter:
    title, name = "Signature and seal", "c_signatures"
    if not record.signatures or not record.review.sealed:
        return Chapter(title, name, (Prose(("This is a draft. Nobody has signed it.",)),), new_page=False)
    inside: list[Block] = [
        Signed(
            name=each.name,
            role=f"{Role(each.role).label}; {_did(each.purpose)}",
            when=moment_words(each.at),
            how=f"Confirmed with {each.method}.",
            declared=tuple(str(sentence) for sentence in each.declared),
        )
        for each in record.signatures
    ]
    inside.append(
        Box(
            "Is this review genuine?",
            (f"Go to {genuine.address()} and enter the code, or give this file to compare.",),
        )
    )
    rows = tuple(
        Fact(
            purpose.replace(":", " ").capitalize(),
            (f"Code {seals.short(seal)}, sealed {moment_words(seal.at)}", f"Fingerprint (SHA-256) {seal.sha256}"),
        )
        for purpose, seal in record.seals.items()
    )
    return Chapter(title, name, (*inside, Facts(rows, "Seals")), new_page=False)


def _did(purpose: str) -> str:
    return "approved the review" if purpose == sealing.APPROVED else "approved an addendum"
