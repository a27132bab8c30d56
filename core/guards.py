"""Database triggers that refuse to change or remove what is final, below every line of Python.

``guard(Model, update="…", delete=True)`` in an app's ``ready()``; the triggers are laid after each migrate, on SQLite and PostgreSQL.
The condition speaks of OLD and NEW as both databases do. A guard is a second wall: services refuse first, with words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """One refusal: ``event`` UPDATE, DELETE or INSERT; ``when`` an SQL condition on OLD and NEW ("" is always)."""

    name: str
    model: str
    event: str
    when: str


GUARDS: dict[str, Guard] = {}


def guard(model: type[models.Model], name: str, event: str, when: str = "") -> None:
    """Declare that ``event`` on this model's rows is refused when the condition holds."""
    GUARDS[name] = Guard(name, model._meta.label, event, when)


def changed(*columns: str) -> str:
    """The condition that one of these columns changes, to or from nothing too (both databases know no shorter common way)."""
    return " OR ".join(f"NEW.{name} <> OLD.{name} OR (NEW.{name} IS NULL) <> (OLD.{name} IS NULL)" for name in columns)


def guard_kept(model: type[models.Model], name: str) -> None:
    """Declare that rows of this model are only ever added: a log, or the history of another model."""
    guard(model, f"{name}_update", "UPDATE")
    guard(model, f"{name}_delete", "DELETE")


def _sqlite(entry: Guard, table: str) -> list[str]:
    condition = f"WHEN {entry.when}" if entry.when else ""
    return [
        f'DROP TRIGGER IF EXISTS "guard_{entry.name}"',
        f'CREATE TRIGGER "guard_{entry.name}" BEFORE {entry.event} ON "{table}" FOR EACH ROW {condition} '
        f"BEGIN SELECT RAISE(ABORT, 'guard: {entry.name}'); END",
    ]


def _postgresql(entry: Guard, table: str) -> list[str]:
    condition = f"WHEN ({entry.when})" if entry.when else ""
    return [
        "CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION 'guard: %', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
        f'DROP TRIGGER IF EXISTS "guard_{entry.name}" ON "{table}"',
        f'CREATE TRIGGER "guard_{entry.name}" BEFORE {entry.event} ON "{table}" FOR EACH ROW {condition} '
        f"EXECUTE FUNCTION guard_refuse('{entry.name}')",
    ]


def lay(connection: BaseDatabaseWrapper) -> None:
    """Lay every declared trigger whose table stands."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for entry in GUARDS.values():
            table = apps.get_model(entry.model)._meta.db_table
            if table in tables:
                for statement in (_sqlite if connection.vendor == "sqlite" else _postgresql)(entry, table):
                    cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away, so that a migration may rebuild tables (SQLite copies rows)."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for entry in GUARDS.values():
            table = apps.get_model(entry.model)._meta.db_table
            if table in tables:
                on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
                cursor.execute(f'DROP TRIGGER IF EXISTS "guard_{entry.name}"{on}')


def before_migrate(*, using: str, app_config: Any, plan: Any = None, **_: Any) -> None:
    """Receiver of pre_migrate, once a run and only when there is something to migrate."""
    if app_config.name == "core" and plan:
        lift(connections[using])


def after_migrate(*, using: str, app_config: Any, **_: Any) -> None:
    """Receiver of post_migrate, once a run (core's turn comes when every table stands)."""
    if app_config.name == "core":
        lay(connections[using])
