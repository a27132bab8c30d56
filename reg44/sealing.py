"""What a seal covers, taken from the database rows each time: so a changed byte anywhere shows when a report is opened.

The final seal covers the visit, the answers with the wording of their questions, recommendations, follow-ups, urgent notices,
accuracy comments with decisions, the draft as it was sent, and the signature. The seal of the sign-off covers the manager's
answers, the responsible individual's comments and that signature, and names the final seal. All stand in the chain of the home.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core import seals
from core.models import Seal
from core.seals import Verdict
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.answers import Answers
from reg44.models import AccuracyComment, Addendum, FollowUp, PlanReturn, Recommendation, Report, Signature

FINAL, SIGN_OFF, ADDENDUM = "final", "sign_off", "addendum"
UNSEALED = Verdict(False, "There is no seal for this report.")


def chain(home: Any) -> str:
    """The name of a home's chain of seals."""
    return f"home:{home.pk}"


@dataclass
class Record:
    """All rows of one report, read once and shared by the page and the check of its seals."""

    report: Report
    answers: Answers
    recommendations: list[Recommendation]
    follow_ups: list[FollowUp]
    comments: list[AccuracyComment]
    signatures: list[Signature]
    addenda: list[Addendum]
    returns: list[PlanReturn] = field(default_factory=list)
    seals: dict[str, Seal] = field(default_factory=dict)

    @property
    def standing(self) -> list[Recommendation]:
        """Recommendations that were not taken back."""
        return [row for row in self.recommendations if row.removed_at is None]

    def signature(self, purpose: str) -> Signature | None:
        """The signature for one purpose."""
        return next((row for row in self.signatures if row.purpose == purpose), None)


RELATED = ("action", "urgent", "answer", "supervisor_comment", "answer__saved_by")


def recommendations_of(report: Report) -> list[Recommendation]:
    """Its recommendations with action, answers and comments, those taken back too; one query."""
    return list(report.recommendations.select_related(*RELATED).order_by("number"))


def load(report: Report) -> Record:
    """Every row of a report, in a number of queries that does not grow with the rows."""
    returns = list(report.plan_returns.select_related("by")) if report.returned_at else []
    addenda = list(report.addenda.select_related("written_by", "approved_by")) if report.last_addendum else []
    record = Record(
        report=report,
        answers=stored.load(report.response),
        recommendations=recommendations_of(report),
        follow_ups=list(report.follow_ups.select_related("recommendation__visit")),
        comments=list(report.accuracy_comments.filter(sent_at__isnull=False).select_related("made_by")),
        signatures=list(report.signatures.all()),
        addenda=addenda,
        returns=returns,
    )
    if report.sealed:
        record.seals = seals_of(report, addenda)
    return record


def seals_of(report: Report, addenda: list[Addendum]) -> dict[str, Seal]:
    """The seals of a report by purpose; those of addenda as "addendum:<id>". One query."""
    rows = Seal.objects.filter(subject_type="reg44.report", subject_id=report.pk)
    if addenda:
        rows = rows | Seal.objects.filter(subject_type="reg44.addendum", subject_id__in=[row.pk for row in addenda])
    return {
        row.purpose if row.subject_type == "reg44.report" else f"{row.purpose}:{row.subject_id}": row for row in rows
    }


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
            "announced": visit.announced,
            "arrived_at": visit.arrived_at,
            "left_at": visit.left_at,
        },
        "period": [report.period_from, report.period_to],
        "sent_at": report.sent_at,
        "commented_at": report.commented_at,
        "no_comment": report.no_comment,
        "finalised_at": report.finalised_at,
        "draft": seals.digest(seals.canonical(report.draft or {})),
        "response": _answers(report, record.answers),
        "recommendations": [_recommendation(row) for row in record.recommendations],
        "follow_ups": [
            [row.recommendation_id, row.row, row.times_carried, row.outcome, row.words] for row in record.follow_ups
        ],
        "comments": [_comment(row) for row in record.comments],
        "signature": _signature(signature or record.signature(FINAL)),
    }


def _answers(report: Report, answers: Answers) -> dict[str, Any]:
    """Answers, rows and sections as they stand, with the words of each question that was answered."""
    version = report.response.version
    schema = definitions.schema_of(version)
    asked = {key: question for key, _ in answers.values if (question := schema.question(key)) is not None}
    return {
        "version": [schema.key, schema.number, version.sha256],
        "wording": {key: question.label for key, question in asked.items()},
        "answers": [[key, row, item.value, item.rev] for (key, row), item in sorted(answers.values.items())],
        "rows": answers.table_rows,
        "sections": {key: [state.complete, state.not_examined_reason] for key, state in answers.states.items()},
    }


