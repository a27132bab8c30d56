"""Every address of a quality of care review × everybody of the cast × where the review stands (policy.py of reg45).

All stand at Oak House but the completed one, which is Elm Lodge's: a home has one review at a time that is not approved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.architecture.matrix import Post, Row

NOBODY: frozenset[str] = frozenset()
MANAGER = frozenset({"manager"})
WRITERS = MANAGER | {"deputy"}
RI = frozenset({"ri"})
LEAD = frozenset({"service_lead"})
SUB_GROUP = frozenset({"qa_officer", "head_of_qa"})
ELM = frozenset({"other_manager"})
ASSURE = RI | LEAD | SUB_GROUP
READ_APPROVED = WRITERS | ASSURE | {"director", "visitor"}
READ_SENT = READ_APPROVED | {"home_staff", "placing_authority"}
READS = {
    "drafting": WRITERS,
    "completed": ELM | ASSURE,
    "approved": READ_APPROVED,
    "seen": READ_APPROVED,
    "sent": READ_SENT,
}


def of(stage: str, *more: Any) -> Callable[[Any], list[Any]]:
    """The number of the review that stands there, and what follows it: a value, or ``f(review)``."""

    def args(world: Any) -> list[Any]:
        review = world.review[stage]
        return [review.pk, *(part(review) if callable(part) else part for part in more)]

    return args


def reading(name: str) -> list[Row]:
    """A page for everybody who reads the words as they stand."""
    return [Row(f"reg45:{name}", of(stage), allowed=people, when=stage) for stage, people in READS.items()]


def writing(name: str, *more: Any) -> list[Row]:
    """A page of who writes, while it is written; afterwards they are told."""
    return [
        Row(f"reg45:{name}", of("drafting", *more), allowed=WRITERS, when="drafting"),
        Row(f"reg45:{name}", of("completed", *more), allowed=NOBODY, told=ELM, when="completed"),
        Row(f"reg45:{name}", of("sent", *more), allowed=NOBODY, told=WRITERS, when="sent"),
    ]


def first_copy(review: Any) -> int:
    """A copy of the review, or any number."""
    return getattr(review.copies.first(), "pk", 0)


ROWS = [
    Row("reg45:reviews", allowed=READ_SENT | {"other_manager", "other_visitor"}),
    Row("reg45:begin", lambda w: [w.cast.oak.pk], allowed=WRITERS),
    *(row for name in ("review", "history", "evidence", "plan", "documents") for row in reading(name)),
    Row("reg45:item", of("drafting", 1), allowed=WRITERS),
    Row("reg45:figure", of("drafting", "reg44", "visits"), allowed=WRITERS),
    *(row for name in ("period", "tasks", "plan_add") for row in writing(name)),
    *writing("section", "quality"),
    *writing("plan_change", 1),
    Row("reg45:autosave", of("drafting"), allowed=WRITERS),
    Row("reg45:clash", of("drafting", 0), allowed=NOBODY, when="drafting"),
    Row("reg45:clash", of("sent", 0), allowed=NOBODY, told=WRITERS, when="sent"),
    Post("reg45:gather", of("drafting"), by=set(WRITERS)),
    Post("reg45:plan_remove", of("drafting", 1), by=set(WRITERS)),
    Row("reg45:complete", of("drafting"), allowed=MANAGER, when="drafting"),
    Row("reg45:complete", of("completed"), allowed=NOBODY, told=ELM, when="completed"),
    *(
        row
        for name in ("approve", "give_back")
        for row in (
            Row(f"reg45:{name}", of("drafting"), allowed=NOBODY, when="drafting"),
            Row(f"reg45:{name}", of("completed"), allowed=RI, when="completed"),
            Row(f"reg45:{name}", of("sent"), allowed=NOBODY, told=RI, when="sent"),
        )
    ),
    Row("reg45:see", of("completed"), allowed=NOBODY, told=SUB_GROUP, when="completed"),
    Row("reg45:see", of("approved"), allowed=SUB_GROUP, when="approved"),
    Row("reg45:see", of("seen"), allowed=NOBODY, told=SUB_GROUP, when="seen"),
    *(
        row
        for name, more in (("copy_asked", ()), ("copy", (first_copy,)))
        for row in (
            Row(f"reg45:{name}", of("completed", *more), allowed=NOBODY, when="completed"),
            Row(f"reg45:{name}", of("approved", *more), allowed=LEAD, when="approved"),
        )
    ),
    Row("reg45:copies", of("completed"), allowed=NOBODY, when="completed"),
    Row("reg45:copies", of("approved"), allowed=READ_APPROVED, when="approved"),
    Row("reg45:copies", of("sent"), allowed=READ_SENT, when="sent"),
    Row("reg45:addenda", of("completed"), allowed=NOBODY, when="completed"),
    Row("reg45:addenda", of("approved"), allowed=READ_APPROVED, posters=MANAGER, when="approved"),
    Row("reg45:addenda", of("sent"), allowed=READ_SENT, posters=MANAGER, when="sent"),
    Post("reg45:approve_addendum", of("sent", 1), by=set(RI)),
    Post("reg45:ask_document", of("sent"), by=set(READ_SENT)),
]
