"""The stored evidence of a review as people read it: items by provider, figures over items, the four groups. No writes.

What a figure is called and whether it may be added up, its provider says (core.evidence.Measure).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any, Final

from django.apps import apps
from django.db.models import Q

from core import clock, evidence
from core.evidence import Kind, Measure
from core.registry import links
from questionnaires.answers import Answers
from records import gathering
from records.models import Record
from reg45.models import EvidenceItem, EvidenceText, Review

GROUPS: Final = {
    "children": ("Children", ("children",)),
    "parents": ("Parents and carers", ("parents",)),
    "placing": ("Placing authorities", ("placing", "placing_authorities", "professionals")),
    "staff": ("Staff", ("staff",)),
}
"""The four groups whose opinions the system must seek (regulation 45(5)): key -> name, and the words of figures that mean it."""
NOT_OPEN: Final = "A record that you may not open"
MOST: Final = Decimal(10) ** 12
SAID: Final = {"children": ("children", "id_children_home")}
"""Where the review says what a group said, when that is not with the others."""
HEARD: Final = re.compile("(asked|answered)[._](.+)")
"""Figures that tell how many of a group were asked, or answered: “asked_children”."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One item: what it says, what it said before, and where its record is read ("" when it is not this person's)."""

    item: EvidenceItem
    now: EvidenceText
    before: tuple[EvidenceText, ...] = ()
    url: str = ""
    moved: bool = False  # the record says something else since the evidence was frozen
    closed: bool = False  # its record is not for this reader: neither what it says nor its day is shown

    @property
    def number(self) -> int:
        return self.item.number

    @property
    def gone(self) -> bool:
        """Whether its source said it no more when the evidence was last gathered."""
        return self.item.gone_at is not None


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure over the items of one provider: each item with its value, by day."""

    provider: str
    key: str
    measure: Measure
    parts: tuple[tuple[Shown, Decimal], ...] = ()

    @property
    def label(self) -> str:
        """What it is called: “Times a child was missing”."""
        return self.measure.title

    @property
    def source(self) -> str:
        """Who says it: “Monthly returns”."""
        return evidence.title_of(self.provider)

    @property
    def counts(self) -> bool:
        """Whether it is a count, which alone is added up."""
        return self.measure.kind == Kind.COUNT

    @property
    def total(self) -> Decimal:
        """Everything together, of a count."""
        return sum((value for _, value in self.parts), Decimal())

    @property
    def words(self) -> str:
        """What the values make: “3”, “4 in January 2027, 5 in June 2027”, “0 to 2 a month”."""
        if self.counts:
            return plain(self.total)
        if self.measure.kind == Kind.PERCENT:
            return ", ".join(f"{plain(value)}% in {_month(row)}" for row, value in self.parts)
        values = [value for _, value in self.parts]
        least, most = min(values), max(values)
        if self.measure.kind == Kind.MONTHLY:
            return f"{plain(least)} a month" if least == most else f"{plain(least)} to {plain(most)} a month"
        (first, begin), (last, end) = self.parts[0], self.parts[-1]
        if least == most:
            times = f"in {_month(first)}" if len(values) == 1 else f"each time, {_month(first)} to {_month(last)}"
            return f"{plain(begin)} {times}"
        between = [f"{plain(least)} at the lowest"] if least < min(begin, end) else []
        between += [f"{plain(most)} at the highest"] if most > max(begin, end) else []
        return ", ".join((f"{plain(begin)} in {_month(first)}", f"{plain(end)} in {_month(last)}", *between))

    @property
    def lines(self) -> list[tuple[Shown, str]]:
        """The items behind it, each with its value; of a count those that count."""
        return [(row, plain(value)) for row, value in self.parts if value or not self.counts]

    @property
    def noughts(self) -> list[Shown]:
        """Items that were looked at for a count and count nothing."""
        return [row for row, value in self.parts if self.counts and not value]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two sources count, with different results, and how that can be."""

    first: Figure
    others: tuple[Figure, ...]
    source: str  # of the others
    why: str

    @property
    def words(self) -> str:
        """What the others make together."""
        return plain(sum((each.total for each in self.others), Decimal()))


