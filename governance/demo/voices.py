"""What people say in the demonstration council: surveys of each group, closed and open, and words of children. All of it invented."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

import questionnaires.services as engine
from core import clock
from governance.demo.reports import Office
from homes.models import Home
from questionnaires import definitions
from questionnaires.definitions import schema_of
from questionnaires.types import Value
from voice import services
from voice.counting import chosen
from voice.models import Audience, Survey
from voice.selectors import choices_of

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asking:
    """One survey: months ago it was opened, how many were asked and answered, and whether it is still open."""

    audience: str
    months: int
    asked: int
    replies: int
    open: bool = False


USUAL = (Asking("staff", 7, 9, 7), Asking("parents", 5, 5, 3), Asking("placing", 4, 7, 5))
ASKED: dict[str, tuple[Asking, ...]] = {
    "oxlip": (*USUAL, Asking("children", 3, 4, 3), Asking("parents", 0, 5, 2, open=True)),
    "marlpit": (Asking("staff", 11, 8, 5), Asking("parents", 9, 4, 2)),
    "teasel": (*USUAL, Asking("children", 2, 5, 5), Asking("staff", 0, 9, 6, open=True)),
    "sandling": (Asking("staff", 6, 7, 6), Asking("parents", 3, 12, 8)),
    "wrenfold": (*USUAL, Asking("children", 1, 8, 6)),
    "burdock": (Asking("staff", 14, 6, 4), Asking("placing", 2, 6, 6)),
}
TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "staff": {
        "goes_well": (
            "We eat together every evening, and children bring up what they like.",
            "New children are met at the door by somebody they have met before.",
            "We know each child’s family and speak with them each week.",
        ),
        "better": (
            "A second member of staff awake at night, not only asleep in the house.",
            "Handover runs late, and the last child to come home waits for us.",
            "More time for records in the working day.",
        ),
    },
    "parents": {
        "goes_well": ("Somebody always answers the telephone.", "My child laughs again."),
        "better": (
            "Tell me sooner when an appointment is moved.",
            "I would like photographs of the holidays.",
            "The room for visits is small.",
        ),
    },
    "placing": {
        "goes_well": ("Reports arrive before the review and say what changed for the child.",),
        "better": (
            "Invite the school to the planning meeting.",
            "Write in plain words what will be done until the next review.",
        ),
    },
    "children": {
        "best_thing": ("Pancakes on Sunday.", "My room.", "The dog next door."),
        "change": ("Later bedtime at the weekend.", "Faster internet.", "A bike shed with a lock."),
    },
}
WORDS = (
    ("oxlip", 40, "Thank you for the trip to the sea. Can we go again?", "home", True),
    ("oxlip", 0, "They said I could have a key for my room and now it is always next week.", "outside", False),
    ("teasel", 12, "I do not like it when people come into the garden room without knocking.", "key_worker", True),
    ("wrenfold", 1, "Food at night would help. I am hungry after dinner.", "outside", False),
)


def build(homes: dict[str, Home], offices: dict[str, Office], now: dt.datetime) -> None:
    """Every survey and word, by the real services at the moments when they would have happened."""
    for audience in Audience.values:
        engine.publish_version(source=definitions.source(f"voice_{audience}"), by=None, now=now)
    for key, askings in ASKED.items():
        for asking in sorted(askings, key=lambda each: -each.months):
            _ask(homes[key], offices[key], asking, random.Random(f"{key} {asking}"), now)  # noqa: S311 - invented answers
    for key, days, text, readers, done in WORDS:
        said = now - days * DAY
        word = services.say(
            home=homes[key], text=text, readers=readers, answer="no", answer_how="", who="", op_id=text, now=said
        )
        if done and word is not None:
            then = said + dt.timedelta(hours=3)
            services.deal_with(word=word, kind="passed_on", text=DONE, by=offices[key].visitor, now=then)
    for home in (homes["oxlip"], homes["teasel"]):
        services.make_poster(home=home, by=offices["oxlip"].qa_officer, now=now - 60 * DAY)


DONE = "The visitor spoke with the children together, and the manager was asked to act without hearing who had said it."


def _ask(home: Home, office: Office, asking: Asking, chance: random.Random, now: dt.datetime) -> None:
    today = clock.today(now)
    on = clock.add_months(today, -asking.months) - 6 * DAY
    at = clock.at_london(on, 10)
    by = office.visitor if asking.audience == "children" else office.manager
    survey = services.open_survey(
        home=home,
        audience=asking.audience,
        about_from=clock.add_months(on, -6),
        about_to=on,
        closes_on=on + 21 * DAY,
        by=by,
        now=at,
    )
    label = {"staff": "all staff", "parents": "all parents and carers", "children": "all children"}.get(
        asking.audience, "all social workers"
    )
    token = services.make_open_link(survey=survey, label=label, asked=asking.asked, by=by, now=at)
    for number in range(asking.replies):
        values = _reply(survey, number, chance)
        services.answer(token=token, values=values, op_id=str(number), now=at + (1 + number % 4) * DAY)
    if not asking.open:
        services.close_survey(survey=survey, by=by, now=at + 5 * DAY)


def _reply(survey: Survey, number: int, chance: random.Random) -> dict[str, Value]:
    """Mostly content; the first texts of the list stand in the first replies."""
    values: dict[str, Value] = {}
    for section in schema_of(survey.version).sections:
        for question in section.questions:
            texts = TEXTS[survey.audience].get(question.key, ())
            if chosen(question):
                keys = [choice.key for choice in choices_of(question)]
                values[question.key] = chance.choices(keys, [8, 5, 2, 1, 1][: len(keys)])[0]
            elif number < len(texts):
                values[question.key] = texts[number]
    return values
