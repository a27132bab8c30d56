"""manage.py deadline list | explain RULE --start "2027-03-24 10:00" [--json]."""

from __future__ import annotations

import datetime as dt
import difflib
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError

from core import clock
from deadlines import book, engine, rulebook
from deadlines.calendar import ENGLAND
from deadlines.schema import KINDS_IN_WORDS, Rule

SHAPES = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
WRONG = 2


class Command(BaseCommand):
    """Says when a limit ends, and why."""

    help = "List the rules of time limits, or explain when one ends that starts at a time in London."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        kinds.add_parser("list", help="all rules with limits and sources")
        explain = kinds.add_parser("explain", help="the due moment of one rule and the steps of its calculation")
        explain.add_argument("rule", help="its id, such as reg44.draft_to_manager")
        explain.add_argument("--start", required=True, help="a time in London, such as “2027-03-24 10:00”")
        explain.add_argument("--json", action="store_true", help="one object: rule, source, start, due, steps")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "list":
            self.list()
        else:
            self.explain(options["rule"], options["start"], as_json=options["json"])

    def list(self) -> None:
        """One line a rule."""
        rules = rulebook.rules().values()
        width = max(len(rule.id) for rule in rules)
        for rule in rules:
            later = " (its records come later)" if rule.records == "later" else ""
            limit = f"the day the record names, else {rule.limit}" if rule.limit_from else str(rule.limit)
            line = f"{rule.id:<{width}}  {limit}  [{KINDS_IN_WORDS[rule.kind]}: {rule.source}]{later}"
            self.stdout.write(line)

    def explain(self, rule_id: str, text: str, *, as_json: bool) -> None:
        """The due moment in London and the sentences that lead to it."""
        rule = self.rule(rule_id)
        start, remark = read_start(text)
        due = self.due(rule, start)
        steps = [*remark, *due.steps]
        if as_json:
            found = {
                "rule": rule.id,
                "source": rule.source,
                "start": clock.london(start).isoformat(),
                "due": clock.london(due.at).isoformat(),
                "steps": steps,
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{rule.title} [{rule.id}]\nSource: {rule.source} ({KINDS_IN_WORDS[rule.kind]})")
        for number, step in enumerate(steps, start=1):
            self.stdout.write(f"{number:>3}. {step}")
        self.stdout.write(f"Due: {clock.london(due.at).isoformat()}")

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; exit status 2 with the nearest ids when there is none."""
        try:
            return rulebook.rule(rule_id)
        except rulebook.UnknownRule as error:
            near = difflib.get_close_matches(rule_id, rulebook.rules(), n=3, cutoff=0.5)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            text = f"There is no rule “{rule_id}”.{hint} “deadline list” names all rules."
            raise CommandError(text, returncode=WRONG) from error

    def due(self, rule: Rule, start: dt.datetime) -> engine.Due:
        """With the council's settings and closure days; from the rule files alone where no database is ready."""
        try:
            return book.load().due(rule, start)
        except DatabaseError:
            self.stderr.write("No database is ready: the limit of the rule file, without settings of the council.")
            return engine.due(rule, None, start, ENGLAND)


def read_start(text: str) -> tuple[dt.datetime, list[str]]:
    """A time in London as an aware moment in UTC, with a sentence when the clock skips or repeats it; else exit status 2."""
    for shape in SHAPES:
        try:
            naive = dt.datetime.strptime(text.strip(), shape)
            break
        except ValueError:
            continue
    else:
        advice = "Write day and time in London as “2027-03-24 10:00”."
        raise CommandError(f"“{text}” is no time that can be read. {advice}", returncode=WRONG)
    try:
        first = naive.replace(tzinfo=clock.LONDON, fold=0)
        second = naive.replace(tzinfo=clock.LONDON, fold=1)
        start = first.astimezone(dt.UTC)
        clock.add_months(start.date(), 24)
    except (OverflowError, ValueError) as error:
        raise CommandError(f"“{text}” is too far from today to be counted from.", returncode=WRONG) from error
    if first.utcoffset() == second.utcoffset():
        return start, []
    if clock.london(start).replace(tzinfo=None) != naive:
        shown = engine.moment(start)
        return start, [f"The clocks go forward over {naive:%H:%M} on this day; it is read as {shown}."]
    return start, [f"The clocks go back on this day and show {naive:%H:%M} twice; the first time is meant."]