def _recommendation(row: Recommendation) -> dict[str, Any]:
    urgent = row.urgent
    return {
        "id": row.pk,
        "number": row.number,
        "text": row.text,
        "priority": row.priority,
        "regulation": row.regulation,
        "measure": row.measure,
        "decide_by": row.decide_by,
        "removed_at": row.removed_at,
        "urgent": [urgent.text, urgent.serious_concern, urgent.told_at] if urgent else None,
    }


def _comment(row: AccuracyComment) -> dict[str, Any]:
    names = ("id", "key", "row", "paragraph", "quoted", "about", "correct", "evidence", "sent_at", "decision", "reason")
    return {name: getattr(row, name) for name in (*names, "made_by_id", "made_at", "decided_by_id", "decided_at")}


def _signature(row: Signature | None) -> dict[str, Any]:
    names = ("person_id", "role", "name", "declared", "method", "at")
    return {name: getattr(row, name) for name in names} if row is not None else {}


def payload_sign_off(record: Record, signature: Signature | None = None) -> dict[str, Any]:
    """Everything the seal of the sign-off covers."""
    report = record.report
    response = getattr(report, "narrative_response", None)
    return {
        "report": report.pk,
        "final": record.seals[FINAL].sha256 if FINAL in record.seals else "",
        "answers": [_answer(row) for row in record.standing],
        "narrative": response.text if response else "",
        "issued_at": report.issued_at,
        "answered_at": report.answered_at,
        "returned": [[row.reason, row.by_id, row.at] for row in record.returns],
        "signed_off_at": report.signed_off_at,
        "signature": _signature(signature or record.signature(SIGN_OFF)),
    }


def _answer(row: Recommendation) -> dict[str, Any]:
    answer, comment = getattr(row, "answer", None), getattr(row, "supervisor_comment", None)
    names = ("accepted", "what", "who", "by_date", "comments", "done", "evidence")
    return {
        "recommendation": row.pk,
        "answer": {name: getattr(answer, name) for name in names} if answer else None,
        "supervisor": [comment.text, comment.by_date] if comment else None,
    }


def payload_addendum(row: Addendum, final: str) -> dict[str, Any]:
    """Everything the seal of an approved addendum covers; ``final`` is the hash of the report's final seal."""
    names = ("report_id", "number", "text", "reason", "written_by_id", "written_at", "approved_by_id", "approved_at")
    return {name: getattr(row, name) for name in names} | {"final": final}


def verify(record: Record | Report) -> Verdict:
    """Whether final report, sign-off and addenda are, row by row, what was sealed."""
    if isinstance(record, Report):
        record = load(record)
    final = record.seals.get(FINAL)
    if final is None:
        return UNSEALED
    checks = [_holds(final, payload(record), record.signature(FINAL), "The final report")]
    if record.report.signed_off_at is not None or SIGN_OFF in record.seals:
        row = record.seals.get(SIGN_OFF)
        checks.append(_holds(row, payload_sign_off(record), record.signature(SIGN_OFF), "The sign-off"))
    for addendum in record.addenda:
        if addendum.approved_at is not None:
            words = payload_addendum(addendum, final.sha256)
            checks.append(
                _holds(record.seals.get(f"{ADDENDUM}:{addendum.pk}"), words, None, f"Addendum {addendum.number}")
            )
    return next((verdict for verdict in checks if not verdict), Verdict(True))


def _holds(row: Seal | None, words: dict[str, Any], signature: Signature | None, what: str) -> Verdict:
    if row is None:
        return Verdict(False, f"{what} has no seal.")
    verdict = seals.verify(row, words)
    if verdict and signature is not None and signature.sha256 != seals.digest(row.canonical):
        return Verdict(False, f"{what}: the signature belongs to other words.")
    return verdict if verdict else Verdict(False, f"{what}: {verdict.reason[0].lower()}{verdict.reason[1:]}")


def short(row: Seal) -> str:
    """The code that people compare: the first 16 signs of the seal in groups, 7F3A-91C2-…."""
    code = row.sha256[:16].upper()
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))
