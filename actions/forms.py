"""Forms of one action. They ask; the services judge."""

from __future__ import annotations

from core.forms import TextField
from homes.names_asked import NamesAsked


class DoneForm(NamesAsked):
    """How others can see that it is done."""

    texts = ("evidence",)
    evidence = TextField(
        label="How can others see that it is done?",
        lines=5,
        limit=2000,
        help_text="For example: the lock was changed on 3 March, the invoice is in the maintenance file. No names of children or staff.",
    )


class SeenForm(NamesAsked):
    """How the one who verifies it knows."""

    texts = ("seen",)
    seen = TextField(label="How do you know that it is done?", lines=4, limit=500)


class NotDoneForm(NamesAsked):
    """Why it is open again."""

    texts = ("reason",)
    reason = TextField(label="What is still to be done?", lines=4, limit=500)
