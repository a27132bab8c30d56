"""Finding a record or a return for the person who asks; Http404 for what is not theirs, as for what does not exist."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404

from homes import access
from homes.getters import home_for
from homes.models import Home
from records import policy
from records.kinds import KINDS, Kind, StepKind, step_of
from records.models import MonthlyReturn, Record, Revision, Step


def home_with_records(user: Any, pk: int) -> Home:
    """A home in whose records the person has a part."""
    home = home_for(user, pk)
    if not policy.reads_records(user, home):
        raise Http404("No part in the records of this home.")
    return home


def home_with_returns(user: Any, pk: int) -> Home:
    """A home whose returns the person reads."""
    home = home_for(user, pk)
    if not policy.reads_returns(user, home):
        raise Http404("No part in the returns of this home.")
    return home


def kind_to_begin(user: Any, pk: int, key: str) -> tuple[Home, Kind]:
    """A home where the person begins records of this kind."""
    home = home_for(user, pk)
    if key not in KINDS or not policy.begins(user, home, KINDS[key]):
        raise Http404("Not begun by this person.")
    return home, KINDS[key]


def record(user: Any, pk: int) -> Record:
    """A record that this person may read, with its steps."""
    kept = ("home", "resident__placing_authority", "begun_by", "response__version")
    rows = Record.objects.visible_to(user).select_related(*kept)
    rows = rows.defer("response__version__source", "response__version__canonical")
    steps = Prefetch("steps", Step.objects.select_related("by"))
    found = rows.prefetch_related(steps, "staff", "subjects").filter(pk=pk).first()
    if found is None:
        raise Http404("No such record.")
    return found


def record_to_write(user: Any, pk: int) -> Record:
    """A record whose words this person writes or corrects, now or at another time."""
    found = record(user, pk)
    manages = access.covers(user, found.home_id, *policy.MANAGERS)
    if not manages and not (found.begun_by_id == user.pk and access.covers(user, found.home_id, *policy.WRITES)):
        raise Http404("Not written by this person.")
    return found


def record_for_step(user: Any, pk: int, code: str) -> tuple[Record, StepKind]:
    """A record on which this person, by role, takes this step."""
    found = record(user, pk)
    step = step_of(found.kind, code)
    if step is None:
        raise Http404("No such step.")
    rule = policy.takes(user, found, step)
    if not rule and rule.code == "not_allowed":
        raise Http404("No such step for this person.")
    return found, step


def revision(user: Any, pk: int, number: int) -> Revision:
    """A version of a record that this person may read; earlier ones are for whoever works in or looks over the home."""
    found = record(user, pk)
    row = Revision.objects.filter(record=found, number=number).select_related("by").first()
    if row is None or not access.covers(user, found.home_id, *policy.WRITES, *policy.OVERSEES):
        raise Http404("No such version.")
    if policy.reads_own_words(user, found):
        raise Http404("Versions may hold the words of others.")
    row.record = found
    return row


def monthly(user: Any, pk: int) -> MonthlyReturn:
    """A return that this person may read."""
    rows = MonthlyReturn.objects.visible_to(user).select_related("home", "response__version", "sent_by")
    found = rows.defer("response__version__source", "response__version__canonical").filter(pk=pk).first()
    if found is None:
        raise Http404("No such return.")
    return found


def monthly_to_write(user: Any, pk: int) -> MonthlyReturn:
    """A return of the home that this person manages."""
    found = monthly(user, pk)
    if not access.covers(user, found.home_id, *policy.MANAGERS):
        raise Http404("Not written by this person.")
    return found


def paper(user: Any, response: int) -> Record | MonthlyReturn:
    """The record or return whose words these are, for somebody who writes it."""
    found = Record.objects.filter(response=response).values_list("pk", flat=True).first()
    if found is not None:
        return record_to_write(user, found)
    of_month = MonthlyReturn.objects.filter(response=response).values_list("pk", flat=True).first()
    if of_month is None:
        raise Http404("No such page.")
    return monthly_to_write(user, of_month)
