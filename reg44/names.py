"""Names and other places that may identify somebody in a report, and what the visitor decided about each (C7).

A decision belongs to the words found and the sentence around them: when the sentence changes, it is asked again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core import clock
from homes import naming
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.answers import Answers
from questionnaires.conditions import Sight
from questionnaires.schema import Checklist, Question, Questionnaire, Table, Text
from reg44.models import Report, Visit

READ = ("text", "short_text")
NOT_READ = frozenset({"home_name", "home_urn", "registered_manager", "responsible_individual"})
RECOMMENDATION = "recommendation."
SENTENCE_END = re.compile(r"[.!?\n]")
AROUND = 60  # characters shown on each side
FURTHEST = 400  # characters a sentence is followed to each side
LONGEST_INSTEAD, LONGEST_REASON = 200, 300  # characters of what the visitor decides about a place


@dataclass(frozen=True, slots=True)
class Place:
    """A text of the report: its full key and row (of a recommendation: "recommendation.text" and its number)."""

    section: str
    key: str
    row: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """One finding in its place; ``fingerprint`` names it until the sentence around it changes."""

    place: Place
    start: int
    end: int
    kind: str
    reason: str
    suggestion: str
    fingerprint: str

    @property
    def words(self) -> str:
        """What was found."""
        return self.place.text[self.start : self.end]

    @property
    def before(self) -> str:
        """The words before it, cut to what is needed to know the place."""
        return ("…" if self.start > AROUND else "") + self.place.text[max(0, self.start - AROUND) : self.start]

    @property
    def after(self) -> str:
        """The words after it."""
        rest = self.place.text[self.end : self.end + AROUND]
        return rest + ("…" if len(self.place.text) > self.end + AROUND else "")

    @property
    def instead(self) -> str:
        """What could stand there: initials for a name."""
        if self.kind == "name":
            return " ".join(f"{part[0].upper()}." for part in re.findall(r"[^\W\d_]+", self.words)[:3])
        return "the school" if self.kind == "school" else ""


def texts(report: Report, answers: Answers) -> Iterator[Place]:
    """Every narrative and short text that readers will see, and the recommendations; one query."""
    yield from answer_texts(definitions.schema_of(report.response.version), answers)
    rows = report.recommendations.filter(removed_at=None).values_list("number", "text", "measure")
    for number, text, measure in rows:
        for key, label, words in (("text", "its words", text), ("measure", "how it will be seen", measure)):
            if words:
                yield Place("", RECOMMENDATION + key, str(number), f"Recommendation {number}, {label}", words)


def answer_texts(schema: Questionnaire, answers: Answers) -> Iterator[Place]:
    """The texts among the visitor's answers, without those that are hidden, removed or not examined."""
    sight = Sight(schema, answers)
    for section in schema.sections:
        if section.audience != "visitor" or not sight.examined(section):
            continue
        for block in section.blocks:
            if isinstance(block, Text) or not sight.shown(block):
                continue
            asked: tuple[Question, ...] = (block,) if isinstance(block, Question) else block.columns
            rows = sight.row_keys(block) if isinstance(block, Table | Checklist) else [""]
            for question in asked:
                if question.type not in READ or question.full_key in NOT_READ:
                    continue
                for row in rows:
                    text = answers.get(question.full_key, row)
                    if text and isinstance(text, str) and sight.shown(question, row):
                        yield Place(section.id, question.full_key, row, f"{section.title}: {question.label}", text)


def known(visit: Visit, on: dt.date, more: Iterable[str] = ()) -> naming.Known:
    """Who may be named in the report of a visit: manager and responsible individual of that London date, and the visitor. One query."""
    day = clock.today(visit.arrived_at) if visit.arrived_at else None
    return naming.known(visit.home, on, day=day, also=[visit.visitor.full_name], more=more)


def find(report: Report, answers: Answers) -> list[Found]:
    """Everything found, in the order of the report, each fingerprint once. Two queries."""
    councils = {str(answers.get("residents.placing_authority", row)) for row in answers.rows("residents")}
    context = known(report.visit, report.period_to, councils)
    found: dict[str, Found] = {}
    for place in texts(report, answers):
        for each in context.find(place.text):
            mark = fingerprint(place, each.start, each.end)
            found.setdefault(mark, Found(place, each.start, each.end, each.kind, each.reason, each.suggestion, mark))
    return list(found.values())


def confirmed(report: Report, answers: Answers) -> list[str]:
    """The words of which the visitor has said that they point to nobody; one query where there are none."""
    decided = set(report.name_decisions.filter(harmless=True).values_list("fingerprint", flat=True))
    return [each.words for each in find(report, answers) if each.fingerprint in decided] if decided else []


def fingerprint(place: Place, start: int, end: int) -> str:
    """SHA-256 of where it stands, what was found, and the sentence around it."""
    text = place.text
    left = max(0, start - FURTHEST)
    for match in SENTENCE_END.finditer(text, left, start):
        left = match.end()
    stop = SENTENCE_END.search(text, end, end + FURTHEST)
    right = stop.start() if stop else min(len(text), end + FURTHEST)
    parts = (place.key, place.row, text[start:end], " ".join(text[left:right].split()))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def undecided(report: Report, answers: Answers) -> list[Found]:
    """Findings the visitor has not called harmless, in the order of the report."""
    found = find(report, answers)
    if not found:
        return []
    decided = set(report.name_decisions.filter(harmless=True).values_list("fingerprint", flat=True))
    return [each for each in found if each.fingerprint not in decided]


def undecided_names(report: Report, answers: Answers | None = None) -> int:
    """How many findings the visitor has not decided about yet; sending needs none."""
    return len(undecided(report, answers if answers is not None else stored.load(report.response)))
