"""The stored evidence of a review as people read it: items by provider, figures as sums over items, the four groups. No writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.apps import apps

from core import evidence
from core.registry import links
from questionnaires.answers import Answers
from reg45.models import EvidenceItem, EvidenceText, Review

TITLES: Final = {
    "reg44": "Regulation 44 visits",
    "records": "The home’s own records",
    "returns": "Monthly returns",
    "notifications": "Notifications to Ofsted (regulation 40)",
    "inspections": "Ofsted inspections",
    "voice": "Surveys and what people said",
    "documents": "Statutory documents",
}
"""What providers are called; one that is not named here is called by its own name."""
GROUPS: Final = {
    "children": ("Children", ("children",)),
    "parents": ("Parents and carers", ("parents",)),
    "placing": ("Placing authorities", ("placing", "placing_authorities", "professionals")),
    "staff": ("Staff", ("staff",)),
}
"""The four groups whose opinions the system must seek (regulation 45(5)): key -> name, and the words of figures that mean it."""
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

    @property
    def number(self) -> int:
        return self.item.number

    @property
    def gone(self) -> bool:
        """Whether its source said it no more when the evidence was last gathered."""
        return self.item.gone_at is not None


@dataclass(frozen=True, slots=True)
class Figure:
    """The sum of one measure over the items of one provider."""

    provider: str
    key: str
    total: Decimal
    items: tuple[Shown, ...] = ()

    @property
    def label(self) -> str:
        """What it is called: “Missing episodes”."""
        return label_of(self.key)

    @property
    def words(self) -> str:
        """The number without needless noughts."""
        return f"{self.total.normalize():f}"


@dataclass(slots=True)
class Group:
    """One of the four groups: how many were asked and answered, by the evidence and by the review's own table."""

    key: str
    name: str
    asked: int = 0
    answered: int = 0
    why_not: str = ""
    figures: list[Figure] = field(default_factory=list)

    @property
    def heard(self) -> bool:
        """Whether anybody of the group answered."""
        return self.answered > 0


def label_of(key: str) -> str:
    """A measure in words."""
    if (found := HEARD.fullmatch(key)) and (name := next((n for n, words in GROUPS.values() if found[2] in words), "")):
        return f"{name}: {found[1]}"
    return key.replace("_", " ").replace(".", ", ").capitalize()


def title_of(provider: str) -> str:
    """A provider in words."""
    return TITLES.get(provider, provider.replace("_", " ").capitalize())


def shown(items: Iterable[EvidenceItem], user: Any = None, moved: Iterable[int] = ()) -> list[Shown]:
    """Items (with their texts) as this person reads them; without a person none has an address."""
    addresses = _addresses(items, user) if user is not None else {}
    other = set(moved)
    found = []
    for item in items:
        *before, now = item.texts.all()
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
    return [(title_of(name), some) for name, some in found.items()]


def figures(rows: Iterable[Shown]) -> list[Figure]:
    """Every figure, by provider and name: the sum over items that their sources still say."""
    sums: dict[tuple[str, str], list[tuple[Decimal, Shown]]] = {}
    for row in rows:
        if row.gone:
            continue
        for key, text in row.now.figures.items():
            sums.setdefault((row.item.provider, key), []).append((number(text), row))
    return [
        Figure(provider, key, sum((value for value, _ in some), Decimal()), tuple(row for _, row in some))
        for (provider, key), some in sorted(sums.items())
    ]


def number(text: object) -> Decimal:
    """A stored number; what cannot be read counts as nought."""
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return Decimal()


def groups(found: Iterable[Figure], answers: Answers) -> list[Group]:
    """The meter of regulation 45(5): from the figures of evidence, and from the table “who was heard” of the review itself."""
    by_group: dict[tuple[str, str], list[Figure]] = {}
    for figure in found:
        if match := HEARD.fullmatch(figure.key):
            by_group.setdefault((match[1], match[2]), []).append(figure)
    made = []
    for key, (name, words) in GROUPS.items():
        group = Group(key, name, why_not=str(answers.get("heard.why_not", key)).strip())
        for what in ("asked", "answered"):
            own = number(answers.get(f"heard.{what}", key) or 0)
            some = [figure for word in words for figure in by_group.get((what, word), [])]
            group.figures += some
            setattr(group, what, int(own + sum((each.total for each in some), Decimal())))
        made.append(group)
    return made


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
                heading, text = title_of(provider), f"{each.heading}\n\n{each.text}"
            figures_ = {key: str(value) for key, value in sorted(each.figures.items())}
            found[provider, kind, pk, place] = (heading, text, each.on, figures_)
    return found
