"""A sealed report: nothing can change it, and whatever is changed below every wall is seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from core import guards, readings, seals
from core.models import Document, Reading, Seal
from core.refusal import Refused
from questionnaires import definitions
from questionnaires.models import Answer, AnswerRevision
from reg44 import sealing
from reg44.models import (
    Addendum,
    Despatch,
    ManagerAnswer,
    PlanReturn,
    Recommendation,
    Report,
    Signature,
    UrgentNotice,
)
from reg44.services import closing, manager, recommendations, visits
from reg44.services import writing as writer
from tests.reports import ARRIVED, DAY, make_report

pytestmark = pytest.mark.django_db
NOW = ARRIVED + 20 * DAY


@pytest.fixture
def report(cast):
    found = make_report(cast, state="signed_off", returned="Say who does it.")
    addendum = closing.write_addendum(report=found, text="More.", reason="Found later.", by=cast.visitor, now=NOW)
    closing.approve_addendum(addendum=addendum, by=cast.qa_officer, now=NOW)
    return Report.objects.get(pk=found.pk)


def run(*statements: str) -> None:
    """What somebody types who reached the database itself."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def tampered(*statements: str) -> Iterator[None]:
    """The statements past every trigger, and everything as it was afterwards."""
    guards.lift(connection)
    with transaction.atomic():
        run(*statements)
        definitions._KEPT.clear()  # as a process that starts now
        yield
        transaction.set_rollback(True)
    definitions._KEPT.clear()
    guards.lay(connection)


FORGED = (
    "INSERT INTO reg44_signature (report_id, purpose, person_id, role, name, declared, method, sha256, at) "
    "SELECT report_id, '{}', person_id, role, 'Forged Person', declared, method, sha256, at FROM reg44_signature "
    "WHERE purpose = 'final'"
)
APPROVED = (
    "INSERT INTO reg44_addendum (report_id, number, text, reason, written_by_id, written_at, approved_by_id, approved_at) "
    "SELECT report_id, 9, text, reason, written_by_id, written_at, approved_by_id, approved_at FROM reg44_addendum"
)
RETURNED = "INSERT INTO reg44_planreturn (report_id, reason, by_id, at) SELECT report_id, 'Forged', by_id, at FROM reg44_planreturn"
UNAPPROVED = "UPDATE reg44_addendum SET approved_at = NULL, approved_by_id = NULL"
TAMPERED = {
    "a word of an answer": "UPDATE questionnaires_answer SET value = '\"The lounge is cold.\"' WHERE key = 'premises_inside'",
    "an opinion": "UPDATE questionnaires_answer SET value = '\"no\"' WHERE key = 'opinion_safeguarded'",
    "who wrote an answer": "UPDATE questionnaires_answer SET by_id = (SELECT MAX(id) FROM accounts_user)",
    "when an answer was written": "UPDATE questionnaires_answer SET at = '2020-01-01 09:00:00+00:00'",
    "where an answer came from": "UPDATE questionnaires_answer SET carried_from = 'February 2027'",
    "an answer that was taken away": "DELETE FROM questionnaires_answer WHERE key = 'premises_outside'",
    "a section": "UPDATE questionnaires_sectionstate SET complete = false, not_examined_reason = 'x' WHERE section = 'premises'",
    "the title of a section": "UPDATE questionnaires_version SET canonical = replace(canonical, 'Buildings visited', 'Gardens visited')",
    "the words of a choice": "UPDATE questionnaires_version SET canonical = replace(canonical, 'In progress', 'Met')",
    "a recommendation": "UPDATE reg44_recommendation SET priority = 'low' WHERE number = 1",
    "who recommended": "UPDATE reg44_recommendation SET made_by_id = (SELECT MAX(id) FROM accounts_user)",
    "a comment": "UPDATE reg44_accuracycomment SET correct = 'Nothing was wrong.'",
    "the draft": "UPDATE reg44_report SET draft = '{}'",
    "when the visitor arrived": "UPDATE reg44_visit SET arrived_at = '2027-03-03 09:00:00+00:00'",
    "that no conflict was declared": "UPDATE reg44_visit SET independent_at = '2020-01-01 09:00:00+00:00'",
    "who came along": "UPDATE reg44_visit SET accompanied_by_id = visitor_id",
    "who signed": "UPDATE reg44_signature SET name = 'Somebody Else' WHERE purpose = 'final'",
    "the hash of a signature": "UPDATE reg44_signature SET sha256 = 'f' WHERE purpose = 'final'",
    "a signature taken away": "DELETE FROM reg44_signature WHERE purpose = 'final'",
    "a forged signature of the sign-off": FORGED.format("sign-off"),
    "a forged signature of an addendum": FORGED.format("addendum:2"),
    "who approved": "UPDATE reg44_signature SET name = 'Somebody Else' WHERE purpose = 'addendum:1'",
    "the manager’s answer": "UPDATE reg44_manageranswer SET what = 'It was never ordered.'",
    "who answered": "UPDATE reg44_manageranswer SET saved_by_id = (SELECT MAX(id) FROM accounts_user)",
    "when it was answered": "UPDATE reg44_manageranswer SET saved_at = '2020-01-01 09:00:00+00:00'",
    "why the plan was sent back": "UPDATE reg44_planreturn SET reason = 'It was perfect.'",
    "that the plan was sent back": "UPDATE reg44_report SET returned_at = NULL",
    "a return that never was": RETURNED,
    "who signed off": "UPDATE reg44_report SET signed_off_by_id = (SELECT MAX(id) FROM accounts_user)",
    "that it was signed off": "UPDATE reg44_report SET state = 'issued', signed_off_at = NULL, signed_off_by_id = NULL",
    "an addendum": "UPDATE reg44_addendum SET text = 'Less.'",
    "an addendum taken away": "DELETE FROM reg44_addendum",
    "an addendum hidden": ("DELETE FROM reg44_addendum", "UPDATE reg44_report SET last_addendum = 0"),
    "an addendum no longer approved": UNAPPROVED,
    "an addendum nobody sealed": (APPROVED, "UPDATE reg44_report SET last_addendum = 0"),
    "the seal of an addendum": "DELETE FROM core_seal WHERE purpose = 'addendum:1'",
    "the seal": "UPDATE core_seal SET canonical = '{}' WHERE purpose = 'final'",
    "who sealed": "UPDATE core_seal SET by_id = (SELECT MAX(id) FROM accounts_user) WHERE purpose = 'final'",
    "the seal of the sign-off": "DELETE FROM core_seal WHERE purpose = 'sign_off'",
    "that it was ever final": "UPDATE reg44_report SET state = 'drafting', finalised_at = NULL",
}


