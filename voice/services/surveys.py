"""Asking: a survey is opened, links are made and ended, and closing it freezes what came of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, Sum

from core import clock
from core.events import emit
from core.refusal import Refused
from homes.models import Home
from questionnaires import selectors as questionnaires
from questionnaires.definitions import schema_of
from voice import events, help_now, policy, secret, selectors
from voice.counting import count
from voice.models import FEWEST, Audience, Invitation, Reply, Sending, Survey

ASKED: Final = {
    Audience.CHILDREN: events.CHILDREN_ASKED,
    Audience.PARENTS: events.PARENTS_ASKED,
    Audience.PLACING: events.PLACING_ASKED,
    Audience.STAFF: events.STAFF_ASKED,
}
CLOSED: Final = {
    Audience.CHILDREN: events.CHILDREN_CLOSED,
    Audience.PARENTS: events.PARENTS_CLOSED,
    Audience.PLACING: events.PLACING_CLOSED,
    Audience.STAFF: events.STAFF_CLOSED,
}
LABEL = re.compile(r"[\w .,’'&()/-]{1,80}")
MOST_LINKS, MOST_PEOPLE = 40, 1000


def open_survey(
    *,
    home: Home,
    audience: str,
    about_from: dt.date,
    about_to: dt.date,
    closes_on: dt.date,
    by: Any,
    now: dt.datetime,
    people: int = FEWEST,
    anyway: bool = False,
    beside: bool = False,
) -> Survey:
    """Begin to ask one group. The dates are London's; ``closes_on`` is the last day on which links work.

    ``people`` is how many will be asked; fewer than FEWEST can never show results, so ``anyway`` says that this is known.
    ``beside`` says the same of a survey of this group that is open already.

    Refused: not_allowed, home_closed, not_an_audience, no_help_line, wrong_order, in_the_past, too_far, few, no_questions, not_for_surveys,
    open_already.
    """
    policy.asks(by, home).demand()
    today = clock.today(now)
    if home.closed_on is not None and home.closed_on <= today:
        raise Refused("home_closed", "This home is closed. Nobody there can be asked any more.")
    if audience not in Audience.values:
        raise Refused("not_an_audience", "Choose whom you ask.")
    if audience == Audience.CHILDREN:
        help_now.has_line().demand()
    if about_to < about_from:
        raise Refused("wrong_order", "The time that you ask about ends before it begins. Change one of the two days.")
    if closes_on < today:
        raise Refused("in_the_past", "The last day to answer is in the past. Choose today or a later day.")
    if closes_on > clock.add_months(today, 3):
        raise Refused("too_far", "Choose a last day within three months, so that the answers belong together.")
    if people < FEWEST and not anyway:
        raise Refused(
            "few",
            f"With {people} {'person' if people == 1 else 'people'} this survey can never show a result: "
            f"what fewer than {FEWEST} people answer stays hidden for ever, so that nobody can be recognised. "
            "Talk with them instead, and write down what they say in the visitor’s report or in the review of the home. "
            "To open it all the same, tick the box at the end.",
        )
    version = questionnaires.in_force(f"voice_{audience}")
    if version is None:
        raise Refused("no_questions", "There are no questions for this group yet. Ask the quality assurance team.")
    if any(section.lists for section in schema_of(version).sections):
        raise Refused("not_for_surveys", "The questions for this group hold a table, which no survey can ask.")
    with transaction.atomic():
        Home.objects.select_for_update().get(pk=home.pk)  # two presses of the button are one after the other
        if not beside and selectors.open_now(home, audience, today):
            raise Refused(
                "open_already",
                "A survey of this group is open at this home already. Hand out its links, or close it first. "
                "To open a second beside it, tick the box at the end.",
            )
        survey = Survey.objects.create(
            home=home,
            audience=audience,
            version=version,
            about_from=about_from,
            about_to=about_to,
            closes_on=closes_on,
            opened_at=now,
            opened_by=by,
        )
        emit(events.OPENED, survey, by=by, now=now, home=home, group=survey.get_audience_display().lower())
    return survey


def _held(survey: Survey, by: Any) -> Survey:
    """The survey under lock, which ``by`` may change. Refused: closed, not_allowed."""
    row = Survey.objects.select_for_update(of=("self",)).select_related("home").get(pk=survey.pk)
    policy.changes(by, row).demand()
    return row


def _link(survey: Survey, kind: str, label: str, asked: int, by: Any, now: dt.datetime) -> str:
    if not LABEL.fullmatch(label):
        raise Refused(
            "label",
            f"“{label[:80]}” cannot be used. Say who is asked in up to 80 letters and numbers.",
        )
    first = not survey.invitations.exists()
    token = secret.new()
    row = Invitation.objects.create(
        survey=survey,
        kind=kind,
        label=label,
        asked=asked,
        secret_sha256=secret.fingerprint(token),
        made_at=now,
        made_by=by,
    )
    emit(events.LINK_MADE, row, by=by, now=now, home=survey.home, label=label)
    if first:  # only now somebody is asked, and the yearly duty is met
        emit(ASKED[Audience(survey.audience)], survey, by=by, now=now, home=survey.home)
    return token


def make_personal_links(*, survey: Survey, labels: Sequence[str], by: Any, now: dt.datetime) -> list[tuple[str, str]]:
    """One link for each person: (label, secret), told this once. Refused: not_allowed, closed, label, too_many."""
    if not 1 <= len(labels) <= MOST_LINKS:
        raise Refused("too_many", f"Make between 1 and {MOST_LINKS} links at a time.")
    with transaction.atomic():
        row = _held(survey, by)
        return [(label, _link(row, Invitation.Kind.PERSONAL, label, 1, by, now)) for label in labels]


def make_open_link(*, survey: Survey, label: str, asked: int, by: Any, now: dt.datetime) -> str:
    """One link that ``asked`` people are given; its secret, told this once. Refused: not_allowed, closed, label, how_many."""
    if not 1 <= asked <= MOST_PEOPLE:
        raise Refused("how_many", f"Enter how many people get the link, from 1 to {MOST_PEOPLE}.")
    with transaction.atomic():
        return _link(_held(survey, by), Invitation.Kind.OPEN, label, asked, by, now)


def end_link(*, invitation: Invitation, by: Any, now: dt.datetime) -> None:
    """The link stops; what was answered with it stays. Twice is once. Refused: not_allowed, closed."""
    with transaction.atomic():
        survey = _held(invitation.survey, by)
        row = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if row.ended_at is None:
            row.ended_at, row.ended_by = now, by
            row.save()
            emit(events.LINK_ENDED, row, by=by, now=now, home=survey.home, label=row.label)


def asked_of(survey: Survey) -> int:
    """How many people were asked: a personal link that was ended unused asked nobody."""
    rows = survey.invitations.exclude(Q(kind=Invitation.Kind.PERSONAL, used=False, ended_at__isnull=False))
    return rows.aggregate(all=Sum("asked"))["all"] or 0


def close_survey(*, survey: Survey, by: Any, now: dt.datetime) -> Survey:
    """No link works any more. Counts and texts are frozen, each apart from the others; the single replies are gone. Twice is once.

    Refused: not_allowed.
    """
    policy.asks(by, survey.home).demand()
    return _close(survey.pk, by, now)


def close_due(*, now: dt.datetime) -> int:
    """Close each survey whose last day has passed; how many. Safe any number of times and in parallel."""
    due = Survey.objects.filter(closed_at=None, closes_on__lt=clock.today(now)).order_by("pk")
    numbers = list(due.values_list("pk", flat=True))
    for number in numbers:
        _close(number, None, now)
    return len(numbers)


def _close(number: int, by: Any, now: dt.datetime) -> Survey:
    with transaction.atomic():
        row = Survey.objects.select_for_update(of=("self",)).select_related("home", "version").get(pk=number)
        if row.closed:
            return row
        replies = Reply.objects.filter(survey=row)
        answers = list(replies.values_list("answers", flat=True))
        row.results = count(schema_of(row.version), answers)
        row.asked, row.replies = asked_of(row), len(answers)
        row.closed_at, row.closed_by = now, by
        row.save()
        replies.delete()
        Sending.objects.filter(survey=row).delete()
        emit(CLOSED[Audience(row.audience)], row, by=by, now=now, home=row.home)
    return row