@dataclass(slots=True)
class Group:
    """One of the four groups: how many were asked and answered, in surveys and by the review's own table."""

    key: str
    name: str
    own_asked: int = 0
    own_answered: int = 0
    how: str = ""
    why_not: str = ""
    asked_in: list[Figure] = field(default_factory=list)
    answered_in: list[Figure] = field(default_factory=list)
    there: int | None = None  # how many of them the register of the home has in this time, of children

    @property
    def asked(self) -> int:
        """How many were asked at least: those of the surveys and those asked in another way may be the same people, so never their sum."""
        return max(self.own_asked, int(sum(each.total for each in self.asked_in)))

    @property
    def answered(self) -> int:
        """How many answered at least: never the sum, for the same reason."""
        return max(self.own_answered, self.in_surveys)

    @property
    def asked_words(self) -> str:
        """How many were asked, for a file."""
        return _side_by_side(self.own_asked, int(sum(each.total for each in self.asked_in)))

    @property
    def answered_words(self) -> str:
        """How many answered, for a file."""
        return _side_by_side(self.own_answered, self.in_surveys)

    @property
    def more_than(self) -> int:
        """How many there are, where more are said to have been asked or to have answered than there are; else 0."""
        asked = self.own_asked + int(sum(each.total for each in self.asked_in))
        most = max(asked, self.own_answered + self.in_surveys)
        return self.there if self.there is not None and most > self.there else 0

    @property
    def in_surveys(self) -> int:
        """How many answered surveys."""
        return int(sum(each.total for each in self.answered_in))

    @property
    def heard(self) -> bool:
        """Whether anybody spoke, or a survey shows what its people answered: one with fewer answers than can be shown says nothing."""
        surveys = [(value, each.measure.fewest) for each in self.answered_in for _, value in each.parts]
        return self.own_answered > 0 or any(value and value >= fewest for value, fewest in surveys)

    @property
    def few(self) -> bool:
        """Whether some answered, and so few that nobody's answers can be shown."""
        return self.in_surveys > 0 and not self.heard

    @property
    def place(self) -> str:
        """The field of the review that asks how many answered in another way."""
        return f"id_heard__answered__{self.key}"

    @property
    def said(self) -> tuple[str, str]:
        """Where the review says what they said: section and field."""
        return SAID.get(self.key, ("heard", "id_heard_others"))


def _side_by_side(own: int, surveys: int) -> str:
    return (
        f"At least {max(own, surveys)}: {surveys} in surveys; {own} in another way"
        if own and surveys
        else str(own or surveys)
    )


def plain(number: Decimal) -> str:
    """A number without needless noughts."""
    return f"{number.normalize():f}"


def _month(row: Shown) -> str:
    return f"{row.now.on:%B %Y}"


def closed(items: Iterable[EvidenceItem], user: Any = None) -> dict[int, str]:
    """Number of an item that this person may only count (complaints, allegations, notifications) -> what stands for it; one query.

    Without a person, as in a file that goes to many, every item of those kinds: by the name of its kind.
    """
    behind = {item.number: item.subject_id for item in items if item.subject_type == Record._meta.label_lower}
    names = gathering.closed(behind.values(), user) if behind else {}
    return {number: NOT_OPEN if user else names[pk] for number, pk in behind.items() if pk in names}


def shown(
    items: Iterable[EvidenceItem], user: Any = None, moved: Iterable[int] = (), closed: Mapping[int, str] = {}
) -> list[Shown]:
    """Items (with their texts) as this person reads them; without a person none has an address. Those ``closed`` say only that word."""
    addresses = _addresses(items, user) if user is not None else {}
    other = set(moved)
    found = []
    for item in items:
        *before, now = item.texts.all()
        if item.number in closed:
            bare = EvidenceText(item=item, heading=closed[item.number], on=now.on, figures=now.figures, at=now.at)
            found.append(Shown(item, bare, closed=True))
            continue
        url = addresses.get((item.subject_type, item.subject_id), "")
        found.append(Shown(item, now, tuple(before), url, item.number in other))
    return found


def _addresses(items: Iterable[EvidenceItem], user: Any) -> dict[tuple[str, int], str]:
    """Where the records behind the items are read, of those that this person may read."""
    wanted: dict[str, set[int]] = {}
    for item in items:
        wanted.setdefault(item.subject_type, set()).add(item.subject_id)
    found = {}
    for kind, numbers in wanted.items():
        link = links.kinds.get(kind)
        if link is None:
            continue
        for record in apps.get_model(kind)._default_manager.filter(pk__in=numbers):
            if link.visible_to(record, user):
                found[kind, record.pk] = link.url(record)
    return found


def by_provider(rows: Iterable[Shown]) -> list[tuple[str, list[Shown]]]:
    """Provider in words -> its items, in the order of their numbers."""
    found: dict[str, list[Shown]] = {}
    for row in rows:
        found.setdefault(row.item.provider, []).append(row)
    return [(evidence.title_of(name), some) for name, some in found.items()]


def figures(rows: Iterable[Shown], only: re.Pattern[str] | None = None) -> list[Figure]:
    """Every figure (or those with such a key), by provider, over items that their sources still say; a query for each provider at most."""
    parts: dict[str, dict[str, list[tuple[Shown, Decimal]]]] = {}
    for row in rows:
        for key, text in {} if row.gone else row.now.figures.items():
            if only is None or only.fullmatch(key):
                parts.setdefault(row.item.provider, {}).setdefault(key, []).append((row, number(text)))
    found = []
    for provider, by_key in parts.items():
        for key, measure in evidence.measures_of(provider, by_key.keys()).items():
            by_day = sorted(by_key[key], key=lambda part: (part[0].now.on, part[0].number))
            found.append(Figure(provider, key, measure, tuple(by_day)))
    return found


