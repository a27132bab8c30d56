"""Who may see and do what with a visit and its report. The tables first, the code after; security.md C3 and domain.md 3.

An answer is a Decision with its reason. Somebody for whom a record does not exist meets 404 through the getters in selectors.py;
the reasons here are for people who see the record and may not do this one thing, or not now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.permissions import ALLOWED, Decision, refuse
from homes import access, roles
from homes.roles import Role
from reg44 import states
from reg44.states import ReportState, VisitState

if TYPE_CHECKING:
    from reg44.models import Referral, Report, Visit

AT_HOME = roles.WORKS_AT_HOME
MANAGERS = (Role.REGISTERED_MANAGER, Role.DEPUTY_MANAGER)
# Whoever knows a planned unannounced date: the visitor who goes, and those who make the rota and watch the mix (C1).
KNOW_THE_DATE = roles.KNOWS_THE_DATE
# Whoever knows that an announced visit is planned, or that a visit was made.
KNOW_VISITS = (
    Role.VISITOR,
    *AT_HOME,
    *KNOW_THE_DATE,
    Role.RESPONSIBLE_INDIVIDUAL,
    Role.SERVICE_LEAD,
    Role.DIRECTOR,
    Role.CONTRACTS_MANAGER,
)
# Who reads the words of a report, by where it stands. The visitor whose report it is reads it always.
READ_AS_DRAFT = MANAGERS
READ_WHEN_FINAL = (
    *MANAGERS,
    Role.VISITOR,
    Role.RESPONSIBLE_INDIVIDUAL,
    Role.QA_OFFICER,
    Role.HEAD_OF_QA,
    Role.SERVICE_LEAD,
    Role.DIRECTOR,
    Role.CONTRACTS_MANAGER,
    Role.VISITOR_MANAGER,
)
READ_WHEN_ISSUED = (*READ_WHEN_FINAL, Role.HOME_STAFF)
# The member's copy, without initials and small numbers, once issued (WS 8.5; domain.md 3).
READ_MEMBERS_COPY = (Role.COUNCILLOR,)

NOT_YOURS = "This is another visitor’s visit. Only the visitor who makes it may do this."
NOT_NOW = "This cannot be done while the report is “{state}”."


def visible_visits(visits: Any, user: Any) -> Any:
    """Visits the person may know of. A planned unannounced one only: its visitor, the makers of the rota, and the member who joins it.

    Whoever also works at the home has no part in its secret, whatever else they are.
    """
    scope = access.scope(user)
    goes = Q(visitor=user) & access.at_homes(user, Role.VISITOR)
    joins = Q(accompanied_by=user) & access.at_homes(user, Role.COUNCILLOR)
    rota = access.at_homes(user, *KNOW_THE_DATE)
    known = access.at_homes(user, *KNOW_VISITS) & (Q(state=VisitState.ARRIVED) | Q(announced=True))
    if not scope.appointments:
        return visits.none()
    return visits.filter((goes | joins | rota) & ~Q(home__in=sorted(scope.home_ids(*AT_HOME))) | known)


def _by_state(user: Any, states_: tuple[str, ...], wanted: tuple[str, ...]) -> Q:
    return Q(state__in=states_) & access.at_homes(user, *wanted, field="visit__home")


def visible_reports(reports: Any, user: Any) -> Any:
    """Reports whose words the person may read in full (a councillor reads the member's copy instead, see ``members_copies``)."""
    scope = access.scope(user)
    if not scope.appointments:
        return reports.none()
    own = Q(visit__visitor=user) & access.at_homes(user, Role.VISITOR, field="visit__home")
    draft = _by_state(user, (ReportState.WITH_MANAGER, ReportState.AMENDING), READ_AS_DRAFT)
    final = _by_state(user, (ReportState.FINAL,), READ_WHEN_FINAL)
    issued = _by_state(user, (ReportState.ISSUED, ReportState.SIGNED_OFF), READ_WHEN_ISSUED)
    readable = own | draft | final | issued
    if scope.authority_ids():
        readable |= Q(state__in=(ReportState.ISSUED, ReportState.SIGNED_OFF)) & Q(Exists(_copies_for(scope)))
    return reports.filter(readable)


def _copies_for(scope: access.Scope) -> Any:
    """The copies listed for these placing authorities when the report became final; the register may change after."""
    from reg44.models import Despatch

    return Despatch.objects.filter(
        report=OuterRef("pk"), to=Despatch.To.PLACING_AUTHORITY, authority__in=sorted(scope.authority_ids())
    )


def members_copies(reports: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Issued reports of the homes a councillor is linked to, to be shown as the member's copy only."""
    linked = access.at_homes(user, *READ_MEMBERS_COPY, field="visit__home")
    return reports.filter(linked, state__in=(ReportState.ISSUED, ReportState.SIGNED_OFF))


def writes(user: Any, report: Report) -> Decision:
    """Only the visitor of this visit writes the report, and only until it is final (regulation 44; SCCIF)."""
    if not is_its_visitor(user, report.visit):
        return refuse("Only the visitor may write in this report.", "not_the_visitor")
    if report.sealed:
        return refuse("This report is final and sealed. To correct something, write an addendum.", "sealed")
    if report.state not in states.WRITING:
        return refuse("The draft is with the manager. You can write again when the comments are back.", "with_manager")
    return ALLOWED


def is_its_visitor(user: Any, visit: Visit) -> bool:
    """The visitor who makes this visit, while appointed to the home."""
    return visit.visitor_id == user.pk and access.holds(user, Role.VISITOR, visit.home_id)


def plans(user: Any, home: Any) -> Decision:
    """A visit is planned by the home's visitor, or for them by the makers of the rota; never by somebody who works there."""
    if access.covers(user, home, *AT_HOME):
        return refuse("You work at this home, so somebody else plans its visits.")
    if access.covers(user, home, Role.VISITOR, Role.VISITOR_MANAGER, Role.QA_OFFICER):
        return ALLOWED
    return refuse("Only the visitor of this home or the QA officer plans a visit.")


def goes(user: Any, visit: Visit) -> Decision:
    """Arriving, leaving, notices and consents are the visitor's own."""
    return ALLOWED if is_its_visitor(user, visit) else refuse(NOT_YOURS, "not_the_visitor")


def comments(user: Any, report: Report) -> Decision:
    """The manager comments on facts while the draft is with them (C9)."""
    if not access.covers(user, report.visit.home_id, *MANAGERS):
        return refuse("Only the registered manager or the deputy of this home comments on facts.")
    if report.state != ReportState.WITH_MANAGER:
        return refuse(NOT_NOW.format(state=report.get_state_display()), "wrong_state")
    return ALLOWED


def answers_plan(user: Any, report: Report) -> Decision:
    """The manager answers recommendations from the draft on, until the sign-off (C10; a High one must not wait)."""
    if not access.covers(user, report.visit.home_id, *MANAGERS):
        return refuse("Only the registered manager or the deputy of this home answers the action plan.")
    if report.state not in states.SEEN_BY_HOME or report.state == ReportState.SIGNED_OFF:
        return refuse(NOT_NOW.format(state=report.get_state_display()), "wrong_state")
    return ALLOWED


def despatches(user: Any, report: Report) -> Decision:
    """Copies are sent by the visitor (the duty of regulation 44(7) is the visitor's) or recorded by the QA officer."""
    if not (is_its_visitor(user, report.visit) or access.covers(user, report.visit.home_id, Role.QA_OFFICER)):
        return refuse("Only the visitor or the QA officer sends copies.")
    if not report.sealed:
        return refuse("Copies are sent when the report is final.", "wrong_state")
    return ALLOWED


def signs_off(user: Any, report: Report) -> Decision:
    """The responsible individual signs off what was issued, never as manager of the same home, nor their own answers (T15)."""
    home = report.visit.home_id
    if not access.covers(user, home, Role.RESPONSIBLE_INDIVIDUAL):
        return refuse("Only the responsible individual signs a report off.")
    if access.covers(user, home, *AT_HOME) or report.visit.visitor_id == user.pk:
        return refuse(
            "You also work at this home or wrote this report, so somebody else has to sign it off.", "two_hats"
        )
    if report.state != ReportState.ISSUED:
        return refuse(NOT_NOW.format(state=report.get_state_display()), "wrong_state")
    if access.ever_covered(user, home, *AT_HOME) and _answered_it(user, report):
        return refuse(
            "You answered for the home when you worked there, so somebody else has to sign this report off.", "two_hats"
        )
    return ALLOWED


def _answered_it(user: Any, report: Report) -> bool:
    """Whether any answer or response to this report was ever saved by this person, also one that was changed since."""
    from reg44.models import ManagerAnswer, NarrativeResponse

    answers = ManagerAnswer.history.filter(recommendation__report=report, saved_by=user)
    return answers.exists() or NarrativeResponse.history.filter(report=report, saved_by=user).exists()


def adds(user: Any, report: Report) -> Decision:
    """An addendum is written by the visitor of a sealed report."""
    if not is_its_visitor(user, report.visit):
        return refuse("Only the visitor may add to this report.", "not_the_visitor")
    return (
        ALLOWED
        if report.sealed
        else refuse("The report is not final yet: change it instead of adding to it.", "wrong_state")
    )


def approves_addendum(user: Any, report: Report) -> Decision:
    """The second person: the QA officer or the head of QA, never the writer."""
    if report.visit.visitor_id == user.pk:
        return refuse("You wrote this report. Somebody else approves an addendum.", "own_words")
    if access.covers(user, report.visit.home_id, Role.QA_OFFICER, Role.HEAD_OF_QA):
        return ALLOWED
    return refuse("Only the QA officer or the head of QA approves an addendum.")


# Who follows what is referred: never the staff of the home, who read it in the report.
READ_REFERRALS = (
    *MANAGERS,
    Role.RESPONSIBLE_INDIVIDUAL,
    Role.QA_OFFICER,
    Role.HEAD_OF_QA,
    Role.SERVICE_LEAD,
)


def visible_referrals(rows: Any, user: Any) -> Any:
    """Referrals the person may read: the visitor from the start, everybody else when it is referred."""
    own = Q(visit__visitor=user) & access.at_homes(user, Role.VISITOR, field="visit__home")
    told = Q(referred_at__isnull=False) & access.at_homes(user, *READ_REFERRALS, field="visit__home")
    return rows.filter(own | told)


def refers(user: Any, referral: Referral) -> Decision:
    """The visitor of the second following visit refers (council's process 7.4)."""
    return ALLOWED if is_its_visitor(user, referral.visit) else refuse(NOT_YOURS, "not_the_visitor")


def answers_referral(user: Any, referral: Referral) -> Decision:
    """The responsible individual answers, never somebody who also works at the home."""
    home = referral.visit.home_id
    if not access.covers(user, home, Role.RESPONSIBLE_INDIVIDUAL):
        return refuse("Only the responsible individual answers a referral.")
    if access.covers(user, home, *AT_HOME):
        return refuse("You also work at this home, so somebody else has to answer.", "two_hats")
    if referral.referred_at is None:
        return refuse("This has not been referred yet.", "not_referred")
    return ALLOWED
