"""A sealed report: nothing can change it, and whatever is changed below every wall is seen."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from core import guards
from core.models import Seal
from core.refusal import Refused
from questionnaires.models import Answer
from reg44 import sealing
from reg44.models import Addendum, Despatch, ManagerAnswer, Recommendation, Report, Signature
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


TAMPERED = {
    "a word of an answer": "UPDATE questionnaires_answer SET value = '\"The lounge is cold.\"' WHERE key = 'premises_inside'",
    "an opinion": "UPDATE questionnaires_answer SET value = '\"no\"' WHERE key = 'opinion_safeguarded'",
    "an answer that was taken away": "DELETE FROM questionnaires_answer WHERE key = 'premises_outside'",
    "a section": "UPDATE questionnaires_sectionstate SET complete = false, not_examined_reason = 'x' WHERE section = 'premises'",
    "a recommendation": "UPDATE reg44_recommendation SET priority = 'low' WHERE number = 1",
    "a comment": "UPDATE reg44_accuracycomment SET correct = 'Nothing was wrong.'",
    "the draft": "UPDATE reg44_report SET draft = '{}'",
    "when the visitor arrived": "UPDATE reg44_visit SET arrived_at = '2027-03-03 09:00:00+00:00'",
    "who signed": "UPDATE reg44_signature SET name = 'Somebody Else' WHERE purpose = 'final'",
    "the hash of a signature": "UPDATE reg44_signature SET sha256 = 'f' WHERE purpose = 'final'",
    "the manager’s answer": "UPDATE reg44_manageranswer SET what = 'It was never ordered.'",
    "why the plan was sent back": "UPDATE reg44_planreturn SET reason = 'It was perfect.'",
    "an addendum": "UPDATE reg44_addendum SET text = 'Less.'",
    "the seal": "UPDATE core_seal SET canonical = '{}' WHERE purpose = 'final'",
    "the seal of the sign-off": "DELETE FROM core_seal WHERE purpose = 'sign_off'",
}


def test_whatever_is_changed_in_the_database_is_seen_when_the_report_is_opened(report, cast):
    assert sealing.verify(report).ok
    client = cast.client(cast.ri)
    address = reverse("reg44:read", args=[report.visit_id])
    assert "checked just now" in client.get(address).content.decode()
    unseen = []
    guards.lift(connection)
    for what, statement in TAMPERED.items():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
            if "seal of this report is broken" not in client.get(address).content.decode():
                unseen.append(what)
            transaction.set_rollback(True)
    guards.lay(connection)
    assert not unseen


def test_the_command_finds_a_broken_record_and_a_broken_chain(report, cast, capsys):
    make_report(cast, state="final", arrives=ARRIVED + 31 * DAY)
    call_command("verify_seals")
    assert "2 sealed reports and 1 chains" in capsys.readouterr().out
    guards.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_seal SET previous = '' WHERE position = 4")
    guards.lay(connection)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_seals", home=cast.oak.pk)
    assert ended.value.code == 1
    assert "seal 4: This seal does not follow the one before it." in capsys.readouterr().err


def test_the_database_itself_refuses_to_change_or_remove_what_is_sealed(report):
    row = report.recommendations.first()
    sealed = {
        Recommendation.objects.filter(pk=row.pk): {"text": "Other words"},
        report.accuracy_comments.all(): {"reason": "Other words"},
        report.response.answers.all(): {"value": "Other words"},
        ManagerAnswer.objects.filter(recommendation=row): {"what": "Other words"},
        Signature.objects.filter(report=report): {"name": "Somebody"},
        Addendum.objects.filter(report=report): {"text": "Other words"},
        Despatch.objects.filter(report=report, sent_at__isnull=False): {"reference": "x"},
        Report.objects.filter(pk=report.pk): {"state": "drafting"},
        Seal.objects.all(): {"canonical": "{}"},
    }
    for rows, change in sealed.items():
        assert rows.exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete("default")


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
