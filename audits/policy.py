"""Who may know of an audit, read its words, write, moderate, discuss and close it (domain.md 3). The tables first.

Which roles these are says the row of its kind: ``writers`` carry it out, ``moderators`` look at it a second time, ``readers`` read it once it
is agreed. Until then its words are for auditor and moderator alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from audits.states import MOVES, SETTLED, State
from core.permissions import ALLOWED, Decision, refuse
from homes import access
from homes.roles import WORKS_AT_HOME, Role

if TYPE_CHECKING:
    from audits.models import Audit, AuditKind, AuditQuerySet

MANAGERS: Final = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)
KEEPS_KINDS: Final = (Role.QA_OFFICER, Role.HEAD_OF_QA)
# Roles that a kind of audit may give a part to. Whoever visits under regulation 44, councillors and contracts have none (domain.md 3).
PARTS: Final = (
    *MANAGERS,
    Role.HOME_STAFF,
    Role.RESPONSIBLE_INDIVIDUAL,
    Role.SERVICE_LEAD,
    Role.QA_OFFICER,
    Role.HEAD_OF_QA,
    Role.DIRECTOR,
    Role.COMMISSIONING_OFFICER,
    Role.OPERATIONAL_LEAD,
    Role.YOUNG_INSPECTOR,
    Role.AUDITOR,
    Role.MODERATOR,
)
SECONDS: Final = tuple(role for role in PARTS if role not in WORKS_AT_HOME)  # who works at a home moderates nothing
READERS: Final = (*PARTS, Role.PLACING_AUTHORITY)  # a placing authority only audits of children whom it placed
OWN: Final = "You carried this audit out or wrote in it, so somebody else has to moderate it."
NOT_NOW: Final = "This cannot be done while the audit is “{state}”."


def _of_kinds(part: str, role: str) -> Q:
    """Audits of kinds that give this part to the role."""
    from audits.models import Roles

    return Q(**{f"kind__{part}__contains": Roles.kept([role])})


def visible_audits(rows: AuditQuerySet, user: Any) -> AuditQuerySet:
    """Audits that this person may know of: as auditor, as moderator, or in a role that reads or carries out its kind. No query of its own."""
    scope = access.scope(user)
    seen = Q(pk__in=[])
    for role in sorted(scope.roles):
        if role == Role.PLACING_AUTHORITY:
            placed = Q(resident__placing_authority__in=sorted(scope.authority_ids()))
            seen |= _of_kinds("readers", role) & placed & Q(state__in=SETTLED)
            continue
        here = access.at_homes(user, role)
        seen |= _of_kinds("readers", role) & here
        seen |= _of_kinds("writers", role) & here & Q(kind__outsider=False) & (Q(auditor=None) | Q(auditor=user.pk))
        seen |= _of_kinds("writers", role) & Q(kind__outsider=True, auditor=user.pk)
        second = Q(moderator=user.pk) | Q(state=State.MODERATION) & ~Q(auditor=user.pk) & ~_own_homes(scope)
        seen |= _of_kinds("moderators", role) & here & second
    return rows.filter(seen)


def _own_homes(scope: access.Scope) -> Q:
    """Rows of homes where the person works."""
    return Q(home__in=sorted(scope.home_ids(*WORKS_AT_HOME)))


def has_part(user: Any, home: Any = None) -> bool:
    """Whether the person may have a part in audits (of this home); asks nothing beyond the appointments."""
    return access.holds_any(user, *PARTS, home=home)


def reads_any(user: Any) -> bool:
    """The same anywhere; a placing authority has a part in audits of children, at no home as such."""
    return access.holds_any(user, *READERS)


def reads_words(user: Any, audit: Audit) -> Decision:
    """Who reads the words: the auditor; the moderator, and whoever may be it, from when it is sent; readers once it is agreed."""
    if audit.state in (State.PLANNED, State.CANCELLED):
        return refuse("Nothing is written yet.", "wrong_state")
    if _is_auditor(user, audit):
        return ALLOWED
    if audit.moderator_id == user.pk and access.covers(user, audit.home_id, *audit.kind.moderators):
        return ALLOWED
    if audit.state == State.MODERATION and stands_apart(user, audit):
        return ALLOWED
    if audit.settled and _is_reader(user, audit):
        return ALLOWED
    return refuse("Until it is agreed, the words of an audit are for its auditor and its moderator.")


def _is_reader(user: Any, audit: Audit) -> bool:
    plain = [role for role in audit.kind.readers if role != Role.PLACING_AUTHORITY]
    if access.covers(user, audit.home_id, *plain):
        return True
    placed = audit.resident is not None and audit.resident.placing_authority_id in access.scope(user).authority_ids()
    return Role.PLACING_AUTHORITY in audit.kind.readers and placed


def _is_auditor(user: Any, audit: Audit) -> bool:
    """The person named as auditor, while they still hold a role that carries out this kind."""
    return audit.auditor_id == user.pk and bool(may_audit(user, audit.home_id, audit.kind))


def may_audit(user: Any, home: Any, kind: AuditKind) -> Decision:
    """Whether this person is somebody who carries out this kind at this home."""
    home_id = home if isinstance(home, int) else home.pk
    if kind.outsider:
        if not access.holds_any(user, *kind.writers):
            return refuse("Choose somebody who carries out audits of this kind.", "no_auditor")
        if any(each.home_id == home_id for each in access.scope(user).appointments):
            return refuse("Audits of this kind are carried out by somebody from outside the home.", "no_auditor")
        return ALLOWED
    if access.covers(user, home_id, *kind.writers):
        return ALLOWED
    return refuse("Choose somebody who carries out audits of this kind at this home.", "no_auditor")


def plans(user: Any, home: Any, kind: AuditKind) -> Decision:
    """The QA officer plans every kind; whoever carries it out plans it at their homes, unless it is for somebody from outside."""
    if not kind.in_use:
        return refuse("Audits of this kind are not carried out any more.", "not_in_use")
    if access.covers(user, home, Role.QA_OFFICER) or (not kind.outsider and access.covers(user, home, *kind.writers)):
        return ALLOWED
    return refuse("Only the quality assurance officer and those who carry out audits of this kind plan them.")


def changes_plan(user: Any, audit: Audit) -> Decision:
    """Whoever plans may choose another auditor or another day, until it is sent on."""
    if not access.covers(user, audit.home_id, Role.QA_OFFICER) and (
        audit.kind.outsider or not access.covers(user, audit.home_id, *audit.kind.writers)
    ):
        return refuse("Only those who plan audits of this kind change the plan.")
    return ALLOWED if audit.state in MOVES["move"].steps else _not_now(audit)


def cancels(user: Any, audit: Audit) -> Decision:
    """Only what was not started: after that its words stand."""
    if audit.state == State.IN_PROGRESS:
        return refuse("This audit was started, so it can no longer be cancelled. Its words are kept.", "wrong_state")
    return changes_plan(user, audit)


def starts(user: Any, audit: Audit) -> Decision:
    """The auditor; where none is named, anybody who carries out this kind there."""
    if not audit.kind.in_use:
        return refuse("Audits of this kind are not carried out any more.", "not_in_use")
    if audit.auditor_id is not None and audit.auditor_id != user.pk:
        return refuse("Somebody else is named as the auditor. Whoever plans can choose you instead.")
    if not may_audit(user, audit.home_id, audit.kind):
        return refuse("Audits of this kind are carried out by others.")
    return ALLOWED if audit.state == State.PLANNED else _not_now(audit)


def writes(user: Any, audit: Audit) -> Decision:
    """The auditor writes, until the audit is sent on."""
    if not _is_auditor(user, audit):
        return refuse("Only the auditor writes in an audit.")
    return ALLOWED if audit.state == State.IN_PROGRESS else _not_now(audit)


def moderates(user: Any, audit: Audit) -> Decision:
    """Somebody of the kind's moderators who does not work at the home, is not the auditor and wrote nothing in it."""
    if not (apart := stands_apart(user, audit)):
        return apart
    if wrote(user, audit):
        return refuse(OWN, "own_audit")
    return ALLOWED if audit.state == State.MODERATION else _not_now(audit)


