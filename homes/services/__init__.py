"""Every change to homes, registers, documents and appointments."""

from homes.services.appointments import appoint, declare_independence, end_appointment
from homes.services.documents import approve_document, end_document, record_document, refuse_document, sent_to_ofsted
from homes.services.particulars import add_bedroom, add_building, change_home, close_home, open_home, set_in_use
from homes.services.registers import (
    add_staff_member,
    admit_resident,
    change_resident,
    change_staff_member,
    discharge_resident,
    staff_member_left,
)

__all__ = [
    "add_bedroom",
    "add_building",
    "add_staff_member",
    "admit_resident",
    "appoint",
    "approve_document",
    "change_home",
    "change_resident",
    "change_staff_member",
    "close_home",
    "declare_independence",
    "discharge_resident",
    "end_appointment",
    "end_document",
    "open_home",
    "record_document",
    "refuse_document",
    "sent_to_ofsted",
    "set_in_use",
    "staff_member_left",
]
