"""The only way from an address to a record of this app: not yours is not there (404)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from core.permissions import Decision
from homes import access, policy
from homes.models import (
    Appointment,
    Bedroom,
    Building,
    DocumentVersion,
    Home,
    Resident,
    StaffMember,
    StatutoryDocument,
)


def home_for(user: Any, pk: int) -> Home:
    """A home that an appointment of the person covers."""
    return get_object_or_404(Home.objects.visible_to(user).select_related("host_authority"), pk=pk)


def home_with_registers(user: Any, pk: int) -> Home:
    """A home whose registers the person reads."""
    home = home_for(user, pk)
    _there(policy.can_read_registers(user, home))
    return home


def home_to_register(user: Any, pk: int) -> Home:
    """A home whose registers the person keeps."""
    home = home_for(user, pk)
    _there(policy.can_write_registers(user, home))
    return home


def resident_to_change(user: Any, pk: int) -> Resident:
    """An entry of a child that the person may correct."""
    resident = get_object_or_404(Resident.objects.select_related("home", "placing_authority"), pk=pk)
    _there(policy.can_write_registers(user, resident.home))
    return resident


def staff_member_to_change(user: Any, pk: int) -> StaffMember:
    """An entry of somebody of the staff that the person may correct."""
    member = get_object_or_404(StaffMember.objects.select_related("home"), pk=pk)
    _there(policy.can_write_registers(user, member.home))
    return member


def home_to_document(user: Any, pk: int) -> Home:
    """A home whose documents the person records."""
    home = home_for(user, pk)
    _there(policy.can_write_documents(user, home))
    return home


def document_for(user: Any, pk: int) -> StatutoryDocument:
    """A document the person may open."""
    document = get_object_or_404(StatutoryDocument.objects.select_related("home", "building"), pk=pk)
    _there(policy.can_read_documents(user, document.home))
    return document


def version_for(user: Any, pk: int) -> DocumentVersion:
    """A version of a document the person may open; its file is not read with it."""
    rows = DocumentVersion.objects.select_related("document__home", "document__building")
    version = get_object_or_404(rows, pk=pk)
    _there(policy.can_read_documents(user, version.document.home))
    return version


def version_to_approve(user: Any, pk: int) -> DocumentVersion:
    """A version in the hands of whoever approves this kind at the home."""
    version = version_for(user, pk)
    approver = version.document.due.approver
    if not approver or not access.covers(user, version.document.home, approver):
        raise Http404("Not for this person to approve.")
    return version


def document_to_change(user: Any, pk: int) -> StatutoryDocument:
    """A document the person may record anew."""
    document = get_object_or_404(StatutoryDocument.objects.select_related("home", "building"), pk=pk)
    _there(policy.can_write_documents(user, document.home))
    return document


def home_to_change(user: Any, pk: int) -> Home:
    """A home whose particulars the person keeps."""
    _there(policy.can_write_particulars(user))
    return home_for(user, pk)


def building_to_change(user: Any, pk: int) -> Building:
    """A building the person may change."""
    _there(policy.can_write_particulars(user))
    return get_object_or_404(Building.objects.select_related("home"), pk=pk)


def bedroom_to_change(user: Any, pk: int) -> Bedroom:
    """A bedroom the person may change."""
    _there(policy.can_write_particulars(user))
    return get_object_or_404(Bedroom.objects.select_related("building__home"), pk=pk)


def person_for(user: Any, pk: int) -> User:
    """A person, for whoever looks after people."""
    _there(policy.can_appoint(user))
    return get_object_or_404(User, pk=pk)


def appointment_for(user: Any, pk: int) -> Appointment:
    """An appointment, for whoever looks after people."""
    _there(policy.can_appoint(user))
    return get_object_or_404(Appointment.objects.select_related("person", "home", "authority"), pk=pk)


def _there(decision: Decision) -> None:
    if not decision:
        raise Http404(decision.reason)
