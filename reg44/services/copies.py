"""Copies of the final report: who gets one, issuing it in the portal, and the record of what went outside (C11)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from core import clock
from core.events import emit
from core.refusal import Refused
from core.texts import for_column
from homes import people
from homes.models import Home, Resident
from homes.roles import Role
from reg44 import events, policy, sealing
from reg44.models import Despatch, Report
from reg44.services import moving


def make_list(*, report: Report, now: dt.datetime) -> None:
    """Whom the law names first, then whom the council's policy names: appointments now, placements in the period (C11)."""
    home = report.visit.home
    rows = [
        Despatch(to=Despatch.To.OFSTED, recipient="Ofsted"),
        *_authorities(report),
        *_people(home, clock.today(now)),
    ]
    if not any(row.to == Despatch.To.PROVIDER_AND_MANAGER for row in rows):
        nobody = "Registered provider (no manager in post)"
        rows.append(Despatch(to=Despatch.To.PROVIDER_AND_MANAGER, recipient=nobody))
    known: set[tuple[str, str]] = set()
    for row in rows:
        row.report, row.listed_at = report, now
        name, number = row.recipient, 2
        while (row.to, row.recipient) in known:  # two people of one name are two recipients
            row.recipient, number = f"{name} ({number})", number + 1
        known.add((row.to, row.recipient))
    Despatch.objects.bulk_create(rows)


def _authorities(report: Report) -> list[Despatch]:
    after = report.period_from - dt.timedelta(days=1)
    placed = Resident.objects.filter(home=report.visit.home_id).between(after, report.period_to)
    found = {row.placing_authority_id: row.placing_authority for row in placed.select_related("placing_authority")}
    return [
        Despatch(to=Despatch.To.PLACING_AUTHORITY, recipient=authority.name, authority=authority)
        for authority in sorted(found.values(), key=lambda each: each.name)
    ]


OFFICES = {
    Role.REGISTERED_MANAGER: Despatch.To.PROVIDER_AND_MANAGER,
    Role.RESPONSIBLE_INDIVIDUAL: Despatch.To.RESPONSIBLE_INDIVIDUAL,
    Role.QA_OFFICER: Despatch.To.QA_OFFICER,
    Role.CONTRACTS_MANAGER: Despatch.To.CONTRACTS_MANAGER,
    Role.SERVICE_LEAD: Despatch.To.SERVICE_LEAD,
    Role.COUNCILLOR: Despatch.To.COUNCILLOR,
}


def _people(home: Home, on: dt.date) -> list[Despatch]:
    appointed = people.appointed(home, *OFFICES, on=on)
    return [
        Despatch(to=to, recipient=appointment.person.full_name, person=appointment.person)
        for role, to in OFFICES.items()
        for appointment in {row.person_id: row for row in appointed if row.role == role}.values()
    ]


def issue(*, report: Report, version: int | None = None, by: Any, now: dt.datetime) -> Report:
    """Issue the report: everybody with access reads it in the portal at once; copies outside are recorded one by one.

    Issuing again changes nothing. Refused: not_allowed, wrong_state, stale.
    """
    with transaction.atomic():
        held = moving.hold(report)
        if moving.done_before(held, "issue", by):
            return held
        policy.despatches(by, held).demand()
        moving.demand_ready(held, "issue", version)
        final = sealing.seals_of(held)[sealing.FINAL]
        inside = list(held.despatches.filter(person__isnull=False, sent_at=None).select_related("person"))
        for row in inside:
            row.how, row.sent_at, row.sent_by, row.sha256 = Despatch.How.PORTAL, now, by, final.sha256
            row.save()
        held.issued_at = now
        moving.make(held, "issue", by=by, now=now)
        people.tell(
            [row.person for row in inside],
            home=held.visit.home,
            code="reg44.issued",
            key=f"reg44.issued:{held.pk}",
            subject=f"{held.visit.home}: the report of {held.visit.month:%B %Y} is issued",
            body="The final report is in the portal. Sign in to read it.",
            link=reverse("reg44:read", args=[held.visit_id]),
            now=now,
            but=by,
        )
    return held


def record_despatch(
    *,
    despatch: Despatch,
    how: str,
    reference: str = "",
    sent_at: dt.datetime,
    sha256: str = "",
    by: Any,
    now: dt.datetime,
) -> Despatch:
    """A copy went out of the portal: when, how, and the hash of the file (of the sealed text when not given).

    Once recorded it stands. Refused: not_allowed, wrong_state, wrong_time, bad_way, too_long.
    """
    with transaction.atomic():
        held = moving.hold(despatch.report_id)
        policy.despatches(by, held).demand()
        row = Despatch.objects.select_for_update(of=("self",)).get(pk=despatch.pk, report=held)
        if row.sent_at is not None:
            return row
        if how not in Despatch.How.values or how == Despatch.How.PORTAL:
            raise Refused("bad_way", "Say how the copy went: by secure email, by post or by hand.")
        if held.finalised_at is None or not held.finalised_at - dt.timedelta(minutes=1) <= sent_at <= now:
            raise Refused("wrong_time", "A copy goes after the report is final, and not in the future.")
        row.how, row.sent_at, row.sent_by = how, sent_at, by
        row.reference = for_column(Despatch, "reference", reference, "The reference")
        row.sha256 = sha256 or sealing.seals_of(held)[sealing.FINAL].sha256
        row.save()
        code = events.OFSTED_SENT if row.to == Despatch.To.OFSTED else events.COPY_SENT
        emit(code, held, by=by, now=now, home=held.visit.home, to=row.recipient, counts_from=sent_at.isoformat())
        _tell_when_complete(held, by=by, now=now)
    return row


def _tell_when_complete(report: Report, *, by: Any, now: dt.datetime) -> None:
    """Regulation 44(7) is met when the last copy on the list has gone."""
    if not report.despatches.filter(sent_at=None).exists():
        emit(events.COPIES_COMPLETE, report, by=by, now=now, home=report.visit.home)


def copy_for_host_authority(*, report: Report, by: Any, now: dt.datetime) -> Despatch:
    """The local authority for the area asked for a copy (regulation 44(7)(b)): put it on the list, once."""
    with transaction.atomic():
        held = moving.hold(report)
        policy.despatches(by, held).demand()
        host = held.visit.home.host_authority
        row, _ = Despatch.objects.get_or_create(
            report=held,
            to=Despatch.To.HOST_AUTHORITY,
            recipient=host.name,
            defaults={"authority": host, "listed_at": now},
        )
    return row
