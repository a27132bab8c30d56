"""Asks the pages, in this process and without a network, and counts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

import questionnaires.services as engine
from core import clock
from governance.bench.figures import Series
from governance.bench.pages import Page
from governance.bench.world import ROWS, World
from inspections import columns
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


def importing(folder: Path, lines: int) -> list[tuple[float, str]]:
    """Ofsted's file of so many lines taken over by its command, twice: the seconds of each, and what the command says it did."""
    file, kind = folder / "published.csv", "Full inspection,Good,Good,Good"
    names = ("urn", "inspected_on", "kind", "overall", "protection", "leadership", "published_on")
    rows = (f"{2_500_000 + number},01/03/2026,{kind},22/03/2026" for number in range(lines))
    file.write_text("\n".join([",".join(columns.NEEDED[name][0] for name in names), *rows]), encoding="utf-8")
    found = []
    for _ in range(2):
        out, begun = StringIO(), time.perf_counter()
        call_command("import_inspections", str(file), "--write", stdout=out)
        found.append((time.perf_counter() - begun, out.getvalue().strip().splitlines()[-1]))
    return found


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
