"""What agreed audits say of a period, for the quality of care review (core/evidence.py).

A review is read by visitors, staff, placing authorities and Ofsted: of audits of children nothing is offered at all, since in a home of
three even a count points to a child; of the others only what it was, its judgement and how many actions came of it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count

from audits.models import Audit, AuditKind
from audits.states import SETTLED
from core import clock
from core.evidence import Item


def items(home: Any, since: dt.date, until: dt.date) -> list[Item]:
    """Audits about the home that were agreed on these London dates, both included. One query."""
    rows = Audit.objects.filter(
        home=home,
        kind__concerns=AuditKind.Concerns.HOME,
        state__in=SETTLED,
        agreed_at__gte=clock.at_london(since),
        agreed_at__lt=clock.at_london(until + dt.timedelta(1)),
    )
    counted = rows.select_related("kind").annotate(actions=Count("findings")).order_by("agreed_at", "pk")
    return [_item(each) for each in counted]


def _item(audit: Any) -> Item:
    day = clock.today(audit.agreed_at)
    said = f" Judgement: {audit.judgement}." if audit.judgement else ""
    many = f"{audit.actions} action{'' if audit.actions == 1 else 's'} came of it"
    text = f"{audit}, agreed on {day:%-d %B %Y}.{said} {many}."
    return Item(audit.kind.title, text, day, audit, {"audit_actions": Decimal(audit.actions)})