def by_source(found: Iterable[Figure]) -> list[tuple[str, list[Figure]]]:
    """Who says it, in words -> the figures; in their order."""
    return [(source, list(some)) for source, some in groupby(found, key=lambda each: each.source)]


def differences(found: Iterable[Figure]) -> list[Difference]:
    """Counts that another source of the same review counts otherwise."""
    known = {(each.provider, each.key): each for each in found}
    different = []
    for first in known.values():
        same = first.measure.same
        others = tuple(known[place] for place in same if place in known)
        if same and first.total != sum((each.total for each in others), Decimal()):
            different.append(Difference(first, others, evidence.title_of(same[0][0]), first.measure.why))
    return different


def number(text: object) -> Decimal:
    """A stored number; what cannot be read, or is no number anybody can mean, counts as nought."""
    try:
        found = Decimal(str(text))
    except InvalidOperation:
        return Decimal()
    return found if found.is_finite() and abs(found) < MOST else Decimal()


def children_of(review: Review) -> int:
    """How many children the register of the home has in the time of the review; one query."""
    rows = review.home.residents.filter(arrived_on__lte=review.period_to)
    return rows.filter(Q(left_on=None) | Q(left_on__gt=review.period_from)).count()


def groups(rows: Iterable[Shown], answers: Answers, children: int | None = None) -> list[Group]:
    """The meter of regulation 45(5): from the figures of evidence, and from the table “who was heard” of the review itself.

    ``children`` is how many the register has, for a page that says where more are said than that.
    """
    by_group: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures(rows, HEARD):
        if match := HEARD.fullmatch(figure.key):
            by_group.setdefault((match[1], match[2]), []).append(figure)

    def own(what: str, key: str) -> str:
        return str(answers.get(f"heard.{what}", key) or "").strip()

    def surveys(what: str, words: tuple[str, ...]) -> list[Figure]:
        return [figure for word in words for figure in by_group.get((what, word), [])]

    return [
        Group(
            key,
            name,
            int(number(own("asked", key) or 0)),
            int(number(own("answered", key) or 0)),
            own("how", key),
            own("why_not", key),
            surveys("asked", words),
            surveys("answered", words),
            children if key == "children" else None,
        )
        for key, (name, words) in GROUPS.items()
    ]


def left_out(review: Review, user: Any) -> list[tuple[str, str]]:
    """Records of this home and time that the review must not tell of, for whoever looks over the home: what each is, and its address."""
    rows = gathering.left_out(user=user, home=review.home, since=review.period_from, until=review.period_to)
    link = links.kinds[Record._meta.label_lower]
    return [(f"{row}, {clock.today(row.happened_at):%-d %B %Y}", link.url(row)) for row in rows]


def moved_since(review: Review, items: Iterable[EvidenceItem]) -> list[int]:
    """Numbers of items whose records say something else now than when the evidence was frozen."""
    live = gathered(review)
    found = []
    for item in items:
        if item.gone_at is None and live.get(place_of(item)) != said_last(item):
            found.append(item.number)
    return found


def behind(review: Review, items: Iterable[EvidenceItem]) -> int:
    """How many records say something that the stored evidence does not: new, changed, or no longer there."""
    live = gathered(review)
    kept = {place_of(item): item for item in items}
    current = {place for place, item in kept.items() if item.gone_at is None}
    different = sum(1 for place in current & live.keys() if said_last(kept[place]) != live[place])
    return different + len(current ^ live.keys())


def said_last(item: EvidenceItem) -> Said:
    """What an item says now: its latest text."""
    *_, now = item.texts.all()
    return now.heading, now.text, now.on, now.figures


Place = tuple[str, str, int, int]
Said = tuple[str, str, Any, dict[str, str]]


def place_of(item: EvidenceItem) -> Place:
    """What makes an item the same item when it is gathered again."""
    return item.provider, item.subject_type, item.subject_id, item.place


def gathered(review: Review) -> dict[Place, Said]:
    """What every provider says of the period now, in order: heading, text, day, figures."""
    found: dict[Place, Said] = {}
    seen: Counter[tuple[str, str, int]] = Counter()
    most = EvidenceText._meta.get_field("heading").max_length or 0
    for provider, items in evidence.gather(review.home, review.period_from, review.period_to).items():
        for each in items:
            kind, pk = each.subject._meta.label_lower, each.subject.pk
            place = seen[provider, kind, pk]
            seen[provider, kind, pk] += 1
            heading, text = each.heading, each.text
            if len(heading) > most:  # nothing is cut: what is too long for a heading stands in the text
                heading, text = evidence.title_of(provider), f"{each.heading}\n\n{each.text}"
            figures_ = {key: str(value) for key, value in sorted(each.figures.items())}
            found[provider, kind, pk, place] = (heading, text, each.on, figures_)
    return found
