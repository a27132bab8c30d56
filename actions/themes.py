"""What comes back: actions that say the same, in one home or in several (G3).

Each text is weighed by how seldom its stems and runs of letters are (likeness.py) and joins the theme it is most like. Words are
compared, nothing is understood, and no network is asked: a person reads what stands side by side and judges.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from actions import likeness, sources
from actions.models import Action
from core import clock

LEAST: Final = 0.25  # from here on a text belongs to a theme (figures: manage.py bench)
RECENT: Final = 12  # months
MOST: Final = 1000  # actions that are compared, the newest; so many take about half a second
TELLING: Final = 6  # stems of a text by which themes are looked up
SHOWN: Final = 50
OF_ONE: Final = 20  # actions that are named of one theme
Vector = dict[str, float]


def weighed(texts: Sequence[str]) -> list[Vector]:
    """Each text as a direction: what few texts say weighs more (TF-IDF), and every text is as long as any other."""
    counts = [likeness.parts(text) for text in texts]
    known = Counter(name for count in counts for name in count)
    found = []
    for count in counts:
        vector = {name: (1 + math.log(much)) * math.log(1 + len(texts) / known[name]) for name, much in count.items()}
        size = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        found.append({name: value / size for name, value in vector.items()})
    return found


def grouped(texts: Sequence[str], least: float = LEAST) -> list[list[int]]:
    """The numbers of texts that say the same, each in one group; a text like no other is alone in its own."""
    middles: list[Vector] = []
    groups: list[list[int]] = []
    where: defaultdict[str, set[int]] = defaultdict(set)  # stem -> themes that have it
    for number, vector in enumerate(weighed(texts)):
        stems = [name for name in vector if not name.startswith("~")]
        telling = sorted(stems, key=lambda name: (-vector[name], name))[:TELLING]
        near = sorted({theme for name in telling for theme in where[name]})
        much, best = max(((likeness.alike(vector, middles[theme]), theme) for theme in near), default=(0.0, -1))
        if much < least:
            best = len(groups)
            groups.append([])
            middles.append({})
        groups[best].append(number)
        for name, value in vector.items():
            middles[best][name] = middles[best].get(name, 0.0) + value
        for name in stems:
            where[name].add(best)
    return groups


@dataclass(frozen=True, slots=True)
class Theme:
    """Actions that say the same, the newest first; how many of them at the home asked about, and at how many homes."""

    actions: list[Action]
    here: int
    homes: int
    open: int

    @property
    def words(self) -> str:
        """“3 times in this home, in 5 homes”."""
        many = len(self.actions)
        homes = f"in {self.homes} homes" if self.homes > 1 else "in one home"
        if not self.here:
            return f"{many} times, {homes}"
        return f"{'once' if self.here == 1 else f'{self.here} times'} in this home, {many} times {homes}"

    @property
    def more(self) -> int:
        """How many are not named."""
        return max(0, len(self.actions) - OF_ONE)

    @property
    def first(self) -> Action:
        """The newest, whose words stand for all."""
        return self.actions[0]


def of(*, user: Any, now: dt.datetime, home: int | None = None) -> list[Theme]:
    """What was asked for more than once in the last year or is open, of what the person may see; at a home when one is named.

    What comes back most often stands first. One query.
    """
    since = clock.at_london(clock.add_months(clock.today(now), -RECENT))
    rows = Action.objects.visible_to(user).filter(Q(state__in=Action.NOT_CLOSED) | Q(raised_at__gte=since))
    rows = rows.exclude(state__in=(Action.State.WITHDRAWN, Action.State.MERGED)).select_related(
        "home", *sources.related()
    )
    found = list(rows.order_by("-raised_at", "-pk")[:MOST])
    themes = [_theme([found[number] for number in group], home) for group in grouped([row.text for row in found])]
    kept = [theme for theme in themes if len(theme.actions) > 1 and (home is None or theme.here)]
    return sorted(kept, key=lambda theme: (-theme.here, -len(theme.actions), -theme.homes))[:SHOWN]


def lines(theme: Theme) -> list[tuple[Action, str]]:
    """The newest of its actions, with what they are called after their source."""
    return [(row, sources.label(row)) for row in theme.actions[:OF_ONE]]


def _theme(actions: list[Action], home: int | None) -> Theme:
    here = sum(row.home_id == home for row in actions)
    return Theme(actions, here, len({row.home_id for row in actions}), sum(row.open for row in actions))
