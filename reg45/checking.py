"""What stands in the way of completing a review, and which names stand in it. Judges stored rows; writes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core import citing, clock
from homes import naming
from questionnaires import definitions, validate
from questionnaires.schema import Question
from reg45 import evidence
from reg45.sealing import Record

HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something to mend: in words, and the section where ("" for the plan or the evidence)."""

    text: str
    section: str = ""


def problems(record: Record, today: dt.date) -> list[Gap]:
    """Everything that is missing or wrong; of a section that is not marked as completed only that. ``today`` is a London date."""
    schema = definitions.schema_of(record.review.response.version)
    found = []
    if record.review.period_to > today:
        found.append(
            Gap("The time that the review looks at is not over yet. Wait for its last day, or change that day.")
        )
    done = {each.id for each in schema.sections if record.answers.section_state(each.id).complete}
    for section in schema.sections:
        if section.id not in done:
            found.append(Gap(f"“{section.title}” is not marked as completed.", section.id))
    wrong = validate.problems(schema, record.answers, True, done, today=today)
    found += [Gap(each.text, each.section) for each in wrong if each.severity == "error"]
    if behind := evidence.behind(record.review, record.items):
        said = f"{behind} of the records behind the evidence changed since it was gathered. Gather it again and look at it."
        found.append(Gap(said))
    return found + unknown_numbers(record) + unheard(record) + _plan(record, today)


def unknown_numbers(record: Record) -> list[Gap]:
    """Citations of evidence that does not exist, or that its source says no more."""
    schema = definitions.schema_of(record.review.response.version)
    gone = {item.number for item in record.items if item.gone_at is not None}
    known = {item.number for item in record.items}
    found = []
    for (key, _), stored in record.answers.values.items():
        if not isinstance(stored.value, str) or not isinstance(schema.question(key), Question):
            continue
        section = schema.section_of(key)
        for number in citing.numbers(stored.value):
            if number not in known:
                found.append(Gap(f"“{section.title}” cites [{number}], and there is no such evidence.", section.id))
            elif number in gone:
                said = f"“{section.title}” cites [{number}], which counts no more. See why on the page of evidence."
                found.append(Gap(said, section.id))
    return found


def unheard(record: Record) -> list[Gap]:
    """Groups nobody of which was heard, without a reason (regulation 45(5))."""
    groups = evidence.groups(evidence.shown(record.items), record.answers)
    return [Gap(_unheard(group), HEARD) for group in groups if not group.heard and not group.why_not]


def _unheard(group: evidence.Group) -> str:
    if not group.few:
        return f"Nobody of the group “{group.name}” answered (regulation 45(5)). Say why not."
    return (
        f"{group.name}: {group.in_surveys} answered surveys. That is too few to show what anybody said (regulation 45(5)). "
        "Speak to them and write down how many answered, or say why not."
    )


def _plan(record: Record, today: dt.date) -> list[Gap]:
    if not record.standing:
        return [Gap("The plan is empty (regulation 45(2)(c)). Write at least one thing that the home will do.")]
    late = [row for row in record.standing if row.action is None and row.act_by is not None and row.act_by < today]
    return [Gap(f"Action {row.number} of the plan has a last day in the past. Give it another one.") for row in late]


def names_in(record: Record, now: dt.datetime) -> list[str]:
    """Words of the review that may point to somebody, each once; one query."""
    known = naming.known(record.review.home, clock.today(now), more=naming.authorities())
    texts = [stored.value for stored in record.answers.values.values() if isinstance(stored.value, str)]
    found = [text[each.start : each.end] for text in texts for each in known.find(text)]
    return list(dict.fromkeys(found))
