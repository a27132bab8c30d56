"""Ready surveys and words for everybody's tests, by the real services."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from core import clock
from questionnaires import canonical, definitions
from questionnaires.models import Questionnaire, Version
from voice import services
from voice.models import Invitation, Survey, Word

CHOSEN = {
    "children": {"feel_safe": "always", "know_who_to_tell": "yes"},
    "parents": {"child_safe": "always", "know_complaints": "yes"},
    "placing": {"part": "placing", "children_safe": "mostly"},
    "staff": {"children_safe": "always", "could_speak_up": "mostly"},
}


@cache
def _fields(key: str) -> tuple[str, dict[str, Any]]:
    source, schema = definitions.source(key), definitions.load(key)
    return schema.title, {
        "number": schema.number,
        "source": source,
        "canonical": canonical.encode(schema),
        "sha256": canonical.sha256(source),
    }


def publish(audience: str, now: dt.datetime) -> Version:
    """The questions of this group in force (parsed once a run)."""
    key = f"voice_{audience}"
    title, fields = _fields(key)
    owner, _ = Questionnaire.objects.get_or_create(key=key, defaults={"title": title})
    standing = owner.versions.first()
    if standing is not None:
        return standing
    return Version.objects.create(questionnaire=owner, state="published", made_at=now, published_at=now, **fields)


def opened(
    cast: Any, audience: str, *, now: dt.datetime, personal: tuple[str, ...] = (), by: Any = None, days: int = 20
) -> tuple[Survey, list[str]]:
    """An open survey of Oak House, and the secrets of its links: one for all, or one for each of ``personal``."""
    publish(audience, now)
    by, today = by or cast.manager, clock.today(now)
    survey = services.open_survey(
        home=cast.oak,
        audience=audience,
        about_from=clock.add_months(today, -6),
        about_to=today,
        closes_on=today + dt.timedelta(days=days),
        by=by,
        now=now,
        beside=True,
    )
    if personal:
        made = services.make_personal_links(survey=survey, labels=personal, by=by, now=now)
        return survey, [token for _, token in made]
    return survey, [services.make_open_link(survey=survey, label="everybody", asked=8, by=by, now=now)]


def closed(cast: Any, audience: str, *, replies: int, now: dt.datetime, texts: dict[str, str] | None = None) -> Survey:
    """A closed survey of Oak House; each reply has words of its own."""
    survey, (token,) = opened(cast, audience, now=now)
    for number in range(replies):
        values = {**CHOSEN[audience], **(texts or {"better": f"Thought number {number}."})}
        services.answer(token=token, values=values, op_id=f"{number}", now=now)
    return services.close_survey(survey=survey, by=cast.manager, now=now)


def poster(cast: Any, *, now: dt.datetime) -> str:
    """The secret of the poster of Oak House."""
    return services.make_poster(home=cast.oak, by=cast.qa_officer, now=now)


def word(home: Any, *, now: dt.datetime, text: str = "Nobody asks me.", readers: str = "outside") -> Word:
    """Something that a child of the home said."""
    said = services.say(
        home=home, text=text, readers=readers, answer="no", answer_how="", who="", op_id=f"{text} {readers}", now=now
    )
    assert said is not None
    return said


def link(survey: Survey) -> Invitation:
    """The only link of a survey."""
    return survey.invitations.get()