def test_whatever_is_changed_in_the_database_is_seen_when_the_report_is_checked(report):
    unseen = []
    for what, statements in TAMPERED.items():
        with tampered(*([statements] if isinstance(statements, str) else statements)):
            if sealing.verify(Report.objects.get(pk=report.pk)):
                unseen.append(what)
    assert not unseen
    assert sealing.verify(Report.objects.get(pk=report.pk)).ok


@pytest.mark.parametrize("what", ["a word of an answer", "a forged signature of an addendum", "an addendum hidden"])
def test_who_opens_a_report_that_was_changed_reads_that_its_seal_is_broken(report, cast, what):
    client, address = cast.client(cast.ri), reverse("reg44:read", args=[report.visit_id])
    assert "checked just now" in client.get(address).content.decode()
    statements = TAMPERED[what]
    with tampered(*([statements] if isinstance(statements, str) else statements)):
        assert "seal of this report is broken" in client.get(address).content.decode()


def test_a_second_signature_for_one_purpose_is_refused_by_the_database(report):
    with pytest.raises(IntegrityError), transaction.atomic():
        run(FORGED.format("final"))


def test_a_sealed_report_keeps_the_names_it_was_sealed_with(report, cast):
    cast.oak.name = "Ash House"
    cast.oak.save()
    cast.visitor.full_name = "Vera Married"
    cast.visitor.save()
    page = cast.client(cast.ri).get(reverse("reg44:read", args=[report.visit_id])).content.decode()
    assert "Oak House, Ofsted number SC100001, by Vera Visitor. Final and sealed" in page
    assert "checked just now" in page


