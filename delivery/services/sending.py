"""Sending what waits. To claim a mail and to send it are two steps, so a sender that dies leaves a row that shows it.

A mail that stands as being sent for a minute is taken up again under the same Message-ID: if the first sender died between the
server's yes and our own note of it, the receiver has it twice and can tell; it is never lost. The settings keep one conversation
shorter than that minute: each answer of the server is waited for at most ten seconds, and the claim is renewed after the greeting.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet

from core import clock
from core.events import emit
from core.models import Message
from core.outbox import STILL_WANTED
from delivery import events, mail
from delivery.mail import Answer, Outcome
from delivery.models import Delivery
from delivery.services.planning import plan, withdraw
from homes import access

logger = logging.getLogger(__name__)
Now = Callable[[], dt.datetime]
State = Delivery.State
STUCK_AFTER = dt.timedelta(seconds=60)
FIRST_WAIT = dt.timedelta(seconds=30)  # doubled each time: 30 seconds, 1, 2, 4, 8, 16, 32 minutes
MOST_TRIES = 8
AT_MOST = 200  # mails in one run


def send_waiting(*, now: Now) -> int:
    """Make and send every mail that is due, oldest first; answers how many the mail server took.

    Safe to run any number of times and in parallel. A server that cannot be reached is not asked again in this run.
    """
    withdraw(now=now())
    plan(now=now())
    sent = 0
    for pk in Delivery.objects.filter(_due(now())).order_by("next_try_at", "pk").values_list("pk", flat=True)[:AT_MOST]:
        held = _claim(pk, now())
        if held is None:
            continue
        answer = _deliver_safely(held, now)
        if answer is None:
            continue
        _note(held, answer, now())
        sent += answer.outcome is Outcome.TAKEN
        if answer.outcome is Outcome.NO_SERVER:
            break
    return sent


def still_wanted(message: Message, now: dt.datetime) -> bool:
    """Whether the note may reach its person now: they can sign in, an appointment in force covers the home, nothing else objects."""
    mine = access.scope(message.to, on=clock.today(now))
    appointed = bool(mine.appointments if message.home_id is None else mine.roles_at(message.home_id))
    return appointed and STILL_WANTED.get(message.code, _always)(message)


def _always(message: Message) -> bool:
    return True


def _due(now: dt.datetime) -> Q:
    """What waits; what was refused and has waited long enough; what a sender left behind; what a clock that was wrong put off."""
    refused = Q(state=State.RETRY, next_try_at__lte=now)
    left_behind = Q(state=State.SENDING, claimed_at__lte=now - STUCK_AFTER)
    set_back = Q(state__in=[State.RETRY, State.SENDING], claimed_at__gt=now + STUCK_AFTER)
    return Q(state=State.WAITING) | refused | left_behind | set_back


def _claim(pk: int, now: dt.datetime) -> Delivery | None:
    """The mail, ours to send; None when another sender was first, or when it is given up because its senders keep dying."""
    claimed = Delivery.objects.filter(_due(now), pk=pk, tries__lt=MOST_TRIES)
    if claimed.update(state=State.SENDING, claimed_at=now, tries=F("tries") + 1):
        return Delivery.objects.select_related("person").get(pk=pk)
    stuck = Delivery.objects.filter(_due(now), pk=pk).first()
    if stuck is not None:
        _finish(stuck, State.DEAD, "The sending was broken off each time.", now)
    return None


def _deliver_safely(held: Delivery, now: Now) -> Answer | None:
    """As ``_deliver``; a mail that cannot even be made is put back like any other, so that those behind it go."""
    try:
        return _deliver(held, now)
    except DatabaseError:
        raise
    except Exception as problem:  # never its text: it may quote the address
        logger.error("mail %s could not be made: %s", held.pk, type(problem).__name__)
        return Answer(Outcome.LATER, f"The mail could not be made ({type(problem).__name__}).")


def _deliver(held: Delivery, now: Now) -> Answer | None:
    """Send a claimed mail with what is still wanted of it; None when there is nothing to send or nobody to send it."""
    messages = _wanted(held, now())
    if not messages:
        _finish(held, State.SUPERSEDED, "", now())
        return None
    if not mail.is_set_up():
        _finish(held, State.PORTAL_ONLY, "", now())
        return None
    return mail.hand_over(mail.compose(held, messages), partial(_renew, held, now))


def _wanted(held: Delivery, now: dt.datetime) -> list[Message]:
    """The messages of the mail that are wanted now; the others are withdrawn from the portal, too."""
    messages = list(Message.objects.filter(line__delivery=held, superseded_at=None).order_by("made_at", "pk"))
    wanted = []
    for message in messages:
        message.to = held.person
        if still_wanted(message, now):
            wanted.append(message)
        else:
            Message.objects.filter(pk=message.pk).update(superseded_at=now)
    return wanted


def _renew(held: Delivery, now: Now) -> bool:
    """Whether the claim is still ours; if so it counts from now on."""
    return bool(_ours(held).update(claimed_at=now()))


def _ours(held: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk=held.pk, state=held.state, tries=held.tries)


def _note(held: Delivery, answer: Answer, now: dt.datetime) -> None:
    """Write down what came of it, unless somebody else has taken over."""
    if answer.outcome is Outcome.TAKEN:
        _finish(held, State.SENT, "", now)
    elif answer.outcome is Outcome.NEVER or (answer.outcome is not Outcome.NOT_OURS and held.tries >= MOST_TRIES):
        _finish(held, State.DEAD, answer.words, now)
    elif answer.outcome is not Outcome.NOT_OURS:
        wait = FIRST_WAIT * 2 ** (held.tries - 1)
        _ours(held).update(state=State.RETRY, next_try_at=now + wait, last_answer=answer.words)


@transaction.atomic
def _finish(held: Delivery, state: str, words: str, now: dt.datetime) -> None:
    ours = _ours(held).update(state=state, last_answer=words, sent_at=now if state == State.SENT else None)
    if ours and state == State.DEAD:
        emit(events.GIVEN_UP, held, by=None, now=now)
