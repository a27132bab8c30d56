"""The life of an audit in the browser, of a kind that no programmer has seen (docs/adr/0018)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from actions.models import Action
from audits.models import Audit, AuditKind, Finding, Moderation
from core.models import Message
from deadlines.models import Obligation
from tests.audits import SOURCE

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 10, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(1)


def date(name: str, day: dt.date) -> dict[str, str]:
    return {name: day.isoformat()}


def post(client, name: str, *args, code: int = 302, **data):
    answer = client.post(reverse(f"audits:{name}", args=args), data)
    wrong = re.findall(r'error-message[^>]*>(.*?)</p>|error-summary__list">(.*?)</ul>', answer.content.decode(), re.S)
    assert answer.status_code == code, wrong
    return answer


def hidden(client, name: str, *args) -> dict[str, str]:
    """The hidden fields of a page: its version, and the revision of each answer."""
    page = client.get(reverse(f"audits:{name}", args=args))
    assert page.status_code == 200
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in inputs if name != "csrfmiddlewaretoken"}


def new_kind(cast, tmp_path) -> AuditKind:
    """The QA officer puts a file and a row into the portal, in the browser."""
    file = tmp_path / "night_audit.v1.yaml"
    file.write_text(SOURCE.format(key="night_audit"), encoding="utf-8")
    officer = cast.client(cast.qa_officer)
    with file.open("rb") as opened:
        draft = officer.post(reverse("questionnaires:add"), {"file": opened})
    officer.post(draft.url + "publish/")
    row = {
        "key": "night_audit",
        "title": "Night audits",
        "one": "night audit",
        "definition": "night_audit",
        "concerns": "child",
        "writers": ["registered_manager", "deputy_manager"],
        "moderators": ["qa_officer"],
        "readers": ["registered_manager", "responsible_individual", "qa_officer"],
        "every": "2",
        "unit": "months",
        "due_days": "20",
        "moderation_days": "10",
        "discussion_days": "10",
        "begins_with_child": "on",
        "discussed": "on",
        "in_use": "on",
    }
    post(officer, "kind_add", **row)
    assert "Night audits" in officer.get(reverse("audits:kinds")).content.decode()
    return AuditKind.objects.get(key="night_audit")


def test_a_new_kind_is_a_file_and_a_row_and_lives_from_plan_to_close(cast, tmp_path, time_machine):
    time_machine.move_to(NOW, tick=False)
    kind = new_kind(cast, tmp_path)
    manager, officer = cast.client(cast.manager), cast.client(cast.qa_officer)
    today = NOW.date()
    days = date("period_from", today - 60 * DAY) | date("period_to", today) | date("due_on", today + 14 * DAY)
    plan = {"resident": cast.residents[0].pk, "auditor": cast.manager.pk, **days}
    for _ in range(2):
        post(manager, "plan", cast.oak.pk, kind.key, **plan)
    audit = Audit.objects.get()
    assert Obligation.objects.get(rule="audits.due_home").due_at.date() == today + 14 * DAY
    assert "Night audit" in manager.get(reverse("audits:audits")).content.decode()

    post(manager, "start", audit.pk)
    refused = post(manager, "send", audit.pk, code=200, **hidden(manager, "send", audit.pk))
    assert "Record first when you talked with the child" in refused.content.decode()
    post(manager, "talk", audit.pk, wish="Not today, thank you.")

    care = {"care_plan": "no", "care_words": "The plan is old.", "then": "add:care_actions", "op_id": "abc1"}
    added = post(manager, "section", audit.pk, "care", **hidden(manager, "section", audit.pk, "care") | care)
    row = added.url.rstrip("/").split("/")[-1]
    cells = {
        "care_actions__what": "Write the plan anew.",
        "care_actions__priority": "high",
        "care_actions__who": "Deputy",
    }
    cells |= date("care_actions__by", today + 30 * DAY)
    here = (audit.pk, "care", "care_actions", row)
    post(manager, "row", *here, **hidden(manager, "row", *here) | cells | {"then": "another", "op_id": "abc2"})
    second = Audit.objects.get().response.rows.exclude(ulid=row).get()
    post(manager, "section", audit.pk, "care", then=f"remove:care_actions:{second.ulid}", op_id="abc3")
    assert "Bring it back" in manager.get(reverse("audits:section", args=[audit.pk, "care"])).content.decode()
    incomplete = post(manager, "send", audit.pk, code=200, **hidden(manager, "send", audit.pk))
    assert "How good is the care" in incomplete.content.decode()
    post(manager, "section", audit.pk, "conclusion", judgement="good", then="later", op_id="abc4")
    post(manager, "send", audit.pk, **hidden(manager, "send", audit.pk))
    assert Message.objects.filter(to=cast.qa_officer, code="audits.sent").count() == 1

    time_machine.move_to(NOW + DAY / 288, tick=False)
    whole = officer.get(reverse("audits:moderate", args=[audit.pk])).content.decode()
    assert "The plan is old." in whole
    assert "Not today, thank you." in whole
    version = hidden(officer, "moderate", audit.pk)
    post(officer, "moderate", audit.pk, code=200, verdict="back", words="", **version)
    post(officer, "moderate", audit.pk, verdict="back", words="Say since when it is old.", **version)
    assert Obligation.objects.running().get(subject_id=audit.pk, subject_type="audits.audit").rule == "audits.due_home"
    assert "Say since when it is old." in manager.get(reverse("audits:audit", args=[audit.pk])).content.decode()
    time_machine.move_to(NOW + DAY, tick=False)
    manager, officer = cast.client(cast.manager), cast.client(cast.qa_officer)
    post(
        manager,
        "section",
        audit.pk,
        "care",
        care_words="Old since May.",
        rev__care_words="1",
        then="stay",
        op_id="abc5",
    )
    post(manager, "send", audit.pk, **hidden(manager, "send", audit.pk))
    assert not Action.objects.exists()
    version = hidden(officer, "moderate", audit.pk)
    for _ in range(2):
        officer.post(reverse("audits:moderate", args=[audit.pk]), {"verdict": "agree", "words": "Good.", **version})

    audit.refresh_from_db()
    assert (audit.state, audit.judgement, audit.moderator) == ("agreed", "Good", cast.qa_officer)
    action = Action.objects.get()
    assert (action.text, action.priority, action.standard, action.source) == (
        "Write the plan anew.",
        "high",
        "12",
        "audit.finding",
    )
    assert action.act_by.date() == today + 30 * DAY
    assert Finding.objects.get().owner == "Deputy"
    assert [each.agreed for each in Moderation.objects.all()] == [False, True]
    page = manager.get(reverse("actions:action", args=[action.pk])).content.decode()
    assert "Night audit" in page
    assert reverse("audits:audit", args=[audit.pk]) in page

    post(manager, "close", audit.pk, code=409)
    talk = {"who": "Key worker and deputy", "words": "We write plans within a week.", **date("held_on", today + DAY)}
    post(manager, "discuss", audit.pk, **talk)
    post(officer, "close", audit.pk)
    audit.refresh_from_db()
    assert audit.state == "closed"
    following = Audit.objects.exclude(pk=audit.pk).get()
    assert (following.state, following.due_on, following.resident) == ("planned", dt.date(2027, 5, 24), audit.resident)
    running = Obligation.objects.running().filter(subject_type="audits.audit")
    assert {each.subject_id for each in running} == {following.pk}
    for statement in (
        lambda: Moderation.objects.update(words="Other words."),
        lambda: Finding.objects.all().delete(),
        lambda: Audit.objects.filter(pk=audit.pk).update(judgement="Better"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()
