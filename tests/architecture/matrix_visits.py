"""Every address of a visit × everybody of the cast × where the visit stands, wherever the answer differs (policy.py of reg44).

``stages("reg44:read", drafting=VISITOR, with_manager=READ_DRAFT)``: from that stage on these people get the page, until the next
stage named. Stages stand in the order of STAGES and in tests/architecture/world.py. ``Told(people)`` know the record and are told
"not now" (409) or led on (302).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.architecture.matrix import Row

STAGES = ("planned", "announced", "drafting", "with_manager", "amending", "final", "issued", "signed_off")
OPENED = {stage: place for place, stage in enumerate(STAGES)}

NOBODY: frozenset[str] = frozenset()
VISITOR = frozenset({"visitor"})
MANAGERS = frozenset({"manager", "deputy"})
RI = frozenset({"ri"})
COUNCILLOR = frozenset({"councillor"})
MAKERS_OF_THE_ROTA = frozenset({"visitor_manager", "qa_officer", "head_of_qa"})
KNOW_THE_DATE = VISITOR | MAKERS_OF_THE_ROTA
PLANNERS = VISITOR | {"visitor_manager", "qa_officer"}
SENDERS = VISITOR | {"qa_officer"}
APPROVERS = frozenset({"qa_officer", "head_of_qa"})
READ_DRAFT = VISITOR | MANAGERS
READ_FINAL = READ_DRAFT | KNOW_THE_DATE | RI | {"service_lead", "director", "contracts_manager"}
KNOW_VISITS = READ_FINAL | {"home_staff"}
READ_ISSUED = KNOW_VISITS | {"placing_authority"}
REFERRED = VISITOR | MANAGERS | RI | APPROVERS | {"service_lead"}
TOLD_OF_DANGER = VISITOR | MANAGERS | RI | APPROVERS | {"service_lead"}


@dataclass(frozen=True)
class Told:
    """These people know of the record, and this cannot be done now."""

    people: frozenset[str]


def visit_id(world: Any, stage: str) -> int:
    """The visit of Oak House that stands there in the world."""
    return world.at[stage].pk


def stages(
    name: str, *more: Any, query: str = "", posts: frozenset[str] | None = None, post: bool = False, **by: Any
) -> list[Row]:
    """One row for each stage named. ``more``: what follows the number of the visit, a value or ``f(world, stage)``.

    ``posts``: who may post where they are not those who read. ``post``: the address is only posted to, by the people named.
    """

    def args(stage: str) -> Callable[[Any], list[Any]]:
        return lambda w: [visit_id(w, stage), *(part(w, stage) if callable(part) else part for part in more)]

    assert sorted(by, key=OPENED.__getitem__) == list(by), name
    rows = []
    for stage, people in by.items():
        told, may = (people.people, NOBODY) if isinstance(people, Told) else (NOBODY, people)
        got, others = (NOBODY, frozenset({404, 405})) if post else (may, frozenset({404}))
        writers = may if posts is None else posts & may
        rows.append(
            Row(name, args(stage), allowed=got, told=told, others=others, posters=writers, query=query, when=stage)
        )
    return rows


def comment(world: Any, stage: str) -> int:
    """A comment of the manager there, or any number."""
    return getattr(world.report[stage].accuracy_comments.first(), "pk", 0) if stage in world.report else 0


def copy(world: Any, stage: str) -> int:
    """A copy to be sent there, or any number."""
    return getattr(world.report[stage].despatches.filter(person=None).first(), "pk", 0) if stage in world.report else 0


def writing(name: str, *more: Any, post: bool = False) -> list[Row]:
    """A page of the visitor who writes, while the report can be written."""
    return stages(
        name,
        *more,
        post=post,
        planned=NOBODY,
        drafting=VISITOR,
        with_manager=Told(VISITOR),
        amending=VISITOR,
        final=Told(VISITOR),
    )


SECTION = "premises"
ROW = ("consents", "consents", lambda world, stage: world.row_of(stage, "consents"))
QUOTED = "?key=premises_inside&p=0"

VISITS = [
    *stages("reg44:visit", planned=KNOW_THE_DATE, announced=KNOW_VISITS),
    *stages("reg44:history", planned=KNOW_THE_DATE, announced=KNOW_VISITS),
    *stages("reg44:briefing", planned=VISITOR),
    *stages("reg44:move", planned=PLANNERS, drafting=Told(PLANNERS)),
    *stages("reg44:cancel", planned=PLANNERS),
    *stages("reg44:conflict", planned=VISITOR),
    *stages("reg44:arrive", planned=VISITOR, drafting=Told(VISITOR)),
    *stages("reg44:leave", drafting=VISITOR),
    *stages("reg44:urgent", drafting=VISITOR),
    *stages("reg44:sample", planned=NOBODY, drafting=VISITOR),
    *stages("reg44:consents", planned=NOBODY, drafting=VISITOR),
]
READING = [
    *stages(
        "reg44:read", planned=NOBODY, drafting=VISITOR, with_manager=READ_DRAFT, final=READ_FINAL, issued=READ_ISSUED
    ),
    *stages(
        "reg44:difference",
        planned=NOBODY,
        drafting=VISITOR,
        with_manager=READ_DRAFT,
        final=READ_FINAL,
        issued=READ_ISSUED,
    ),
    *stages("reg44:action_plan", drafting=NOBODY, with_manager=READ_DRAFT, final=READ_FINAL, issued=READ_ISSUED),
    *stages("reg44:members_copy", final=NOBODY, issued=COUNCILLOR),
    *stages("reg44:addenda", posts=VISITOR, amending=NOBODY, final=READ_FINAL, issued=READ_ISSUED),
]
CYCLE = [
    *stages("reg44:comments", drafting=NOBODY, with_manager=MANAGERS, amending=Told(MANAGERS)),
    *stages("reg44:add_comment", query=QUOTED, drafting=NOBODY, with_manager=MANAGERS, amending=Told(MANAGERS)),
    *stages(
        "reg44:remove_comment", comment, post=True, drafting=NOBODY, with_manager=MANAGERS, amending=Told(MANAGERS)
    ),
    *stages("reg44:send_comments", post=True, drafting=NOBODY, with_manager=MANAGERS, amending=Told(MANAGERS)),
    *stages("reg44:answer", 1, drafting=NOBODY, with_manager=MANAGERS, signed_off=Told(MANAGERS)),
    *stages("reg44:narrative", drafting=NOBODY, with_manager=MANAGERS, signed_off=Told(MANAGERS)),
    *stages("reg44:submit_plan", post=True, drafting=NOBODY, with_manager=MANAGERS, signed_off=Told(MANAGERS)),
    *stages("reg44:decide", planned=NOBODY, drafting=Told(VISITOR), amending=VISITOR),
    *stages("reg44:decide_comment", comment, with_manager=Told(VISITOR), amending=VISITOR, final=Told(VISITOR)),
    *stages("reg44:finalise", with_manager=Told(VISITOR), amending=VISITOR, final=Told(VISITOR)),
    *stages("reg44:copies", amending=NOBODY, final=SENDERS),
    *stages("reg44:despatch", copy, amending=NOBODY, final=SENDERS),
    *stages("reg44:issue", post=True, amending=NOBODY, final=SENDERS, issued=Told(SENDERS)),
    *stages("reg44:host_copy", post=True, amending=NOBODY, final=SENDERS),
    *stages("reg44:sign_off", amending=NOBODY, issued=RI),
    *stages("reg44:return_plan", amending=NOBODY, final=Told(RI), issued=RI, signed_off=Told(RI)),
    *stages("reg44:supervisor", 1, amending=NOBODY, final=Told(RI), issued=RI, signed_off=Told(RI)),
    *stages("reg44:approve_addendum", 1, post=True, amending=Told(VISITOR), signed_off=Told(VISITOR | APPROVERS)),
]
WRITING = [
    *writing("reg44:report_tasks"),
    *stages("reg44:report_autosave", planned=NOBODY, drafting=VISITOR),
    *stages("reg44:report_clash", 0, drafting=NOBODY, with_manager=Told(VISITOR)),
    *writing("reg44:report_section", SECTION),
    *writing("reg44:report_leave_out", SECTION),
    *writing("reg44:report_take_up", SECTION, post=True),
    *writing("reg44:report_removed", SECTION),
    *writing("reg44:report_row", *ROW),
    *writing("reg44:report_row_remove", *ROW),
    *writing("reg44:report_row_restore", *ROW, post=True),
    *writing("reg44:recommendations"),
    *writing("reg44:recommendation_add"),
    *writing("reg44:recommendation_change", 1),
    *writing("reg44:recommendation_remove", 1),
    *writing("reg44:report_names"),
    *writing("reg44:report_names_replace", post=True),
    *writing("reg44:report_names_harmless", post=True),
    *writing("reg44:report_check"),
    *stages("reg44:report_send", planned=NOBODY, drafting=VISITOR, with_manager=Told(VISITOR)),
]


def files(stage: str) -> Callable[[Any], list[Any]]:
    """The number of the report that stands there."""
    return lambda world: [world.report[stage].pk]


OTHERS = [
    Row("reg44:visits", allowed=READ_ISSUED | COUNCILLOR | {"other_visitor", "other_manager"}),
    Row("reg44:rota", allowed=MAKERS_OF_THE_ROTA),
    Row("reg44:plan", allowed=PLANNERS | {"other_visitor"}),
    Row("reg44:notice", args=lambda w: [w.notice.pk], allowed=TOLD_OF_DANGER),
    Row("reg44:referrals", allowed=REFERRED | {"other_visitor", "other_manager"}),
    Row("reg44:referral", args=lambda w: [w.owed.pk], allowed=VISITOR, when="to be referred"),
    Row("reg44:referral", args=lambda w: [w.referred.pk], allowed=REFERRED, posters=RI, when="referred"),
    Row("reg44:ofsted_told", args=lambda w: [w.notice.pk], allowed=VISITOR),
    Row("reg44:documents", files("drafting"), allowed=VISITOR, when="drafting"),
    Row("reg44:documents", files("with_manager"), allowed=READ_DRAFT, when="with_manager"),
    Row("reg44:documents", files("final"), allowed=READ_FINAL, when="final"),
    Row("reg44:documents", files("issued"), allowed=READ_ISSUED | COUNCILLOR, when="issued"),
    Row("reg44:ask_document", files("drafting"), allowed=NOBODY, posters=VISITOR, others=frozenset({404, 405})),
    Row(
        "reg44:ask_document",
        files("issued"),
        allowed=NOBODY,
        posters=READ_ISSUED | COUNCILLOR,
        others=frozenset({404, 405}),
        when="issued",
    ),
    Row("reg44:verify", public=True),
]

ROWS = [*OTHERS, *VISITS, *READING, *CYCLE, *WRITING]
OUTSIDE_OAK = frozenset({"other_visitor", "other_manager", "administrator", "leaver", "stranger"})
"""For them it makes no difference where a visit of Oak House stands: each address is asked once."""


def rows_for(who: str) -> list[Row]:
    """The rows to be walked by this person."""
    return ROWS if who not in OUTSIDE_OAK else list({row.name: row for row in ROWS}.values())
