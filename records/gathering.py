"""What the home's records say of a period, for the quality of care review and overviews (core.evidence). No name, no word of a child.

A review goes to many: what is about somebody who signs in here is left out (regulation 39(2)); whoever looks over the home has the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core import clock
from core.evidence import Item
from homes import access
from records import kpis, policy, selectors
from records.kinds import KINDS
from records.measures import RETURN
from records.models import Measure, MonthlyReturn, Record, RecordQuerySet
from records.words import current


def _between(home: Any, since: dt.date, until: dt.date) -> RecordQuerySet:
    after = until + dt.timedelta(1)
    rows = Record.objects.kept().order_by("happened_at", "pk")
    return rows.filter(home=home, happened_at__gte=clock.at_london(since), happened_at__lt=clock.at_london(after))


def _told(home: Any, since: dt.date, until: dt.date) -> list[Record]:
    rows = _between(home, since, until).not_about()
    return list(rows.select_related("home", "resident").prefetch_related("steps"))


def left_out(*, user: Any, home: Any, since: dt.date, until: dt.date) -> list[Record]:
    """What a review does not say because who writes or reads it must not see it, for whoever looks over the home; one query.

    Nobody who works in the home learns here that there is such a record (regulation 39(2)), nor does whom it is about.
    """
    if access.covers(user, home, *policy.WRITES) or not access.covers(user, home, *policy.OVERSEES):
        return []
    return list(_between(home, since, until).visible_to(user).filter(pk__in=policy.kept_from().values("record")))


def _item(record: Record, figures: dict[str, Decimal], more: str = "") -> Item:
    day = clock.today(record.happened_at)
    text = " ".join(filter(None, (f"{record} of {day:%-d %B %Y}: {selectors.status(record).lower()}.", more)))
    return Item(record.kind_of.title, text, day, record, figures)


def records(home: Any, since: dt.date, until: dt.date) -> list[Item]:
    """Every record but notifications, with what it counts for; three queries."""
    rows = [each for each in _told(home, since, until) if not each.kind_of.matter]
    words, found = current(rows), []
    for each in rows:
        figures = {each.kind_of.measure: Decimal(1)}
        if words[each.pk].get("injured") == "yes":
            figures["injuries"] = Decimal(1)
        if words[each.pk].get("is_missing") == "yes":
            figures["missing_episodes"] = Decimal(1)
        found.append(_item(each, figures))
    return found


def notifications(home: Any, since: dt.date, until: dt.date) -> list[Item]:
    """Notifications under regulation 40, by when the event happened; two queries."""
    rows = [each for each in _told(home, since, until) if each.kind_of.matter]
    return [_item(each, {"notifications": Decimal(1)}, f"{each.matter_words}.") for each in rows]


def returns(home: Any, since: dt.date, until: dt.date) -> list[Item]:
    """Returns of months that ended in the period, with the numbers they were sent with; two queries."""
    sent = MonthlyReturn.objects.filter(
        home=home,
        state=MonthlyReturn.State.SENT,
        month__gte=clock.add_months(clock.month_of(since), -1),
        month__lte=until,
    ).order_by("month")
    numbers: dict[int, dict[str, Decimal]] = {}
    for row in Measure.objects.filter(monthly_return__in=sent):
        numbers.setdefault(row.monthly_return_id, {})[row.key] = row.number
    found = []
    for each in sent:
        last = clock.add_months(each.month, 1) - dt.timedelta(1)
        if since <= last <= until:
            mine = numbers.get(each.pk, {})
            figures = {RETURN + key: number for key, number in mine.items()}
            found.append(Item("Monthly returns", f"{each}. {_figures_in_words(mine)}".strip(), last, each, figures))
    return found


def closed(numbers: Collection[int], user: Any = None) -> dict[int, str]:
    """Number of a record of a closed kind -> what one is called, without those that this person reads whole; one query.

    Its number, its day and where it stands are for whoever reads it. Without a person, as in a file for many, nobody reads any.
    """
    rows = Record.objects.filter(pk__in=numbers, kind__in=policy.CLOSED)
    if user is not None:
        whole = Record.objects.visible_to(user)
        others = Q(begun_by=user.pk) & ~access.at_homes(user, *policy.MANAGERS, *policy.OVERSEES)
        rows = rows.exclude(pk__in=whole.exclude(others).values("pk"))
    return {pk: KINDS[kind].one.capitalize() for pk, kind in rows.order_by().values_list("pk", "kind")}


def _figures_in_words(numbers: dict[str, Decimal]) -> str:
    """“Places in use: 80%. …”: the key figures of one month."""
    said = []
    for kpi in kpis.KPIS:
        figure = kpi.figure(numbers)
        if figure is not None:
            unit = kpi.unit if kpi.unit == "%" else f" {kpi.unit}" if kpi.unit else ""
            said.append(f"{kpi.title}: {figure:.{kpi.decimals}f}{unit}.")
    return " ".join(said)
