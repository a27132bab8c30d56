"""Specimen reports, made by the real services: every field that can be typed filled with a word of its own; and a long one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import questionnaires.services as engine
from questionnaires import answers, definitions
from questionnaires.models import Response
from questionnaires.schema import Checklist, Condition, Question, Questionnaire, Table
from questionnaires.types import type_of
from reg44.models import Report
from reg44.services import closing, copies, manager, sending, visits
from tests import reports
from tests.reports import ARRIVED, BOTH, DAY, HOUR

TYPED = {"text", "short_text", "number", "time", "date", "person_initials"}
LEFT = ARRIVED + 2 * HOUR
LONG = (
    "The home was calm when I came. Staff spoke with the children in a friendly way and knew what each of them needed. "
    "I read the log, the plan and the notes of the last meeting, and I asked two members of staff how they had used them. "
    "What they said agreed with what I read. One child showed me their room and told me that they feel safe here. "
)
ODD = (
    "A" * 300,
    "הילד אמר לי שהוא מרגיש כאן בטוח, והצוות מקשיב לו.",
    "قال لي الطفل إنه يشعر بالأمان هنا وإن الموظفين يستمعون إليه.",
    "The child drew a smile 🙂 and wrote “thank you” ✔.",
    "<script>alert(1)</script> & <img src=http://example.invalid/x.png> =1+1",
)


@dataclass
class Tokens:
    """Words that occur nowhere else, each remembered with the field it was typed into."""

    found: dict[str, str] = field(default_factory=dict)

    def new(self, where: str) -> str:
        """A new word for that field."""
        token = f"zq{len(self.found):04d}x"
        self.found[token] = where
        return token

    def value(self, question: Question, where: str) -> str:
        """Something that this type of question holds, with a word of its own where it holds words."""
        fixed = {"time": "2:30pm", "date": "2027-03-01", "person_initials": "Q.Z.", "number": "3"}
        return fixed.get(question.type) or f"seen {self.new(where)} here"


def begun(cast) -> Report:
    """A report just begun; the visit is over."""
    report = reports.make_report(cast, filled=False)
    visits.leave(visit=report.visit, left_at=LEFT, by=cast.visitor, now=LEFT)
    return report


def fill_every_field(response: Response, by, tokens: Tokens) -> None:
    """Type into every field of the definition through the engine's services; choices open whatever depends on them."""
    schema = definitions.schema_of(response.version)
    before = answers.load(response)
    number = 0

    def save(question: Question, row: str, where: str) -> None:
        nonlocal number
        number += 1
        key = question.full_key
        value = tokens.value(question, where) if question.type in TYPED else opening(schema, question)
        engine.save_answer(
            response=response,
            key=key,
            row=row,
            value=value,
            op_id=f"fill-{number}",
            base_rev=before.rev(key, row),
            by=by,
            now=LEFT,
        )

    for section in schema.sections:
        for block in section.blocks:
            if isinstance(block, Question):
                save(block, "", block.key)
            elif isinstance(block, Table):
                row = engine.add_row(response=response, table=block.key, op_id=f"row-{block.key}", by=by, now=LEFT)
                for ulid in (*before.rows(block.key), row.ulid):
                    for column in block.columns:
                        save(column, ulid, column.full_key)
            elif isinstance(block, Checklist):
                for check in block.rows:
                    for column in block.columns:
                        save(column, check.key, f"{column.full_key}/{check.key}")
    complete(response, by)


def complete(response: Response, by) -> None:
    """The writer says of every section that it is done, and has checked what was carried over."""
    schema = definitions.schema_of(response.version)
    response.answers.update(carried_from="")
    engine.bulk_fill(response=response, complete=[section.id for section in schema.sections], by=by, now=LEFT)


def opening(schema: Questionnaire, question: Question) -> str | list[str]:
    """The answer of a choice that shows the most: whatever a condition elsewhere waits for, else the first."""
    choices = [choice.key for choice in type_of(question).choices(question)]
    if question.type == "choices":
        return choices
    if question.key in {"conflict_found", "opinion_safeguarded", "opinion_wellbeing"}:
        return "yes"
    waiting = (each.show_if for each in schema.each_question() if each.show_if is not None)
    wanted = (value for condition in waiting for value in _values(condition, question))
    return next((value for value in wanted if value in choices), choices[0])


def _values(condition: Condition, question: Question) -> list[str]:
    if condition.parts:
        return [value for part in condition.parts for value in _values(part, question)]
    return list(condition.values) if condition.key == question.key and condition.op == "in" else []


