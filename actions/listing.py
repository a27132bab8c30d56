"""The list of all actions, whatever they came from (G1, K2).

For a child the danger is an action that is closed on paper only, or one that comes back and is taken for new; for the manager one thing
that is asked for five times; for whoever reads the list a file that runs formulas, or shows the audit of a child to the wrong eyes.
So the list begins with ``visible_to``, what is not verified counts as not closed, and the file is written by ``core.spreadsheets``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, Q

from actions import policy, sources
from actions.models import Action, ActionQuerySet, Priority
from deadlines.selectors import A_PAGE, TWO_WEEKS
from homes import access

State = Action.State
STATES: Final = {
    "": "Not closed yet",
    "late": "Overdue",
    "soon": "Due within two weeks",
    "open": "Open",
    "claimed": str(State.CLAIMED.label),
    "declined": str(State.DECLINED.label),
    "closed": str(State.CLOSED.label),
    "all": "All of them",
}
ORDERS: Final = {"": "What is due first", "newest": "The newest first"}
REGULATIONS: Final = {str(number): f"Regulation {number}" for number in range(5, 47)}
LONGEST_WORDS: Final = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; "" and None narrow nothing. ``words`` never stand in an address: somebody may type a name."""

    home: int | None = None
    source: str = ""
    state: str = ""
    priority: str = ""
    standard: str = ""
    order: str = ""
    words: str = ""

    @property
    def query(self) -> str:
        """The address of this choice; that words belong to it stands there, the words do not."""
        kept = {name: value for name, value in asdict(self).items() if value}
        return urlencode(kept | ({"words": "1"} if self.words else {}))


def wanted(asked: Mapping[str, str], words: str = "") -> Wanted:
    """The choice that an address or a form names; what is not on offer narrows nothing."""
    home = asked.get("home", "")
    known = {"source": sources.titles(), "state": STATES, "priority": Priority.values}
    known |= {"standard": REGULATIONS, "order": ORDERS}
    kept = {name: value for name in known if (value := asked.get(name, "")) in known[name]}
    number = int(home) if home.isascii() and home.isdecimal() and len(home) < 10 else None
    return Wanted(home=number, words=" ".join(words.replace("\x00", "").split())[:LONGEST_WORDS], **kept)


def rows(*, user: Any, now: dt.datetime, choice: Wanted) -> ActionQuerySet:
    """The actions of that choice that this person may see, in its order."""
    found = Action.objects.visible_to(user).filter(_in_state(choice.state, now))
    if choice.home is not None:
        found = found.filter(home=choice.home)
    if choice.source:
        found = found.filter(source=choice.source)
    if choice.priority:
        found = found.filter(priority=choice.priority)
    if choice.standard:
        found = found.filter(Q(standard=choice.standard) | Q(standard__startswith=f"{choice.standard}("))
    for word in choice.words.split():
        found = found.filter(Q(text__icontains=word) | Q(evidence__icontains=word))
    first = F("act_by").asc(nulls_last=True)
    order = (F("raised_at").desc(), "-pk") if choice.order == "newest" else (first, "pk")
    return found.select_related("home", *sources.related()).order_by(*order)


def _in_state(state: str, now: dt.datetime) -> Q:
    if state == "all":
        return Q()
    if state == "late":
        return Q(state=State.OPEN, act_by__lt=now)
    if state == "soon":
        return Q(state=State.OPEN, act_by__gte=now, act_by__lte=now + TWO_WEEKS)
    return Q(state=state) if state else Q(state__in=Action.NOT_CLOSED)


@dataclass(frozen=True, slots=True)
class Line:
    """One action of the list."""

    action: Action
    label: str
    late: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the list can be narrowed by: name of the field, its label, (value, words) on offer, what is chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the list, and what it can be narrowed to."""

    lines: list[Line]
    page: Page[Action]
    choices: list[Choice]
    words: str
    query: str


def board(*, user: Any, now: dt.datetime, choice: Wanted, number: str = "") -> Board:
    """A page of the list (``number`` as the address has it); the number of queries does not grow with the rows."""
    page = Paginator(rows(user=user, now=now, choice=choice), A_PAGE).get_page(number)
    lines = [Line(row, sources.label(row), row.late(now)) for row in page.object_list]
    return Board(lines, page, _choices(user, choice), choice.words, choice.query)


def _choices(user: Any, choice: Wanted) -> list[Choice]:
    homes = [(str(each.pk), each.name) for each in access.homes_for(user, *policy.SEES).order_by("name").only("name")]
    home = str(choice.home) if choice.home else ""
    return [
        Choice("home", "Home", [("", "All homes"), *homes], home),
        Choice("state", "Where it stands", [*STATES.items()], choice.state),
        Choice("priority", "Priority", [("", "Any"), *Priority.choices], choice.priority),
        Choice("source", "Where it comes from", [("", "Anywhere"), *sources.titles().items()], choice.source),
        Choice("standard", "What it rests on", [("", "Any regulation"), *REGULATIONS.items()], choice.standard),
        Choice("order", "Order", [*ORDERS.items()], choice.order),
    ]


COLUMNS: Final = (
    *(
        "Number",
        "Home",
        "Where it comes from",
        "Called",
        "What is to be done",
        "Regulation",
        "Priority",
        "Where it stands",
        "Whose it is",
        "Repeat",
    ),
    *("Raised", "Consider by", "Act by", "Said to be done", "What was done", "Verified"),
)


def table(*, user: Any, now: dt.datetime, choice: Wanted) -> Iterator[list[Any]]:
    """The list as a table, its heading first; read from the database in pieces, so that its length costs no memory."""
    yield list(COLUMNS)
    titles = sources.titles()
    for row in rows(user=user, now=now, choice=choice).iterator(chunk_size=500):
        yield [
            *(row.pk, row.home.name, titles.get(row.source, row.source), sources.label(row), row.text, row.standard),
            *(row.get_priority_display(), "Overdue" if row.late(now) else row.get_state_display()),
            *(row.owner_words, "Yes" if row.repeated else ""),
            *(row.raised_at, row.decide_by, row.act_by, row.claimed_at, row.evidence, row.closed_at),
        ]
