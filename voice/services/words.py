"""What a child says at any time: the address on the poster, the word itself, and what is done about it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from core import clock
from core.events import emit
from core.refusal import Refused
from core.texts import for_column, within
from homes import people
from homes.models import Home
from homes.roles import Role
from voice import events, help_now, policy, secret
from voice.models import Poster, Sending, Step, Word

LONGEST = 20_000
"""Characters of what a child says: some ten pages."""
NOTE = "voice.word"
NO_WAY = "Write how we can answer you, or choose another answer"


def make_poster(*, home: Home, by: Any, now: dt.datetime, instead_of: int = 0) -> str:
    """A new address for the home's poster, told this once. ``instead_of`` is the number of the one that stops now, 0 where there is none:
    a page sent twice does not stop what it has just made. Refused: not_allowed, no_help_line, stale.
    """
    policy.makes_posters(by, home).demand()
    help_now.has_line().demand()
    token = secret.new()
    with transaction.atomic():
        Home.objects.select_for_update().get(pk=home.pk)
        old = Poster.objects.filter(home=home, ended_at=None).first()
        if (old.pk if old is not None else 0) != instead_of:
            raise Refused(
                "stale", "The address was made or stopped meanwhile, and this press has changed nothing. Look again."
            )
        if old is not None:
            old.ended_at, old.ended_by = now, by
            old.save()
        row = Poster.objects.create(home=home, secret_sha256=secret.fingerprint(token), made_at=now, made_by=by)
        emit(events.POSTER_MADE, row, by=by, now=now, home=home)
    return token


def end_poster(*, home: Home, by: Any, now: dt.datetime) -> None:
    """The address stops; without one nothing happens. Refused: not_allowed."""
    policy.makes_posters(by, home).demand()
    with transaction.atomic():
        row = Poster.objects.select_for_update().filter(home=home, ended_at=None).first()
        if row is not None:
            row.ended_at, row.ended_by = now, by
            row.save()
            emit(events.POSTER_ENDED, row, by=by, now=now, home=home)


def say(
    *,
    home: Home,
    text: str,
    readers: str,
    answer: str,
    answer_how: str,
    who: str,
    op_id: str,
    now: dt.datetime,
) -> Word | None:
    """Keep what a child said, and tell those who may read it that something waits, without a word of it.

    None when the same was sent from this page before. Of ``now`` only the day is kept, in the event too, so that it cannot be laid beside a log.
    Refused: no_text, too_long, choice, no_way.
    """
    text = within(text, LONGEST, "What you write")
    if not text:
        raise Refused("no_text", "Write what you want to say.")
    if readers not in Word.Readers.values or answer not in Word.Answer.values:
        raise Refused("choice", "Choose one of the answers shown.")
    if answer == Word.Answer.OTHER and not answer_how.strip():
        raise Refused("no_way", NO_WAY)
    sent = secret.fingerprint("\n".join(("say", str(home.pk), op_id, readers, answer, answer_how, who, text)))
    day = clock.today(now)
    with transaction.atomic():
        if not Sending.objects.get_or_create(op_sha256=sent, defaults={"day": day})[1]:
            return None
        word = Word.objects.create(
            home=home,
            said_on=day,
            text=text,
            readers=readers,
            answer=answer,
            answer_how=for_column(Word, "answer_how", answer_how, "How we can answer you"),
            who=for_column(Word, "who", who, "What you write about who you are"),
        )
        emit(events.WORD_SAID, word, by=None, now=clock.at_london(day), home=home)
        _tell(word, now)
    return word


def _tell(word: Word, now: dt.datetime) -> None:
    """A note to those who hear it; where nobody is in post, to the head of quality assurance."""
    day = clock.today(now)
    told = people.holders(word.home, Role.QA_OFFICER, Role.VISITOR, on=day)
    told = [each for each in told if policy.deals_with(each, word)]
    told = told or people.holders(word.home, Role.HEAD_OF_QA, on=day)
    if word.readers == Word.Readers.HOME:
        told += people.holders(word.home, *policy.IF_THE_CHILD_WANTS, on=day)
    people.tell(
        {each.pk: each for each in told}.values(),
        home=word.home,
        code=NOTE,
        key=f"voice:word:{word.pk}",
        subject=f"{word.home.name}: something was written in confidence for you to read",
        body="Please read it today. Sign in to see it. Do not speak of it at the home before you have read it.",
        link=reverse("voice:word", args=[word.pk]),
        now=now,
        at_once=True,
    )


def read_word(*, word: Word, by: Any, now: dt.datetime) -> None:
    """Somebody outside the home has read it, which ends its time limit. Twice is once. Refused: not_allowed."""
    policy.deals_with(by, word).demand()
    with transaction.atomic():
        row = Word.objects.select_for_update(of=("self",)).select_related("home").get(pk=word.pk)
        if not row.steps.filter(kind=Step.Kind.READ).exists():
            Step.objects.create(word=row, kind=Step.Kind.READ, by=by, at=now)
            emit(events.WORD_READ, row, by=by, now=now, home=row.home)


def deal_with(*, word: Word, kind: str, text: str, by: Any, now: dt.datetime) -> None:
    """What was done: answered, or passed on to whom. It counts as read, too. Refused: not_allowed, choice, no_text, too_long."""
    policy.deals_with(by, word).demand()
    if kind not in (Step.Kind.ANSWERED, Step.Kind.PASSED_ON):
        raise Refused("choice", "Choose what was done.")
    text = within(text, LONGEST, "What was done")
    if not text:
        raise Refused("no_text", "Write what was done.")
    with transaction.atomic():
        read_word(word=word, by=by, now=now)
        Step.objects.create(word=word, kind=kind, text=text, by=by, at=now)
        emit(events.WORD_DONE, word, by=by, now=now, home=word.home)


def forget_sendings(*, now: dt.datetime) -> int:
    """Forget which pages were sent before today, so that nothing ties them to a word; how many. Surveys forget theirs when they close."""
    return Sending.objects.filter(survey=None, day__lt=clock.today(now)).delete()[0]
