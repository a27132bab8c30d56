"""What a seal covers, taken from the database rows each time: so a changed byte anywhere shows when a report is opened.

The final seal covers the visit, the answers with the wording of their questions, recommendations, follow-ups, urgent notices,
accuracy comments with decisions, the draft as it was sent, and the signature. The seal of the sign-off covers the manager's
answers, the responsible individual's comments and that signature, and names the final seal; so does the seal of each approved
addendum. All are seals of the report ("final", "sign_off", "addendum:1") and stand in the chain of its home.

Names of home and people may change later, so they are kept in the sealed text and read from there (``Record.names``). What comes
after a seal (copies, what Ofsted was told) is held by triggers instead (guards.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from core import seals, signing
from core.models import Seal
from core.seals import Verdict
from questionnaires import answers as stored
from questionnaires import sealed
from questionnaires.answers import Answers
from reg44.models import AccuracyComment, Addendum, FollowUp, PlanReturn, Recommendation, Report, Signature
from reg44.states import SEALED, ReportState

FINAL, SIGN_OFF = "final", "sign_off"
UNSEALED = Verdict(False, "There is no seal for this report.")


def chain(home: Any) -> str:
    """The name of a home's chain of seals."""
    return f"home:{home.pk}"


@dataclass(kw_only=True)
class Record(signing.SignedRecord[Signature, Addendum]):
    """All rows of one report, read once and shared by the page and the check of its seals."""

    report: Report
    answers: Answers
    recommendations: list[Recommendation]
    follow_ups: list[FollowUp]
    comments: list[AccuracyComment]
    returns: list[PlanReturn] = field(default_factory=list)

    @property
    def standing(self) -> list[Recommendation]:
        """Recommendations that were not taken back."""
        return [row for row in self.recommendations if row.removed_at is None]

    @cached_property
    def names(self) -> dict[str, str]:
        """Visitor, companion, home and its Ofsted number: as they were when the report was sealed, else as they are."""
        row = self.seals.get(FINAL)
        try:
            return dict(json.loads(row.canonical)["names"]) if row else names_now(self.report)
        except (ValueError, KeyError, TypeError):  # the seal was tampered with, and ``verify`` says so
            return names_now(self.report)


RELATED = ("action", "urgent", "answer", "supervisor_comment", "answer__saved_by")


def recommendations_of(report: Report) -> list[Recommendation]:
    """Its recommendations with action, answers and comments, those taken back too; one query."""
    return list(report.recommendations.select_related(*RELATED).order_by("number"))


def names_now(report: Report) -> dict[str, str]:
    """What is called how today."""
    visit = report.visit
    with_them = visit.accompanied_by.full_name if visit.accompanied_by is not None else ""
    home = visit.home
    return {"visitor": visit.visitor.full_name, "with": with_them, "home": home.name, "urn": home.urn}


def load(report: Report) -> Record:
    """Every row of a report, in a number of queries that does not grow with the rows."""
    record = Record(
        report=report,
        answers=stored.load(report.response),
        recommendations=recommendations_of(report),
        follow_ups=list(report.follow_ups.select_related("recommendation__visit")),
        comments=list(report.accuracy_comments.filter(sent_at__isnull=False).select_related("made_by")),
        signatures=list(report.signatures.all()),
        addenda=[],
    )
    # Seals are read whatever the report says of itself, and rows counted with them: no column of the report can hide a row.
    rows = _seals(report)
    record.seals = {row.purpose: row for row in rows}
    if report.last_addendum or any(row.addenda or row.purpose.startswith(signing.ADDENDUM) for row in rows):
        record.addenda = list(report.addenda.select_related("written_by", "approved_by"))
    if report.returned_at is not None or any(row.returns for row in rows):
        record.returns = list(report.plan_returns.select_related("by"))
    return record


def _seals(report: Report) -> list[Any]:
    def count(model: type[Addendum] | type[PlanReturn]) -> Coalesce:
        rows = model._default_manager.filter(report=OuterRef("subject_id")).order_by().values("report")
        counted = rows.annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))

    rows = Seal.objects.filter(subject_type="reg44.report", subject_id=report.pk)
    return list(rows.annotate(addenda=count(Addendum), returns=count(PlanReturn)))


def seals_of(report: Report) -> dict[str, Seal]:
    """The seals of a report by purpose; one query."""
    rows = Seal.objects.filter(subject_type="reg44.report", subject_id=report.pk)
    return {row.purpose: row for row in rows}


