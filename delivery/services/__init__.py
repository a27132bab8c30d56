"""Every write of this app: taking notes over into mails, sending them, what people choose, what is done about dead letters."""

from delivery.services.choosing import mark_all_read, mark_read, set_preference
from delivery.services.planning import plan
from delivery.services.sending import send_waiting
from delivery.services.settling import deal_with, try_again

__all__ = [
    "deal_with",
    "mark_all_read",
    "mark_read",
    "plan",
    "send_waiting",
    "set_preference",
    "try_again",
]