def fill_long(response: Response, by) -> None:
    """Deliberately long: narratives of 2,000 words, 40 rows, words of 300 letters, other scripts, emoji."""
    schema = definitions.schema_of(response.version)
    before = answers.load(response)
    narrative = "\n\n".join([LONG * 4] * 8)
    texts = iter((narrative, "\n\n".join(ODD)))
    values: list[tuple[str, str, object]] = []
    rows: list[tuple[str, dict[str, object]]] = []
    for section in schema.sections:
        for block in section.blocks:
            if isinstance(block, Question):
                free = block.type == "text" and not before.stored(block.full_key)
                values.append((block.full_key, "", next(texts, LONG) if free else _cell(schema, block, 0)))
            elif isinstance(block, Table):
                many = 40 if block.key == "restraints" else 3
                values += [
                    (each.full_key, at, _cell(schema, each, 0))
                    for at in before.rows(block.key)
                    for each in block.columns
                ]
                rows += [
                    (block.key, {column.key: _cell(schema, column, at) for column in block.columns})
                    for at in range(many)
                ]
            elif isinstance(block, Checklist):
                places = [(column, check.key) for check in block.rows for column in block.columns]
                values += [(column.full_key, row, _cell(schema, column, 1)) for column, row in places]
    values = [value for value in values if not before.stored(value[0], value[1])]
    engine.bulk_fill(response=response, answers=values, rows=rows, by=by, now=LEFT)
    complete(response, by)


def _cell(schema: Questionnaire, question: Question, at: int) -> object:
    if question.type == "text":
        return "B" * 300 if at == 2 else LONG
    if question.type == "short_text":
        return "C" * min(60, question.max_length) if at == 2 else "A note"
    return Tokens().value(question, "") if question.type in TYPED else opening(schema, question)


def sign(report: Report, cast, tokens: Tokens, *, recommendations: int = 3, words: str = "") -> Report:
    """Take the report through its whole life, with a word of its own in every other field that can be typed."""
    visitor, boss, now = cast.visitor, cast.manager, LEFT
    for number in range(1, recommendations + 1):
        reports.recommend(
            report,
            visitor,
            now,
            number,
            text=f"Mend what {tokens.new('recommendation.text')} says. {words}",
            measure=f"It is {tokens.new('recommendation.measure')}.",
            priority=("high", "medium", "low")[number % 3],
        )
    now += DAY
    report = sending.send(report=report, declared=BOTH, by=visitor, now=now)
    for number in range(2):
        manager.add_comment(
            report=report,
            key="premises_inside",
            about="fact",
            correct=f"It was {tokens.new('comment.correct')}.",
            evidence=f"The {tokens.new('comment.evidence')}.",
            op_id=f"comment:{number}",
            by=boss,
            now=now,
        )
    report = manager.send_comments(report=report, by=boss, now=now)
    for number, comment in enumerate(report.accuracy_comments.all()):
        closing.decide_comment(
            comment=comment,
            decision=("accepted", "declined")[number],
            reason=f"Because {tokens.new('comment.reason')}.",
            by=visitor,
            now=now,
        )
    key, changed = "premises_outside", f"The gate is {tokens.new('changed after the draft')}."
    rev = answers.load(report.response).rev(key)
    engine.save_answer(
        response=report.response, key=key, value=changed, op_id="late", base_rev=rev, by=visitor, now=now
    )
    now += DAY
    report = closing.finalise(report=report, declared=reports.READ_OWN, by=visitor, now=now)
    report = copies.issue(report=report, by=visitor, now=now)
    for row in report.recommendations.filter(removed_at=None):
        manager.save_answer(
            recommendation=row,
            accepted=True,
            what=f"We do {tokens.new('answer.what')}. {words}",
            who=f"Deputy {tokens.new('answer.who')}",
            by_date=dt.date(2027, 4, 5),
            comments=f"Also {tokens.new('answer.comments')}.",
            evidence=f"See {tokens.new('answer.evidence')}.",
            by=boss,
            now=now,
        )
        said = f"I say {tokens.new('supervisor')}."
        closing.comment_as_supervisor(recommendation=row, text=said, by_date=dt.date(2027, 4, 9), by=cast.ri, now=now)
    manager.save_narrative_response(report=report, text=f"We add {tokens.new('narrative')}.", by=boss, now=now)
    manager.submit_plan(report=report, by=boss, now=now)
    report = closing.sign_off(report=report, declared=reports.READ_CONTENT, by=cast.ri, now=now + DAY)
    added, why = f"To add: {tokens.new('addendum.text')}.", f"Since {tokens.new('addendum.reason')}."
    addendum = closing.write_addendum(report=report, text=added, reason=why, by=visitor, now=now + DAY)
    closing.approve_addendum(addendum=addendum, by=cast.qa_officer, now=now + DAY)
    return report