CUT = {
    "the newest seal and all that stands for it": (
        "DELETE FROM core_seal WHERE purpose = 'addendum:1'",
        "DELETE FROM reg44_signature WHERE purpose = 'addendum:1'",
        UNAPPROVED,
    ),
    "the whole chain": (
        "DELETE FROM core_seal",
        "DELETE FROM reg44_signature",
        "UPDATE reg44_report SET state = 'drafting', finalised_at = NULL, signed_off_at = NULL, signed_off_by_id = NULL",
    ),
    "the report of a seal": (
        "UPDATE core_seal SET subject_id = 12345 WHERE purpose = 'final'",
        "DELETE FROM reg44_signature WHERE purpose = 'final'",
    ),
    "the file of a questionnaire": ("UPDATE questionnaires_version SET source = 'x'",),
}


@pytest.mark.parametrize("what", CUT)
def test_the_command_finds_what_was_cut_out_with_all_its_rows(report, capsys, what):
    call_command("verify_seals")
    with tampered(*CUT[what]):
        with pytest.raises(SystemExit) as ended:
            call_command("verify_seals")
        assert ended.value.code == 1
        assert capsys.readouterr().err


def test_chain_heads_kept_outside_show_that_seals_were_cut_off_with_every_trace(report, cast, capsys, tmp_path):
    call_command("verify_seals", heads=True)
    kept = tmp_path / "heads.txt"
    kept.write_text(capsys.readouterr().out)
    assert kept.read_text().startswith(f"home:{cast.oak.pk} 3 ")
    call_command("verify_seals", against=kept)
    traces = "DELETE FROM core_event WHERE code = 'reg44.addendum_approved'"
    with tampered(*CUT["the newest seal and all that stands for it"], traces):
        capsys.readouterr()
        call_command("verify_seals")  # what is left agrees with itself
        with pytest.raises(SystemExit):
            call_command("verify_seals", against=kept)
        assert "seal 3, which was kept outside, is gone" in capsys.readouterr().err
    kept.write_text("nonsense")
    with pytest.raises(CommandError, match="is not a list that verify_seals --heads printed"):
        call_command("verify_seals", against=kept)


def test_whoever_waits_for_a_chain_of_seals_reads_its_end_afterwards(report, cast, monkeypatch):
    other = make_report(cast, state="issued", arrives=ARRIVED + 31 * DAY)
    chain = sealing.chain(report.visit.home)
    hold = seals._hold

    def somebody_was_first(name: str) -> None:
        monkeypatch.setattr(seals, "_hold", hold)
        seals.seal(chain=chain, subject=other.visit, purpose="first", payload={}, by=cast.ri, now=NOW)

    monkeypatch.setattr(seals, "_hold", somebody_was_first)
    row = seals.seal(chain=chain, subject=report.visit, purpose="second", payload={}, by=cast.ri, now=NOW)
    assert row.position == 6
    assert seals.verify_chain(chain) == []


def test_the_command_finds_a_broken_record_and_a_broken_chain(report, cast, capsys):
    make_report(cast, state="final", arrives=ARRIVED + 31 * DAY)
    call_command("verify_seals")
    assert "2 sealed reports and 1 chains" in capsys.readouterr().out
    with tampered("UPDATE core_seal SET previous = '' WHERE position = 4"):
        with pytest.raises(SystemExit) as ended:
            call_command("verify_seals", home=cast.oak.pk)
        assert ended.value.code == 1
        assert "seal 4: This seal does not follow the one before it." in capsys.readouterr().err


def test_the_database_itself_refuses_to_change_or_remove_what_is_sealed(report, cast):
    row = report.recommendations.first()
    sealed = {
        Recommendation.objects.filter(pk=row.pk): {"text": "Other words"},
        report.accuracy_comments.all(): {"reason": "Other words"},
        report.response.answers.all(): {"value": "Other words"},
        ManagerAnswer.objects.filter(recommendation=row): {"what": "Other words"},
        Signature.objects.filter(report=report): {"name": "Somebody"},
        Addendum.objects.filter(report=report): {"text": "Other words"},
        Despatch.objects.filter(report=report, sent_at__isnull=False): {"reference": "x"},
        Despatch.objects.filter(report=report, sent_at=None): {"recipient": "Somebody"},
        Report.objects.filter(pk=report.pk): {"state": "drafting"},
        Seal.objects.all(): {"canonical": "{}"},
        PlanReturn.objects.filter(report=report): {"reason": "Other words"},
        AnswerRevision.objects.filter(response=report.response): {"value": "Other words"},
        Recommendation.history.filter(id=row.pk): {"text": "Other words"},
        ManagerAnswer.history.filter(recommendation=row): {"what": "Other words"},
        Reading.objects.all(): {"what": "x"},
        Document.objects.all(): {"sha256": "f" * 64},
    }
    readings.note(report, "read", by=cast.ri, now=NOW)
    made = {"made_at": NOW, "sha256": "e" * 64, "content": b"x"}
    Document.objects.create(kind="x", subject_id=1, revision="1", format="pdf", state="ready", asked_at=NOW, **made)
    for rows, change in sealed.items():
        assert rows.exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete("default")