def stands_apart(user: Any, audit: Audit) -> Decision:
    """The same as far as appointments tell; without a query."""
    if not audit.kind.moderators or not access.covers(user, audit.home_id, *audit.kind.moderators):
        return refuse("Only a moderator of this kind of audit judges it.")
    if audit.auditor_id == user.pk:
        return refuse(OWN, "own_audit")
    if access.ever_covered(user, audit.home_id, *WORKS_AT_HOME) or _has_post(user, audit):
        return refuse("You have a part in this home, so somebody else has to moderate its audits.", "not_independent")
    return ALLOWED


def _has_post(user: Any, audit: Audit) -> bool:
    """Whether the person is appointed at this very home, otherwise than to moderate there."""
    mine = access.scope(user).appointments
    return any(each.home_id == audit.home_id and each.role not in audit.kind.moderators for each in mine)


def wrote(user: Any, audit: Audit) -> bool:
    """Whether any word of the audit was ever typed by this person."""
    return audit.response is not None and audit.response.revisions.filter(by=user.pk).exists()


def discusses(user: Any, audit: Audit) -> Decision:
    """The managers of the home, or the auditor, say that the team talked about it."""
    if not audit.kind.discussed:
        return refuse("Audits of this kind are not discussed with the team.", "wrong_state")
    if not _is_auditor(user, audit) and not access.covers(user, audit.home_id, *MANAGERS):
        return refuse("The manager, the deputy or the auditor records the discussion.")
    return ALLOWED if audit.state in MOVES["discuss"].steps else _not_now(audit)


def closes(user: Any, audit: Audit) -> Decision:
    """The auditor, the moderator or the QA officer; the discussion comes first where there is one. Its actions live on."""
    mine = _is_auditor(user, audit) or audit.moderator_id == user.pk
    if not mine and not access.covers(user, audit.home_id, Role.QA_OFFICER):
        return refuse("The auditor, the moderator or the quality assurance officer closes an audit.")
    if audit.kind.discussed and audit.state == State.AGREED:
        return refuse("Record the discussion with the team first. Then the audit can be closed.", "not_discussed")
    return ALLOWED if audit.state in MOVES["close"].steps else _not_now(audit)


def keeps_kinds(user: Any) -> Decision:
    """The QA officer and the head of quality assurance say which kinds there are."""
    if access.holds_any(user, *KEEPS_KINDS):
        return ALLOWED
    return refuse("Only the quality assurance officer or the head of quality assurance changes kinds of audits.")


def _not_now(audit: Audit) -> Decision:
    return refuse(NOT_NOW.format(state=audit.get_state_display()), "wrong_state")
