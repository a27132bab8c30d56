"""Quality of care reviews of the demonstration council: two that went to Ofsted for each home, and one wherever a review can stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import questionnaires.services as engine
from actions import services as actions
from core import clock
from governance.demo.reports import office_of
from homes.models import Home
from questionnaires import answers as stored
from questionnaires import definitions, validate
from reg45.models import Review
from reg45.services import closing, copies, plan, reviews

DAY: Final = dt.timedelta(1)
HOUR: Final = dt.timedelta(hours=1)
ENTERED: Final = -17
"""Months before today when the homes were entered in the portal; their first review was due six months after that."""
PAST: Final = ((-11, 4), (-5, 6))
"""When the two old reviews were completed: months from today, and days before that day."""
STANDS: Final = {
    "oxlip": "drafting",
    "marlpit": "completed",
    "burdock": "approved",
    "teasel": "drafting",
    "sandling": "seen",
    "wrenfold": "",
}
"""Where the review of this half year stands, by home; "" where it is still to be begun."""
ORDER: Final = ("drafting", "completed", "approved", "seen", "sent")
WORDS: Final = {
    "summary_overall": "Children are looked after well. They tell us so, and the visitor came to the same view {cited}.",
    "summary_strengths": "Staff know the children. Mealtimes are calm and children help to plan them.",
    "summary_weaknesses": "We are slow to write down what a talk with a child led to. Repairs take too long.",
    "summary_focus": "We looked most closely at going missing and at school, because both had changed since last time.",
    "last_plan_done": "Most of the last plan is done. The quiet room is in use each evening. One repair is still open.",
    "children_home": "Children like the garden and their own rooms. They want faster internet and a second bathroom light.",
    "children_care": "Children say that staff listen. Two said that agency staff do not know the rules of the house.",
    "children_changed": "The weekly menu is now written by the children. Bedtimes at weekends are later than they were.",
    "heard_others": "Parents want to hear good news too, not only bad. Placing authorities praise the reports.",
    "living_day": "A child gets up to somebody who knows how they like to be woken, and comes home to a warm meal.",
    "living_place": "The kitchen is the heart of the house. The hall needs paint and the back door sticks.",
    "actions_why": "These actions answer what children asked for and what the visitor recommended.",
    "actions_watch": "We look at each action in the managers’ meeting once a month and ask the children what they notice.",
}
STANDARD: Final = {
    "summary": "Good, with one thing to mend.",
    "analysis": "The records, the visitor and the children agree. What we changed since spring has helped {cited}.",
    "plan": "Keep what works, and look at it again in three months.",
}
ROWS: Final = (
    ("Paint the hall with the children.", "6", "Deputy manager", "medium"),
    ("Write down within a day what came of each talk with a child.", "7", "Registered manager", "high"),
)


def make(homes: dict[str, Home], people: dict[str, Any], today: dt.date, now: dt.datetime) -> int:
    """Make them all; how many. ``today`` is a London date, ``now`` an aware moment on that day."""
    for key, home in homes.items():
        for (months, before), done in zip(PAST, (2, 1), strict=True):
            day = clock.add_months(today, months) - before * DAY
            review = _lead(home, key, people, "sent", clock.at_london(day, 10), last=day - DAY, until=now)
            _verify(review, done, key, people, clock.at_london(day, 10) + 30 * DAY)
        if STANDS[key]:
            day = today - 9 * DAY
            last = day - DAY if STANDS[key] != "drafting" else None
            _lead(home, key, people, STANDS[key], clock.at_london(day, 10), last=last, until=now)
    return Review.objects.count()


def _lead(
    home: Home,
    key: str,
    people: dict[str, Any],
    state: str,
    at: dt.datetime,
    *,
    last: dt.date | None,
    until: dt.datetime,
) -> Review:
    """One review to where it stands: begun a day before it is completed, each step a day after the last, none after ``until``."""
    office, lead = office_of(key, people), people["service_lead"]
    review = reviews.begin(home=home, period_to=last, by=office.manager, now=at - DAY)
    _write(review, office.manager, at - DAY + HOUR, whole=state != "drafting")
    steps: dict[str, Callable[[dt.datetime], object]] = {
        "completed": lambda now: closing.complete(review=review, by=office.manager, now=now),
        "approved": lambda now: closing.approve(
            review=review, declared=tuple(closing.DECLARATIONS), by=office.responsible, now=now
        ),
        "seen": lambda now: closing.see(
            review=review, seen_on=clock.today(now), remarks="Clear and short.", by=office.qa_officer, now=now
        ),
        "sent": lambda now: _send(review, lead, now),
    }
    for number, name in enumerate(ORDER[1 : ORDER.index(state) + 1]):
        steps[name](min(at + number * DAY, until))
    return review


def _verify(review: Review, count: int, key: str, people: dict[str, Any], now: dt.datetime) -> None:
    """The first actions of an old plan were done and verified."""
    office = office_of(key, people)
    for row in review.plan.select_related("action")[:count]:
        assert row.action is not None
        actions.claim(action=row.action, evidence="Done and shown to the children.", by=office.manager, now=now)
        actions.close(action=row.action, seen="seen on a visit to the home", by=office.qa_officer, now=now + DAY)


def _write(review: Review, by: Any, now: dt.datetime, *, whole: bool) -> None:
    """The words of a review; of one that is being written the first sections only."""
    schema = definitions.schema_of(review.response.version)
    numbers = list(review.items.order_by("number").values_list("number", flat=True)[:2])
    cited = " ".join(f"[{number}]" for number in numbers)
    given = {key: text.replace(" {cited}", f" {cited}" if cited else "") for key, text in WORDS.items()}
    for section in schema.sections:
        if section.group == "Quality standards":
            given[f"{section.id}_covered"] = "yes"
            for part, text in STANDARD.items():
                given[f"{section.id}_{part}"] = text.replace(" {cited}", f" {cited}" if cited else "")
    done = [section.id for section in schema.sections][: None if whole else 3]
    cells = [(key, "", text) for key, text in given.items() if schema.section_of(key).id in done]
    if "heard" in done:
        for group, asked in (("children", 3), ("parents", 3), ("placing", 2), ("staff", 8)):
            cells += [("heard.asked", group, str(asked)), ("heard.answered", group, str(asked - 1))]
    engine.bulk_fill(response=review.response, answers=cells, complete=done, by=by, now=now)
    if whole:
        wrong = validate.problems(schema, stored.load(review.response), strict=True, today=clock.today(now))
        assert not wrong, wrong
    for number, (text, standard, owner, priority) in enumerate(ROWS[: None if whole else 1]):
        plan.add(
            review=review, op_id=f"demo-review-{review.pk}-{number}", text=text, standard=standard, owner=owner,
            priority=priority, act_by=None, by=by, now=now,
        )  # fmt: skip


def _send(review: Review, lead: Any, now: dt.datetime) -> None:
    """Every copy on the list, Ofsted's first."""
    for copy in review.copies.all():
        copies.record(copy=copy, how="email", reference="Secure mail", sent_at=now, by=lead, now=now)
