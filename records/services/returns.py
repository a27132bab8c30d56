"""The return of the month: opened for every home, filled from its records, sent once by the manager, then frozen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

import questionnaires.services as engine
from core import clock
from core.events import emit
from core.refusal import Refused
from homes.models import Home
from questionnaires import answers as stored
from questionnaires import definitions, measures, validate
from questionnaires.canonical import dumps, sha256
from questionnaires.models import Answer, Version
from records import counting, events, policy
from records.measures import QUESTIONNAIRE
from records.models import Measure, MonthlyReturn
from records.services.writing import hold_return

MOST_MONTHS = 24  # so far back does the portal ask what should be there


def open_month(*, home: Home, month: dt.date, now: dt.datetime) -> MonthlyReturn:
    """The return of that home and month (its first day), made when it is not there, with what records and registers give.

    Its time limit counts from the last day of the month. Refused: not_over, no_version.
    """
    _, after = counting.days(month)
    if clock.at_london(after) > now:
        raise Refused("not_over", "This month is not over yet. Its return begins on the first day of the next month.")
    standing = MonthlyReturn.objects.filter(home=home, month=month).first()
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            response = engine.begin(key=QUESTIONNAIRE, by=None, now=now)
            made = MonthlyReturn.objects.create(home=home, month=month, response=response, opened_at=now)
            for source, numbers in _counted(home, month):
                given = [(key, "", str(number)) for key, number in numbers.items()]
                engine.bulk_fill(response=response, answers=given, by=None, now=now, carried_from=source)
            start = clock.at_london(after - dt.timedelta(1), 23, 59).isoformat()  # its last day is day 0
            emit(events.RETURN_OPENED, made, by=None, now=now, home=home, counts_from=start)
    except IntegrityError:  # two at once: the other has made it
        return MonthlyReturn.objects.get(home=home, month=month)
    return made


def _counted(home: Home, month: dt.date) -> list[tuple[str, dict[str, int]]]:
    return [
        (counting.FROM_RECORDS, counting.from_records(home, month)),
        (counting.FROM_REGISTERS, counting.from_registers(home, month)),
    ]


def open_due(*, now: dt.datetime) -> int:
    """Open every return that should be there by now; how many. Safe any number of times.

    Months count from the one in which the questionnaire was first in force, so that a new portal owes nothing of before.
    """
    begun = (
        Version.objects.filter(questionnaire__key=QUESTIONNAIRE, published_at__isnull=False)
        .order_by("published_at")
        .values_list("published_at", flat=True)
        .first()
    )
    if begun is None:
        return 0
    this = clock.month_of(clock.today(now))
    month = max(clock.month_of(clock.today(begun)), clock.add_months(this, -MOST_MONTHS))
    there = set(MonthlyReturn.objects.filter(month__gte=month).values_list("home", "month"))
    count = 0
    while month < this:
        _, after = counting.days(month)
        for home in Home.objects.open_on(after - dt.timedelta(1)).order_by("pk"):
            if (home.pk, month) not in there:
                open_month(home=home, month=month, now=now)
                count += 1
        month = after
    return count


def count_again(*, monthly: MonthlyReturn, by: Any, now: dt.datetime) -> int:
    """Put what the records give now into answers that are empty or still the portal's; how many changed. Refused: sent, not_allowed."""
    with transaction.atomic():
        held = hold_return(monthly)
        policy.sends(by, held).demand()
        standing = {each.key: each for each in Answer.objects.filter(response=held.response, row="")}
        changed = 0
        for source, numbers in _counted(held.home, held.month):
            for key, number in numbers.items():
                answer = standing.get(key)
                if answer is not None and (answer.value == str(number) or (answer.value and not answer.carried_from)):
                    continue
                rev = answer.rev if answer else 0
                op = engine.effect(f"count{rev}", key, "", number)
                engine.save_answer(
                    response=held.response, key=key, value=str(number), op_id=op, base_rev=rev, by=by, now=now
                )
                Answer.objects.filter(response=held.response, key=key, row="").update(carried_from=source)
                changed += 1
        if changed:
            emit(events.RETURN_COUNTED, held, by=by, now=now, home=held.home, count=changed)
    return changed


def send(*, monthly: MonthlyReturn, by: Any, now: dt.datetime) -> MonthlyReturn:
    """Freeze the return and write its numbers, once. Refused: not_allowed, sent, incomplete, not_checked."""
    with transaction.atomic():
        held = hold_return(monthly)
        policy.sends(by, held).demand()
        schema = definitions.schema_of(held.response.version)
        answers = stored.load(held.response)
        left = validate.unfinished(schema, answers)
        if left:
            raise Refused("incomplete", f"Complete “{left[0].title}” first. Then send the return.")
        if answers.carried():
            raise Refused("not_checked", "Some numbers from the records were not checked yet. Check them, then send.")
        numbers = measures.measures(schema, answers)
        facts = counting.excesses(numbers)
        content = engine.freeze(response=held.response, by=by, now=now, facts=facts)
        held.state, held.sent_at, held.sent_by = MonthlyReturn.State.SENT, now, by
        held.sha256 = sha256(dumps(content))
        held.save()
        write_measures(held, numbers)
        emit(events.RETURN_SENT, held, by=by, now=now, home=held.home)
    return held


def write_measures(monthly: MonthlyReturn, numbers: dict[str, Decimal]) -> None:
    """The numbers of a return that was sent."""
    Measure.objects.bulk_create(
        Measure(monthly_return=monthly, home=monthly.home, month=monthly.month, key=key, number=number)
        for key, number in numbers.items()
    )
