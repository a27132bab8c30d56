"""Ready audits for tests: two small questionnaires, their kinds, and the services that the pages call."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import questionnaires.services as engine
from audits.models import Audit, AuditKind
from audits.services import judging, kinds, planning, writing
from questionnaires import canonical, lint
from questionnaires.models import Questionnaire, Version

DAY = dt.timedelta(1)
MANAGERS = ["registered_manager", "deputy_manager"]
OVERSEE = ["responsible_individual", "qa_officer", "head_of_qa", "director"]
SOURCE = """
key: {key}
number: 1
title: A small audit
sections:
  - id: care
    title: Care
    regs: ["12"]
    blocks:
      - {{question: care_plan, type: yes_no_na, label: "Is the plan up to date?", required: true}}
      - {{question: care_words, type: text, label: "What did you find?"}}
      - table: care_actions
        title: What will be done?
        row_name: action
        columns:
          - {{question: what, type: text, label: "What will be done?", required: true}}
          - question: priority
            type: choice
            label: How urgent is it?
            required: true
            choices: [{{key: high, label: High}}, {{key: medium, label: Medium}}, {{key: low, label: Low}}]
          - {{question: who, type: short_text, label: "Who does it?"}}
          - {{question: by, type: date, label: "By when?"}}
  - id: conclusion
    title: Conclusion
    blocks:
      - question: judgement
        type: choice
        label: How good is the care?
        required: true
        choices: [{{key: good, label: Good}}, {{key: poor, label: Not good enough}}]
"""
KINDS: dict[str, dict[str, Any]] = {
    "small_child": {
        "title": "Small audits of a child",
        "one": "small child audit",
        "concerns": "child",
        "writers": MANAGERS,
        "moderators": ["qa_officer", "moderator"],
        "readers": [*MANAGERS, *OVERSEE, "placing_authority"],
        "every": 2,
        "begins_with_child": True,
        "discussed": True,
    },
    "small_home": {
        "title": "Small audits of the home",
        "one": "small home audit",
        "concerns": "home",
        "writers": ["responsible_individual", "qa_officer"],
        "readers": [*MANAGERS, *OVERSEE],
    },
}


@cache
def _fields(key: str) -> dict[str, Any]:
    """The columns of a version in force, parsed and checked once a run."""
    source = SOURCE.format(key=key)
    schema, faults = lint.check(source)
    assert not faults
    assert schema is not None
    digest = canonical.sha256(source)
    return {"number": 1, "source": source, "canonical": canonical.encode(schema), "sha256": digest}


def publish(by: Any, now: dt.datetime) -> dict[str, AuditKind]:
    """Both questionnaires in force, and their kinds."""
    made = {"state": "published", "made_at": now, "made_by": by, "published_at": now, "published_by": by}
    found = {}
    for key, row in KINDS.items():
        owner = Questionnaire.objects.create(key=key, title=row["title"])
        Version.objects.create(questionnaire=owner, **made, **_fields(key))
        found[key] = kinds.put(row={"key": key, "definition": key, **row}, now=now)
    return found


def make_audit(cast: Any, kind: AuditKind, *, now: dt.datetime, state: str = "planned", **more: Any) -> Audit:
    """An audit of Oak House (of its first child) that stands there; its auditor is the manager, or the responsible individual."""
    auditor = more.pop("auditor", cast.manager if kind.of_child else cast.ri)
    more.setdefault("resident", cast.residents[0] if kind.of_child else None)
    today = now.date()
    days = {"period_from": today - 60 * DAY, "period_to": today, "due_on": today + 28 * DAY}
    audit = planning.plan(kind=kind, home=cast.oak, auditor=auditor, by=auditor, now=now, **days | more)
    if state == "planned":
        return audit
    audit = writing.start(audit=audit, by=auditor, now=now)
    fill(audit, by=auditor, now=now)
    if state == "in_progress":
        return audit
    audit = judging.send(audit=audit, by=auditor, now=now)
    if state == "moderation" or not kind.moderators:
        return audit
    return judging.agree(audit=audit, words="", by=cast.qa_officer, now=now)


def fill(audit: Audit, *, by: Any, now: dt.datetime, actions: int = 1) -> None:
    """The talk, every required answer, and so many actions."""
    if audit.kind.begins_with_child:
        writing.talk(audit=audit, talked_on=now.date(), wish="", by=by, now=now)
    by_when = (now.date() + 10 * DAY).isoformat()
    rows = [
        {"what": f"Mend door {each}.", "priority": "high", "who": "Deputy", "by": by_when} for each in range(actions)
    ]
    engine.bulk_fill(
        response=audit.response,
        answers=[("care_plan", "", "no"), ("judgement", "", "good")],
        rows=[("care_actions", row) for row in rows],
        by=by,
        now=now,
    )
