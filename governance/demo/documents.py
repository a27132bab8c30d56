"""Documents and checks of the fictional homes: two versions of each with their files, some past their review."""

from __future__ import annotations

import datetime as dt

from core import clock
from governance.demo.papers import sheet
from governance.demo.reports import Office
from homes import documents_due, services
from homes.models import Home, StatutoryDocument
from homes.services.documents import PURPOSE

WEEKLY = ("fire_alarm", "emergency_lighting", "extinguishers")


def record(home: Home, documents: dict[str, int], office: Office, today: dt.date, now: dt.datetime) -> None:
    """``documents``: kind -> days from ``today`` (London) to the end of its review; the version before was a year earlier.

    Each new text was approved a week later, but for the newest policy, and each statement of purpose went to Ofsted then.
    """
    for kind, days in documents.items():
        due = documents_due.KINDS[kind]
        review = today + dt.timedelta(days=days)
        months = due.every if isinstance(due.every, int) else 12
        checked = min(clock.add_months(review, -months), today)
        for number, (day, again) in enumerate(((clock.add_months(checked, -12), None), (checked, review)), start=2):
            file = sheet(home.name, due.label, f"Version {number}, {day:%d %B %Y}", "This paper is fictional.")
            document = services.record_document(
                home=home,
                kind=kind,
                version=str(number),
                checked_on=day,
                review_by=again,
                file=file,
                by=None,
                now=_at(day, today, now),
            )
            _settle(document, day + dt.timedelta(weeks=1), office, today, now)
    for place, kind in enumerate(WEEKLY):
        day = today - dt.timedelta(days=2 + 3 * place)  # the last of them is late
        services.record_document(
            home=home, kind=kind, checked_on=day, note="In order.", by=None, now=_at(day, today, now)
        )
    services.record_document(
        home=home,
        kind="policy",
        title="When a child is missing",
        version="2",
        checked_on=(day := clock.add_months(today, -3)),
        file=sheet(home.name, "Policy: when a child is missing", "This paper is fictional."),
        by=None,
        now=_at(day, today, now),
    )


def _settle(document: StatutoryDocument, day: dt.date, office: Office, today: dt.date, now: dt.datetime) -> None:
    """What happens to a new text within the week, if that is over."""
    newest, at = document.versions.select_related("document").first(), _at(day, today, now)
    if newest is None or day >= today:
        return
    if document.due.approver:
        services.approve_document(version=newest, by=office.responsible, now=at)
    if document.kind == PURPOSE:
        services.sent_to_ofsted(version=newest, sent_on=day, by=None, now=at)


def _at(day: dt.date, today: dt.date, now: dt.datetime) -> dt.datetime:
    """The morning of that day in London, or now."""
    return clock.at_london(day, 10) if day < today else now
