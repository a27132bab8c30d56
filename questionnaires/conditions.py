"""show_if, required_if and rules: declarative, so that screen, validator and print agree."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from questionnaires.answers import Answers
from questionnaires.schema import Block, Checklist, Condition, Question, Questionnaire, Section, Table, Text
from questionnaires.types import Value, type_of
from questionnaires.types.writing import NumberType

Facts = Mapping[str, int | str | Decimal]


class Sight:
    """What of a response counts: hidden questions and sections not examined give no answer to any condition.

    `facts` are numbers or words of the calling app that conditions may ask for ("recommendations.high").
    """

    def __init__(self, schema: Questionnaire, answers: Answers, facts: Facts | None = None) -> None:
        self.schema, self.answers, self.facts = schema, answers, facts or {}
        self._shown: dict[tuple[str, str], bool] = {}

    def examined(self, section: Section) -> bool:
        """False where the section is marked not examined this time."""
        return not self.answers.section_state(section.id).not_examined

    def shown(self, block: Block, row: str = "") -> bool:
        """True where a question, column, table or checklist is asked, given the other answers."""
        if isinstance(block, Text):
            return True
        name = (block.full_key if isinstance(block, Question) else block.key, row)
        if name not in self._shown:
            self._shown[name] = False  # a circle of conditions hides, it does not hang (lint refuses circles)
            self._shown[name] = block.show_if is None or self.holds(block.show_if, block, row)
        return self._shown[name]

    def required(self, question: Question, row: str = "") -> bool:
        """True where the answer must be given before sending."""
        if question.required:
            return True
        return question.required_if is not None and self.holds(question.required_if, question, row)

    def value(self, full_key: str, row: str = "") -> Value:
        """The answer as conditions see it: "" where it is hidden or its section is not examined."""
        question = self.schema.question(full_key)
        if question is None or not self.examined(self.schema.section_of(full_key)) or not self.shown(question, row):
            return ""
        table = self.schema.table(question.table) if question.table else None
        if table is not None and not self.shown(table):
            return ""
        return self.answers.get(full_key, row)

    def row_keys(self, table: Table | Checklist) -> list[str]:
        """Keys of the rows: ULIDs of a table that is shown and examined, the fixed rows of a checklist."""
        if not self.examined(self.schema.section_of(table.key)) or not self.shown(table):
            return []
        return [row.key for row in table.rows] if isinstance(table, Checklist) else self.answers.rows(table.key)

    def holds(self, condition: Condition, at: Block | None = None, row: str = "") -> bool:
        """True where the condition holds; `at` and `row` say where it stands (for `column`)."""
        match condition.op:
            case "all":
                return all(self.holds(part, at, row) for part in condition.parts)
            case "any":
                return any(self.holds(part, at, row) for part in condition.parts)
            case "not":
                return not self.holds(condition.parts[0], at, row)
            case "answered":
                question = self.schema.question(condition.key)
                return question is not None and not type_of(question).is_empty(self.value(condition.key))
            case "not_examined":
                return self.answers.section_state(condition.key).not_examined
            case "rows_at_least" | "rows_at_most":
                table = self.schema.table(condition.key)
                count = len(self.row_keys(table)) if table else 0
                return count >= condition.number if condition.op == "rows_at_least" else count <= condition.number
        return any(self._compare(condition, value) for value in self._values(condition, at, row))

    def _values(self, condition: Condition, at: Block | None, row: str) -> list[Value]:
        if condition.of == "fact":
            return [str(self.facts.get(condition.key, ""))]
        if condition.of == "any_row":
            table = self.schema.table(condition.table)
            full_key = f"{condition.table}.{condition.key}"
            return [self.value(full_key, each) for each in self.row_keys(table)] if table else []
        if condition.of == "column" and isinstance(at, Question) and at.table:
            return [self.value(f"{at.table}.{condition.key}", row)]
        return [self.value(condition.key)]

    @staticmethod
    def _compare(condition: Condition, value: Value) -> bool:
        if condition.op == "in":
            given = value if isinstance(value, list) else [value]
            return any(item in condition.values for item in given)
        number = NumberType().read(value) if isinstance(value, str) else None
        if number is None:
            return False
        return number >= condition.number if condition.op == "at_least" else number <= condition.number
