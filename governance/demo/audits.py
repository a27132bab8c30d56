"""Audits of the demonstration council: two years of one home, the last months of the others; some late, one given back, one waiting."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import questionnaires.services as engine
from actions import services as actions
from audits.models import Audit, AuditKind
from audits.services import judging, planning, writing
from core import clock
from governance.demo.council import PLAN
from governance.demo.reports import Office, office_of
from governance.demo.words import number
from homes.models import Home, Resident
from questionnaires import definitions
from questionnaires.answers import Answers, Stored
from questionnaires.conditions import Sight
from questionnaires.schema import Question, Questionnaire, Section

DAY: Final = dt.timedelta(1)
HOUR: Final = dt.timedelta(hours=1)
KINDS: Final = (
    *("child_audit", "leadership_audit", "dip_sample", "thematic_audit", "deep_dive_audit", "case_file_audit"),
    *("weekly_check", "daily_check", "responsible_individual_visit", "senior_leader_visit", "young_inspectors_visit"),
    *("young_inspectors_panel", "peer_audit", "external_home_visit"),
)
EVERY: Final = 2  # months, of the audits of children and of leadership
LONG: Final = "oxlip"  # the home with two years of audits
SEEN: Final = (
    "The records of the last two months agree with what staff and the child say.",
    "I read four entries and asked two members of staff. All knew what to do and why.",
    "The plan is in use. It was last looked at in the team meeting three weeks ago.",
    "What was agreed last time is done. The child noticed the change and said so.",
    "The notes say what happened. They say less about what it meant for the child.",
    "Staff speak of this with warmth. The file shows it less well than they do.",
)
SAYS: Final = (
    "I like my room and the garden. I want to cook more often, not only on Fridays.",
    "It is fine here. My key worker listens. The evenings are a bit long.",
    "Staff keep what they promise. I want to see my brother more.",
    "I feel safe. I would like to be asked before they change who is on shift.",
)
LACKS: Final = (
    "Write down within a day what came of it, and what the child said.",
    "Go through this with the child again, with pictures where that helps.",
    "Agree in the team meeting who does it and by when, and look again in a month.",
    "Ask the social worker for the missing paper and note the answer.",
    "Show every worker what good looks like here, with one example from this file.",
)
GIVEN_BACK: Final = "Please say which records you read, and what the child thinks of the second action."
AGREED: Final = ("", "Clear, and close to the child.", "Good use of the records. Keep the actions as short as these.")
TAKES: Final = (
    "We talk with the child on the same day and write it down before we go home. We look at it again in a month."
)


def make(homes: dict[str, Home], people: dict[str, Any], today: dt.date, now: dt.datetime, months: int) -> int:
    """Make them all, of few months only those of one home; how many. ``today`` is a London date, ``now`` an aware moment on that day."""
    for key in KINDS:
        engine.publish_version(source=definitions.source(key), by=None, now=now)
    kinds = {kind.key: kind for kind in AuditKind.objects.all()}
    for key, home in homes.items():
        if PLAN[key].external or (months < EVERY and key != LONG):
            continue
        rounds = max(1, (2 * months if key == LONG else min(months, 4)) // EVERY)
        office = office_of(key, people)
        for child in Resident.objects.filter(home=home).on(today).order_by("pk"):
            _line(kinds["child_audit"], home, child, office, rounds, today, now)
        _line(kinds["leadership_audit"], home, None, office, rounds, today, now)
    return Audit.objects.count()


def _line(
    kind: AuditKind,
    home: Home,
    child: Resident | None,
    office: Office,
    rounds: int,
    today: dt.date,
    now: dt.datetime,
) -> None:
    """Audits of one kind of one child or home, two months apart; the portal plans each next one, and the last ones wait for somebody."""
    auditor, moderator = (office.manager, office.qa_officer) if child else (office.responsible, None)
    seed = number(home.urn, child.reference if child else "home")
    first = clock.add_months(today, -EVERY * rounds) - (seed % 20) * DAY
    if child is not None:
        first = max(first, child.arrived_on + 21 * DAY)
    if first > today - 14 * DAY:
        return
    at = clock.at_london(first - 21 * DAY, 9)
    audit: Audit | None = planning.plan(
        kind=kind,
        home=home,
        resident=child,
        auditor=auditor,
        period_from=clock.add_months(first, -EVERY),
        period_to=first,
        due_on=first,
        by=auditor,
        now=at,
    )
    while audit is not None and audit.due_on + 20 * DAY < today:
        late = number(audit.due_on, seed) % 9 == 0
        at = clock.at_london(audit.due_on + (4 if late else -3) * DAY, 11)
        _carry_out(audit, auditor, moderator, at, seed, back=number(audit.due_on, seed) % 8 == 1)
        _do(audit, office, now)
        same = Audit.objects.filter(kind=kind, home=home, resident=child, state="planned")
        audit = same.first()
    if audit is not None and audit.due_on <= today + 20 * DAY:
        _begin(audit, auditor, moderator, clock.at_london(today - (4 + seed % 6) * DAY, 10), seed)


def _carry_out(audit: Audit, auditor: Any, moderator: Any, at: dt.datetime, seed: int, *, back: bool) -> None:
    """One audit from its start to its end, a few days apart."""
    audit = writing.start(audit=audit, by=auditor, now=at)
    fill(audit, auditor, at + HOUR, seed)
    audit = judging.send(audit=audit, by=auditor, now=at + 3 * HOUR)
    if moderator is not None:
        if back:
            judging.give_back(audit=audit, words=GIVEN_BACK, by=moderator, now=at + 2 * DAY)
            audit = judging.send(audit=audit, by=auditor, now=at + 3 * DAY)
        words = AGREED[seed % len(AGREED)]
        audit = judging.agree(audit=audit, words=words, by=moderator, now=at + 4 * DAY)
    if audit.kind.discussed:
        on = clock.today(at + 6 * DAY)
        judging.discuss(
            audit=audit, held_on=on, who="Key worker, deputy, two workers", words=TAKES, by=auditor, now=at + 6 * DAY
        )
    judging.close(audit=audit, by=auditor, now=at + 7 * DAY)


def _do(audit: Audit, office: Office, now: dt.datetime) -> None:
    """What was to be done before today is done and verified, but for one in nine."""
    for finding in audit.findings.select_related("action"):
        action = finding.action
        if action.act_by is None or action.act_by > now or finding.pk % 9 == 0:
            continue
        at = action.act_by - 3 * DAY
        actions.claim(action=action, evidence="Done, and shown to the team.", by=office.manager, now=at)
        actions.close(action=action, seen="seen in the file", by=office.qa_officer, now=at + DAY)


def _begin(audit: Audit, auditor: Any, moderator: Any, at: dt.datetime, seed: int) -> None:
    """The audit of now: being written, with the moderator, given back, or not begun (and late, where its day is past)."""
    stands = seed % 4
    if stands == 0:
        return
    audit = writing.start(audit=audit, by=auditor, now=at)
    fill(audit, auditor, at + HOUR, seed, sections=6 if stands == 1 else None)
    if stands == 1:
        return
    audit = judging.send(audit=audit, by=auditor, now=at + 3 * HOUR)
    if stands == 3 and moderator is not None:
        judging.give_back(audit=audit, words=GIVEN_BACK, by=moderator, now=at + 2 * DAY)


def fill(audit: Audit, by: Any, now: dt.datetime, seed: int, *, sections: int | None = None) -> None:
    """Answers for every question that is shown, of the first sections only when told so; one action where something lacks."""
    assert audit.response is not None
    schema = definitions.schema_of(audit.response.version)
    answers, rows = Answers(), list[tuple[str, dict[str, object]]]()
    chosen = schema.sections[:sections]
    for section in chosen:
        lacking = _answer(schema, section, answers, now, seed)
        table = next((each for each in section.tables if each.key.endswith("_actions")), None)
        if table is not None and lacking:
            act_by = clock.today(now) + (14 + seed % 30) * DAY
            row: dict[str, object] = {
                "what": f"{section.title}: {LACKS[number(section.id, seed) % len(LACKS)]}",
                "priority": "medium" if number(section.id) % 3 else "high",
                "who": "Deputy manager",
                "by": act_by.isoformat(),
            }
            rows.append((table.key, row))
    given = [(key, row, stored.value) for (key, row), stored in answers.values.items()]
    engine.bulk_fill(response=audit.response, answers=given, rows=rows, by=by, now=now)


def _answer(schema: Questionnaire, section: Section, answers: Answers, now: dt.datetime, seed: int) -> bool:
    """Answer what a section asks; whether a criterion was answered no. What an earlier answer closes is left out."""
    lacking = False
    for question in section.questions:
        if not Sight(schema, answers, None).shown(question):
            continue
        value = _value(question, now, number(question.key, seed, clock.today(now)))
        lacking = lacking or value == "no"
        if value:
            answers.values[question.full_key, ""] = Stored(value)
    for checklist in section.checklists:
        for row in checklist.rows:
            for column in checklist.columns:
                value = _value(column, now, number(column.full_key, row.key, seed))
                if value:
                    answers.values[column.full_key, row.key] = Stored(value)
    return lacking


def _value(question: Question, now: dt.datetime, chance: int) -> Any:
    """A plausible answer to one question."""
    if question.type == "yes_no_na":
        return "no" if chance % 17 == 0 else "na" if chance % 11 == 0 else "yes"
    if question.type in ("yes_no", "opinion"):
        return "yes"
    if question.choices:
        first = question.choices[min(1, len(question.choices) - 1)].key
        return [first] if question.type == "choices" else first
    if question.type in ("text", "short_text"):
        words = SAYS if question.key.startswith("child_") else SEEN
        return words[chance % len(words)][: question.max_length if question.type == "short_text" else None]
    if question.type == "number":
        return str(max(question.minimum or 0, min(2, question.maximum if question.maximum is not None else 2)))
    return {"date": clock.today(now).isoformat(), "time": "16:30", "person_initials": "P.Q."}.get(question.type, "")
