"""Last month's words: shown beside an empty answer, never copied in silence (C6)."""

from __future__ import annotations

from difflib import SequenceMatcher

from questionnaires.models import Answer
from questionnaires.schema import Section
from reg44.models import Report
from reg44.states import SEALED

ALIKE = 0.9
SHORTEST = 15  # words; short answers may well be the same each month


def last_words(report: Report, section: Section) -> tuple[dict[str, str], str]:
    """Full key -> what the last final report of this home says, for the narrative questions of a section; and its name. Two queries."""
    keys = [question.key for question in section.questions if question.type == "text"]
    if not keys:
        return {}, ""
    rows = Report.objects.filter(
        visit__home=report.visit.home_id, visit__month__lt=report.visit.month, state__in=SEALED
    )
    last = rows.order_by("-visit__month").values_list("response_id", "visit__month").first()
    if last is None:
        return {}, ""
    answers = Answer.objects.filter(response=last[0], key__in=keys, row="").values_list("key", "value")
    words = {key: value for key, value in answers if isinstance(value, str) and value.strip()}
    return words, f"{last[1]:%B %Y}"


def alike(now: str, before: str) -> bool:
    """Whether two narratives are the same but for a few words; linear in their length."""
    one, other = now.split(), before.split()
    if min(len(one), len(other)) < SHORTEST:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).quick_ratio() > ALIKE
