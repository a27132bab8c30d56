"""What is read about surveys and words. Counts of single replies are read by nobody: a closed survey holds them frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from core import clock
from core.evidence import Item
from deadlines.selectors import Running, running_limits
from homes.models import Home
from questionnaires.definitions import schema_of
from questionnaires.schema import Choice, Question
from questionnaires.types import type_of
from questionnaires.types.choosing import OneChoice
from voice.counting import chosen
from voice.models import FEWEST, Audience, Invitation, Poster, Reply, Step, Survey, Word


@dataclass(frozen=True, slots=True)
class Line:
    """One survey in a list: how many were asked, and how many answered so far."""

    survey: Survey
    asked: int
    replies: int

    @property
    def few(self) -> bool:
        """Whether too few answered for results to be shown."""
        return self.replies < FEWEST


def _lines(surveys: Iterable[Survey]) -> list[Line]:
    """Two queries for the open ones among them, whatever their number."""
    rows = list(surveys)
    running = [row.pk for row in rows if not row.closed]
    replies = Reply.objects.filter(survey__in=running).values("survey").annotate(all=Count("pk"))
    links = Invitation.objects.filter(survey__in=running).exclude(
        Q(kind=Invitation.Kind.PERSONAL, used=False, ended_at__isnull=False)
    )
    got = dict(replies.values_list("survey", "all")) if running else {}
    sums = links.order_by().values("survey").annotate(all=Sum("asked")).values_list("survey", "all")
    asked = dict(sums) if running else {}
    return [
        Line(row, row.asked or 0, row.replies or 0)
        if row.closed
        else Line(row, asked.get(row.pk, 0), got.get(row.pk, 0))
        for row in rows
    ]


def line_of(survey: Survey) -> Line:
    """The numbers of one survey, which the caller has got by its getter."""
    return _lines([survey])[0]


def open_now(home: Home, audience: str, today: dt.date) -> bool:
    """Whether this group of the home is being asked on that London date."""
    rows = Survey.objects.filter(home=home, audience=audience, closed_at=None, closes_on__gte=today)
    return rows.exists()


def surveys_of(*, user: Any, home: Home) -> list[Line]:
    """The surveys of a home, newest first."""
    return _lines(Survey.objects.visible_to(user).filter(home=home).select_related("home"))


@dataclass(frozen=True, slots=True)
class Group:
    """One of the four groups of regulation 45(5): how many of it were asked in a time, and how many answered."""

    audience: str
    title: str
    asked: int
    replies: int


def meter(lines: Iterable[Line], since: dt.date) -> list[Group]:
    """The four groups, over the surveys opened on that London date or later; a group that nobody asked stands there with nought."""
    found = [line for line in lines if clock.today(line.survey.opened_at) >= since]
    return [
        Group(
            audience,
            audience.label,
            sum(line.asked for line in found if line.survey.audience == audience),
            sum(line.replies for line in found if line.survey.audience == audience),
        )
        for audience in Audience
    ]


@dataclass(frozen=True, slots=True)
class Counted:
    """The answers to one question: (words of the answer, how many people). ``few``: too few answered it to be shown."""

    question: Question
    rows: Sequence[tuple[str, int]]
    few: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What people wrote to one question, in an order of chance."""

    label: str
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Results:
    """What a closed survey shows."""

    counted: list[Counted]
    said: list[Said]


def results_of(survey: Survey) -> Results | None:
    """None while the survey is open, and for ever when fewer than FEWEST people answered.

    A question that fewer than FEWEST answered shows nothing either. Texts stand apart from the numbers.
    """
    if not survey.closed or (survey.replies or 0) < FEWEST:
        return None
    results = Results([], [])
    for section in schema_of(survey.version).sections:
        for question in section.questions:
            kept = survey.results.get(question.key, {"answered": 0})
            if chosen(question):
                few = kept["answered"] < FEWEST
                results.counted.append(Counted(question, () if few else _rows(question, kept["choices"]), few))
            elif kept["answered"] >= FEWEST:
                results.said.append(Said(question.label, kept["texts"]))
    return results


def _rows(question: Question, choices: dict[str, int]) -> list[tuple[str, int]]:
    return [(choice.label, choices.get(choice.key, 0)) for choice in choices_of(question)]


def links_of(survey: Survey) -> list[Invitation]:
    """The links of a survey, which the caller has got by its getter."""
    return list(survey.invitations.select_related("made_by"))


def poster_of(home: Home) -> Poster | None:
    """The address on the home's poster, for whoever looks after it."""
    return Poster.objects.filter(home=home, ended_at=None).select_related("made_by").first()


@dataclass(frozen=True, slots=True)
class Heard:
    """A word in the list: whether somebody outside the home has read it, what was done last, and the limit that runs."""

    word: Word
    state: str
    limit: Running | None


def words(*, user: Any, home: Home | None = None) -> list[Heard]:
    """What children said and let this person read, newest first; three queries. The text stands on the page of the word only."""
    rows = Word.objects.visible_to(user).select_related("home").prefetch_related("steps").defer("text")
    found = list(rows.filter(home=home) if home else rows)[:200]
    running = running_limits(Word, [row.pk for row in found], user=user) if found else {}
    return [
        Heard(row, state_of(list(row.steps.all())), next(iter(running.get(row.pk, {}).values()), None)) for row in found
    ]


def unread(*, user: Any) -> list[Heard]:
    """Words that nobody outside the home has read, of those this person may read; two queries."""
    read = Step.objects.filter(word=OuterRef("pk"), kind=Step.Kind.READ)
    rows = Word.objects.visible_to(user).filter(~Exists(read)).select_related("home").defer("text").order_by("pk")
    found = list(rows[:12])
    running = running_limits(Word, [row.pk for row in found], user=user) if found else {}
    return [Heard(row, "New", next(iter(running.get(row.pk, {}).values()), None)) for row in found]


def state_of(steps: Sequence[Step]) -> str:
    """Where a word stands: New, Read, Answered or Passed on."""
    return steps[-1].get_kind_display() if steps else "New"


def evidence(home: Home, since: dt.date, until: dt.date) -> list[Item]:
    """The surveys closed in the period, with the counts that are shown. What a child said at another time is told to nobody here."""
    begin, end = clock.at_london(since), clock.at_london(until + dt.timedelta(1))
    rows = Survey.objects.filter(home=home, closed_at__gte=begin, closed_at__lt=end).select_related("home", "version")
    return [_item(row) for row in rows.order_by("closed_at", "pk")]


def _item(survey: Survey) -> Item:
    group, replies = survey.get_audience_display(), survey.replies or 0
    shown = results_of(survey)
    text = f"{survey.asked} were asked, {replies} answered."
    if shown is None:
        text += f" With fewer than {FEWEST} answers no results are shown, so that nobody can be recognised."
    figures = {f"asked_{survey.audience}": Decimal(survey.asked or 0), f"answered_{survey.audience}": Decimal(replies)}
    for each in shown.counted if shown else ():
        keys = [choice.key for choice in choices_of(each.question)]
        figures |= {
            f"{survey.audience}.{each.question.key}.{key}": Decimal(number)
            for key, (_, number) in zip(keys, each.rows, strict=False)
        }
    assert survey.closed_at is not None
    return Item(f"Survey: {group}", text, clock.today(survey.closed_at), survey, figures)


def choices_of(question: Question) -> tuple[Choice, ...]:
    """The answers that can be chosen, in order."""
    kind = type_of(question)
    return kind.choices(question) if isinstance(kind, OneChoice) else ()
