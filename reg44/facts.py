"""Numbers that the rules of the questionnaire ask for: how many recommendations, files read without both consents."""

from __future__ import annotations

from questionnaires.answers import Answers
from reg44.models import Report


def consented(answers: Answers) -> set[str]:
    """Initials of the children whose file may be read: child and placing authority both said yes (regulation 44(2)(b))."""
    return {
        str(answers.get("consents.child", row))
        for row in answers.rows("consents")
        if answers.get("consents.child_consent", row) == "yes"
        and answers.get("consents.authority_consent", row) == "yes"
    }


def facts(report: Report, answers: Answers) -> dict[str, int]:
    """What the definition calls recommendations.high, recommendations.all and files.without_consent; one query."""
    priorities = list(report.recommendations.filter(removed_at=None).values_list("priority", flat=True))
    allowed = consented(answers)
    read = [str(answers.get("files.child", row)) for row in answers.rows("files")]
    return {
        "recommendations.high": priorities.count("high"),
        "recommendations.all": len(priorities),
        "files.without_consent": sum(1 for child in read if child not in allowed),
    }