REFUSED = {
    "hiding an addendum": "UPDATE reg44_report SET last_addendum = 0",
    "forgetting that the plan was sent back": "UPDATE reg44_report SET returned_at = NULL",
    "moving the sign-off": "UPDATE reg44_report SET signed_off_at = '2027-01-01 09:00:00+00:00'",
    "taking the sign-off back": "UPDATE reg44_report SET state = 'issued', signed_off_at = NULL, signed_off_by_id = NULL",
    "another draft": "UPDATE reg44_report SET draft = '{}'",
    "announced or not": "UPDATE reg44_visit SET announced = NOT announced",
    "a copy that was never sent": (
        'INSERT INTO reg44_despatch (report_id, "to", recipient, how, sent_at, sent_by_id, reference, sha256, listed_at) '
        "SELECT report_id, \"to\", 'Forged', how, sent_at, sent_by_id, reference, sha256, listed_at FROM reg44_despatch "
        "WHERE sent_at IS NOT NULL"
    ),
    "an addendum nobody approved": APPROVED,
}


def test_the_database_itself_refuses_what_a_seal_could_only_show_afterwards(report):
    for statement in REFUSED.values():
        with pytest.raises(IntegrityError), transaction.atomic():
            run(statement)


def test_what_ofsted_was_told_stands_once_it_is_recorded(cast):
    found = make_report(cast)
    notice = visits.urgent_notice(
        visit=found.visit, text="A door.", serious_concern=True, op_id="tap", by=cast.visitor, now=ARRIVED
    )
    visits.record_ofsted_told(notice=notice, told_at=ARRIVED, how="By telephone", by=cast.visitor, now=ARRIVED)
    for change in ({"ofsted_told_how": "By post"}, {"ofsted_told_at": NOW}, {"serious_concern": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            UrgentNotice.objects.filter(pk=notice.pk).update(**change)


def test_every_service_refuses_to_change_a_sealed_report(report, cast):
    row, comment = report.recommendations.first(), report.accuracy_comments.first()
    by, boss = cast.visitor, cast.manager
    words = {"text": "x", "priority": "low", "regulation": "6"}
    attempts = {
        "answer": lambda: writer.save_one(
            report=report, key="premises_inside", row="", value="x", op_id="o", base_rev=1, by=by, now=NOW
        ),
        "add": lambda: recommendations.add(report=report, op_id="late", by=by, now=NOW, **words),
        "change": lambda: recommendations.change(recommendation=row, by=by, now=NOW, **words),
        "remove": lambda: recommendations.remove(recommendation=row, by=by, now=NOW),
        "decide": lambda: closing.decide_comment(comment=comment, decision="declined", reason="x", by=by, now=NOW),
        "urgent": lambda: visits.urgent_notice(
            visit=report.visit, text="x", serious_concern=False, op_id="late", by=by, now=NOW
        ),
        "leave": lambda: visits.leave(visit=report.visit, left_at=NOW, by=by, now=NOW),
        "manager's answer": lambda: manager.save_answer(recommendation=row, accepted=False, what="x", by=boss, now=NOW),
        "response": lambda: manager.save_narrative_response(report=report, text="x", by=boss, now=NOW),
        "supervisor": lambda: closing.comment_as_supervisor(recommendation=row, text="x", by=cast.ri, now=NOW),
    }
    before = Answer.objects.filter(response=report.response).count()
    for attempt in attempts.values():
        with pytest.raises(Refused):
            attempt()
    assert sealing.verify(Report.objects.get(pk=report.pk)).ok
    assert Answer.objects.filter(response=report.response).count() == before
