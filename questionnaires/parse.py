"""YAML text -> schema, with every problem named by line and what to do. Never raises on bad input.

The file is composed to nodes and walked by hand: so each word keeps its line, double keys are seen, and `yes`, `no`,
dates and octal numbers stay the words they are. Anchors and deep nesting are refused before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from .schema import (
    AUDIENCES,
    EVIDENCE_CHOICES,
    SEVERITIES,
    Block,
    Checklist,
    CheckRow,
    Choice,
    Condition,
    Question,
    Questionnaire,
    Rule,
    Section,
    Table,
    Text,
)
from .types import TYPES

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
KEY_ADVICE = "Use small letters, digits and _, starting with a letter, up to 60 characters."


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in a file: where (line from 1), what, and what to do."""

    line: int
    text: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text} {self.remedy}"


class BadFile(Exception):
    """A definition with faults was used where only a good one will do."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        self.name, self.faults = name, faults
        super().__init__("\n".join(f"{name}, {fault}" for fault in faults))


Found = tuple[Questionnaire | None, list[Fault]]


def parse(source: str) -> Found:
    """Text of a file -> (questionnaire, faults). The questionnaire is None where a fault hides its shape."""
    fault = _unsafe(source)
    if fault:
        return None, [fault]
    node = yaml.compose(source, Loader=yaml.SafeLoader)
    if node is None:
        return None, [Fault(1, "The file is empty.", "Begin with “key:”, “number:”, “title:” and “sections:”.")]
    reader = _Reader()
    questionnaire = reader.questionnaire(node)
    return (None if reader.broken else questionnaire), sorted(set(reader.faults))


def _unsafe(source: str) -> Fault | None:
    """Refuses what cannot be composed safely: too large, broken YAML, anchors, tags, deep nesting, two documents."""
    if len(source) > MAX_BYTES:
        return Fault(1, "The file is larger than 1 MB.", "A questionnaire is far smaller. Is this the right file?")
    depth, documents = 0, 0
    try:
        for event in yaml.parse(source, Loader=yaml.SafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                return Fault(line, "Anchors and references (& and *) are not allowed.", "Write the words out again.")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
            if depth > MAX_DEPTH:
                return Fault(line, "Lists within lists go too deep.", "Check the indentation of this line.")
            if documents > 1:
                return Fault(line, "A second document begins here (---).", "Keep one questionnaire in one file.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Fault(
            mark.line + 1 if mark else 1,
            f"The file cannot be read here ({error.problem or error.context}).",
            "Check indentation, colons and quotation marks on this line and the one above.",
        )
    except (yaml.YAMLError, ValueError) as error:
        return Fault(1, f"The file cannot be read ({type(error).__name__}).", "Remove characters that cannot be seen.")
    return None


def line_of(node: yaml.Node) -> int:
    """Line of a node, from 1."""
    return int(node.start_mark.line) + 1


class _Map:
    """A mapping node under reading: each word is taken once, what is left over is a fault."""

    def __init__(self, reader: _Reader, node: yaml.Node, what: str) -> None:
        self.reader, self.what, self.line = reader, what, line_of(node)
        self.items: dict[str, yaml.Node] = {}
        self.lines: dict[str, int] = {}
        if not isinstance(node, yaml.MappingNode):
            reader.fault(node, f"{what} must be written as “word: value” lines.", "See docs/questionnaires.md.", True)
            return
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if key in self.items:
                reader.fault(key_node, f"“{key}” stands twice in {what}.", "Keep one of them.")
                continue
            self.items[key] = value_node
            self.lines[key] = line_of(key_node)

    def take(self, key: str) -> yaml.Node | None:
        return self.items.pop(key, None)

    def text(self, key: str, *, needed: bool = False, default: str = "", most: int = 2000) -> str:
        """One plain text."""
        node = self.take(key)
        if node is None:
            if needed:
                self.reader.add(self.line, f"{self.what} has no “{key}”.", f"Add “{key}: …”.", True)
            return default
        return self.reader.scalar(node, f"“{key}” of {self.what}", most)

    def key(self, key: str, *, default: str = "") -> str:
        """A key: small letters, digits, _."""
        node = self.items.get(key)
        value = self.text(key, needed=not default, default=default)
        if node is not None and not KEY.fullmatch(value):
            self.reader.fault(node, f"“{value}” cannot be used as a key.", KEY_ADVICE)
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        node = self.items.get(key)
        value = self.text(key)
        if node is None:
            return default
        if value not in ("true", "false"):
            self.reader.fault(node, f"“{key}” must be true or false.", "Write true or false, without quotes.")
        return value == "true"

    def number(self, key: str, default: int | None = None, *, needed: bool = False) -> int | None:
        node = self.items.get(key)
        value = self.text(key, needed=needed)
        if node is None:
            return default
        if not re.fullmatch(r"-?\d{1,9}", value, re.ASCII):
            self.reader.fault(node, f"“{key}” must be a whole number.", "Write digits only.")
            return default
        return int(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of plain texts; one text alone counts as a list of one."""
        node = self.take(key)
        if node is None:
            return ()
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(self.reader.scalar(item, f"An entry of “{key}”") for item in nodes)

    def word(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        node = self.items.get(key)
        value = self.text(key, default=default)
        if node is not None and value not in allowed:
            self.reader.fault(node, f"“{value}” is not known for “{key}”.", f"Use one of: {', '.join(allowed)}.")
            return default
        return value

    def condition(self, key: str) -> Condition | None:
        node = self.take(key)
        return self.reader.condition(node) if node is not None else None

    def each(self, key: str, what: str, *, needed: bool = True) -> list[yaml.Node]:
        """The nodes of a list."""
        node = self.take(key)
        if node is None:
            if needed:
                self.reader.add(self.line, f"{self.what} has no “{key}”.", f"Add “{key}:” with {what}.", True)
            return []
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.reader.fault(node, f"“{key}” must be a list with {what}.", "Begin each entry with “- ”.", True)
            return []
        return list(node.value)

    def done(self, known: str) -> None:
        """Whatever was not taken is a word nobody knows."""
        for key in self.items:
            self.reader.add(self.lines[key], f"“{key}” is not known in {self.what}.", f"Known words: {known}.")


class _Reader:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.broken = False

    def add(self, line: int, text: str, remedy: str, breaks: bool = False) -> None:
        self.faults.append(Fault(line, text, remedy))
        self.broken = self.broken or breaks

    def fault(self, node: yaml.Node, text: str, remedy: str, breaks: bool = False) -> None:
        self.add(line_of(node), text, remedy, breaks)

    def scalar(self, node: yaml.Node, what: str, most: int = 2000) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{what} must be plain words.", "Write one text, with quotes if it holds a colon.", True)
            return ""
        text = str(node.value).strip()
        if re.search(r"<[a-zA-Z/!]|\{\{|\{%", text):
            self.fault(node, f"{what} holds HTML or template code.", "Write plain words only.")
        if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
            self.fault(node, f"{what} holds a character that cannot be seen.", "Type the line again.")
        if len(text) > most:
            self.fault(node, f"{what} is longer than {most} characters.", "Make it shorter.")
        return text

    def questionnaire(self, node: yaml.Node) -> Questionnaire:
        top = _Map(self, node, "the questionnaire")
        result = Questionnaire(
            key=top.key("key"),
            number=top.number("number", 1, needed=True) or 1,
            title=top.text("title", needed=True, most=200),
            sections=tuple(self.section(item) for item in top.each("sections", "sections")),
            rules=tuple(self.rule(item) for item in top.each("rules", "rules", needed=False)),
        )
        top.done("key, number, title, sections, rules")
        return result

    def section(self, node: yaml.Node) -> Section:
        it = _Map(self, node, "a section")
        blocks: list[Block] = []
        result_id = it.key("id")
        it.what = f"section “{result_id}”"
        for item in it.each("blocks", "questions, tables, checklists or texts"):
            blocks.extend(self.block(item))
        section = Section(
            id=result_id,
            title=it.text("title", needed=True, most=200),
            blocks=tuple(blocks),
            caption=it.text("caption", most=100),
            regs=it.texts("regs"),
            group=it.text("group", most=100),
            audience=it.word("audience", AUDIENCES, "visitor"),
            can_be_not_examined=it.flag("can_be_not_examined"),
            guidance=it.texts("guidance"),
            line=it.line,
        )
        it.done("id, title, caption, regs, group, audience, can_be_not_examined, guidance, blocks")
        return section

    def block(self, node: yaml.Node) -> list[Block]:
        it = _Map(self, node, "a block")
        kinds: dict[str, Callable[[_Map], list[Block]]] = {
            "question": lambda m: list(self.question(m)),
            "table": lambda m: [self.table(m)],
            "checklist": lambda m: [self.checklist(m)],
            "text": lambda m: [self.paragraph(m)],
        }
        for kind, read in kinds.items():
            if kind in it.items:
                return read(it)
        self.fault(node, "This block is of no known kind.", "Begin it with question:, table:, checklist: or text:.")
        return []

    def paragraph(self, it: _Map) -> Text:
        text = Text(it.text("text", needed=True), it.line)
        it.done("text")
        return text

    def question(self, it: _Map, table: str = "") -> list[Question]:
        """A question, and its evidence question where the file asks for one."""
        key = it.key("question")
        it.what = f"question “{key}”"
        kind = it.text("type", needed=True)
        if kind and kind not in TYPES:
            self.add(it.line, f"“{kind}” is not a type of question.", f"Use one of: {', '.join(TYPES)}.", True)
        options = TYPES[kind].options if kind in TYPES else frozenset()
        evidence = it.flag("evidence")
        question = Question(
            key=key,
            type=kind,
            label=it.text("label", needed=True, most=500),
            hint=it.text("hint", most=500),
            required=it.flag("required"),
            show_if=it.condition("show_if"),
            required_if=it.condition("required_if"),
            measure=it.key("measure", default=" ").strip(),
            opinion=it.flag("opinion") or kind == "opinion",
            choices=self.choices(it) if "choices" in options else (),
            regs=it.texts("regs"),
            table=table,
            height=(it.number("rows", 6) or 6) if "rows" in options else 6,
            max_length=(it.number("max_length", 300) or 300) if "max_length" in options else 300,
            minimum=it.number("min") if "min" in options else None,
            maximum=it.number("max") if "max" in options else None,
            decimals=(it.number("decimals", 0) or 0) if "decimals" in options else 0,
            unit=it.text("unit", most=40) if "unit" in options else "",
            future=it.flag("future", True) if "future" in options else True,
            line=it.line,
        )
        if kind in TYPES and TYPES[kind].needs_choices and not question.choices:
            self.add(it.line, f"Question “{key}” has no choices.", "Add “choices:” with at least two entries.")
        known = "question, type, label, hint, required, show_if, required_if, measure, opinion, evidence, regs"
        it.done(", ".join([known, *sorted(options)]))
        if not evidence:
            return [question]
        if table:
            self.add(it.line, "A column cannot ask for evidence.", "Put the question outside the table.")
            return [question]
        return [question, evidence_question(question)]

    def choices(self, it: _Map) -> tuple[Choice, ...]:
        if "choices" not in it.items:
            return ()
        found = []
        for node in it.each("choices", "entries {key: a, label: Words}"):
            entry = _Map(self, node, "a choice")
            found.append(Choice(entry.key("key"), entry.text("label", needed=True, most=200)))
            entry.done("key, label")
        return tuple(found)

    def columns(self, it: _Map, table: str) -> tuple[Question, ...]:
        found: list[Question] = []
        for node in it.each("columns", "columns"):
            found.extend(self.question(_Map(self, node, "a column"), table))
        return tuple(found)

    def table(self, it: _Map) -> Table:
        key = it.key("table")
        it.what = f"table “{key}”"
        table = Table(
            key=key,
            title=it.text("title", needed=True, most=200),
            columns=self.columns(it, key),
            row_name=it.text("row_name", default="row", most=60),
            none_label=it.text("none_label", default="None this period", most=100),
            row_title=it.texts("row_title"),
            required=it.flag("required"),
            show_if=it.condition("show_if"),
            hint=it.text("hint", most=500),
            measure=it.key("measure", default=" ").strip(),
            regs=it.texts("regs"),
            line=it.line,
        )
        it.done("table, title, columns, row_name, none_label, row_title, required, show_if, hint, measure, regs")
        return table

    def checklist(self, it: _Map) -> Checklist:
        key = it.key("checklist")
        it.what = f"checklist “{key}”"
        rows = []
        for node in it.each("rows", "rows {key: gas, label: Gas safety, interval: Yearly}"):
            row = _Map(self, node, "a row")
            rows.append(
                CheckRow(
                    row.key("key"),
                    row.text("label", needed=True, most=200),
                    row.text("interval", most=60),
                    row.line,
                )
            )
            row.done("key, label, interval")
        checklist = Checklist(
            key=key,
            title=it.text("title", needed=True, most=200),
            rows=tuple(rows),
            columns=self.columns(it, key),
            show_if=it.condition("show_if"),
            hint=it.text("hint", most=500),
            required=it.flag("required"),
            regs=it.texts("regs"),
            line=it.line,
        )
        it.done("checklist, title, rows, columns, show_if, hint, required, regs")
        return checklist

    def rule(self, node: yaml.Node) -> Rule:
        it = _Map(self, node, "a rule")
        when = it.condition("when")
        if when is None:
            self.add(it.line, "A rule has no “when”.", "Add “when:” with a condition.", True)
        rule = Rule(
            id=it.key("id"),
            when=when or Condition("all"),
            severity=it.word("severity", SEVERITIES, "warning"),
            text=it.text("text", needed=True, most=500),
            section=it.text("section", needed=True),
            line=it.line,
        )
        it.done("id, when, severity, text, section")
        return rule

    def condition(self, node: yaml.Node) -> Condition:
        it = _Map(self, node, "a condition")
        if not it.items:
            return Condition("all")
        for word in ("all", "any"):
            if word in it.items:
                parts = tuple(self.condition(item) for item in it.each(word, "conditions"))
                it.done(word)
                return Condition(word, parts=parts)
        if "not" in it.items:
            inner = it.condition("not") or Condition("all")
            it.done("not")
            return Condition("not", parts=(inner,))
        for word in ("answered", "not_examined"):
            if word in it.items:
                found = Condition(word, key=it.text(word))
                it.done(word)
                return found
        return self.comparison(it)

    def comparison(self, it: _Map) -> Condition:
        """{question|column|fact: k, equals|any_of|at_least|at_most}, {table: k, rows_at_least|rows_at_most}."""
        line = it.line
        if "table" in it.items:
            key = it.text("table")
            for op in ("rows_at_least", "rows_at_most"):
                if op in it.items:
                    found = Condition(op, of="table", key=key, number=it.number(op, 0) or 0)
                    it.done("table, rows_at_least, rows_at_most")
                    return found
        rows_of = it.text("any_row")
        for of in ("question", "column", "fact"):
            if of not in it.items:
                continue
            key = it.text(of)
            where = "any_row" if rows_of and of == "column" else of
            values = it.texts("equals") or it.texts("any_of")
            if values:
                found = Condition("in", of=where, key=key, values=values, table=rows_of)
            elif "at_least" in it.items or "at_most" in it.items:
                op = "at_least" if "at_least" in it.items else "at_most"
                found = Condition(op, of=where, key=key, number=it.number(op, 0) or 0, table=rows_of)
            else:
                break
            it.done("question, column, fact, any_row, equals, any_of, at_least, at_most")
            return found
        self.add(line, "This condition cannot be understood.", "See the table of conditions in docs/questionnaires.md.")
        return Condition("all")


def evidence_question(question: Question) -> Question:
    """The companion question "What is this based on?" of a question with evidence: true."""
    return Question(
        key=f"{question.key}_evidence",
        type="choices",
        label="What is this based on?",
        choices=tuple(Choice(key, label) for key, label in EVIDENCE_CHOICES),
        show_if=question.show_if,
        evidence_of=question.key,
        opinion=question.opinion,
        line=question.line,
    )
