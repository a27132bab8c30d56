"""The whole life of one report through its pages: every step by the right person, pressed twice, and refused to the wrong one."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from core.models import Message, Seal
from reg44.models import Report, Visit
from tests import reports
from tests.reports import ARRIVED, DAY, HOUR

pytestmark = pytest.mark.django_db


def date_of(moment: dt.datetime, name: str = "day") -> dict[str, str]:
    return {f"{name}_day": str(moment.day), f"{name}_month": str(moment.month), f"{name}_year": str(moment.year)}


class Walk:
    """A clock, and clients by name of the cast."""

    def __init__(self, cast, traveller):
        self.cast, self.traveller = cast, traveller

    def at(self, moment: dt.datetime) -> None:
        self.traveller.move_to(moment)

    def get(self, person: str, name: str, *args: object) -> object:
        return self.cast.client(getattr(self.cast, person)).get(reverse(f"reg44:{name}", args=args))

    def post(self, person: str, name: str, *args: object, query: str = "", **data: object) -> object:
        """Press twice; both must be answered by a page, never by an error of ours."""
        client = self.cast.client(getattr(self.cast, person))
        found = client.post(reverse(f"reg44:{name}", args=args) + query, data)
        client.post(reverse(f"reg44:{name}", args=args) + query, data)
        return found


@pytest.fixture
def walk(cast):
    reports.publish()
    with time_machine.travel(ARRIVED - DAY, tick=False) as traveller:
        yield Walk(cast, traveller)


def test_a_report_goes_through_its_whole_life_on_its_pages(cast, walk, django_assert_max_num_queries):
    planned = {
        "home": cast.oak.pk,
        "visitor": cast.visitor.pk,
        **date_of(ARRIVED, "planned_for"),
        "announced": "no",
        "independent": "on",
    }
    assert walk.post("visitor", "plan", **planned).status_code == 302
    visit = Visit.objects.get()
    assert walk.get("visitor", "briefing", visit.pk).status_code == 200
    assert walk.get("manager", "visit", visit.pk).status_code == 404

    walk.at(ARRIVED)
    assert walk.post("visitor", "arrive", visit.pk, **date_of(ARRIVED), time="10:00").status_code == 302
    report = Report.objects.get()
    urgent = {"op_id": "tap-1", "text": "A fire door is wedged open.", "serious_concern": "yes"}
    assert walk.post("visitor", "urgent", visit.pk, **urgent).status_code == 302
    notice = visit.urgent_notices.get()
    assert Message.objects.filter(code="reg44.urgent").count() == 3
    assert "Respond early" in walk.get("manager", "notice", notice.pk).content.decode()
    assert "Record that you told Ofsted of the serious concern" in cast.client(cast.visitor).get("/").content.decode()
    walk.at(ARRIVED + 2 * HOUR)
    told = {**date_of(ARRIVED), "time": "11:30", "how": "By telephone"}
    assert walk.post("visitor", "ofsted_told", notice.pk, **told).status_code == 302
    assert walk.post("visitor", "leave", visit.pk, **date_of(ARRIVED), time="12:00").status_code == 302
    assert walk.get("visitor", "consents", visit.pk).status_code == 200

    report.refresh_from_db()
    reports.fill(report, cast.visitor, ARRIVED + 2 * HOUR)
    reports.recommend(report, cast.visitor, ARRIVED + 2 * HOUR)
    reports.sending.send(report=report, declared=reports.BOTH, by=cast.visitor, now=ARRIVED + DAY)

    walk.at(ARRIVED + DAY + HOUR)
    page = walk.get("manager", "comments", visit.pk).content.decode()
    assert "key=premises_inside&amp;p=1" in page
    assert "key=concluding_statement" not in page  # an opinion has no way to comment
    comment = {"op_id": "c1", "about": "fact", "correct": "It was mended on Monday."}
    query = "?key=premises_inside&p=1"
    assert walk.post("manager", "add_comment", visit.pk, query=query, **comment).status_code == 302
    opinion = walk.post("manager", "add_comment", visit.pk, query="?key=concluding_statement&p=0", **comment)
    assert opinion.status_code == 409
    assert report.accuracy_comments.get().quoted == "The carpet on the stairs is loose."
    assert walk.post("manager", "send_comments", visit.pk, answer="send", version="1").status_code == 302

    decision = {"decision": "declined", "reason": "I saw it on the day."}
    row = report.accuracy_comments.get()
    assert walk.post("visitor", "decide_comment", visit.pk, row.pk, **decision).status_code == 302
    walk.at(ARRIVED + 2 * DAY)
    both = {"declare_read": "on", "declare_own": "on"}
    assert walk.post("visitor", "finalise", visit.pk, declare_read="on").status_code == 200  # one of two is not enough
    assert walk.post("visitor", "finalise", visit.pk, version="2", **both).status_code == 302
    assert walk.post("visitor", "issue", visit.pk, version="3").status_code == 302
    ofsted = report.despatches.get(to="ofsted")
    sent = {**date_of(ARRIVED + 2 * DAY), "time": "10:00", "how": "email", "reference": "M-1"}
    assert walk.post("qa_officer", "despatch", visit.pk, ofsted.pk, **sent).status_code == 302

    answer = {"accepted": "yes", "what": "Ordered.", "who": "Deputy", **date_of(ARRIVED + 9 * DAY, "by_date")}
    for number in (1, 2):
        assert walk.post("manager", "answer", visit.pk, number, **answer).status_code == 302
    assert walk.post("manager", "narrative", visit.pk, text="Thank you.").status_code == 302
    assert walk.post("manager", "submit_plan", visit.pk).status_code == 302
    assert walk.post("ri", "supervisor", visit.pk, 1, text="I will look at this myself.").status_code == 302
    report.refresh_from_db()
    back = {"reason": "Say what keeps the gate shut until then.", "version": str(report.version)}
    for _ in range(2):  # a second press changes nothing
        assert walk.post("ri", "return_plan", visit.pk, **back).status_code == 302
    report.refresh_from_db()
    assert report.answered_at is None
    assert report.plan_returns.count() == 1
    assert Message.objects.filter(code="reg44.plan_returned").count() == 2  # manager and deputy
    assert back["reason"] in walk.get("manager", "action_plan", visit.pk).content.decode()
    assert walk.post("manager", "submit_plan", visit.pk).status_code == 302
    report.refresh_from_db()
    both = {"declare_read": "on", "declare_content": "on"}
    assert walk.post("ri", "sign_off", visit.pk, version=str(report.version), **both).status_code == 302

    added = {"text": "The gate is at the back.", "reason": "I left it out."}
    assert walk.post("visitor", "addenda", visit.pk, **added).status_code == 302
    assert walk.post("visitor", "approve_addendum", visit.pk, 1).status_code == 409  # not one's own
    assert walk.post("qa_officer", "approve_addendum", visit.pk, 1).status_code == 302

    report.refresh_from_db()
    assert report.state == "signed_off"
    assert report.recommendations.count() == 2
    assert Seal.objects.count() == 3  # pressing twice sealed nothing twice
    for who, names in PAGES.items():
        client = cast.client(getattr(cast, who))
        for name in names:
            with django_assert_max_num_queries(16):
                assert client.get(reverse(f"reg44:{name}", args=[visit.pk])).status_code == 200, (who, name)
    assert "checked just now" in walk.get("ri", "read", visit.pk).content.decode()
    assert "J.S." not in walk.get("councillor", "members_copy", visit.pk).content.decode()


PAGES = {
    "visitor": ("visit", "read", "action_plan", "difference", "copies", "addenda", "history"),
    "manager": ("visit", "read", "action_plan", "difference", "addenda", "history"),
    "ri": ("visit", "read", "action_plan", "sign_off", "history"),
    "qa_officer": ("visit", "read", "copies", "addenda", "history"),
}
