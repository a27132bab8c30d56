"""Differences: between two states of one response (draft to final), and between two versions of a questionnaire."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from questionnaires.answers import Answers
from questionnaires.schema import Checklist, Question, Questionnaire, Section, Table, Text
from questionnaires.types import type_of
from questionnaires.validate import row_name


@dataclass(frozen=True)
class Change:
    """One answer that changed. `kind` is added, removed or changed; texts as a reader sees them, by paragraph."""

    section: str
    section_title: str
    key: str
    row: str
    label: str
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    opinion: bool = False

    def words(self) -> list[tuple[str, str]]:
        """Word by word: (same | removed | added, text) in order, to show what changed inside long texts."""
        return word_changes("\n\n".join(self.before), "\n\n".join(self.after))


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """(same | removed | added, text) pieces; texts over 4,000 words are shown whole, so that it never takes long."""
    old, new = _pieces(before), _pieces(after)
    if len(old) > 8000 or len(new) > 8000:
        return [("removed", before), ("added", after)] if before != after else [("same", before)]
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(old[a:b])))
            continue
        found += [(kind, text) for kind, text in (("removed", "".join(old[a:b])), ("added", "".join(new[c:d]))) if text]
    return found


def _pieces(text: str) -> list[str]:
    """Words and the space between them, apart."""
    found, word = [], ""
    for letter in text:
        if letter.isspace():
            found += [word, letter] if word else [letter]
            word = ""
        else:
            word += letter
    return [*found, word] if word else found


def answers(schema: Questionnaire, before: Answers, after: Answers) -> list[Change]:
    """What changed between two states of a response, in the order of the file; also sections left out or taken in."""
    found: list[Change] = []
    for section in schema.sections:
        old, new = (
            before.section_state(section.id).not_examined_reason,
            after.section_state(section.id).not_examined_reason,
        )
        if old != new:
            found.append(_change(section, "", "", "Not examined this time", old, new, opinion=False))
        for block in section.blocks:
            if isinstance(block, Question):
                found += _answer(section, block, "", block.label, before, after)
            elif isinstance(block, Table | Checklist):
                found += _table(section, block, before, after)
    return found


def _change(section: Section, key: str, row: str, label: str, old: str, new: str, *, opinion: bool) -> Change:
    kind = "added" if not old else "removed" if not new else "changed"
    parts = [tuple(text.split("\n\n")) if text else () for text in (old, new)]
    return Change(section.id, section.title, key, row, label, kind, parts[0], parts[1], opinion)


def _answer(
    section: Section, question: Question, row: str, label: str, before: Answers, after: Answers
) -> list[Change]:
    kind = type_of(question)
    old, new = before.get(question.full_key, row), after.get(question.full_key, row)
    if kind.same(old, new):
        return []
    texts = ["\n\n".join(kind.show(question, value)) for value in (old, new)]
    if texts[0] == texts[1]:
        return []
    return [_change(section, question.full_key, row, label, texts[0], texts[1], opinion=question.opinion)]


def _table(section: Section, table: Table | Checklist, before: Answers, after: Answers) -> list[Change]:
    if isinstance(table, Checklist):
        keys = [row.key for row in table.rows]
        old_rows = new_rows = keys
    else:
        old_rows, new_rows = before.rows(table.key), after.rows(table.key)
        keys = new_rows + [row for row in old_rows if row not in new_rows]
    found: list[Change] = []
    if isinstance(table, Table):
        found += _answer(section, table.none_question, "", table.title, before, after)
    for row in keys:
        old = before if row in old_rows else Answers()
        new = after if row in new_rows else Answers()
        name = row_name(table, after if row in new_rows else before, row)
        for column in table.columns:
            found += _answer(section, column, row, f"{table.title}, {name}: {column.label}", old, new)
    return found


@dataclass(frozen=True)
class SchemaChange:
    """One difference between versions: kind is added, removed, reworded, moved or changed (what is asked or needed)."""

    kind: str
    what: str
    before: str
    after: str


def versions(old: Questionnaire, new: Questionnaire) -> list[SchemaChange]:
    """What a new version asks differently, in plain words, sections first."""
    found: list[SchemaChange] = []
    old_sections, new_sections = ({section.id: section for section in each.sections} for each in (old, new))
    for name, section in new_sections.items():
        if name not in old_sections:
            found.append(SchemaChange("added", "Section", "", section.title))
        else:
            found += _section(old_sections[name], section)
    found += [SchemaChange("removed", "Section", s.title, "") for n, s in old_sections.items() if n not in new_sections]
    old_asked, new_asked = _everything(old), _everything(new)
    for key, (where, label, needs) in new_asked.items():
        if key not in old_asked:
            found.append(SchemaChange("added", f"Question in “{where.title}”", "", label))
            continue
        old_where, old_label, old_needs = old_asked[key]
        if old_label != label:
            found.append(SchemaChange("reworded", f"Question in “{where.title}”", old_label, label))
        if old_where.id != where.id:
            found.append(SchemaChange("moved", label, old_where.title, where.title))
        if old_needs != needs:
            found.append(SchemaChange("changed", f"“{label}”", old_needs, needs))
    for key, (where, label, _) in old_asked.items():
        if key not in new_asked:
            found.append(SchemaChange("removed", f"Question in “{where.title}”", label, ""))
    old_rules, new_rules = ({rule.id: rule.text for rule in each.rules} for each in (old, new))
    for name in sorted(old_rules.keys() | new_rules.keys()):
        if old_rules.get(name) != new_rules.get(name):
            kind = "added" if name not in old_rules else "removed" if name not in new_rules else "reworded"
            found.append(SchemaChange(kind, "Rule", old_rules.get(name, ""), new_rules.get(name, "")))
    return found


def _section(old: Section, new: Section) -> list[SchemaChange]:
    found = []
    if old.title != new.title:
        found.append(SchemaChange("reworded", "Title of a section", old.title, new.title))
    if old.guidance != new.guidance:
        found.append(
            SchemaChange("reworded", f"Guidance of “{new.title}”", "\n".join(old.guidance), "\n".join(new.guidance))
        )
    texts = ["\n".join(block.text for block in each.blocks if isinstance(block, Text)) for each in (old, new)]
    if texts[0] != texts[1]:
        found.append(SchemaChange("reworded", f"Text in “{new.title}”", texts[0], texts[1]))
    return found


def _everything(schema: Questionnaire) -> dict[str, tuple[Section, str, str]]:
    """Key -> (its section, label, what is needed in words) of every question, column, table and check row."""
    found: dict[str, tuple[Section, str, str]] = {}
    for section in schema.sections:
        for block in section.blocks:
            if isinstance(block, Question):
                found[block.full_key] = (section, block.label, _needs(block))
            elif isinstance(block, Table | Checklist):
                found[block.key] = (section, block.title, "required" if block.required else "optional")
                for column in block.columns:
                    found[column.full_key] = (section, f"{block.title}: {column.label}", _needs(column))
            if isinstance(block, Checklist):
                for row in block.rows:
                    found[f"{block.key}/{row.key}"] = (section, f"{block.title}: {row.label}", row.interval)
    return found


def _needs(question: Question) -> str:
    """What is asked, in words: type, required, conditions, choices, limits."""
    words = [question.type, "required" if question.required else "optional"]
    if question.required_if:
        words.append("required when another answer says so")
    if question.show_if:
        words.append("shown when another answer says so")
    if question.choices:
        words.append("choices: " + ", ".join(choice.label for choice in question.choices))
    if question.minimum is not None or question.maximum is not None:
        words.append(f"from {question.minimum} to {question.maximum}")
    if question.measure:
        words.append(f"counted as {question.measure}")
    if question.opinion:
        words.append("opinion")
    if question.hint:
        words.append(f"hint: {question.hint}")
    return "; ".join(words)
