"""Every address of audits × everybody of the cast (policy.py of audits). The child is the first of Oak House; its auditor is the manager."""

from __future__ import annotations

from tests.architecture.matrix import Post, Row
from tests.architecture.matrix_records import NOBODY, at

PLAN = frozenset({"manager", "deputy", "qa_officer"})
KNOW = PLAN | {"ri", "head_of_qa", "director"}
PART = KNOW | {"home_staff", "service_lead"}
AUDITOR = frozenset({"manager"})
KEEP = frozenset({"qa_officer", "head_of_qa"})

ROWS = [
    Row("audits:audits", allowed=PART | {"other_manager", "placing_authority"}),
    Row("audits:of_home", args=at("home"), allowed=PART),
    Row("audits:choose", args=at("home"), allowed=PLAN | {"ri"}),
    Row("audits:plan", args=at("home", "small_child"), allowed=PLAN, when="of a child"),
    Row("audits:plan", args=at("home", "small_home"), allowed={"ri", "qa_officer"}, when="of the home"),
    Row("audits:kinds", allowed=KEEP),
    Row("audits:kind_add", allowed=KEEP),
    Row("audits:kind", args=at("audit_kind"), allowed=KEEP),
    Row("audits:audit", args=at("begun_audit"), allowed=KNOW, when="being written"),
    Row("audits:audit", args=at("sent_audit"), allowed=KNOW, when="with the moderator"),
    Row("audits:audit", args=at("agreed_audit"), allowed=KNOW | {"placing_authority"}, when="agreed"),
    Row("audits:assign", args=at("begun_audit"), allowed=PLAN, when="being written"),
    Row("audits:assign", args=at("agreed_audit"), allowed=NOBODY, told=PLAN, when="agreed"),
    Row("audits:move", args=at("begun_audit"), allowed=PLAN),
    Row("audits:cancel", args=at("planned_audit"), allowed={"ri", "qa_officer"}, when="planned"),
    Row("audits:cancel", args=at("begun_audit"), allowed=NOBODY, told=PLAN, when="being written"),
    Post("audits:start", args=at("planned_audit"), by={"ri"}),
    Row("audits:talk", args=at("begun_audit"), allowed=AUDITOR),
    Row("audits:send", args=at("begun_audit"), allowed=AUDITOR),
    Row("audits:moderate", args=at("sent_audit"), allowed={"qa_officer"}, when="with the moderator"),
    Row("audits:moderate", args=at("agreed_audit"), allowed=NOBODY, told={"qa_officer"}, when="agreed"),
    Row("audits:discuss", args=at("agreed_audit"), allowed={"manager", "deputy"}, when="agreed"),
    Row("audits:discuss", args=at("sent_audit"), allowed=NOBODY, told={"manager", "deputy"}, when="with the moderator"),
    Post("audits:close", args=at("agreed_audit"), by=set(), told={"manager", "qa_officer"}),
    Row("audits:section", args=at("begun_audit", "care"), allowed=AUDITOR, when="being written"),
    Row("audits:section", args=at("sent_audit", "care"), allowed=NOBODY, told=AUDITOR, when="with the moderator"),
    Row("audits:leave_out", args=at("begun_audit", "care"), allowed=AUDITOR),
    Row("audits:row", args=lambda w: [w.begun_audit.pk, "care", "care_actions", w.audit_row], allowed=AUDITOR),
    Row("audits:autosave", args=at("begun_audit"), allowed=AUDITOR),
    Row("audits:clash", args=at("begun_audit", 0), allowed=NOBODY),
]
