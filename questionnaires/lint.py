"""What a well-formed file must still get right: size of pages, unique keys, conditions that point somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from questionnaires.parse import Fault, parse
from questionnaires.schema import (
    NONE_COLUMN,
    Checklist,
    Condition,
    Question,
    Questionnaire,
    Table,
    Text,
)
from questionnaires.types import TYPES
from questionnaires.types.writing import NumberType

MAX_INPUTS = 8
MAX_LABEL = 200
MAX_COLUMNS = 12
CITATION = re.compile(r"(?P<number>\d{1,2})(\(\d{1,2}\))?(\([a-z]{1,4}\))?")


def check(source: str, before: Questionnaire | None = None) -> tuple[Questionnaire | None, list[Fault]]:
    """Text of a file -> (questionnaire, every fault of parse and lint, by line). `before` is the version in force."""
    questionnaire, faults = parse(source)
    if questionnaire is not None:
        faults = sorted({*faults, *lint(questionnaire, before)})
    return questionnaire, faults


def lint(schema: Questionnaire, before: Questionnaire | None = None) -> list[Fault]:
    """Faults of a parsed questionnaire; with `before`, also what would break the meaning of old keys."""
    faults = [*_unique(schema), *_pages(schema), *_words(schema), *_conditions(schema), *_measures(schema)]
    if before is not None:
        faults += _against(schema, before)
    return faults


def _unique(schema: Questionnaire) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for section in schema.sections:
        names = [(section.id, section.line, "section")]
        names += [
            (block.key, block.line, "question or table") for block in section.blocks if not isinstance(block, Text)
        ]
        for name, line, what in names:
            place = f"{'s' if what == 'section' else 'k'}:{name}"
            if place in seen:
                text = f"The {what} “{name}” is already used in line {seen[place]}."
                yield Fault(line, text, "Give this one another key.")
            seen[place] = line
    for table in (block for section in schema.sections for block in section.lists):
        yield from _repeats([(column.key, column.line) for column in table.columns], f"column of “{table.key}”")
        if isinstance(table, Checklist):
            yield from _repeats([(row.key, row.line) for row in table.rows], f"row of “{table.key}”")
        for column in table.columns:
            if column.key == NONE_COLUMN:
                yield Fault(
                    column.line, "“none” cannot be a column.", "It is the answer “None this period”. Rename it."
                )
    for question in schema.each_question():
        yield from _repeats([(choice.key, question.line) for choice in question.choices], f"choice of “{question.key}”")
        if question.choices and len(question.choices) < 2:
            yield Fault(question.line, f"“{question.key}” has only one choice.", "Give at least two.")
    yield from _repeats([(rule.id, rule.line) for rule in schema.rules], "rule")


def _repeats(names: list[tuple[str, int]], what: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for name, line in names:
        if name in seen:
            yield Fault(line, f"The {what} “{name}” stands twice.", "Give this one another key.")
        seen.add(name)


def _pages(schema: Questionnaire) -> Iterator[Fault]:
    titles: dict[str, int] = {}
    for section in schema.sections:
        lists = len(section.lists)
        inputs = len(section.questions)
        if lists > 1:
            text = f"Section “{section.id}” has {lists} lists on one page."
            yield Fault(section.line, text, "Put each table or checklist into a section of its own.")
        if inputs + (1 if lists else 0) > MAX_INPUTS:
            text = f"Section “{section.id}” asks {inputs + (1 if lists else 0)} things on one page."
            yield Fault(section.line, text, f"Split it: at most {MAX_INPUTS} (an evidence question counts as one).")
        if section.title in titles:
            text = f"The title “{section.title}” is already used in line {titles[section.title]}."
            yield Fault(section.line, text, "Give each section its own title.")
        titles[section.title] = section.line
        for table in section.lists:
            if len(table.columns) > MAX_COLUMNS:
                text = f"“{table.key}” has {len(table.columns)} columns."
                yield Fault(table.line, text, f"Keep to {MAX_COLUMNS}, or nobody can read it in print.")


def _words(schema: Questionnaire) -> Iterator[Fault]:
    for question in schema.each_question():
        if len(question.label) > MAX_LABEL:
            yield Fault(question.line, f"The label of “{question.key}” is over {MAX_LABEL} characters.", "Shorten it.")
        yield from _hint(question.hint, question.line, question.key)
        yield from _citations(question.regs, question.line)
        if question.required_if and question.required:
            text = f"“{question.key}” is required and also has required_if."
            yield Fault(question.line, text, "Keep one of them.")
    for section in schema.sections:
        yield from _citations(section.regs, section.line)
        for block in section.lists:
            yield from _hint(block.hint, block.line, block.key)
            yield from _citations(block.regs, block.line)
        for table in section.tables:
            for name in set(table.row_title) - {column.key for column in table.columns}:
                text = f"row_title of “{table.key}” names “{name}”, which is no column."
                yield Fault(table.line, text, "Use the key of a column.")


def _hint(hint: str, line: int, key: str) -> Iterator[Fault]:
    if re.search(r"https?:|www\.", hint):
        yield Fault(line, f"The hint of “{key}” holds a link.", "Put the link into the guidance of the section.")
    if re.search(r"[.!?]\s+[A-Z]", hint):
        yield Fault(line, f"The hint of “{key}” has more than one sentence.", "Move the rest into the guidance.")


def _citations(regs: tuple[str, ...], line: int) -> Iterator[Fault]:
    for reg in regs:
        cited = CITATION.fullmatch(reg)
        if not cited or not 1 <= int(cited["number"]) <= 55:
            text = f"“{reg}” is no regulation of the Children’s Homes (England) Regulations 2015."
            yield Fault(line, text, "Write it like 12 or 12(2)(a); there are regulations 1 to 55.")


def _conditions(schema: Questionnaire) -> Iterator[Fault]:
    for section in schema.sections:
        for block in section.blocks:
            if isinstance(block, Text):
                continue
            columns = block.columns if isinstance(block, Table | Checklist) else ()
            for each in (block, *columns):
                needed = each.required_if if isinstance(each, Question) else None
                for condition in (each.show_if, needed):
                    if condition is not None:
                        yield from _refers(schema, condition, each.line, each)
    for rule in schema.rules:
        yield from _refers(schema, rule.when, rule.line, None)
        if schema.section(rule.section) is None:
            text = f"Rule “{rule.id}” leads to section “{rule.section}”, which does not exist."
            yield Fault(rule.line, text, "Use the id of a section.")
    yield from _circles(schema)


def _refers(schema: Questionnaire, condition: Condition, line: int, at: object) -> Iterator[Fault]:
    """Faults of one condition: does what it names exist, and can it ever be true?"""
    for part in condition.parts:
        yield from _refers(schema, part, line, at)
    if condition.op in ("all", "any", "not") or condition.of == "fact":
        return
    look: dict[str, Callable[[], object]] = {
        "not_examined": lambda: schema.section(condition.key),
        "rows_at_least": lambda: schema.table(condition.key),
        "rows_at_most": lambda: schema.table(condition.key),
    }
    full_key = condition.key
    if condition.of == "any_row":
        full_key = f"{condition.table}.{condition.key}"
    elif condition.of == "column":
        if not isinstance(at, Question) or not at.table:
            yield Fault(line, "A condition with “column” stands outside a table.", "Use “question”, or “any_row”.")
            return
        full_key = f"{at.table}.{condition.key}"
    target = look.get(condition.op, lambda: schema.question(full_key))()
    if target is None:
        yield Fault(line, f"A condition names “{full_key}”, which does not exist.", "Use a key of this file.")
    elif isinstance(target, Question):
        if target.table and condition.of == "question":
            yield Fault(line, f"“{full_key}” is a column.", "Use “column”, or “any_row” in a rule.")
        yield from _possible(target, condition, line)


def _possible(target: Question, condition: Condition, line: int) -> Iterator[Fault]:
    kind = TYPES[target.type]
    offered = (
        {choice.key for choice in getattr(kind, "choices", lambda q: ())(target)} if condition.op == "in" else set()
    )
    for value in condition.values:
        if offered and value not in offered:
            text = f"“{value}” is not an answer of “{target.full_key}”."
            yield Fault(line, text, f"Use one of: {', '.join(sorted(offered))}.")
    if condition.op in ("at_least", "at_most") and not isinstance(kind, NumberType):
        yield Fault(line, f"“{target.full_key}” is not a number.", "at_least and at_most need a number.")


def _names(condition: Condition, table: str) -> Iterator[str]:
    for part in condition.parts:
        yield from _names(part, table)
    if condition.of in ("question", "column") and condition.key:
        yield f"{table}.{condition.key}" if condition.of == "column" else condition.key


def _circles(schema: Questionnaire) -> Iterator[Fault]:
    """Questions that show each other: neither could ever be seen."""
    needs = {
        question.full_key: set(_names(question.show_if, question.table)) if question.show_if else set()
        for question in schema.each_question()
    }
    for question in schema.each_question():
        reached, waiting = set[str](), list(needs[question.full_key])
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting.extend(needs.get(name, ()))
        if question.full_key in reached:
            text = f"Whether “{question.full_key}” is shown depends on itself."
            yield Fault(question.line, text, "Remove one of the conditions.")


def _measures(schema: Questionnaire) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    found = [(question.measure, question.line) for question in schema.each_question() if question.measure]
    found += [(table.measure, table.line) for section in schema.sections for table in section.tables if table.measure]
    for name, line in found:
        if name in seen:
            yield Fault(line, f"The measure “{name}” is already used in line {seen[name]}.", "Give it another name.")
        seen[name] = line
    for question in schema.each_question():
        if question.measure and not TYPES[question.type].measurable:
            text = f"“{question.key}” cannot be a measure: {question.type} is no number."
            yield Fault(question.line, text, "Measures are numbers, yes/no questions and tables.")


def _against(schema: Questionnaire, before: Questionnaire) -> Iterator[Fault]:
    """A key never changes its meaning: same type, and no choice disappears or changes its words entirely."""
    if schema.key != before.key:
        yield Fault(1, f"The key is “{schema.key}”, not “{before.key}”.", "A new version keeps the key.")
    if schema.number <= before.number:
        text = f"Version {before.number} is already published."
        yield Fault(1, text, f"Write “number: {before.number + 1}”.")
    for question in schema.each_question():
        old = before.question(question.full_key)
        if old is None:
            continue
        if old.type != question.type:
            text = f"“{question.full_key}” was of type {old.type} and is now {question.type}."
            yield Fault(question.line, text, "Give the new question a new key; old reports keep the old one.")
        gone = {choice.key for choice in old.choices} - {choice.key for choice in question.choices}
        if old.type == question.type and gone:
            text = f"“{question.full_key}” loses the choices {', '.join(sorted(gone))}."
            yield Fault(question.line, text, "Keep them, or give the new question a new key.")
