"""The only way from an address to a record: not yours is not there (404); a secret that opens nothing finds nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from homes.getters import home_for
from homes.models import Home
from voice import policy, secret
from voice.models import Invitation, Poster, Survey, Word
from voice.services.answering import live


def home_with_surveys(user: Any, pk: int) -> Home:
    """A home whose surveys the person may see."""
    home = home_for(user, pk)
    if not policy.sees_surveys(user, home):
        raise Http404("Not the surveys of this person.")
    return home


def home_to_ask(user: Any, pk: int) -> Home:
    """A home where the person may ask."""
    home = home_for(user, pk)
    if not policy.asks(user, home):
        raise Http404("This person does not ask there.")
    return home


def home_for_poster(user: Any, pk: int) -> Home:
    """A home for whose children the person makes the address."""
    home = home_for(user, pk)
    if not policy.makes_posters(user, home):
        raise Http404("This person does not make the address there.")
    return home


def survey(user: Any, pk: int) -> Survey:
    """A survey that the person may see."""
    rows = Survey.objects.visible_to(user).select_related("home", "version", "opened_by", "closed_by")
    return get_object_or_404(rows, pk=pk)


def survey_to_change(user: Any, pk: int) -> Survey:
    """A survey for which the person asks; whether it is open the services judge."""
    found = survey(user, pk)
    if not policy.asks(user, found.home):
        raise Http404("This person does not ask there.")
    return found


def link_to_end(user: Any, pk: int) -> Invitation:
    """A link of such a survey."""
    found = get_object_or_404(Invitation.objects.select_related("survey__home"), pk=pk)
    survey_to_change(user, found.survey_id)
    return found


def word(user: Any, pk: int) -> Word:
    """What a child said and lets this person read."""
    return get_object_or_404(Word.objects.visible_to(user).select_related("home"), pk=pk)


def link_of(token: str) -> Invitation | None:
    """The link behind a secret, whether it still works or not; None where there is none."""
    rows = Invitation.objects.select_related("survey__home", "survey__version")
    return rows.filter(secret_sha256=secret.fingerprint(token)).first()


def home_behind_link(token: str, now: dt.datetime) -> Home | None:
    """The home of a survey that can be answered by this secret."""
    found = link_of(token)
    return found.survey.home if found is not None and live(found, now) else None


def home_behind_poster(token: str) -> Home | None:
    """The home on whose poster this secret stands."""
    rows = Poster.objects.select_related("home").filter(secret_sha256=secret.fingerprint(token), ended_at=None)
    found = rows.first()
    return found.home if found is not None else None
