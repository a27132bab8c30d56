"""Who may do what to homes, registers and appointments. The table is in ``homes.roles``; here it is asked."""

from __future__ import annotations

from typing import Any

from core.permissions import ALLOWED, Decision, refuse
from homes import access, roles
from homes.models import DocumentVersion, Home


def can_read_home(user: Any, home: Home) -> Decision:
    """Everybody whose appointment covers the home."""
    return ALLOWED if access.covers(user, home) else refuse("You have no appointment at this home.")


def can_read_registers(user: Any, home: Home) -> Decision:
    """Children and staff by initials: those who work in, visit, supervise or assure the home. Never councillors."""
    if access.covers(user, home, *roles.READS_REGISTERS):
        return ALLOWED
    return refuse("Your role does not see who lives or works in this home.")


def can_write_registers(user: Any, home: Home) -> Decision:
    """The manager and the deputy of that home: nobody else knows who came and left."""
    if access.covers(user, home, *roles.WRITES_REGISTERS):
        return ALLOWED
    return refuse("Only the registered manager and the deputy of the home keep its registers.")


def can_write_documents(user: Any, home: Home) -> Decision:
    """The manager and the deputy of that home."""
    if access.covers(user, home, *roles.WRITES_DOCUMENTS):
        return ALLOWED
    return refuse("Only the registered manager and the deputy of the home record its documents.")


def can_read_documents(user: Any, home: Home) -> Decision:
    """Those who work in, visit, supervise or assure the home."""
    if access.covers(user, home, *roles.READS_DOCUMENTS):
        return ALLOWED
    return refuse("Your role does not open the documents of this home.")


def can_approve(user: Any, version: DocumentVersion) -> Decision:
    """Whoever the kind of document names, never the person who recorded it."""
    document = version.document
    if not document.due.approver or not access.covers(user, document.home_id, document.due.approver):
        return refuse("Only the responsible individual of the home approves this document.")
    if not version.waits:
        return refuse("Nobody has to approve this version any more. Nothing was changed.", "done_already")
    if version.recorded_by_id == user.pk:
        return refuse("You recorded this version yourself. Somebody else has to approve it.", "own_version")
    return ALLOWED


def can_write_particulars(user: Any) -> Decision:
    """Administrators enter homes, buildings and bedrooms."""
    if access.holds_any(user, *roles.WRITES_PARTICULARS):
        return ALLOWED
    return refuse("Only an administrator changes the particulars of a home.")


def can_appoint(user: Any) -> Decision:
    """Administrators carry out appointments."""
    if access.holds_any(user, *roles.APPOINTS):
        return ALLOWED
    return refuse("Only an administrator appoints people.")


def can_appoint_person(user: Any, person: Any) -> Decision:
    """Nobody gives rights to themselves."""
    if not can_appoint(user):
        return can_appoint(user)
    if user.pk == person.pk:
        return refuse("You cannot change your own appointments. Ask another administrator.", "own_appointment")
    return ALLOWED
