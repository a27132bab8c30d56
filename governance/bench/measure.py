"""Asks the pages, in this process and without a network, and counts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test import Client

import questionnaires.services as engine
from core import clock
from governance.bench.figures import Series
from governance.bench.pages import Page
from governance.bench.world import ROWS, World
from questionnaires.models import Answer

WARM = 3
TABLE, KEY = "children_interviews", "premises_outside"


@dataclass(frozen=True)
class Asked:
    """A page that was asked: its status, its times and its statements; size of the answer in bytes."""

    page: Page
    code: int
    series: Series
    queries: int
    size: int


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile, without savepoints."""
    found: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "SAVEPOINT" not in sql:
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        yield found


def timed(call: Callable[[], Any], times: int) -> Series:
    """The call so many times, each in milliseconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        found.append((time.perf_counter() - begun) * 1000)
    return Series(tuple(found))


def client_of(world: World, who: str) -> Client:
    """A browser in which this person is signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(world.people[who])
    return client


def ask(world: World, page: Page, requests: int) -> Asked:
    """One page, warm; a page that is not there gets the code 0."""
    url = page.url(world)
    if not url:
        return Asked(page, 0, Series((0.0,)), 0, 0)
    client = client_of(world, page.who)
    for _ in range(WARM):
        answer = client.get(url)
    with counted() as statements:
        client.get(url)
    series = timed(lambda: client.get(url), requests)
    return Asked(page, answer.status_code, series, len(statements), len(answer.content))


def autosave(world: World, url: str, requests: int) -> tuple[Series, int, int]:
    """A saved answer of a few hundred letters, another text each time: times, statements, saves that were confirmed."""
    client, report = client_of(world, "visitor"), world.reports["oxlip"]
    standing = Answer.objects.filter(response=report.response, key=KEY, row="").first()
    rev, text, confirmed = standing.rev if standing else 0, "The paths were clear. " * 20, 0

    def save() -> None:
        nonlocal rev, confirmed
        edit = {"op_id": f"bench{rev}", "key": KEY, "row": "", "base_rev": rev, "text": f"{text}{rev}"}
        answer = client.post(url, json.dumps({"edits": [edit]}), content_type="application/json")
        saved = answer.status_code == 200 and answer.json()["results"][0]["state"] == "saved"
        rev, confirmed = rev + saved, confirmed + saved

    for _ in range(WARM):
        save()
    with counted() as statements:
        save()
    series = timed(save, requests)
    return series, len(statements), confirmed


def with_rows(world: World, page: Page) -> tuple[int, int]:
    """Statements of a page with the rows that a report has, and with forty; the forty are taken back."""
    client, url = client_of(world, page.who), page.url(world)
    report, person = world.reports["oxlip"], world.people["visitor"]
    client.get(url)
    with counted() as few:
        client.get(url)
    with transaction.atomic():
        cells: dict[str, object] = {"child": "J.S.", "interviewed": "yes", "comments": "They like it here."}
        engine.bulk_fill(response=report.response, rows=[(TABLE, cells)] * ROWS, by=person, now=clock.now())
        client.get(url)
        with counted() as many:
            client.get(url)
        transaction.set_rollback(True)
    return len(few), len(many)
