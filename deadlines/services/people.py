"""Whom a step tells: appointments in force on the day, never somebody twice, never somebody who holds the item already."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from deadlines.schema import HOLDER, Rule, Step
from homes.models import Appointment


class Posts:
    """Who holds which role at these homes on one London date; one query, which reads no other home."""

    def __init__(self, on: dt.date, roles: Iterable[str], homes: Iterable[int]) -> None:
        self.at_home: dict[tuple[str, int], set[int]] = defaultdict(set)
        self.everywhere: dict[str, set[int]] = defaultdict(set)
        here = Q(home=None) | Q(home__in=set(homes))
        rows = Appointment.objects.in_force(on).filter(
            here, role__in=set(roles), person__is_active=True, authority=None
        )
        for role, home, person in rows.values_list("role", "home_id", "person_id"):
            if home is None:
                self.everywhere[role].add(person)
            else:
                self.at_home[role, home].add(person)

    def holders(self, roles: Iterable[str], home_id: int) -> set[int]:
        """People in any of the roles so that it covers the home."""
        return {person for role in roles for person in self.at_home[role, home_id] | self.everywhere[role]}


def told(rule: Rule, step: Step, home_id: int, posts: Posts, barred: Collection[int] = ()) -> set[int]:
    """The people of one step at one home.

    A holder's reminder goes to those who must act; where the post is vacant, to the first rung that somebody stands on. A rung of the
    ladder skips whoever holds the item or stands on a lower rung: then the next rung's people are told already now. Whoever is ``barred``
    from the record hears nothing, as if they had no post.
    """
    holders = posts.holders(rule.who, home_id).difference(barred)
    if step.track == HOLDER and holders:
        return holders
    ladder = rule.ladder
    place = ladder.index(step) if step in ladder else 0
    before = set(holders)
    for rung in ladder[:place]:
        before |= posts.holders(rung.roles, home_id)
    for rung in ladder[place:]:
        if people := posts.holders(rung.roles, home_id).difference(before, barred):
            return people
    return set()
