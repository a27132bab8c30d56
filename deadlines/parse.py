"""Rule files: YAML text -> rules, with every problem named by line and what to do. Never raises on bad input."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from deadlines.schema import FROM_DUE, FROM_START, HOLDER, LADDER, Kind, Limit, Rule, Step, Unit
from homes.roles import Role

ID = re.compile(r"[a-z][a-z0-9]*\.[a-z][a-z0-9_]*")
EVENT = re.compile(r"[a-z][a-z0-9]*\.[a-z][a-z0-9_]*")
COUNTED = re.compile(r"(\d{1,3}) (hour|day|working day|month)s?")
FIXED = {
    "same day": Limit(0, Unit.DAYS),
    "end of month": Limit(0, Unit.MONTH_ENDS),
    "end of next month": Limit(1, Unit.MONTH_ENDS),
    "end of next year": Limit(1, Unit.YEAR_ENDS),
}
STEP = re.compile(r"(\d{1,3}) (hour|day|working day|month)s? (before|after|from the start)")
UNITS = {"hour": Unit.HOURS, "day": Unit.DAYS, "working day": Unit.WORKING_DAYS, "month": Unit.MONTHS}
NEEDED = ("id", "title", "source", "kind", "limit", "who")
ALLOWED = {
    *NEEDED,
    *("opens_on", "met_on", "cancelled_on", "reopens_on", "when", "limit_from", "subject", "standing", "records"),
    *("hidden_from_home", "private", "seen_by", "reminders", "escalation", "note"),
}
LIMIT_ADVICE = "Write “48 hours”, “4 working days”, “28 days”, “6 months”, “same day”, “end of month”, “end of next month” or “end of next year”."
STEP_ADVICE = "Write “1 working day before”, “2 days after”, “19 days from the start” or “at the limit”."


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a file: where (line from 1), what, and what to do."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}"


class BadRules(Exception):
    """A rule file with problems was used where only a good one will do."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{name}, {problem}" for problem in problems))


