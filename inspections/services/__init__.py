"""Every write on inspections and on Ofsted's published file."""

from inspections.services.importing import check_file, confirm_file
from inspections.services.recording import (
    circulate,
    correct,
    raise_point,
    receive_draft,
    receive_final,
    record,
    send_comments,
    withdraw,
)

__all__ = [
    "check_file",
    "circulate",
    "confirm_file",
    "correct",
    "raise_point",
    "receive_draft",
    "receive_final",
    "record",
    "send_comments",
    "withdraw",
]
