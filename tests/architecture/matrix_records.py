"""Every address of the home's records and returns × everybody of the cast (policy.py of records)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.architecture.matrix import Row

MANAGERS = frozenset({"manager", "deputy"})
WORKERS = MANAGERS | {"home_staff"}
OVERSEE = frozenset({"ri", "qa_officer", "service_lead"})
READ = WORKERS | OVERSEE | {"visitor"}
READ_RETURNS = MANAGERS | OVERSEE
NOBODY: frozenset[str] = frozenset()


def at(name: str, *more: Any) -> Callable[[Any], list[Any]]:
    """The number of a record of the world, and what follows it in the address."""
    return lambda world: [getattr(world, name).pk, *more]


def paper(name: str, *more: Any) -> Callable[[Any], list[Any]]:
    """The number of the words of a record of the world."""
    return lambda world: [getattr(world, name).response_id, *more]


ROWS = [
    Row("records:records", args=at("home"), allowed=READ),
    Row("records:begin", args=at("home", "sanction"), allowed=WORKERS, when="sanction"),
    Row("records:begin", args=at("home", "notification"), allowed=MANAGERS, when="notification"),
    Row("records:returns", args=at("home"), allowed=READ_RETURNS),
    Row("records:trends", args=at("home"), allowed=READ_RETURNS),
    Row("records:record", args=at("kept_record"), allowed=READ, when="complete, in the period of a visit"),
    Row("records:record", args=at("begun_record"), allowed=WORKERS, when="being written"),
    Row("records:record", args=at("old_complaint"), allowed={"deputy"} | OVERSEE, when="about the manager"),
    Row("records:revision", args=at("kept_record", 1), allowed=WORKERS | OVERSEE),
    Row("records:head", args=at("begun_record"), allowed=WORKERS, when="being written"),
    Row("records:head", args=at("kept_record"), allowed=MANAGERS, when="complete"),
    Row("records:complete", args=at("begun_record"), allowed=WORKERS, when="being written"),
    Row("records:complete", args=at("kept_record"), allowed=NOBODY, told=MANAGERS, when="complete"),
    Row("records:correct", args=at("kept_record"), allowed=MANAGERS),
    Row("records:withdraw", args=at("begun_record"), allowed=MANAGERS, told={"home_staff"}),
    Row("records:step", args=at("kept_record", "signed"), allowed=MANAGERS, when="signing"),
    Row("records:step", args=at("missing_record", "returned"), allowed=WORKERS, when="came back"),
    Row("records:step", args=at("old_complaint", "outcome"), allowed={"deputy", "ri"}, when="about the manager"),
    Row("records:section", args=paper("begun_record", "happened"), allowed=WORKERS, when="record"),
    Row("records:section", args=paper("kept_record", "happened"), allowed=NOBODY, told=MANAGERS, when="complete"),
    Row("records:section", args=paper("monthly_return", "staff"), allowed=MANAGERS, when="return"),
    Row("records:autosave", args=paper("begun_record"), allowed=WORKERS),
    Row("records:clash", args=paper("begun_record", 0), allowed=NOBODY),
    Row("records:return", args=at("monthly_return"), allowed=MANAGERS, when="open"),
    Row("records:return", args=at("sent_return"), allowed=READ_RETURNS, when="sent"),
    Row(
        "records:count_again",
        args=at("monthly_return"),
        allowed=NOBODY,
        posters=MANAGERS,
        others=frozenset({404, 405}),
    ),
    Row("records:send", args=at("monthly_return"), allowed=MANAGERS, when="open"),
    Row("records:send", args=at("sent_return"), allowed=NOBODY, told=MANAGERS, when="sent"),
]
