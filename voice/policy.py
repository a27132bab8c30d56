"""Who asks, who reads results, and who reads what a child said (docs/adr/0015)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from core.permissions import ALLOWED, Decision, refuse
from homes import access
from homes.roles import WORKS_AT_HOME, Role

if TYPE_CHECKING:
    from homes.models import Home
    from voice.models import Survey, SurveyQuerySet, Word, WordQuerySet

MANAGERS: Final = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)
ASKS: Final = (*MANAGERS, Role.QA_OFFICER, Role.VISITOR)
SEES: Final = (*ASKS, Role.HEAD_OF_QA, Role.RESPONSIBLE_INDIVIDUAL, Role.SERVICE_LEAD)
HEARS: Final = (Role.QA_OFFICER, Role.VISITOR, Role.HEAD_OF_QA)
IF_THE_CHILD_WANTS: Final = (*MANAGERS, Role.RESPONSIBLE_INDIVIDUAL)
READS_WORDS: Final = (*HEARS, *IF_THE_CHILD_WANTS)
MAKES_POSTERS: Final = (Role.QA_OFFICER, Role.VISITOR)


def visible_surveys(rows: SurveyQuerySet, user: Any) -> SurveyQuerySet:
    """Those of the homes where the person asks, or reads what came of it. Members of staff and councillors see none."""
    return rows.filter(access.at_homes(user, *SEES))


def sees_surveys(user: Any, home: Home) -> Decision:
    """Whether the surveys of this home are theirs to see."""
    if access.covers(user, home, *SEES):
        return ALLOWED
    return refuse("Your role does not see the surveys of this home.")


def asks(user: Any, home: Home) -> Decision:
    """Manager, deputy and visitor of the home, and the QA officer."""
    if access.covers(user, home, *ASKS):
        return ALLOWED
    return refuse("Only the manager or visitor of this home, or the quality assurance officer, asks people.")


def changes(user: Any, survey: Survey) -> Decision:
    """Links are made and ended, and the survey is closed, while it is open."""
    if survey.closed:
        return refuse("This survey is closed. Nothing was changed.", "closed")
    return asks(user, survey.home)


def makes_posters(user: Any, home: Home) -> Decision:
    """The QA officer and the visitor: nobody who works at the home can take the address away."""
    if access.covers(user, home, *MAKES_POSTERS) and not access.covers(user, home, *WORKS_AT_HOME):
        return ALLOWED
    return refuse("Only the visitor of this home or the quality assurance officer makes this address.")


def visible_words(rows: WordQuerySet, user: Any) -> WordQuerySet:
    """Nobody who works at the home reads a word, whatever else they are, unless the child lets the people who run it read it."""
    home = Q(readers="home") & access.at_homes(user, *IF_THE_CHILD_WANTS)
    outside = access.at_homes(user, *HEARS) & ~access.at_homes(user, *WORKS_AT_HOME)
    return rows.filter(home | outside)


def deals_with(user: Any, word: Word) -> Decision:
    """Those outside the home who hear it say that they read it, and what was done."""
    if access.covers(user, word.home_id, *HEARS) and not access.covers(user, word.home_id, *WORKS_AT_HOME):
        return ALLOWED
    return refuse("Only the visitor of this home or somebody from quality assurance writes down what was done.")
