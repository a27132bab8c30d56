"""The rules in force: every file of deadlines/rules, read once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from deadlines.parse import BadRules, Problem, parse
from deadlines.schema import Rule

FOLDER = Path(__file__).parent / "rules"
NO_CLOCK = FOLDER / "no_clock.txt"


class UnknownRule(KeyError):
    """There is no rule of that id."""


@cache
def rules() -> dict[str, Rule]:
    """Id -> rule, in the order of the files. Raises BadRules when a file has a problem."""
    found: dict[str, Rule] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        read, problems = parse(path.read_text(encoding="utf-8"))
        problems += [Problem(rule.line, f"“{rule.id}” is in another file, too.") for rule in read if rule.id in found]
        if problems:
            raise BadRules(path.name, problems)
        found |= {rule.id: rule for rule in read}
    return found


def rule(rule_id: str) -> Rule:
    """The rule of that id; UnknownRule when there is none."""
    try:
        return rules()[rule_id]
    except KeyError as error:
        raise UnknownRule(rule_id) from error


def listening_to(code: str) -> list[Rule]:
    """The rules that an event of this code opens, meets or cancels, whose records exist."""
    return [each for each in rules().values() if each.records == "now" and code in each.events]


def without_clock() -> frozenset[str]:
    """Events that start and stop no time limit, each named in no_clock.txt so that none is forgotten."""
    lines = NO_CLOCK.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
