"""Who may see and do what with a quality of care review. The tables first, the code after; domain.md 3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef, Q

from core.permissions import ALLOWED, Decision, refuse
from homes import access, roles
from homes.roles import Role
from reg45.states import MOVES, SEALED, State

if TYPE_CHECKING:
    from reg45.models import Review, ReviewQuerySet

WRITERS: Final = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)
SEES: Final = (Role.QA_OFFICER, Role.HEAD_OF_QA)
# Who reads the words, by where the review stands.
READ_AS_DRAFT: Final = WRITERS
READ_COMPLETED: Final = (*WRITERS, Role.RESPONSIBLE_INDIVIDUAL, *SEES, Role.SERVICE_LEAD)
READ_APPROVED: Final = (*READ_COMPLETED, Role.DIRECTOR, Role.VISITOR)
READ_SENT: Final = (*READ_APPROVED, Role.HOME_STAFF)
READERS: Final = (*READ_SENT, Role.PLACING_AUTHORITY)

NOT_NOW = "This cannot be done while the review is “{state}”."


def visible_reviews(rows: ReviewQuerySet, user: Any) -> ReviewQuerySet:
    """Reviews whose words the person may read; a placing authority those it is listed for, once they went to Ofsted."""
    scope = access.scope(user)
    if not scope.appointments:
        return rows.none()
    readable = access.at_homes(user, *READ_AS_DRAFT)
    readable |= Q(completed_at__isnull=False) & access.at_homes(
        user, Role.RESPONSIBLE_INDIVIDUAL
    )  # also when given back
    readable |= Q(state=State.COMPLETED) & access.at_homes(user, *READ_COMPLETED)
    readable |= Q(state__in=SEALED) & access.at_homes(user, *READ_APPROVED)
    readable |= Q(state=State.SENT) & access.at_homes(user, *READ_SENT)
    if scope.authority_ids():
        readable |= Q(state=State.SENT) & Q(Exists(_copies_for(scope)))
    return rows.filter(readable)


def _copies_for(scope: access.Scope) -> Any:
    from reg45.models import Copy

    return Copy.objects.filter(review=OuterRef("pk"), authority__in=sorted(scope.authority_ids()))


def reads_drafts(user: Any, review: Review) -> Decision:
    """Files made before the approval, why it was given back and what the sub-group said stay with who wrote and judged the review."""
    if access.covers(user, review.home_id, *READ_COMPLETED):
        return ALLOWED
    return refuse("Drafts stay with those who wrote and judged the review.")


def begins(user: Any, home: Any) -> Decision:
    """The registered person reviews (regulation 45(1)): the manager or the deputy of the home begins."""
    if access.covers(user, home, *WRITERS):
        return ALLOWED
    return refuse("Only the registered manager or the deputy of this home begins its review.")


def writes(user: Any, review: Review) -> Decision:
    """The manager and the deputy write, until the review is completed."""
    if not access.covers(user, review.home_id, *WRITERS):
        return refuse("Only the registered manager or the deputy of this home writes its review.")
    if review.sealed:
        return refuse("This review is approved and sealed. To correct something, write an addendum.", "sealed")
    return ALLOWED if review.state == State.DRAFTING else _not_now(review)


def completes(user: Any, review: Review) -> Decision:
    """The registered manager says that the review is complete."""
    if not access.covers(user, review.home_id, Role.REGISTERED_MANAGER):
        return refuse("Only the registered manager of this home completes the review.")
    return writes(user, review)


def decides(user: Any, review: Review) -> Decision:
    """The responsible individual approves or gives back, never as manager of the home, nor what they wrote themselves (T15)."""
    if not access.covers(user, review.home_id, Role.RESPONSIBLE_INDIVIDUAL):
        return refuse("Only the responsible individual approves a review.")
    if access.covers(user, review.home_id, *roles.WORKS_AT_HOME) or _wrote(user, review):
        return refuse("You work at this home or wrote in this review, so somebody else has to approve it.", "two_hats")
    return ALLOWED if review.state == State.COMPLETED else _not_now(review)


def _wrote(user: Any, review: Review) -> bool:
    """Whether any word or action of the review was ever written by this person."""
    if user.pk in (review.begun_by_id, review.completed_by_id, review.gathered_by_id):
        return True
    return review.response.revisions.filter(by=user.pk).exists() or review.plan.filter(made_by=user.pk).exists()


def sees(user: Any, review: Review) -> Decision:
    """For the quality assurance sub-group: the QA officer or the head of QA records its remarks, once."""
    if not access.covers(user, review.home_id, *SEES):
        return refuse("Only the quality assurance officer or the head of quality assurance records this.")
    if review.state not in MOVES["see"].steps or review.seen_at is not None:
        return _not_now(review)
    return ALLOWED


def sends(user: Any, review: Review) -> Decision:
    """The service lead sends the copies (council's process 6.3), once the review is approved."""
    if not access.covers(user, review.home_id, Role.SERVICE_LEAD):
        return refuse("Only the service lead for residential care sends copies.")
    return ALLOWED if review.sealed else _not_now(review)


def adds(user: Any, review: Review) -> Decision:
    """An addendum to a sealed review is written by the registered manager."""
    if not access.covers(user, review.home_id, Role.REGISTERED_MANAGER):
        return refuse("Only the registered manager may add to this review.")
    if review.sealed:
        return ALLOWED
    return refuse("The review is not approved yet: change it instead of adding to it.", "wrong_state")


def approves_addendum(user: Any, review: Review) -> Decision:
    """The second person: the responsible individual, never somebody who works at the home."""
    works = access.covers(user, review.home_id, *roles.WORKS_AT_HOME)
    if works or not access.covers(user, review.home_id, Role.RESPONSIBLE_INDIVIDUAL):
        return refuse("Only the responsible individual, who does not work at the home, approves an addendum.")
    return ALLOWED


def _not_now(review: Review) -> Decision:
    return refuse(NOT_NOW.format(state=review.get_state_display()), "wrong_state")
