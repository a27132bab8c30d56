"""Every page of the portal as the people get it who may open it, and of those the ones that show something new.

Addresses and people come from the table of tests/architecture, so a new page cannot be forgotten; ``states.py`` adds what the table
does not tell of. Each page is opened and asked ``check``; ``Album.chosen`` are the few to be drawn: together they show every address,
and everything that any page is built of (an element with its classes and attributes, in its place), each at least once.
``Album.part`` is for the run that draws them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin
from zlib import crc32

from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import etree, html

from tests.architecture import matrix, matrix_reviews, matrix_visits
from tests.architecture.world import World
from tests.journeys.stage import Screen

ROWS = [*matrix.ROWS, *matrix_reviews.ROWS, *matrix.ACCOUNTS, *matrix_visits.ROWS]
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
EACH_TIME = re.compile(
    rb'(?<=name="csrfmiddlewaretoken" value=")[^"]*|(?<=name="op_id" value=")[^"]*|(?<=nonce=")[^"]*'
)
"""What is new in a page each time it is asked for."""
NAVIGATION = re.compile(rb'<div class="govuk-service-navigation".*?</nav>', re.DOTALL)
COUNT = re.compile(rb"\(\d+\)")


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def built_of(tree: Any) -> set[Any]:
    """What this page is built of, without its words: each element with its two parents, and which heading follows which."""
    lines: dict[Any, tuple[Any, ...]] = {}
    for element in tree.iter(etree.Element):
        own = (element.tag, element.get("class"), *sorted(name for name in element.attrib if name != "class"))
        lines[element] = (own, *lines.get(element.getparent(), ()))[:3]
    levels = [each.tag for each in tree.iter(*HEADINGS)]
    return {*lines.values(), *pairwise(levels)}


def pages(start: Any, go_on: Callable[[str], Any], url: str) -> tuple[str, Any]:
    """Where an answer leads to in the end: the address and the answer there."""
    for _ in range(4):
        if 300 <= start.status_code < 400:
            url = urljoin(url, start.headers["Location"]).split("#")[0]
            start = go_on(url)
    return url, start


@dataclass
class Album:
    """The pages that were opened. ``check`` is asked about each of them, with its parsed form."""

    world: World
    check: Callable[[Screen, Any], None]
    opened: int = 0
    kept: list[tuple[Screen, set[Any]]] = field(default_factory=list)
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """The client of this person of the cast; "nobody" is not signed in."""
        if who not in self.clients:
            person = self.world.cast.people.get(who)
            self.clients[who] = self.world.cast.client(person) if person else Client()
        return self.clients[who]

    def get(self, who: str, url: str, *, name: str = "", status: int = 200) -> Any:
        """Open the page and keep it. The answer, for whoever goes on from it."""
        response = self.client(who).get(url)
        assert response.status_code == status, f"{who} at {url}: {response.status_code}"
        self.keep(name or url, who, url, response)
        return response

    def post(self, who: str, url: str, data: dict[str, Any], *, name: str = "") -> None:
        """Post this and keep the page that comes of it, or to which it leads; then undo it."""
        with undone():
            client = self.client(who)
            at, response = pages(client.post(url, data), client.get, url)
            self.keep(name or url, who, at, response)

    def keep(self, name: str, who: str, url: str, response: Any) -> None:
        """Keep the page, if it is one."""
        if "html" not in response.headers.get("Content-Type", "") or not response.content:
            return
        screen = Screen.of(name, who, url, response)
        tree = html.document_fromstring(screen.body)
        self.opened += 1
        self.check(screen, tree)
        self.kept.append((screen, built_of(tree) | {screen.address}))

    def chosen(self) -> list[Screen]:
        """The screens that show everything there is; pages that show much are taken first."""
        seen: set[Any] = set()
        found = []
        for screen, parts in sorted(self.kept, key=lambda each: -len(each[1])):
            if parts - seen:
                seen |= parts
                found.append(screen)
        return found

    def part(self, number: int, parts: int) -> list[Screen]:
        """Every screen of one of so many parts, and of identical pages the first. All states of one name are in one part.

        The menu above a page is of the person, not of the page: a page is drawn under one, and each menu above one page.
        """
        seen: set[bytes] = set()
        found = []
        for screen, _ in self.kept:
            if crc32(screen.name.encode()) % parts != number:
                continue
            body = EACH_TIME.sub(b"", screen.body)
            pieces = {NAVIGATION.sub(b"", body), *(COUNT.sub(b"", menu) for menu in NAVIGATION.findall(body))}
            if pieces - seen:
                seen |= pieces
                found.append(screen)
        return found


def table(album: Album) -> None:
    """Every address of the table, as everybody who may open it; whoever is told "not now" gets that page."""
    for row in ROWS:
        if row.code != 200:
            continue
        url = reverse(row.name, args=row.args(album.world)) + row.query
        for who in sorted(row.allowed):
            album.get(who, url, name=row.name)
        for who in sorted(row.told):
            album.keep(f"{row.name}, not now", who, url, album.client(who).get(url))
        if row.public:
            album.keep(row.name, "nobody", url, album.client("nobody").get(url))


def forms(album: Album) -> None:
    """Every form of a page chosen so far, posted empty and as it stands: errors, refusals and thanks."""
    for screen in album.chosen():
        for form in html.document_fromstring(screen.body).findall(".//main//form[@method='post']"):
            url = urljoin(screen.url, form.get("action") or screen.url)
            hidden = {each.get("name"): each.get("value", "") for each in form.findall(".//input[@type='hidden']")}
            album.post(screen.who, url, hidden, name=f"{screen.name}, sent empty")
            album.post(screen.who, url, hidden | dict(form.form_values()), name=f"{screen.name}, sent")
