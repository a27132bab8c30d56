"""The parsed form of a questionnaire file: frozen dataclasses, no Django, no database.

The file format is described by example in docs/questionnaires.md; questionnaires/parse.py turns text into these.
Every element remembers the line of the file it came from, so that problems can name it.

Keys: a plain question has a key that is unique in the file. A column of table or checklist `t` with key `c` has the
full key `t.c`; its answers carry a row (a ULID for tables, the row's key for checklists).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

AUDIENCES = ("visitor", "manager", "responsible_individual")
SEVERITIES = ("error", "warning", "notice")
NONE_COLUMN = "none"
"""Reserved column key: `table.none` holds the answer "None this period"."""

EVIDENCE_CHOICES = (
    ("records", "Records I saw"),
    ("staff", "What staff told me"),
    ("child", "What a child told me"),
    ("others", "What a parent, carer or professional told me"),
    ("seen", "What I saw myself"),
    ("opinion", "My own opinion"),
)


@dataclass(frozen=True)
class Choice:
    """One answer of a list: what is stored and what is shown."""

    key: str
    label: str


@dataclass(frozen=True)
class Condition:
    """A test on answers.

    `op` is one of in, at_least, at_most, answered, not_examined, rows_at_least, rows_at_most, all, any, not.
    `of` says what is looked at: question, column (of the same row), any_row (of `table`), fact.
    """

    op: str
    of: str = "question"
    key: str = ""
    values: tuple[str, ...] = ()
    number: int = 0
    parts: tuple[Condition, ...] = ()
    table: str = ""


@dataclass(frozen=True)
class Question:
    """One thing asked. In a table or checklist it is a column; `table` then names its table."""

    key: str
    type: str
    label: str
    hint: str = ""
    required: bool = False
    show_if: Condition | None = None
    required_if: Condition | None = None
    measure: str = ""
    opinion: bool = False
    choices: tuple[Choice, ...] = ()
    regs: tuple[str, ...] = ()
    table: str = ""
    evidence_of: str = ""
    height: int = 6
    max_length: int = 300
    minimum: int | None = None
    maximum: int | None = None
    decimals: int = 0
    unit: str = ""
    future: bool = True
    line: int = 0

    @property
    def full_key(self) -> str:
        """The key answers are stored under: `key`, or `table.key` for a column."""
        return f"{self.table}.{self.key}" if self.table else self.key

    def choice_label(self, key: str) -> str:
        """The words of a choice; the key itself where the choice is unknown."""
        return next((choice.label for choice in self.choices if choice.key == key), key)


@dataclass(frozen=True)
class Table:
    """A list to which rows are added one by one."""

    key: str
    title: str
    columns: tuple[Question, ...]
    row_name: str = "row"
    none_label: str = "None this period"
    row_title: tuple[str, ...] = ()
    required: bool = False
    show_if: Condition | None = None
    hint: str = ""
    measure: str = ""
    regs: tuple[str, ...] = ()
    line: int = 0

    @property
    def none_key(self) -> str:
        """Full key of the answer "None this period"."""
        return f"{self.key}.{NONE_COLUMN}"

    @property
    def none_question(self) -> Question:
        """The one-box question behind "None this period"."""
        box = (Choice("yes", self.none_label),)
        return Question(
            NONE_COLUMN, "choice", self.title, choices=box, table=self.key, show_if=self.show_if, line=self.line
        )

    @property
    def add_label(self) -> str:
        """Words of the button: "Add a sanction", "Add an episode"."""
        article = "an" if self.row_name[:1].lower() in "aeiou" else "a"
        return f"Add {article} {self.row_name}"


@dataclass(frozen=True)
class CheckRow:
    """One fixed row of a checklist; `interval` says how often the thing is due ("Yearly")."""

    key: str
    label: str
    interval: str = ""
    line: int = 0


@dataclass(frozen=True)
class Checklist:
    """Fixed rows with the same columns for each."""

    key: str
    title: str
    rows: tuple[CheckRow, ...]
    columns: tuple[Question, ...]
    show_if: Condition | None = None
    hint: str = ""
    required: bool = False
    regs: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Text:
    """A plain paragraph between questions."""

    text: str
    line: int = 0


Block = Question | Table | Checklist | Text


@dataclass(frozen=True)
class Section:
    """One page of the form and one heading of the document."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    caption: str = ""
    regs: tuple[str, ...] = ()
    group: str = ""
    audience: str = "visitor"
    can_be_not_examined: bool = False
    guidance: tuple[str, ...] = ()
    line: int = 0

    @property
    def questions(self) -> tuple[Question, ...]:
        """The plain questions, without columns."""
        return tuple(block for block in self.blocks if isinstance(block, Question))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def checklists(self) -> tuple[Checklist, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Checklist))

    @property
    def lists(self) -> tuple[Table | Checklist, ...]:
        """Tables and checklists, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table | Checklist))


@dataclass(frozen=True)
class Rule:
    """Says something when answers do not agree with each other."""

    id: str
    when: Condition
    severity: str
    text: str
    section: str
    line: int = 0


@dataclass(frozen=True)
class Questionnaire:
    """A whole file."""

    key: str
    number: int
    title: str
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...] = ()

    @cached_property
    def _questions(self) -> dict[str, Question]:
        found = {question.full_key: question for question in self.each_question()}
        for section in self.sections:
            found |= {table.none_key: table.none_question for table in section.tables}
        return found

    @cached_property
    def _tables(self) -> dict[str, Table | Checklist]:
        return {block.key: block for section in self.sections for block in section.lists}

    @cached_property
    def _sections(self) -> dict[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def _section_of(self) -> dict[str, Section]:
        places: dict[str, Section] = {}
        for section in self.sections:
            for block in section.blocks:
                if not isinstance(block, Text):
                    places[block.key] = section
        return places

    def each_question(self) -> Iterator[Question]:
        """Every question and every column, in the order of the file."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Question):
                    yield block
                elif isinstance(block, Table | Checklist):
                    yield from block.columns

    def question(self, full_key: str) -> Question | None:
        """The question or column of that full key, or None."""
        return self._questions.get(full_key)

    def table(self, key: str) -> Table | Checklist | None:
        """The table or checklist of that key, or None."""
        return self._tables.get(key)

    def section(self, section_id: str) -> Section | None:
        """The section of that id, or None."""
        return self._sections.get(section_id)

    def section_of(self, full_key: str) -> Section:
        """The section where a question, column, table or checklist stands. Raises KeyError when unknown."""
        return self._section_of[full_key.split(".", 1)[0]]
