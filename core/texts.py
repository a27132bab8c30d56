"""What a person typed on its way into a record: nothing is cut in silence. Forms say the limits; this is what services ask behind them."""

from __future__ import annotations

from django.db.models import Model

from core.refusal import Refused


def within(text: str, most: int | None, what: str) -> str:
    """The text without null characters and without space at its ends. ``what`` begins the sentence when it is longer than ``most``.

    Refused: too_long.
    """
    kept = text.replace("\x00", "").strip()
    if most is not None and len(kept) > most:
        raise Refused("too_long", f"{what} must be {most} characters or fewer. It is {len(kept) - most} too long.")
    return kept


def for_column(model: type[Model], column: str, text: str, what: str) -> str:
    """The same, with as much as this column of the record holds. Refused: too_long."""
    return within(text, getattr(model._meta.get_field(column), "max_length", None), what)
