"""What can be attacked: every address of tests/architecture/matrix*.py with a person who may use it, and the form on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from core.models import Event
from questionnaires.models import AnswerRevision
from reg44.models import Report
from reg44.services import closing, manager, writing
from reg45.services import writing as reviewing
from tests.architecture.matrix import Post, Row, widest
from tests.architecture.rows import ALL
from tests.architecture.world import World
from tests.cast import PEOPLE
from tests.integration.hostile.pages import Form, Page
from tests.integration.hostile.poison import MARK
from tests.reports import make_report, submit_plan

LEAVES = "account_logout"  # would end the session of the client
CHAR = models.CharField | models.TextField


@dataclass
class Target:
    """One address that can be posted to, by somebody who may, with the form of its page ({} fields when no page has one)."""

    name: str
    who: str
    url: str
    form: Form

    def __str__(self) -> str:
        return f"{self.name} by {self.who}"


@dataclass
class Field:
    """The world of the attacks: one client for each person, every page read once."""

    world: World
    clients: dict[str, Client] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)
    elm: Report = None  # type: ignore[assignment]

    def client(self, who: str) -> Client:
        """This person, signed in freshly."""
        if who not in self.clients:
            self.clients[who] = self.world.cast.client(self.world.cast.people[who])
        return self.clients[who]

    def url(self, row: Row) -> str:
        """The address of a row."""
        return reverse(row.name, args=row.args(self.world)) + row.query


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build() -> Field:
    """World, clients, and the forms of all pages. Elm Lodge has a report, too, so that there is something foreign to reach for."""
    found = Field(World())
    for who in PEOPLE:
        found.client(who)  # before anything that is rolled back, or the sign-in would be, too
    extra = [*_prepare(found), *ALL]
    best = widest(extra)
    rows = [row for row in extra if (row.name, row.when) in best or row.posters or row.who()]
    seen: dict[str, Form] = {}
    read: Counter[str] = Counter()
    done: set[str] = set()
    for row in rows:
        who = next((each for each in sorted(PEOPLE) if row.posts(each) and each in row.who()), "")
        if who and row.name != LEAVES and row.allowed and row.name not in done:
            _read(found, row, who, seen)
            read[row.name] += 1
            done |= {row.name} if found.url(row) in seen or read[row.name] > 2 else set()
    done = set()
    for row in rows:
        who = next((each for each in sorted(PEOPLE) if row.posts(each) and each in row.who()), "")
        form = seen.get(found.url(row))
        if who and row.name not in done and row.name != LEAVES and (form is not None or not row.allowed):
            done.add(row.name)
            found.targets.append(Target(row.name, who, found.url(row), form or Form(found.url(row), "post")))
    return found


def _prepare(found: Field) -> list[Row]:
    """What the world of the table does not hold: a foreign report, a comment, an addendum, two texts that clash; rows for them."""
    world, cast = found.world, found.world.cast
    found.elm = make_report(cast, state="drafting", home=cast.elm)
    by: dict[str, Any] = {"now": world.now}
    draft, sealed = world.report["drafting"], world.report["signed_off"]
    manager.add_comment(
        report=world.report["with_manager"], key="premises_inside", about="fact", correct="It is new.", op_id="hostile",
        by=cast.manager, **by,
    )  # fmt: skip
    submit_plan(world.report["issued"], cast.manager, world.now)  # so that it can be signed off
    closing.write_addendum(report=sealed, text="One more thing.", reason="Forgotten.", by=cast.visitor, **by)
    edit: dict[str, Any] = {"report": draft, "key": "premises_hazards", "row": "", "by": cast.visitor, **by}
    writing.save_one(
        value="Kayleigh", op_id="first", base_rev=0, **edit
    )  # a name to be decided about, with nothing beside it
    _, clash = writing.save_one(value="Second.", op_id="second", base_rev=0, **edit)
    review: dict[str, Any] = {
        "review": world.review["drafting"],
        "key": "summary_overall",
        "row": "",
        "base_rev": 0,
        **by,
    }
    reviewing.save_one(value="One.", op_id="one", **review | {"base_rev": 1}, by=cast.manager)
    _, both = reviewing.save_one(value="Another.", op_id="other", **review, by=cast.deputy)
    chosen = f"?role=visitor&home={cast.elm.pk}&starts=2027-04-01"
    return [
        Row("reg45:clash", lambda w: [w.review["drafting"].pk, both], allowed={"deputy"}),
        Row("reg44:report_clash", lambda w: [draft.visit_id, clash], allowed={"visitor"}),
        Post("reg44:approve_addendum", lambda w: [sealed.visit_id, 1], by={"qa_officer"}),
        Row("homes:appoint_visitor", lambda w: [cast.stranger.pk], allowed={"administrator"}, query=chosen),
    ]


def _read(found: Field, row: Row, who: str, seen: dict[str, Form]) -> None:
    url = found.url(row)
    with undone():
        response = found.client(who).get(url)
    if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
        return
    for form in Page(response.content.decode()).forms:
        there = urljoin(url, form.action) if form.action else url
        if form.method == "post" and (there not in seen or len(form.controls) > len(seen[there].controls)):
            seen[there] = form


def foreign_rows(found: Field) -> dict[str, list[Any]]:
    """Everything of Elm Lodge, to compare before and after."""
    elm, response = found.world.cast.elm.pk, found.elm.response_id
    ways = {"home_id": elm, "visit__home_id": elm, "report__visit__home_id": elm, "response_id": response}
    ways["review__home_id"] = elm
    rows: dict[str, list[Any]] = {}
    for label, way in OWN.items():
        model = apps.get_model(label)
        rows[label] = list(model.objects.filter(**{way: ways[way]}).order_by("pk").values())
    return rows


OWN = {
    "homes.Building": "home_id", "homes.Resident": "home_id", "homes.StaffMember": "home_id", "homes.StatutoryDocument": "home_id",
    "homes.Appointment": "home_id", "inspections.Inspection": "home_id", "reg44.Visit": "home_id", "reg44.Report": "visit__home_id", "reg44.Recommendation": "visit__home_id",
    "reg44.AccuracyComment": "report__visit__home_id", "reg44.Addendum": "report__visit__home_id", "actions.Action": "home_id",
    "reg45.Review": "home_id", "reg45.PlanRow": "review__home_id", "reg45.EvidenceItem": "review__home_id",
    "questionnaires.Answer": "response_id", "questionnaires.Row": "response_id", "questionnaires.SectionState": "response_id",
}  # fmt: skip


def touched(tables: list[str]) -> bool:
    """Whether one of these tables holds rows of a home."""
    return bool({apps.get_model(label)._meta.db_table for label in OWN} & set(tables))


def stored_texts(tables: list[str]) -> set[str]:
    """Every text with the mark in it, in the rows of these tables."""
    found: set[str] = set()
    for model in apps.get_models():
        if model._meta.db_table not in tables or model.__name__.startswith("Historical"):
            continue
        if model in (AnswerRevision, Event):
            newest = model.objects.order_by("-pk").values_list(
                "value" if model is AnswerRevision else "data", flat=True
            )[:40]
            values = [each for value in newest for each in (value.values() if isinstance(value, dict) else [value])]
            found.update(value for value in values if isinstance(value, str) and MARK in value)
            continue
        for column in model._meta.get_fields():
            if isinstance(column, CHAR):
                rows = model._default_manager.filter(**{f"{column.name}__contains": MARK})
                found.update(rows.values_list(column.name, flat=True))
    return found


def too_long(tables: list[str]) -> list[str]:
    """Columns of these tables that hold more than they may: PostgreSQL would have refused what SQLite takes."""
    found = []
    for model in apps.get_models():
        for column in model._meta.get_fields() if model._meta.db_table in tables else ():
            most = getattr(column, "max_length", None)
            if isinstance(column, models.CharField) and most:
                rows = model._default_manager.filter(**{f"{column.name}__contains": MARK})
                lengths = [len(text) for text in rows.values_list(column.name, flat=True)]
                found += [f"{model.__name__}.{column.name}"] if max(lengths, default=0) > most else []
    return found
