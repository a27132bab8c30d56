"""Who records and who reads inspections, and who takes over Ofsted's published file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from core.permissions import ALLOWED, Decision, refuse
from homes import access
from homes.roles import Role
from inspections.states import State

if TYPE_CHECKING:
    from inspections.models import Inspection, InspectionQuerySet

RECORDS: Final = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)
# A draft report is not public: it is read by those who answer for the home and those who watch its quality.
READS: Final = (
    *RECORDS,
    Role.RESPONSIBLE_INDIVIDUAL,
    Role.QA_OFFICER,
    Role.HEAD_OF_QA,
    Role.SERVICE_LEAD,
    Role.DIRECTOR,
)
READS_FINAL: Final = (Role.VISITOR,)
READS_JUDGEMENTS: Final = (Role.COUNCILLOR,)
SEES: Final = (*READS, *READS_FINAL, *READS_JUDGEMENTS)
IMPORTS: Final = (Role.QA_OFFICER,)


def visible_inspections(rows: InspectionQuerySet, user: Any) -> InspectionQuerySet:
    """Those of the person's homes; for the visitor and the councillor the ones whose report is final."""
    final = access.at_homes(user, *READS_FINAL, *READS_JUDGEMENTS)
    seen = access.at_homes(user, *READS) | (final & Q(state=State.FINAL))
    return rows.filter(seen)


def sees(user: Any, home: Any) -> Decision:
    """Whoever may see inspections of this home at all."""
    return ALLOWED if access.covers(user, home, *SEES) else refuse("Your role does not see inspections of this home.")


def records(user: Any, home: Any) -> Decision:
    """The registered manager and the deputy of the home."""
    if access.covers(user, home, *RECORDS):
        return ALLOWED
    return refuse("Only the registered manager and the deputy of the home record its inspections.")


def reads_whole(user: Any, inspection: Inspection) -> bool:
    """Whether more than the judgements is theirs to read: what Ofsted asks for, and the report itself."""
    return access.covers(user, inspection.home_id, *READS, *READS_FINAL)


def reads_drafts(user: Any, inspection: Inspection) -> bool:
    """Whether the draft report is theirs to read, also later."""
    return access.covers(user, inspection.home_id, *READS)


def imports(user: Any) -> Decision:
    """The quality assurance officer."""
    if access.holds_any(user, *IMPORTS):
        return ALLOWED
    return refuse("Only the quality assurance officer takes over Ofsted’s published file.")