def parse(text: str) -> tuple[list[Rule], list[Problem]]:
    """The rules of one file and its problems, in the order of lines; a rule with a problem is left out."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return [], [Problem(line, f"This cannot be read ({error.problem}). Check indentation, colons and quotes.")]
    except yaml.YAMLError as error:
        return [], [Problem(1, f"This cannot be read ({type(error).__name__}).")]
    if not isinstance(root, yaml.SequenceNode):
        return [], [Problem(1, "A rule file is a list: begin each rule with “- id:”.")]
    rules, problems, seen = [], [], set()
    for node in root.value:
        reader = _Reader(node)
        rule = reader.rule()
        if rule is not None and rule.id in seen:
            reader.wrong(node, f"“{rule.id}” is there twice.")
        problems += reader.problems
        if rule is not None and not reader.problems:
            seen.add(rule.id)
            rules.append(rule)
    return rules, sorted(problems)


class _Reader:
    """Reads one rule."""

    def __init__(self, node: yaml.Node) -> None:
        self.node, self.problems = node, list[Problem]()
        self.items: dict[str, yaml.Node] = {}

    def wrong(self, node: yaml.Node, text: str) -> None:
        """Note a problem at a node."""
        self.problems.append(Problem(node.start_mark.line + 1, text))

    def rule(self) -> Rule | None:
        """The rule; None when it has a problem."""
        if not isinstance(self.node, yaml.MappingNode):
            self.wrong(self.node, "A rule is written as “word: value” lines.")
            return None
        for key, value in self.node.value:
            if key.value not in ALLOWED:
                self.wrong(key, f"“{key.value}” is no word of a rule.")
            elif key.value in self.items:
                self.wrong(key, f"“{key.value}” is there twice.")
            self.items[key.value] = value
        for word in NEEDED:
            if word not in self.items:
                self.wrong(self.node, f"The rule lacks “{word}”.")
        if self.problems:
            return None
        found = self.read()
        return None if self.problems else found

    def read(self) -> Rule:
        """Every word of the rule; what is wrong is noted on the way."""
        who = self.roles(self.items["who"])
        return Rule(
            id=self.matching("id", ID, "An id is written as “area.name” in small letters."),
            title=self.word("title"),
            source=self.word("source"),
            kind=self.one_of("kind", Kind, Kind.POLICY),
            limit=self.limit(self.items["limit"]),
            who=who,
            steps=(*self.reminders(who), *self.escalation()),
            opens_on=self.events("opens_on"),
            met_on=self.events("met_on"),
            cancelled_on=self.events("cancelled_on"),
            reopens_on=self.events("reopens_on"),
            when=self.when(),
            limit_from=self.word("limit_from"),
            subject=self.choice("subject", ("record", "home")),
            standing=self.choice("standing", ("", "month")),
            records=self.choice("records", ("now", "later")),
            hidden_from_home=self.choice("hidden_from_home", ("false", "true")) == "true",
            private=self.choice("private", ("false", "true")) == "true",
            seen_by=self.roles(self.items["seen_by"]) if "seen_by" in self.items else (),
            note=self.word("note"),
            line=self.node.start_mark.line + 1,
        )

    def word(self, name: str) -> str:
        """A plain text, "" when it is not there."""
        node = self.items.get(name)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.wrong(node, f"“{name}” needs a text.")
            return ""
        return " ".join(node.value.split())

    def matching(self, name: str, pattern: re.Pattern[str], advice: str) -> str:
        """A text of one shape."""
        found = self.word(name)
        if found and not pattern.fullmatch(found):
            self.wrong(self.items[name], f"“{found}” cannot be used here. {advice}")
        return found

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of the words, the first when it is not there."""
        found = self.word(name)
        if found and found not in choices:
            self.wrong(self.items[name], f"“{found}” is none of: {', '.join(filter(None, choices))}.")
        return found or choices[0]

    def one_of(self, name: str, kinds: type[Kind], otherwise: Kind) -> Kind:
        """A member of the enumeration."""
        found = self.choice(name, tuple(str(kind) for kind in kinds))
        return kinds(found) if found in list(kinds) else otherwise

    def texts(self, node: yaml.Node) -> list[tuple[yaml.Node, str]]:
        """One text or a list of texts."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return [(each, each.value) for each in nodes if isinstance(each, yaml.ScalarNode)]

    def events(self, name: str) -> tuple[str, ...]:
        """Codes of events."""
        found = self.texts(self.items[name]) if name in self.items else []
        for node, code in found:
            if not EVENT.fullmatch(code):
                self.wrong(node, f"“{code}” is no code of an event.")
        return tuple(code for _, code in found)

    def roles(self, node: yaml.Node) -> tuple[str, ...]:
        """Roles by their short words."""
        for each, role in (found := self.texts(node)):
            if role not in Role.values:
                self.wrong(each, f"“{role}” is no role. See homes/roles.py.")
        return tuple(role for _, role in found)

    def limit(self, node: yaml.Node) -> Limit:
        """“4 working days”."""
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        if text in FIXED:
            return FIXED[text]
        match = COUNTED.fullmatch(text)
        if match is None or match[1] == "0":
            self.wrong(node, f"“{text}” is no limit. {LIMIT_ADVICE}")
            return FIXED["same day"]
        return Limit(int(match[1]), UNITS[match[2]])

    def reminders(self, who: tuple[str, ...]) -> list[Step]:
        """Steps that tell those who must act."""
        found = self.texts(self.items["reminders"]) if "reminders" in self.items else []
        return self.ordered([step for node, text in found if (step := self.step(node, text, HOLDER, who))])

    def escalation(self) -> list[Step]:
        """The ladder: each rung has “when” and “to”."""
        node = self.items.get("escalation")
        rungs = node.value if isinstance(node, yaml.SequenceNode) else []
        found = []
        for rung in rungs:
            words = {key.value: value for key, value in rung.value} if isinstance(rung, yaml.MappingNode) else {}
            if set(words) != {"when", "to"}:
                self.wrong(rung, "A rung of the escalation is “{when: at the limit, to: role}”.")
                continue
            step = self.step(words["when"], str(words["when"].value), LADDER, self.roles(words["to"]))
            found += [step] if step else []
        return self.ordered(found)

    def ordered(self, steps: list[Step]) -> list[Step]:
        """The steps as they stand; each only once."""
        if len({step.key for step in steps}) < len(steps):
            self.wrong(self.node, "Two steps of this rule come at the same time.")
        return steps

    def step(self, node: yaml.Node, text: str, track: str, roles: tuple[str, ...]) -> Step | None:
        """“1 working day before”."""
        if text == "at the limit":
            return Step(track, FROM_DUE, 0, Unit.HOURS, roles)
        match = STEP.fullmatch(text)
        if match is None or match[1] == "0":
            self.wrong(node, f"“{text}” is no moment. {STEP_ADVICE}")
            return None
        anchor = FROM_START if match[3] == "from the start" else FROM_DUE
        count = -int(match[1]) if match[3] == "before" else int(match[1])
        return Step(track, anchor, count, UNITS[match[2]], roles)

    def when(self) -> tuple[tuple[str, object], ...]:
        """What the data of the opening event must say."""
        node = self.items.get("when")
        if node is None:
            return ()
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, "“when” is written as {word: value}.")
            return ()
        read: Callable[[yaml.Node], Any] = yaml.SafeLoader("").construct_object
        return tuple((key.value, read(value)) for key, value in node.value)
