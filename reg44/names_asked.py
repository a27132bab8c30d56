"""Forms whose words stand in or beside a report: the search for names knows the visitor and the day of the visit (C7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import clock
from homes import naming
from homes.names_asked import NamesAsked as Asked
from reg44 import names

if TYPE_CHECKING:
    from reg44.models import Visit


class NamesAsked(Asked):
    """``visit`` is the one whose report it belongs to."""

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        on = clock.today(visit.arrived_at or clock.now())
        super().__init__(*args, known=lambda: names.known(visit, on, naming.authorities()), **kwargs)
