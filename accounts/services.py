"""Every change to a person and their sessions. Who may ask for it is judged by the caller's policy (homes.policy).

An email address and a second step together are the account. So one administrator never changes both within ``APART``, and the
person is told of each.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import events, notices
from accounts.models import TAKEN, User
from core.events import emit
from core.models import Event
from core.refusal import Refused

APART = dt.timedelta(hours=24)
TOUCHED = (events.PERSON_ADDED, events.PERSON_REOPENED, events.ADDRESS_CHANGED, events.SECOND_FACTOR_REMOVED)


@transaction.atomic
def add_person(*, email: str, full_name: str, by: Any, now: dt.datetime) -> User:
    """A new person without a password: they set one by the link of “Forgotten your password?”.

    Refused("email_taken") when somebody signs in with that address, Refused("not_complete") when a field is no good.
    """
    person = User(email=email.strip().lower(), full_name=full_name.strip())
    person.set_unusable_password()
    _check(person)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    emit(events.PERSON_ADDED, person, by=by, now=now)
    return person


@transaction.atomic
def change_person(*, person: User, email: str, full_name: str, by: Any, now: dt.datetime) -> User:
    """New name or address of a person; the address is what they sign in with.

    With a new address every session ends and the person is told. Refused as in ``add_person``, and Refused("second_person") when
    the same administrator has removed the second step of this person within ``APART``.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    old_email, old_name = person.email, person.full_name
    person.email, person.full_name = email.strip().lower(), full_name.strip()
    _check(person)
    person.save(update_fields=["email", "full_name"])
    if person.full_name != old_name:
        emit(events.PERSON_CHANGED, person, by=by, now=now)
    if person.email != old_email:
        _address_changed(person, old_email, by=by, now=now)
    return person


def _address_changed(person: User, old: str, *, by: Any, now: dt.datetime) -> None:
    _by_two_people(person, events.SECOND_FACTOR_REMOVED, "second step of sign-in was removed", by=by, now=now)
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    end_all_sessions(person)
    event = emit(events.ADDRESS_CHANGED, person, by=by, now=now, old=old, new=person.email)
    notices.address_changed(person, old=old, event_id=event.pk, now=now)


@transaction.atomic
def close_person(*, person: User, by: Any, now: dt.datetime) -> User:
    """The person cannot sign in any more; every session of theirs ends at once. Refused("own_account") for oneself."""
    if person.pk == by.pk:
        raise Refused("own_account", "You cannot stop yourself from signing in. Ask another administrator.")
    person = User.objects.select_for_update().get(pk=person.pk)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_all_sessions(person)
    emit(events.PERSON_CLOSED, person, by=by, now=now)
    return person


@transaction.atomic
def reopen_person(*, person: User, by: Any, now: dt.datetime) -> User:
    """The person may sign in again; what they may do still follows from their appointments."""
    person = User.objects.select_for_update().get(pk=person.pk)
    person.is_active = True
    person.save(update_fields=["is_active"])
    emit(events.PERSON_REOPENED, person, by=by, now=now)
    return person


@transaction.atomic
def remove_second_factor(*, person: User, reason: str, by: Any, now: dt.datetime) -> None:
    """After a lost device and proof of identity in person: the next sign-in asks for a new second step (ASVS 6.4.4).

    Every session ends and the person is told. Refused("own_account") for oneself, Refused("reason_missing") without a word on how
    the person was recognised, Refused("second_person") when the same administrator has changed the email address within ``APART``.
    """
    if person.pk == by.pk:
        raise Refused("own_account", "You cannot remove your own second step. Ask another administrator.")
    if not reason.strip():
        raise Refused("reason_missing", "Write how you made sure that it is them.")
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    _by_two_people(person, events.ADDRESS_CHANGED, "email address was changed", by=by, now=now)
    Authenticator.objects.filter(user=person).delete()
    end_all_sessions(person)
    event = emit(events.SECOND_FACTOR_REMOVED, person, by=by, now=now, reason=reason.strip())
    notices.second_step_removed(person, event_id=event.pk, now=now)


def _by_two_people(person: User, other: str, what: str, *, by: Any, now: dt.datetime) -> None:
    """Refused when the ``other`` half of the account was touched within ``APART`` and ``by`` is no second person.

    Nor is somebody whose own account was made or touched in that time: an administrator could have made their own second.
    """
    lately = Event.objects.filter(subject_type=User._meta.label_lower, at__gt=now - APART)
    first = lately.filter(subject_id=person.pk, code=other)
    if not first.exists():
        return
    if first.filter(by=by).exists() or lately.filter(subject_id=by.pk, code__in=TOUCHED).exists():
        raise Refused(
            "second_person",
            f"Their {what} within the last 24 hours. Nobody may change both alone: ask another administrator, one whose own account "
            "was not changed in that time, or wait until 24 hours have passed.",
        )


@transaction.atomic
def forget_ended_sessions() -> int:
    """Remove the sessions that have run out, and what the portal noted of them (browser, network address); how many of these."""
    SessionStore.clear_expired()
    left = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return left.delete()[0]


def end_all_sessions(person: User) -> None:
    """End every session of the person that the portal knows of."""
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def end_own_session(*, session_id: int, by: Any, now: dt.datetime) -> None:
    """End one session of one's own. Refused("not_yours") for any other."""
    session = UserSession.objects.filter(pk=session_id, user=by).first()
    if session is None:
        raise Refused("not_yours", "This session has already ended.")
    session.end()
    emit(events.SESSION_ENDED, by, by=by, now=now)


def _check(person: User) -> None:
    try:
        person.full_clean(exclude=["password"])
    except ValidationError as error:
        if any(problem.code == "unique" for problems in error.error_dict.values() for problem in problems):
            raise Refused("email_taken", TAKEN) from error
        raise Refused("not_complete", " ".join(error.messages)) from error
