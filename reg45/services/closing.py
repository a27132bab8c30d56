"""From the written review to the sealed one: completed by the manager, given back or approved by the responsible individual, seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any, Final

from django.db import transaction
from django.urls import reverse

import questionnaires.services as engine
from core import clock, signing
from core.events import emit
from core.refusal import Refused
from homes import people
from homes.roles import Role
from reg45 import checking, events, policy, sealing
from reg45.models import Addendum, GivenBack, Review, Signature
from reg45.services import copies, moving, plan

DECLARATIONS: Final = {
    "read": "I have read the whole review, its evidence and its plan.",
    "content": "I am content that it says how good the care is, and what will be done to keep it good or make it better.",
}
ADDENDUM_DECLARATION: Final = "I have read this addendum. It may stand with the review."


def complete(*, review: Review, version: int | None = None, by: Any, now: dt.datetime) -> Review:
    """The registered manager says that the review is complete: evidence is frozen, the plan becomes actions, 28 days begin.

    Completing again changes nothing. Refused: not_allowed, wrong_state, stale, not_ready.
    """
    with transaction.atomic():
        held = moving.hold(review)
        if moving.done_before(held, "complete", by):
            return held
        policy.completes(by, held).demand()
        moving.demand_ready(held, "complete", version)
        if wrong := checking.problems(sealing.load(held), clock.today(now)):
            raise Refused("not_ready", wrong[0].text)
        again = held.completed_at is not None
        held.items.update(frozen=True)
        plan.begin_actions(held, by=by, now=now)
        held.completed_at, held.completed_by = now, by
        moving.make(held, "complete", by=by, now=now, event=events.COMPLETED_AGAIN if again else "")
        people.tell(
            people.holders(held.home, Role.RESPONSIBLE_INDIVIDUAL, on=clock.today(now)),
            home=held.home,
            code="reg45.completed",
            key=f"reg45.completed:{held.pk}:{held.version}",
            subject=f"{held.home}: a quality of care review waits for you",
            body="The registered manager has completed the review. Sign in to approve it or to give it back.",
            link=reverse("reg45:review", args=[held.pk]),
            now=now,
            but=by,
        )
    return held


def give_back(*, review: Review, reason: str, version: int | None = None, by: Any, now: dt.datetime) -> Review:
    """The responsible individual is not content: the manager writes again. The same press twice is one return.

    Refused: not_allowed, two_hats, wrong_state, stale, no_reason.
    """
    with transaction.atomic():
        held = moving.hold(review)
        if moving.done_before(held, "give_back", by):
            return held
        policy.decides(by, held).demand()
        moving.demand_ready(held, "give_back", version)
        if not (reason := reason.replace("\x00", "").strip()):
            raise Refused("no_reason", "Write what is missing. The manager reads it.")
        GivenBack.objects.create(review=held, reason=reason, by=by, at=now)
        held.items.update(frozen=False)
        moving.make(held, "give_back", by=by, now=now)
        people.tell(
            people.holders(held.home, *people.MANAGERS, on=clock.today(now)),
            home=held.home,
            code="reg45.returned",
            key=f"reg45.returned:{held.pk}:{held.version}",
            subject=f"{held.home}: the quality of care review came back to you",
            body="The responsible individual asks for more. Sign in to read what is missing.",
            link=reverse("reg45:review", args=[held.pk]),
            now=now,
        )
    return held


def approve(
    *,
    review: Review,
    declared: Collection[str],
    method: str = "password",
    version: int | None = None,
    by: Any,
    now: dt.datetime,
) -> Review:
    """The responsible individual signs and seals: from here nobody changes a word. The view has asked for a fresh sign-in.

    The list of copies is made. Approving again changes nothing. Refused: not_allowed, two_hats, wrong_state, stale, not_declared.
    """
    with transaction.atomic():
        held = moving.hold(review)
        if moving.done_before(held, "approve", by):
            return held
        policy.decides(by, held).demand()
        moving.demand_ready(held, "approve", version)
        signing.demand_declared(declared, DECLARATIONS)
        engine.freeze(response=held.response, by=by, now=now, judged=False)
        held.items.update(sealed=True)
        for row in held.plan.all():
            row.sealed = True
            row.save()
        held.approved_at, held.approved_by = now, by
        moving.make(held, "approve", by=by, now=now)
        record = sealing.load(held)
        texts = [DECLARATIONS[name] for name in DECLARATIONS]
        _sign(held, sealing.APPROVED, texts, method, by, now, lambda row: sealing.payload(record, row))
        copies.make_list(review=held, by=by, now=now)
        people.tell(
            people.holders(held.home, Role.SERVICE_LEAD, *policy.SEES, on=clock.today(now)),
            home=held.home,
            code="reg45.approved",
            key=f"reg45.approved:{held.pk}",
            subject=f"{held.home}: a quality of care review is approved",
            body="The service lead sends it to Ofsted within 28 days of its completion. The sub-group sees it.",
            link=reverse("reg45:review", args=[held.pk]),
            now=now,
            but=by,
        )
    return held


def _sign(
    review: Review,
    purpose: str,
    declared: list[str],
    method: str,
    by: Any,
    now: dt.datetime,
    words: Callable[[Signature], dict[str, Any]],
) -> None:
    signature = Signature(review=review, purpose=purpose, person=by, name=by.full_name, at=now)
    signature.role, signature.declared, signature.method = str(Role.RESPONSIBLE_INDIVIDUAL), declared, method
    signing.sign(signature, chain=sealing.chain(review.home_id), subject=review, words=words)


def see(*, review: Review, seen_on: dt.date, remarks: str, by: Any, now: dt.datetime) -> Review:
    """The quality assurance sub-group has seen the review (council's process 6.3); recorded once. ``seen_on`` is a London date.

    Refused: not_allowed, wrong_state, wrong_day.
    """
    with transaction.atomic():
        held = moving.hold(review)
        if held.seen_at is not None and held.seen_by_id == by.pk:
            return held
        policy.sees(by, held).demand()
        assert held.approved_at is not None
        if not clock.today(held.approved_at) <= seen_on <= clock.today(now):
            raise Refused("wrong_day", "The sub-group sees a review after it is approved, and not in the future.")
        held.seen_at, held.seen_by, held.seen_on = now, by, seen_on
        held.seen_remarks = remarks.replace("\x00", "").strip()
        moving.make(held, "see", by=by, now=now)
    return held


def write_addendum(*, review: Review, text: str, reason: str, by: Any, now: dt.datetime) -> Addendum:
    """Add to a sealed review: dated and numbered, in force when the responsible individual approved it. The same words twice are one.

    Refused: not_allowed, wrong_state, no_text.
    """
    with transaction.atomic():
        held = moving.hold(review)
        policy.adds(by, held).demand()
        text, reason = (part.replace("\x00", "").strip() for part in (text, reason))
        if not text or not reason:
            raise Refused("no_text", "Write what is to be added, and why it was not in the review.")
        standing = held.addenda.filter(text=text, reason=reason, written_by=by).first()
        if standing is not None:
            return standing
        held.last_addendum += 1
        held.save()
        row = Addendum.objects.create(
            review=held, number=held.last_addendum, text=text, reason=reason, written_by=by, written_at=now
        )
        emit(events.ADDENDUM_WRITTEN, held, by=by, now=now, home=held.home, number=row.number)
    return row


def approve_addendum(*, addendum: Addendum, method: str = "password", by: Any, now: dt.datetime) -> Addendum:
    """The responsible individual approves and signs; the addendum is sealed. Twice is once. The view has asked for a fresh sign-in.

    Refused: not_allowed, two_hats, seal_broken.
    """
    with transaction.atomic():
        held = moving.hold(addendum.review_id)
        policy.approves_addendum(by, held).demand()
        row = Addendum.objects.select_for_update(of=("self",)).get(pk=addendum.pk)
        if row.approved_at is not None:
            return row
        if row.written_by_id == by.pk:
            raise Refused("two_hats", "You wrote this addendum yourself, so somebody else has to approve it.")
        record = sealing.load(held)
        signing.demand_whole(sealing.verify(record), "review")
        row.approved_by, row.approved_at = by, now
        row.save()
        purpose, said = signing.purpose_of(row), [ADDENDUM_DECLARATION]
        _sign(held, purpose, said, method, by, now, lambda signed: sealing.payload_addendum(record, row, signed))
        emit(events.ADDENDUM_APPROVED, held, by=by, now=now, home=held.home, number=row.number)
    return row
