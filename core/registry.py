"""How lower layers reach upward without importing: small lists filled in each app's ``ready()``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation. ``count`` is what waits there for the person, shown behind the label unless it is nought."""

    label: str
    url_name: str
    order: int
    visible: Callable[[Any], bool]
    count: Callable[[Any], int] | None = None

    def label_for(self, user: Any) -> str:
        """The label as this person sees it: “Messages (3)”."""
        waiting = self.count(user) if self.count else 0
        return f"{self.label} ({waiting})" if waiting else self.label


@dataclass(frozen=True, slots=True)
class Panel:
    """One card of a home page: a title, the template that draws it, and what the template needs."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a person: words and address, what it is about, by when (aware; None without a limit), where it stands.

    ``limit`` is the number of the time limit behind it: where two apps name the same one, the first is shown.
    """

    text: str
    url: str
    about: str = ""
    due: dt.datetime | None = None
    limit: int | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """How to name, reach and guard one kind of record."""

    title: Callable[[Any], str]
    url: Callable[[Any], str]
    visible_to: Callable[[Any, Any], bool]


class Navigation:
    """The main navigation, in order."""

    def __init__(self) -> None:
        self.entries: dict[str, NavItem] = {}

    def add(self, item: NavItem) -> None:
        """Put one entry (the same address twice is one entry)."""
        self.entries[item.url_name] = item

    def items_for(self, user: Any) -> list[NavItem]:
        """What this person sees, in order."""
        return sorted((item for item in self.entries.values() if item.visible(user)), key=lambda item: item.order)


class Panels:
    """Cards that apps hang on a page: of the person's own start page, or of a home."""

    def __init__(self) -> None:
        self.providers: list[tuple[int, Callable[..., Panel | None]]] = []

    def add(self, order: int, provider: Callable[..., Panel | None]) -> None:
        """Hang a card; the provider answers None when it has nothing for this person."""
        if (order, provider) not in self.providers:
            self.providers.append((order, provider))

    def shown(self, user: Any, now: dt.datetime, **about: Any) -> list[Panel]:
        """The cards this person sees now, in order."""
        made = (provider(user, now, **about) for _, provider in sorted(self.providers, key=lambda entry: entry[0]))
        return [panel for panel in made if panel is not None]


class Work:
    """What waits for a person, from every app that has tasks for people; ``rest`` names the time limits that none of them named."""

    def __init__(self) -> None:
        self.providers: list[tuple[int, Callable[[Any, dt.datetime], list[Waiting]]]] = []
        self.rest: Callable[[Any, dt.datetime, set[int]], list[Waiting]] | None = None

    def add(self, order: int, provider: Callable[[Any, dt.datetime], list[Waiting]]) -> None:
        """Ask this app too; a lower order names a task first."""
        if (order, provider) not in self.providers:
            self.providers.append((order, provider))

    def of(self, user: Any, now: dt.datetime) -> list[Waiting]:
        """Everything, what is due first on top; each time limit once."""
        found: list[Waiting] = []
        for _, provider in sorted(self.providers, key=lambda entry: entry[0]):
            known = {each.limit for each in found} - {None}
            found += [each for each in provider(user, now) if each.limit not in known]
        if self.rest is not None:
            found += self.rest(user, now, {each.limit for each in found if each.limit is not None})
        far = dt.datetime.max.replace(tzinfo=dt.UTC)
        return sorted(found, key=lambda each: each.due or far)


class Links:
    """Where each kind of record is shown."""

    def __init__(self) -> None:
        self.kinds: dict[str, Link] = {}

    def register(
        self,
        model: type[models.Model],
        *,
        title: Callable[[Any], str],
        url: Callable[[Any], str],
        visible_to: Callable[[Any, Any], bool],
    ) -> None:
        """Say it for one model."""
        self.kinds[model._meta.label_lower] = Link(title, url, visible_to)

    def to(self, subject: models.Model) -> Link | None:
        """The link of this record's kind, if it has one."""
        return self.kinds.get(subject._meta.label_lower)


class TimeLimits:
    """What runs for records of the layers below the time limits, so that their pages can show it with “Why then?”."""

    def __init__(self) -> None:
        self.find: Callable[[type[models.Model], list[int], Any], list[tuple[str, Any]]] | None = None

    def of(self, model: type[models.Model], numbers: list[int], user: Any) -> list[tuple[str, Any]]:
        """(what is owed, the limit with its ``number`` and ``at``) for these records, of those that the person may see."""
        return self.find(model, numbers, user) if self.find else []


time_limits = TimeLimits()
navigation = Navigation()
account_pages = Navigation()  # further pages of the own account
start_panels = Panels()  # provider(user, now)
work = Work()
home_panels = Panels()  # provider(user, now, home=...)
links = Links()