def payload(record: Record, signature: Signature | None = None) -> dict[str, Any]:
    """Everything the final seal covers; ``signature`` when it is not among the record's yet."""
    report, visit = record.report, record.report.visit
    return {
        "report": report.pk,
        "visit": {
            "id": visit.pk,
            "home": visit.home_id,
            "month": visit.month,
            "visitor": visit.visitor_id,
            "planned_for": visit.planned_for,
            "announced": visit.announced,
            "independent_at": visit.independent_at,
            "with": visit.accompanied_by_id,
            "arrived_at": visit.arrived_at,
            "left_at": visit.left_at,
        },
        "names": record.names,
        "period": [report.period_from, report.period_to],
        "sent_at": report.sent_at,
        "commented_at": report.commented_at,
        "no_comment": report.no_comment,
        "finalised_at": report.finalised_at,
        "draft": seals.digest(seals.canonical(report.draft or {})),
        "response": sealed.payload(report.response, record.answers),
        "recommendations": [_recommendation(row) for row in record.recommendations],
        "follow_ups": [
            [row.recommendation_id, row.row, row.times_carried, row.outcome, row.words, row.answered_at]
            for row in record.follow_ups
        ],
        "comments": [_comment(row) for row in record.comments],
        "signature": signing.words_of(signature or record.signature(FINAL)),
    }


def _recommendation(row: Recommendation) -> dict[str, Any]:
    urgent = row.urgent
    told = ("id", "text", "serious_concern", "regulation", "told_by_id", "told_at")
    return {
        "id": row.pk,
        "number": row.number,
        "text": row.text,
        "priority": row.priority,
        "regulation": row.regulation,
        "measure": row.measure,
        "decide_by": row.decide_by,
        "removed_at": row.removed_at,
        "made": [row.made_by_id, row.made_at],
        "urgent": {name: getattr(urgent, name) for name in told} if urgent else None,
    }


def _comment(row: AccuracyComment) -> dict[str, Any]:
    names = ("id", "key", "row", "paragraph", "quoted", "about", "correct", "evidence", "sent_at", "decision", "reason")
    return {name: getattr(row, name) for name in (*names, "made_by_id", "made_at", "decided_by_id", "decided_at")}


def payload_sign_off(record: Record, signature: Signature | None = None) -> dict[str, Any]:
    """Everything the seal of the sign-off covers."""
    report = record.report
    response = getattr(report, "narrative_response", None)
    return {
        "report": report.pk,
        "final": record.seals[FINAL].sha256 if FINAL in record.seals else "",
        "answers": [_answer(row) for row in record.standing],
        "narrative": [response.text, response.saved_by_id, response.saved_at] if response else None,
        "issued_at": report.issued_at,
        "answered_at": report.answered_at,
        "returned": [[row.reason, row.by_id, row.at] for row in record.returns],
        "returned_at": report.returned_at,
        "signed_off": [report.signed_off_by_id, report.signed_off_at],
        "signature": signing.words_of(signature or record.signature(SIGN_OFF)),
    }


def _answer(row: Recommendation) -> dict[str, Any]:
    answer, comment = getattr(row, "answer", None), getattr(row, "supervisor_comment", None)
    names = ("accepted", "what", "who", "by_date", "comments", "done", "evidence", "saved_by_id", "saved_at")
    return {
        "recommendation": row.pk,
        "answer": {name: getattr(answer, name) for name in names} if answer else None,
        "supervisor": [comment.text, comment.by_date, comment.saved_by_id, comment.saved_at] if comment else None,
    }


def payload_addendum(record: Record, row: Addendum, signature: Signature | None = None) -> dict[str, Any]:
    """Everything the seal of an approved addendum covers."""
    names = ("report_id", "number", "text", "reason", "written_by_id", "written_at", "approved_by_id", "approved_at")
    return {name: getattr(row, name) for name in names} | {
        "final": record.seals[FINAL].sha256 if FINAL in record.seals else "",
        "signature": signing.words_of(signature or record.signature(signing.purpose_of(row))),
    }


def verify(record: Record | Report) -> Verdict:
    """Whether final report, sign-off and addenda are, row by row, what was sealed, and every signature has its seal."""
    if isinstance(record, Report):
        record = load(record)
    if FINAL not in record.seals:
        return UNSEALED
    return next((verdict for verdict in _verdicts(record) if not verdict), signing.HOLDS)


def _verdicts(record: Record) -> Iterator[Verdict]:
    yield signing.holds(record, FINAL, payload(record), "The final report")
    yield _stands(record)
    if SIGN_OFF in record.seals:
        yield signing.holds(record, SIGN_OFF, payload_sign_off(record), "The sign-off")
    yield from signing.addenda_hold(record, lambda row: payload_addendum(record, row))
    yield from signing.signatures_hold(record)


def _stands(record: Record) -> Verdict:
    """Whether the report stands where its seals say that it stands."""
    report = record.report
    if report.state not in SEALED:
        return Verdict(False, "The report is no longer held to be final, although it was sealed.")
    off = {SIGN_OFF in record.seals, report.state == ReportState.SIGNED_OFF, report.signed_off_at is not None}
    return signing.HOLDS if len(off) == 1 else Verdict(False, "The sign-off has no seal, or its seal has no sign-off.")
