"""Ready quality of care reviews for everybody's tests: ``make_review(cast, state=…)`` by the real services, each step a day after the last."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import questionnaires.services as engine
from core import clock
from questionnaires import answers as stored
from questionnaires import canonical, definitions, validate
from questionnaires.models import Questionnaire, Version
from reg45.models import Review
from reg45.services import closing, copies, plan, reviews
from tests.cast import Cast

KEY = reviews.QUESTIONNAIRE
BEGUN = dt.datetime(2027, 6, 28, 9, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ORDER = ["drafting", "completed", "approved", "seen", "sent"]
BOTH = ("read", "content")


@cache
def _source() -> tuple[str, str, Any]:
    source = definitions.source(KEY)
    schema = definitions.load(KEY)
    return source, canonical.encode(schema), schema


def publish(now: dt.datetime = BEGUN) -> Version:
    """The questionnaire of the review in force (parsed once a run)."""
    source, encoded, schema = _source()
    owner, _ = Questionnaire.objects.get_or_create(key=KEY, defaults={"title": schema.title})
    standing = owner.versions.first()
    if standing is not None:
        return standing
    values = {"number": schema.number, "source": source, "canonical": encoded, "sha256": canonical.sha256(source)}
    at = now - DAY
    return Version.objects.create(questionnaire=owner, state="published", made_at=at, published_at=at, **values)


def fill(review: Review, by: Any, now: dt.datetime, *, words: str = "We looked at the records.", **given: Any) -> None:
    """Answer what is required and complete every section; ``given`` adds answers by key (“heard.why_not children” for a cell)."""
    schema = definitions.schema_of(review.response.version)
    groups = ("children", "parents", "placing", "staff")
    new: dict[tuple[str, str], object] = {("heard.answered", group): "2" for group in groups}
    new |= {("heard.asked", group): "3" for group in groups}
    for full, value in given.items():
        key, _, row = full.partition(" ")
        new[key, row] = value
    found = stored.load(review.response)
    for problem in validate.problems(schema, found, strict=True, today=clock.today(now), rules=False):
        question = schema.question(problem.key)
        if (problem.key, problem.row) not in new and question is not None:
            new[problem.key, problem.row] = "yes" if question.type == "yes_no" else words
    for section in schema.sections:
        for question in section.questions:
            if question.required_if is not None and question.key.endswith(("_summary", "_analysis", "_plan")):
                new.setdefault((question.key, ""), words)
    engine.bulk_fill(
        response=review.response,
        answers=[(key, row, value) for (key, row), value in new.items() if not found.stored(key, row)],
        complete=[each.id for each in schema.sections],
        by=by,
        now=now,
    )


def add_row(review: Review, by: Any, now: dt.datetime, number: int = 1, **changes: Any) -> Any:
    """One row of the plan."""
    values = {
        "text": "Paint the hall with the children.",
        "standard": "6",
        "owner": "Deputy manager",
        "priority": "medium",
        "act_by": None,
        "op_id": f"row:{review.pk}:{number}",
    }
    return plan.add(review=review, by=by, now=now, **(values | changes))


def make_review(
    cast: Cast,
    *,
    state: str = "drafting",
    home: Any = None,
    begun: dt.datetime = BEGUN,
    filled: bool = True,
    **given: Any,
) -> Review:
    """A review of Oak House (unless told) that stands there; its period ends on the day it was begun."""
    publish(begun)
    home = home or cast.oak
    manager = cast.manager if home == cast.oak else cast.other_manager
    review = reviews.begin(home=home, period_to=clock.today(begun), by=manager, now=begun)
    if filled or state != "drafting":
        fill(review, manager, begun + HOUR, **given)
        add_row(review, manager, begun + HOUR)
    steps = {
        "completed": lambda now: closing.complete(review=review, by=manager, now=now),
        "approved": lambda now: closing.approve(review=review, declared=BOTH, by=cast.ri, now=now),
        "seen": lambda now: closing.see(
            review=review, seen_on=clock.today(now), remarks="Well argued.", by=cast.qa_officer, now=now
        ),
        "sent": lambda now: copies.record(
            copy=review.copies.get(to="ofsted"), how="email", sent_at=now, by=cast.service_lead, now=now
        ),
    }
    for number, name in enumerate(ORDER[1 : ORDER.index(state) + 1], start=1):
        steps[name](begun + number * DAY)
    return Review.objects.select_related("home", "response__version", "completed_by").get(pk=review.pk)
