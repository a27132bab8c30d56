"""One world for the table of addresses: the fixed cast, and one record of each kind that an address can name.

An app adds a builder: a function that takes the world and hangs its records on it (``world.visit = …``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from actions.services import say_done
from audits.models import Audit
from audits.services.writing import start
from core import outbox
from core.uploads import Checked
from deadlines.models import Feed, Obligation
from deadlines.services import feeds
from delivery.models import Delivery
from delivery.services import plan
from homes.models import Appointment, StaffMember
from homes.services import record_document
from inspections import services as inspecting
from inspections.models import JUDGEMENTS
from questionnaires import definitions
from questionnaires.models import Row
from questionnaires.services import publish_version
from records.services.returns import send
from reg44.models import Referral
from reg44.services import referrals as referring
from reg44.services import visits
from reg45.services import closing
from tests import audits as auditing
from tests import voices
from tests.cast import Cast, assemble
from tests.files import PUBLISHED, pdf
from tests.records import make_record, make_return
from tests.records import publish as publish_records
from tests.reports import make_report, make_visit
from tests.reviews import make_review

NOW = dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)
FILE = Checked("pdf", pdf())
SECRET = dt.datetime(2027, 4, 20, 10, tzinfo=dt.UTC)  # the planned unannounced visit; nothing else is on this day


class World:
    """``world.cast`` and whatever the builders hung on it."""

    cast: Cast

    def __init__(self) -> None:
        self.cast = assemble()
        self.now = NOW
        for build in BUILDERS:
            build(self)

    def row_of(self, stage: str, table: str) -> str:
        """The first row of a list in the report that stands there, or the id of none."""
        if stage not in self.report:
            return "none"
        rows = Row.objects.filter(response=self.report[stage].response, table=table).order_by("pk")
        return rows.values_list("ulid", flat=True).first() or "none"

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"No builder of tests/architecture/world.py hung “{name}” on the world.")


def homes(world: World) -> None:
    """One of each record of a home."""
    world.home = world.cast.oak
    world.building = world.home.buildings.first()
    world.bedroom = world.building.bedrooms.first()
    world.resident = world.cast.residents[0]
    world.staff_member = StaffMember.objects.filter(home=world.home).first()
    world.appointment = Appointment.objects.get(person=world.cast.visitor)
    world.person = world.cast.visitor


def questionnaires(world: World) -> None:
    """The shipped questionnaire of the monthly report, in force."""
    source = definitions.source("reg44_report")
    world.version = publish_version(source=source, by=world.cast.qa_officer, now=NOW)
    world.section_id = definitions.schema_of(world.version).sections[0].id


def reports(world: World) -> None:
    """A visit of Oak House at every stage: planned (unannounced), announced, and reports in every state (``at``, ``report``)."""
    cast = world.cast
    months = {"final": 10, "drafting": 11, "signed_off": 12, "issued": 1, "amending": 2, "with_manager": 3}
    world.report = {}
    for state, month in months.items():
        arrives = dt.datetime(2026 if month > 9 else 2027, month, 2, 10, tzinfo=dt.UTC)
        world.report[state] = make_report(cast, state=state, arrives=arrives)
    world.planned = make_visit(cast, arrives=SECRET)
    announced = make_visit(cast, arrives=dt.datetime(2027, 5, 18, 10, tzinfo=dt.UTC), announced=True)
    world.at = {"planned": world.planned, "announced": announced}
    world.at |= {state: report.visit for state, report in world.report.items()}
    world.notice = visits.urgent_notice(
        visit=world.at["drafting"],
        text="A door.",
        serious_concern=True,
        op_id="world",
        by=cast.visitor,
        now=NOW,
    )


def messages(world: World) -> None:
    """A message to the visitor of Oak House, and its mail, which was given up."""
    world.message = outbox.put(
        to=world.cast.visitor,
        code="world",
        key="world",
        subject="Oak House: something waits",
        body="Sign in to see it.",
        link="/",
        now=NOW,
        home=world.cast.oak,
    )
    plan(now=NOW)
    Delivery.objects.filter(lines__message=world.message).update(
        state=Delivery.State.DEAD, last_answer="Refused.", sent_at=None
    )
    world.mail = Delivery.objects.get(lines__message=world.message)


def referrals(world: World) -> None:
    """Two recommendations that stayed unmet: one to be referred, one referred."""
    world.owed, world.referred = Referral.objects.order_by("pk")[:2]
    referring.refer(referral=world.referred, words="The gate does not lock.", by=world.cast.visitor, now=NOW)


def deadlines(world: World) -> None:
    """A time limit that everybody with a part in it may see, and one that the home never sees."""
    world.obligation = Obligation.objects.filter(home=world.home, hidden_from_home=False).first()
    world.calendar = feeds.make_feed(by=world.cast.visitor, now=NOW)
    Feed.objects.update(last_used_at=NOW)  # so that reading it writes nothing
    world.hidden_obligation = Obligation.objects.filter(home=world.home, hidden_from_home=True).first()


def actions(world: World) -> None:
    """An action that is open, and one that the manager says is done."""
    rows = world.report["issued"].recommendations.order_by("number")
    world.open_action = world.notice.recommendation.action
    world.claimed_action = rows[0].action
    say_done(action=world.claimed_action, evidence="The lock was changed.", by=world.cast.manager, now=NOW)


def inspections(world: World) -> None:
    """An inspection of Oak House wherever one can stand, with its files, and a published file of Ofsted that was checked."""
    day, by = dt.date(2027, 3, 1), {"by": world.cast.manager, "now": NOW}
    steps = ("recorded", "draft_received", "commented", "final")
    world.inspection = {}
    for number, state in enumerate(steps):
        row = inspecting.record(home=world.home, kind="full", inspected_on=day + dt.timedelta(days=number), **by)
        if number > 0:
            row = inspecting.receive_draft(inspection=row, received_on=dt.date(2027, 3, 22), file=FILE, **by)
        if number > 1:
            row = inspecting.send_comments(inspection=row, sent_on=dt.date(2027, 3, 22), no_comments=True, **by)
        if number > 2:
            found = dict.fromkeys(JUDGEMENTS, "good")
            row = inspecting.receive_final(
                inspection=row, received_on=dt.date(2027, 3, 23), findings=found, file=FILE, **by
            )
            inspecting.raise_point(inspection=row, kind="requirement", text="Mend the gate.", **by)
        world.inspection[state] = row
    _, world.published_file = inspecting.check_file(
        file=Checked("txt", PUBLISHED.encode()), by=world.cast.qa_officer, now=NOW
    )


def voice(world: World) -> None:
    """A survey that is open and one that is closed, with results; a poster; a word for nobody at the home, and one for those who run it."""
    cast, home = world.cast, world.cast.oak
    world.survey, (world.survey_secret,) = voices.opened(cast, "parents", now=NOW)
    world.survey_link = world.survey.invitations.get()
    world.closed_survey = voices.closed(cast, "staff", replies=6, now=NOW)
    world.poster_secret = voices.poster(cast, now=NOW)
    world.word = voices.word(home, now=NOW)
    world.word_for_home = voices.word(home, readers="home", now=NOW)


def records(world: World) -> None:
    """A record being written, a complete one in the period of a visit, an older complaint about the manager; two returns."""
    cast = world.cast
    publish_records(cast.qa_officer, NOW)
    during = world.report["drafting"].visit.arrived_at - dt.timedelta(hours=1)
    world.kept_record = make_record(cast, "sanction", at=during)
    world.begun_record = make_record(cast, "restraint", at=NOW - dt.timedelta(hours=1), by=cast.home_staff, keep=False)
    world.missing_record = make_record(cast, "missing", at=NOW - dt.timedelta(hours=5), by=cast.home_staff)
    world.old_complaint = make_record(
        cast, "complaint", at=dt.datetime(2024, 3, 2, 9, tzinfo=dt.UTC), by=cast.deputy, subjects=[cast.manager]
    )
    world.monthly_return = make_return(cast, dt.date(2027, 2, 1))
    world.sent_return = send(monthly=make_return(cast, dt.date(2027, 1, 1)), by=cast.manager, now=NOW)


def documents(world: World) -> None:
    """The statement of purpose of Oak House, revised and with its file, waiting for approval."""
    world.home_document = record_document(
        home=world.home, kind="statement_of_purpose", version="5", file=FILE, by=world.cast.manager, now=NOW
    )
    world.document_version = world.home_document.versions.first()


def reviews(world: World) -> None:
    """A quality of care review wherever one can stand (``review``): of Oak House, but the completed one, which is Elm Lodge's."""
    cast = world.cast
    begun = {
        "sent": (2025, 12),
        "seen": (2026, 4),
        "approved": (2026, 9),
        "drafting": (2027, 3),
        "completed": (2027, 3),
    }
    world.review = {
        state: make_review(
            cast,
            state=state,
            home=cast.elm if state == "completed" else cast.oak,
            begun=dt.datetime(year, month, 12, 10, tzinfo=dt.UTC),
        )
        for state, (year, month) in begun.items()
    }
    closing.write_addendum(
        review=world.review["sent"], text="One more thing.", reason="It came late.", by=cast.manager, now=NOW
    )


def audits(world: World) -> None:
    """An audit of a child wherever one can stand for long, and one of the home that is planned."""
    cast = world.cast
    kinds = auditing.publish(cast.qa_officer, NOW)
    world.audit_kind = kinds["small_child"]
    world.agreed_audit = auditing.make_audit(cast, world.audit_kind, now=NOW, state="agreed")
    world.sent_audit = auditing.make_audit(
        cast, world.audit_kind, now=NOW, state="moderation", resident=cast.residents[1]
    )
    world.planned_audit = auditing.make_audit(cast, kinds["small_home"], now=NOW)
    following = Audit.objects.get(kind=world.audit_kind, state="planned")
    world.begun_audit = start(audit=following, by=cast.manager, now=NOW)
    auditing.fill(world.begun_audit, by=cast.manager, now=NOW)
    world.audit_row = world.begun_audit.response.rows.get().ulid


BUILDERS: list[Callable[[World], None]] = [
    *(homes, questionnaires, reports, messages, referrals, deadlines, actions),
    *(inspections, documents, voice, records, reviews, audits),
]
