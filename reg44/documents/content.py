"""The whole report as one printed document: particulars, every section, the action plan, comments, signatures, seal.

Nothing here decides anything: it reads the record as it stands. The PDF and the Word file are made from what comes out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

from django.conf import settings

from actions.models import Priority
from core import clock, genuine, seals, signing
from core.printed import Answer, Block, Box, Chapter, Column, Fact, Facts, Grid, Heading, Printed, Prose, Row, Signed
from core.templatetags.portal import day, moment_words
from questionnaires import answers, definitions, diff, render
from questionnaires.printed import blocks
from questionnaires.types.base import paragraphs
from reg44 import as_sent, sealing
from reg44.models import PlanReturn, Recommendation, Report
from reg44.sealing import Record

GROUPS: Final = {
    "Before you write": "About this visit",
    "Follow up": "Earlier recommendations and actions",
    "Finish": "Summary, opinion and conclusion",
}
"""Headings of the task list that speak to the writer -> what the reader reads."""
LAW: Final = (
    "This report is made under regulation 44 of the Children’s Homes (England) Regulations 2015. Regulation 44(4) asks for "
    "the independent person’s opinion whether the children are effectively safeguarded, and whether the way the home is run "
    "promotes their well-being."
)
PRIVATE: Final = (
    "It may hold information about children. Children and staff are named by initials only. Keep it safe, share it only "
    "with people who need it, and destroy it safely."
)
NOTHING: Final = "–"


def load(report_id: int) -> Report:
    """The report with what its first page needs. Raises Report.DoesNotExist."""
    return (
        Report.objects.select_related("visit__home", "visit__visitor", "response__version", "signed_off_by")
        .defer("response__version__source")
        .get(pk=report_id)
    )


def build(report: Report, *, draft: bool, sent: bool = False) -> Printed:
    """The document of a report as it stands now, or of the draft as it was ``sent``; ``draft`` marks every page."""
    visit = report.visit
    schema = definitions.schema_of(report.response.version)
    record = sealing.load(report)
    found, recommendations = record.answers, record.standing
    home = record.names["home"]
    if sent:
        found, recommendations = as_sent.answers(report), as_sent.recommendations(report, record.recommendations)
        record.comments = as_sent.comments(record.comments)
    month = f"{visit.month:%B %Y}"
    return Printed(
        title="Independent person’s report",
        about=(home, f"Regulation 44 visit, {month}"),
        council=settings.COUNCIL_NAME,
        running=f"{home}, {month}",
        mark=_mark(record, draft),
        facts=tuple(_cover_facts(record)),
        notice=(LAW, PRIVATE),
        chapters=_in_order(
            *_answer_chapters(schema, found),
            _action_plan(report, recommendations),
            _supervisor(recommendations, record.returns),
            _comments(record),
            None if sent else _difference(report, schema, found, recommendations),
            _addenda(record),
            _signatures(record, draft),
        ),
        draft=draft,
        subject=f"Regulation 44 visit to {home}, {month}",
    )


def _in_order(*chapters: Chapter | None) -> tuple[Chapter, ...]:
    """The chapters there are; one that follows a landscape page begins on a page of its own."""
    found: list[Chapter] = []
    for chapter in chapters:
        if chapter is not None:
            after_landscape = bool(found) and found[-1].landscape
            found.append(replace(chapter, new_page=chapter.new_page or after_landscape))
    return tuple(found)


def revision(printed: Printed, report: Report, *, sent: bool = False) -> str:
    """Hash of the words and of the counts that only grow, so that going back to earlier words is a new revision.

    The draft as it was ``sent`` is the same file however much the visitor has written since.
    """
    revs = 0 if sent else sum(report.response.answers.values_list("rev", flat=True))
    text = "\x1f".join((*printed.texts(), str(revs), str(report.version), report.state))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def text(value: str) -> tuple[str, ...]:
    """Typed words as paragraphs; a dash where there are none."""
    return tuple(paragraphs(value)) or (NOTHING,)


def _mark(record: Record, draft: bool) -> str:
    if draft:
        return "Draft. The independent person may still change it."
    seal = record.seals.get(sealing.FINAL)
    return f"Sealed {moment_words(seal.at)}. Code {seals.short(seal)}" if seal else "Final report"


def _cover_facts(record: Record) -> list[Fact]:
    report, found, recommendations, names = record.report, record.answers, record.standing, record.names
    visit = report.visit
    arrived = day(clock.london(visit.arrived_at)) if visit.arrived_at else day(visit.planned_for)
    counts = [(sum(each.priority == key for each in recommendations), label) for key, label in Priority.choices]
    rows = [
        ("Home", f"{names['home']}, Ofsted number {names['urn']}"),
        ("Independent person", names["visitor"]),
        ("Date of visit", f"{arrived}, {'announced' if visit.announced else 'unannounced'}"),
        ("Time looked at", f"{day(report.period_from)} to {day(report.period_to)}"),
        ("Are the children effectively safeguarded?", _opinion(found.get("opinion_safeguarded"))),
        ("Does the home promote their well-being?", _opinion(found.get("opinion_wellbeing"))),
        ("Recommendations", _count(counts)),
    ]
    for label, at in (
        ("Draft sent to the registered manager", report.sent_at),
        ("Made final", report.finalised_at),
        ("Signed off", report.signed_off_at),
    ):
        if at:
            rows.append((label, moment_words(at)))
    return [Fact(label, (words,)) for label, words in rows]


def _count(counts: list[tuple[int, str]]) -> str:
    words = ", ".join(f"{number} {label.lower()}" for number, label in counts if number)
    return f"{sum(number for number, _ in counts)} ({words})" if words else "None"


def _opinion(value: object) -> str:
    return {"yes": "Yes", "no": "No"}.get(str(value), "No opinion given yet")


def _answer_chapters(schema: Any, found: answers.Answers) -> list[Chapter]:
    nodes = render.tree(schema, found, render.Mode.PRINT)
    by_section: dict[str, list[render.Node]] = {}
    current = ""
    for node in nodes:
        current = node.section if isinstance(node, render.Heading) else current
        by_section.setdefault(current, []).append(node)
    chapters = []
    for index, (group, members) in enumerate(groupby(schema.sections, key=lambda section: section.group)):
        inside: list[Block] = []
        for section in members:
            inside += blocks(schema, by_section.get(section.id, []))
        title = GROUPS.get(group, group) or "Report"
        chapters.append(Chapter(title, f"c_{index}", tuple(inside), new_page=index == 0))
    return chapters


def _action_plan(report: Report, recommendations: list[Recommendation]) -> Chapter:
    if not recommendations:
        inside: list[Block] = [Prose(("No recommendation was made.",))]
    else:
        labels = (
            "No.",
            "Recommendation",
            "Priority and dates",
            "What the manager will do, and who",
            "Comments",
            "Target date",
        )
        columns = tuple(Column(label, width) for label, width in zip(labels, (5, 30, 15, 25, 15, 10), strict=True))
        inside = [
            Grid(
                "Recommendations and the registered manager’s answers", columns, tuple(map(_plan_row, recommendations))
            )
        ]
    response = getattr(report, "narrative_response", None)
    if response is not None and response.text.strip():
        inside.append(Answer("Other comments of the registered manager on the report", text(response.text)))
    return Chapter("Action plan", "c_plan", tuple(inside), landscape=True)


def _plan_row(each: Recommendation) -> Row:
    answer, action = getattr(each, "answer", None), each.action
    what = list(text(each.text))
    if each.measure.strip():
        what.append(f"How we will see that it is done: {each.measure.strip()}")
    dates = [each.get_priority_display()]
    if each.regulation:
        dates.append(f"Regulation {each.regulation}")
    if each.decide_by:
        dates.append(f"Decide by {day(each.decide_by)}")
    if action is not None and action.act_by:
        dates.append(f"Act by {day(clock.london(action.act_by))}")
    if each.urgent is not None:
        dates.append(f"Told at once, {moment_words(each.urgent.told_at)}")
    return Row(cells=((str(each.number),), tuple(what), tuple(dates), *_answered(answer)))


def _answered(answer: Any) -> tuple[tuple[str, ...], ...]:
    if answer is None:
        return (("Not answered yet",), (NOTHING,), (NOTHING,))
    does = [*(paragraphs(answer.what))]
    if answer.accepted is False:
        does.insert(0, "Not accepted.")
    if answer.who:
        does.append(f"Who: {answer.who}")
    if answer.done:
        does.append("Done already.")
    if answer.evidence.strip():
        does.append(f"Evidence: {answer.evidence.strip()}")
    return (tuple(does) or (NOTHING,), text(answer.comments), (day(answer.by_date) if answer.by_date else NOTHING,))


def _supervisor(recommendations: list[Recommendation], returns: list[PlanReturn]) -> Chapter | None:
    rows = []
    for each in recommendations:
        comment = getattr(each, "supervisor_comment", None)
        if comment is not None:
            rows.append(
                Row(
                    (
                        (str(each.number),),
                        text(each.text),
                        text(comment.text),
                        (day(comment.by_date) if comment.by_date else NOTHING,),
                    )
                )
            )
    back = tuple(Fact(f"Action plan sent back, {moment_words(each.at)}", text(each.reason)) for each in returns)
    if not rows and not back:
        return None
    labels = ("No.", "Recommendation", "Comment of the responsible individual", "Target date")
    columns = tuple(Column(label, width) for label, width in zip(labels, (5, 40, 40, 15), strict=True))
    title = "Comments of the responsible individual"
    inside: list[Block] = [Prose(("Regulations 13 and 44(5).",), quiet=True)]
    if rows:
        inside.append(Grid("What the responsible individual says to each recommendation", columns, tuple(rows)))
    if back:
        inside.append(Facts(back, "Sent back to the registered manager"))
    return Chapter(title, "c_supervisor", tuple(inside), landscape=True)


def _comments(record: Record) -> Chapter | None:
    report, sent = record.report, record.comments
    if not sent and not report.no_comment and not report.commented_at:
        return None
    if not sent:
        words = "The registered manager made no comment on the accuracy of the draft."
        return Chapter("Accuracy of the draft", "c_accuracy", (Prose((words,)),), new_page=False)
    rows = tuple(
        Row(
            cells=(
                (str(number),),
                (each.get_about_display(),),
                (f"Sent {moment_words(each.sent_at)}",),
                (each.get_decision_display() or "Not decided yet",),
            ),
            below=tuple(
                Fact(label, text(words))
                for label, words in (
                    ("The draft said", each.quoted),
                    ("The manager says", each.correct),
                    ("Evidence", each.evidence),
                    ("Reason of the independent person", each.reason),
                )
                if words.strip()
            ),
        )
        for number, each in enumerate(sent, start=1)
    )
    labels = ("No.", "About", "When", "Decision")
    columns = tuple(Column(label, width) for label, width in zip(labels, (10, 30, 35, 25), strict=True))
    title = "Comments of the registered manager on facts, and what was decided"
    return Chapter("Accuracy of the draft", "c_accuracy", (Grid(title, columns, rows),), new_page=False)


def _difference(
    report: Report, schema: Any, found: answers.Answers, now_recommended: list[Recommendation]
) -> Chapter | None:
    """What changed between the draft that the manager read and these words (C9: it stays visible for ever)."""
    if not report.sealed or not report.draft:
        return None
    inside: list[Block] = []
    for change in diff.answers(schema, answers.from_frozen(report.draft["content"]), found):
        inside.append(_changed(f"{change.section_title}: {change.label}", change.before, change.after))
    before = {row["number"]: row["text"] for row in report.draft["recommendations"]}
    after = {row.number: row.text for row in now_recommended}
    for number in sorted(before | after):
        if before.get(number) != after.get(number):
            old, new = (text(words.get(number, "")) for words in (before, after))
            inside.append(_changed(f"Recommendation {number}", old, new))
    if not inside:
        inside = [Prose(("Nothing changed between the draft and the final report.",))]
    return Chapter("What changed after the draft", "c_changes", tuple(inside), new_page=False)


def _changed(title: str, before: tuple[str, ...], after: tuple[str, ...]) -> Facts:
    return Facts((Fact("Draft", before or (NOTHING,)), Fact("Final", after or (NOTHING,))), title)


def _addenda(record: Record) -> Chapter | None:
    inside: list[Block] = []
    for each in (row for row in record.addenda if row.approved_at is not None):
        inside += [
            Heading(f"Addendum {each.number}", f"s_addendum_{each.number}"),
            Prose(text(each.text)),
            Facts(
                (
                    Fact("Reason", text(each.reason)),
                    Fact("Written by", (f"{each.written_by.full_name}, {moment_words(each.written_at)}",)),
                    Fact("Approved by", (f"{each.approved_by}, {moment_words(each.approved_at)}",)),
                )
            ),
        ]
    return Chapter("Additions after signing", "c_addenda", tuple(inside), new_page=False) if inside else None


def _signatures(record: Record, draft: bool) -> Chapter:
    title, name = "Signatures and seal", "c_signatures"
    signatures = record.signatures
    if draft or not signatures:
        return Chapter(title, name, (Prose(("This is a draft. Nobody has signed it.",)),), new_page=False)
    inside: list[Block] = [
        Signed(
            name=each.name,
            role=_role(each.role, each.purpose),
            when=moment_words(each.at),
            how=f"Confirmed with {each.method}.",
            declared=tuple(str(sentence) for sentence in each.declared),
        )
        for each in signatures
    ]
    seal_rows = [
        Fact(
            label,
            (f"Code {seals.short(seal)}, sealed {moment_words(seal.at)}", f"Fingerprint (SHA-256) {seal.sha256}"),
        )
        for label, purpose in _sealed_parts(record)
        if (seal := record.seals.get(purpose)) is not None
    ]
    inside += [
        Box(
            "Is this report genuine?",
            (f"Go to {genuine.address()} and enter the code, or give this file to compare.",),
        ),
        Facts(tuple(seal_rows), "Seals"),
    ]
    return Chapter(title, name, tuple(inside), new_page=False)


def _sealed_parts(record: Record) -> list[tuple[str, str]]:
    parts = [("Final report", sealing.FINAL), ("Sign-off", sealing.SIGN_OFF)]
    return parts + [(f"Addendum {row.number}", signing.purpose_of(row)) for row in record.addenda]


def _role(role: str, purpose: str) -> str:
    from homes.roles import Role

    words = {
        "final": "signed the final report",
        "sign_off": "signed the report off",
        "addendum": "approved an addendum",
    }
    label = Role(role).label if role in Role.values else role
    return f"{label}; {words.get(purpose.partition(':')[0], purpose)}"


def stage(report: Report) -> str:
    """draft, final or signed: the kind of words that a document of this moment holds."""
    return "draft" if not report.sealed else "signed" if report.signed_off_at else "final"


def made_at(report: Report) -> dt.datetime:
    """The moment (UTC) that stands in the properties of a Word file: when the words reached their state."""
    return report.signed_off_at or report.finalised_at or report.sent_at or report.begun_at
