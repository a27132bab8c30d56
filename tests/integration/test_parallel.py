"""A button pressed six times at once, or twice in a row, has the effect of one press; nobody meets an error page.

What one press does is counted first (rows of every table, undone again); then the same form is sent again and again. All of it runs
on a database of its own, thrown away afterwards: on SQLite a file as in production, on PostgreSQL a copy of the tests' database.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, connections, transaction
from django.db.models import Count
from django.http import HttpResponse
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse

from core import seals
from core.models import Event, Seal
from questionnaires.models import AnswerRevision
from reg44.models import AccuracyComment, Visit
from reg44.services import closing, manager, recommendations
from tests import voices
from tests.architecture.world import NOW, SECRET, World
from tests.integration.hostile.pages import Form, Page
from tests.reports import fill, make_report
from voice.models import Reply

pytestmark = [pytest.mark.parallel, pytest.mark.xdist_group("parallel"), pytest.mark.django_db]
PRESSES = 6
OURS = ("accounts", "actions", "core", "homes", "questionnaires", "reg44")
NOTED = ("core.Reading", "core.Document")


@contextmanager
def turned_to(name, other=None):
    """Meanwhile every connection, also of other threads, leads to the database of this name."""
    shared = connections["default"]
    standing, shared.settings_dict["NAME"] = shared.settings_dict["NAME"], name
    connections["default"] = other or connections.create_connection("default")
    try:
        yield connections["default"]
    finally:
        connections["default"] = shared
        shared.settings_dict["NAME"] = standing


@pytest.fixture(scope="module")
def own(django_db_setup, django_db_blocker, tmp_path_factory):
    """A database of its own with the world of the table of addresses: (its name, the connection of the test, the world)."""
    with django_db_blocker.unblock():
        name = str(tmp_path_factory.mktemp("parallel") / "portal.sqlite3")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [name])
        else:
            name = f"{connection.settings_dict['NAME']}_parallel"
            connection.close()  # a database that somebody uses cannot be copied
            connection.creation.clone_test_db(suffix="parallel", verbosity=0)
        with turned_to(name) as held, time_machine.travel(NOW, tick=False), transaction.atomic():
            world = World()
        yield name, held, world
        held.close()
        if connection.vendor != "sqlite":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)}")


@pytest.fixture
def world(own):
    """The world; nothing that happens in the test is undone."""
    name, held, found = own
    with turned_to(name, held):
        yield found


@dataclass(frozen=True)
class Press:
    """One button: who presses it, its address, what one press writes (an event, or a row), and what has to stand before."""

    who: str
    name: str
    stage: str
    effect: str
    more: Callable[[World], list[Any]] = lambda world: []
    fill: Callable[[World], dict[str, Any]] = lambda world: {}
    ready: Callable[[World], Any] | None = None
    also: str = ""  # somebody else who presses it at the same time
    page: str = ""  # the page with the form, when it is another one
    now: dt.datetime = NOW
    times: int = 1
    query: str = ""

    def url(self, world: World) -> str:
        """The address that is posted to."""
        visit = [world.at[self.stage].pk] if self.stage else []
        return reverse(f"reg44:{self.name}", args=[*visit, *self.more(world)]) + self.query

    def form(self, world: World, client: Client) -> dict[str, Any]:
        """The form as the person has filled it in."""
        url = self.url(world)
        response = client.get(reverse(f"reg44:{self.page}", args=[world.at[self.stage].pk]) if self.page else url)
        assert response.status_code == 200
        forms = [form for form in Page(response.content.decode()).forms if (form.action or url) == url]
        return max(forms, key=lambda form: len(form.controls), default=Form(url)).filled() | self.fill(world)


def decided(world):
    """Every comment of the manager is decided about."""
    for row in AccuracyComment.objects.filter(report=world.report["amending"], decision=""):
        closing.decide_comment(comment=row, decision="accepted", reason="", by=world.cast.visitor, now=NOW)


def answered(world):
    """Every recommendation is answered."""
    for row in world.report["with_manager"].recommendations.all():
        words = {"accepted": True, "what": "It is ordered.", "who": "Deputy", "by_date": dt.date(2027, 4, 1)}
        manager.save_answer(recommendation=row, by=world.cast.manager, now=NOW, **words)


def submitted(world):
    """The manager has answered the issued report and submitted the plan."""
    report = world.report["issued"]
    for row in report.recommendations.filter(removed_at=None):
        words = {"accepted": True, "what": "It is ordered.", "who": "Deputy", "by_date": dt.date(2027, 4, 1)}
        manager.save_answer(recommendation=row, by=world.cast.manager, now=NOW, **words)
    manager.submit_plan(report=report, by=world.cast.manager, now=NOW)


def commented(world):
    """The manager has written a comment."""
    words = {"key": "premises_inside", "about": "fact", "correct": "It is new.", "op_id": "parallel"}
    manager.add_comment(report=world.report["with_manager"], by=world.cast.manager, now=NOW, **words)


def in_order(world):
    """The report can be sent: what the other buttons added to it is complete, or taken out again."""
    report = world.report["drafting"]
    for row in report.recommendations.filter(text=""):
        recommendations.remove(recommendation=row, by=world.cast.visitor, now=NOW)
    fill(report, world.cast.visitor, NOW)


def added(world):
    """An addendum waits to be approved."""
    words = {"text": "One more thing.", "reason": "Forgotten."}
    closing.write_addendum(report=world.report["signed_off"], by=world.cast.visitor, now=NOW, **words)


def new_visit(world):
    """A visit in June."""
    date = {"planned_for_day": "15", "planned_for_month": "6", "planned_for_year": "2027"}
    return {"home": world.home.pk, "visitor": world.cast.visitor.pk, **date}


def ofsted(world):
    """The copy for Ofsted."""
    return [world.report["final"].despatches.get(to="ofsted").pk]


def undecided(world):
    """The comment to be decided about."""
    return [AccuracyComment.objects.get(report=world.report["amending"]).pk]


PRESSED = {
    "plan": Press("visitor", "plan", "", "reg44.visit_planned", fill=new_visit, also="qa_officer"),
    "move": Press("visitor", "move", "announced", "reg44.visit_moved", fill=lambda w: {"planned_for_day": "19"}),
    "cancel": Press("visitor", "cancel", "announced", "reg44.visit_cancelled", also="qa_officer"),
    "arrive": Press("visitor", "arrive", "planned", "reg44.visit_arrived", now=SECRET + dt.timedelta(hours=1)),
    "leave": Press("visitor", "leave", "drafting", "reg44.visit_left", fill=lambda w: {"time": "14:10", "day_day": "3"}),
    "urgent notice": Press("visitor", "urgent", "drafting", "reg44.urgent_notice_given"),
    "save a section": Press(
        "visitor", "report_section", "drafting", "questionnaires.AnswerRevision", more=lambda w: ["premises"], times=3,
        fill=lambda w: {"premises_hazards": "A loose step.", "then": "stay"},
    ),
    "add a row": Press(
        "visitor", "report_section", "drafting", "questionnaires.Row", more=lambda w: ["complaints"],
        fill=lambda w: {"then": "add:complaints"},
    ),
    "add a recommendation": Press("visitor", "recommendation_add", "drafting", "reg44.Recommendation"),
    "send the draft": Press("visitor", "report_send", "drafting", "reg44.draft_sent", ready=in_order,
        fill=lambda w: {"declared": ["evidence", "independent"]}),
    "add a comment": Press("manager", "add_comment", "with_manager", "reg44.AccuracyComment", query="?key=premises_inside&p=0"),
    "answer": Press("manager", "answer", "with_manager", "reg44.ManagerAnswer", more=lambda w: [1], also="deputy"),
    "submit the plan": Press(
        "manager", "submit_plan", "with_manager", "reg44.plan_submitted", page="action_plan", ready=answered, also="deputy"
    ),
    "send comments": Press(
        "manager", "send_comments", "with_manager", "reg44.comments_sent", page="comments", ready=commented, also="deputy",
        fill=lambda w: {"answer": "send"},
    ),
    "decide": Press("visitor", "decide_comment", "amending", "reg44.comment_decided", more=undecided),
    "make it final": Press("visitor", "finalise", "amending", "reg44.report_finalised", ready=decided),
    "record a copy": Press(
        "visitor", "despatch", "final", "reg44.ofsted_sent", more=ofsted, also="qa_officer"
    ),
    "put the host on the list": Press("visitor", "host_copy", "final", "reg44.Despatch", page="copies", also="qa_officer"),
    "issue": Press("visitor", "issue", "final", "reg44.report_issued", page="copies"),
    "sign off": Press("ri", "sign_off", "issued", "reg44.report_signed_off", ready=submitted),
    "write an addendum": Press("visitor", "addenda", "signed_off", "reg44.addendum_written"),
    "approve an addendum": Press(
        "qa_officer", "approve_addendum", "signed_off", "reg44.addendum_approved", more=lambda w: [1], page="addenda",
        ready=added, also="head_of_qa",
    ),
}  # fmt: skip


def counted():
    """Rows of every table of ours, and events by code."""
    rows = {model._meta.label: model.objects.count() for app in OURS for model in apps.get_app_config(app).get_models()}
    events = Event.objects.values_list("code").annotate(Count("pk")).order_by()
    return {label: number for label, number in (*rows.items(), *events) if label not in NOTED}


def grown(before):
    """What has grown since, and by how much."""
    after = counted()
    return {label: number - before.get(label, 0) for label, number in after.items() if number != before.get(label, 0)}


def together(*calls):
    """Every call at the same moment, each on a connection of its own: what they returned, or the error that one raised."""
    gate, found = threading.Barrier(len(calls)), []

    def run(call):
        try:
            gate.wait(timeout=10)
            found.append(call())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def at_once(*posts):
    """Every (client, address, data) is posted at the same moment: replies, or what a view raised."""

    def press(client, url, data):
        kind = MULTIPART_CONTENT if isinstance(data, dict) else "application/json"
        return client.post(url, data, content_type=kind)

    found = together(*[partial(press, *post) for post in posts])
    return [HttpResponse(repr(each), status=500) if isinstance(each, Exception) else each for each in found]


@pytest.mark.parametrize("button", PRESSED)
def test_pressed_again_and_at_once_it_has_the_effect_of_one_press(world, button):
    press = PRESSED[button]
    with time_machine.travel(press.now, tick=False):
        clients = [world.cast.client(world.cast.people[who]) for who in (press.who, press.also or press.who)]
        with transaction.atomic():
            if press.ready:
                press.ready(world)
        url, data = press.url(world), press.form(world, clients[0])
        before = counted()
        with transaction.atomic():
            assert clients[0].post(url, data).status_code == 302
            once = grown(before)
            assert once.get(press.effect) == press.times
            assert clients[0].post(url, data).status_code in SAID
            assert grown(before) == once
            transaction.set_rollback(True)
        replies = at_once(*[(clients[number % 2], url, data) for number in range(PRESSES)])
        codes = {reply.status_code for reply in replies}
        assert codes <= SAID
        assert 302 in codes
        assert grown(before) == once


SAID = {200, 302, 409}
"""Done, or a page that says in words why not."""


@pytest.mark.parametrize("same", [True, False], ids=["the same words from one page", "other words from six pages"])
def test_six_pages_that_save_one_answer_at_once_keep_every_word(world, same):
    key, report = (
        ("repairs_soon" if same else "repairs_later"),
        make_report(world.cast, home=world.cast.elm, filled=False),
    )
    url = reverse("reg44:report_autosave", args=[report.visit_id])
    edits = [
        {
            "op_id": "once" if same else f"page{number}",
            "key": key,
            "row": "",
            "base_rev": 0,
            "text": words,
            "echo": True,
        }
        for number in range(PRESSES)
        for words in ["The same words." if same else f"Words of page {number}."]
    ]
    with time_machine.travel(NOW, tick=False):
        client = world.cast.client(world.cast.other_visitor)
        replies = at_once(*[(client, url, json.dumps({"edits": [edit]})) for edit in edits])
    states = sorted(reply.json()["results"][0]["state"] for reply in replies)
    kept = AnswerRevision.objects.filter(response=report.response, key=key)
    assert states == (["saved"] * PRESSES if same else ["clash"] * (PRESSES - 1) + ["saved"])
    assert sorted(kept.values_list("value", flat=True)) == sorted({edit["text"] for edit in edits})
    assert kept.filter(lost=False).count() == 1


def test_six_plans_of_one_month_at_once_make_one_visit(world):
    home, july = world.home, dt.date(2027, 7, 1)
    with time_machine.travel(NOW, tick=False):
        client = world.cast.client(world.cast.visitor)
        form = PRESSED["plan"].form(world, client) | {"planned_for_month": "7"}
        url = reverse("reg44:plan")
        replies = at_once(*[(client, url, form | {"planned_for_day": str(number)}) for number in range(1, PRESSES + 1)])
    assert sorted(reply.status_code for reply in replies) == [200] * (PRESSES - 1) + [302]
    assert all(
        "A home has one visit each month." in reply.content.decode() for reply in replies if reply.status_code == 200
    )
    assert Visit.objects.filter(home=home, month=july).count() == 1


@pytest.mark.parametrize("same", [True, False], ids=["one page pressed six times", "six pages of one link"])
def test_a_link_for_one_person_sent_six_times_at_once_is_answered_once_and_no_word_is_lost(world, same):
    with time_machine.travel(NOW, tick=False):
        with transaction.atomic():
            survey, (token,) = voices.opened(world.cast, "parents", now=NOW, personal=("parent of M.K.",))
        url = reverse("voice:answer", args=[token])
        pages = [("once", "The same.") if same else (f"page{n}", f"Words of page {n}.") for n in range(PRESSES)]
        posts = [(Client(), url, {"at": "3", "op_id": op_id, "better": words}) for op_id, words in pages]
        replies = at_once(*posts)
    assert Reply.objects.filter(survey=survey).count() == 1
    codes = sorted(reply.status_code for reply in replies)
    assert codes == ([302] * PRESSES if same else [302] + [404] * (PRESSES - 1))
    back = "".join(reply.content.decode() for reply in replies if reply.status_code == 404)
    kept = Reply.objects.get(survey=survey).answers
    assert all(words in back or words in kept for _, words in pages)


def test_six_records_sealed_at_once_stand_one_after_the_other_from_the_first_seal_of_a_chain_on(world):
    visit, by = world.at["drafting"], world.cast.ri
    words = {"chain": "together", "subject": visit, "payload": {}, "by": by, "now": NOW}
    rows = together(*[partial(seals.seal, purpose=f"number {number}", **words) for number in range(PRESSES)])
    assert all(isinstance(row, Seal) for row in rows), rows
    assert sorted(row.position for row in rows) == list(range(1, PRESSES + 1))
    assert seals.verify_chain("together") == []
