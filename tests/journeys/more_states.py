"""More states, for the run that draws every page (``make test-axe-all``): each visit at each stage, lists that are empty or long, long
words, time limits in every state, mails in trouble, questionnaires with faults, a record that somebody changed past the portal.
"""

from __future__ import annotations

import datetime as dt
from itertools import product

from django.db import connection
from django.test import override_settings
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from actions.models import Action
from core import clock, errors, guards, outbox
from deadlines import book, timeliness
from deadlines.models import Obligation
from deadlines.services import limits, running
from deadlines.services.sweep import sweep
from delivery.mail import KEEPS_NOTHING
from delivery.models import Delivery
from delivery.services import plan
from homes.models import Appointment, Home, StatutoryDocument
from homes.roles import Role
from questionnaires import definitions
from reg44.models import Recommendation, Report
from reg44.services import closing, copies, manager, referrals, visits
from tests.architecture import matrix_visits
from tests.architecture.world import NOW
from tests.cast import BEGAN
from tests.journeys.screens import Album, undone
from tests.reports import make_report, make_visit

DAY = dt.timedelta(days=1)
READERS = ("visitor", "manager", "ri", "qa_officer", "home_staff", "councillor", "placing_authority")
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
"""A word that is real, and wider than a telephone."""


def look(album: Album, who: str, url: str, name: str) -> None:
    """Keep the page, unless it is not there for this person or leads to another."""
    answer = album.client(who).get(url)
    if answer.status_code not in (302, 404, 405):
        album.keep(name, who, url, answer)


def everywhere(album: Album) -> None:
    """Every page of a visit, for everybody with a part in it, at every stage."""
    names = sorted({row.name for row in matrix_visits.ROWS})
    for name, (stage, visit) in product(names, album.world.at.items()):
        try:
            url = reverse(name, args=[visit.pk])
        except NoReverseMatch:
            continue
        if "/visits/" in url:
            for who in READERS:
                look(album, who, url, f"{name}, {stage}")


def cycle(album: Album) -> None:
    """What manager, visitor and responsible individual have said: comments sent and decided, a plan with every kind of answer, copies."""
    cast, world = album.world.cast, album.world
    draft, amending, issued = (world.report[state] for state in ("with_manager", "amending", "issued"))
    manager.add_comment(
        report=draft, key="premises_inside", about="fact", correct="It is new.", op_id="m", by=cast.manager, now=NOW
    )
    manager.save_narrative_response(report=draft, text="We are glad of the report.", by=cast.manager, now=NOW)
    for comment in amending.accuracy_comments.all():
        closing.decide_comment(comment=comment, decision="declined", reason="I saw it.", by=cast.visitor, now=NOW)
    ways = ({"accepted": True, "done": True, "evidence": "A photograph."}, {"accepted": False})
    for row, way in zip(issued.recommendations.order_by("number"), ways, strict=True):
        manager.save_answer(
            recommendation=row, what="It is mended.", who="Deputy", by_date=NOW.date(), by=cast.manager, now=NOW, **way
        )
    copies.copy_for_host_authority(report=issued, by=cast.visitor, now=NOW)
    copy = issued.despatches.filter(person=None).first()
    copies.record_despatch(despatch=copy, how="post", reference="RM 1", sent_at=NOW, by=cast.visitor, now=NOW)
    pages = (
        "visit",
        "comments",
        "narrative",
        "action_plan",
        "decide",
        "finalise",
        "copies",
        "sign_off",
        "read",
        "difference",
        "history",
    )
    for report, name, who in product((draft, amending, issued), pages, READERS[:4]):
        look(album, who, reverse(f"reg44:{name}", args=[report.visit_id]), f"reg44:{name}, said, {report.state}")
    for report, number, who in product((draft, amending, issued), (1, 2), READERS[:3]):
        for name in ("answer", "supervisor"):
            url = reverse(f"reg44:{name}", args=[report.visit_id, number])
            look(album, who, url, f"reg44:{name} {number}, said, {report.state}")
    manager.submit_plan(report=Report.objects.get(pk=issued.pk), by=cast.manager, now=NOW)
    for who in READERS[:4]:
        for name in ("sign_off", "action_plan", "return_plan", "visit"):
            look(album, who, reverse(f"reg44:{name}", args=[issued.visit_id]), f"reg44:{name}, plan submitted")
    actions = {(each.state, each.priority): each for each in Action.objects.filter(home=cast.oak)}
    for ((state, priority), action), who in product(actions.items(), READERS[:4]):
        look(album, who, reverse("actions:action", args=[action.pk]), f"actions:action, {state}, {priority}")


def visits_apart(album: Album) -> None:
    """A visit that was cancelled, one given back for a conflict, and an urgent notice of which Ofsted was told."""
    cast, notice = album.world.cast, album.world.notice
    cancelled = make_visit(cast, arrives=dt.datetime(2027, 6, 8, 10, tzinfo=dt.UTC))
    visits.cancel(visit=cancelled, why="The visitor is ill.", by=cast.visitor, now=NOW)
    given_back = make_visit(cast, arrives=dt.datetime(2027, 7, 8, 10, tzinfo=dt.UTC))
    visits.declare_conflict(visit=given_back, what="My sister works there.", by=cast.visitor, now=NOW)
    visits.record_ofsted_told(notice=notice, told_at=NOW, how="By telephone.", by=cast.visitor, now=NOW)
    for who in ("visitor", "visitor_manager", "qa_officer", "manager", "ri", "service_lead"):
        for visit in (cancelled, given_back):
            for name in ("visit", "history", "briefing", "move", "arrive"):
                look(album, who, reverse(f"reg44:{name}", args=[visit.pk]), f"reg44:{name}, cancelled")
        look(album, who, reverse("reg44:notice", args=[notice.pk]), "reg44:notice, told")
        look(album, who, reverse("reg44:ofsted_told", args=[notice.pk]), "reg44:ofsted_told, told")
        look(album, who, reverse("reg44:visits"), "reg44:visits, some cancelled")


def referred(album: Album) -> None:
    """A referral to be made, made, and answered."""
    world = album.world
    for state in ("made", "answered"):
        for who in ("visitor", "manager", "ri", "qa_officer", "service_lead"):
            for row in (world.owed, world.referred):
                look(album, who, reverse("reg44:referral", args=[row.pk]), f"reg44:referral, one {state}")
            look(album, who, reverse("reg44:referrals"), f"reg44:referrals, one {state}")
        if state == "made":
            referrals.answer(referral=world.referred, text="A new lock on Friday.", by=world.cast.ri, now=NOW)


def time_limits(album: Album) -> None:
    """Board, “why then?”, policy and timeliness while the scheduler runs, with settings, closure days, limits moved and of every state."""
    cast = album.world.cast
    sweep(now=NOW)
    who_sees = ("visitor", "manager", "ri", "qa_officer", "director")
    for who in who_sees:
        for query in ("", f"?home={cast.oak.pk}", "?rule=reg44.draft_to_manager", "?home=0&rule=none"):
            look(album, who, reverse("deadlines:board") + query, "deadlines:board, swept")
        look(album, who, reverse("delivery:messages"), "delivery:messages, swept")
        look(album, who, "/", "governance:start, swept")
    change = reverse("deadlines:change_limit", args=["reg44.draft_to_manager"])
    moved = {
        "count": "9",
        "unit": "working days",
        "starts_day": "1",
        "starts_month": "1",
        "starts_year": "2027",
        "reason": "Policy.",
    }
    album.post("qa_officer", change, moved, name="deadlines:change_limit, would move")
    album.post("qa_officer", change, moved | {"starts_year": "2029"}, name="deadlines:change_limit, moves nothing")
    album.post("qa_officer", change, moved | {"count": "900"}, name="deadlines:change_limit, too much")
    album.get(
        "qa_officer",
        reverse("deadlines:change_limit", args=["reg44.visit_monthly"]),
        name="deadlines:change_limit, law",
    )
    limits.set_limit(
        rule_id="reg44.draft_to_manager", count=9, unit="working days", starts=dt.date(2027, 1, 1), reason=LONG,
        by=cast.qa_officer, now=NOW,
    )  # fmt: skip
    limits.add_closure_day(day=dt.date(2027, 3, 25), reason="Closed for moving house", by=cast.qa_officer, now=NOW)
    row = (
        Obligation.objects.filter(rule="reg44.recommendation_medium", state="open").first()
        or Obligation.objects.filter(state="open").last()
    )
    running.move(
        obligation=row,
        due_on=clock.today(row.due_at) + DAY,
        reason="Ill",
        book=book.load(),
        by=cast.qa_officer,
        now=NOW,
    )
    rows = {(each.rule, each.state, bool(each.moves)): each for each in Obligation.objects.filter(home=cast.oak)}
    for who in who_sees:
        for (rule, state, _), each in rows.items():
            look(album, who, reverse("deadlines:why", args=[each.pk]), f"deadlines:why {rule}, {state}")
        look(album, who, reverse("deadlines:timeliness"), "deadlines:timeliness, swept")
        for how in timeliness.HOW:
            url = reverse("deadlines:kept_lines") + f"?month=2027-03&how={how}"
            look(album, who, url, f"deadlines:kept_lines, {how}")
        look(album, who, reverse("deadlines:limits"), "deadlines:limits, set")


def mails(album: Album) -> None:
    """A mail in every state, with and without a mail server."""
    states = {
        "waiting": {}, "sending": {"claimed_at": NOW}, "sent": {"sent_at": NOW}, "retry": {"last_answer": "451 later"},
        "dead": {"last_answer": "550 unknown"}, "superseded": {}, "portal_only": {},
    }  # fmt: skip
    plan(now=NOW)
    one = album.world.mail
    for (state, values), who in product(states.items(), ("qa_officer", "administrator")):
        Delivery.objects.filter(pk=one.pk).update(
            **({"sent_at": None, "last_answer": "", "claimed_at": None} | values), state=state
        )
        for name, args in (("mail", [one.pk]), ("mails", []), ("all_mails", [])):
            look(album, who, reverse(f"delivery:{name}", args=args), f"delivery:{name}, {state}")
    Delivery.objects.filter(pk=one.pk).update(
        state="dead", sent_at=None, dealt_with_at=NOW, dealt_with_by=album.world.cast.qa_officer
    )
    with override_settings(EMAIL_BACKEND=KEEPS_NOTHING):
        for name, args in (("mail", [one.pk]), ("mails", []), ("all_mails", [])):
            look(album, "qa_officer", reverse(f"delivery:{name}", args=args), f"delivery:{name}, no server")


def questionnaire_files(album: Album) -> None:
    """A file with faults, a draft of a new version with its differences, that version in force, one withdrawn."""
    source, add = definitions.source("reg44_report"), reverse("questionnaires:add")
    album.post("qa_officer", add, {"source": "key: x\nsections: none\n"}, name="questionnaires:add, faults")
    now = album.world.version.number
    new = source.replace(f"number: {now}", f"number: {now + 1}", 1).replace("title: Education", "title: Schooling", 1)
    answer = album.client("qa_officer").post(add, {"source": new})
    assert answer.status_code == 302, answer.content
    url = answer.headers["Location"]
    for state, act in (("draft", ""), ("in force", "publish"), ("withdrawn", "withdraw")):
        if act:
            number = url.rstrip("/").split("/")[-1]
            album.client("qa_officer").post(reverse(f"questionnaires:{act}", args=[number]))
        album.get("qa_officer", url, name=f"questionnaires:version, {state}")
        album.get("qa_officer", reverse("questionnaires:list"), name=f"questionnaires:list, {state}")
    for version in (album.world.version,):
        for section in definitions.schema_of(version).sections:
            look(
                album,
                "qa_officer",
                reverse("questionnaires:form_preview", args=[version.pk, section.id]),
                "questionnaires:form_preview",
            )


def nothing_there(album: Album) -> None:
    """A home with nothing in it, as its new people find it; lists that are empty; a search that finds nobody."""
    cast = album.world.cast
    ash = Home.objects.create(
        name="Ash View", urn="SC100009", registered_places=2, address="Ash View", host_authority=cast.host
    )
    people = {"new_manager": Role.REGISTERED_MANAGER, "new_deputy": Role.DEPUTY_MANAGER, "new_visitor": Role.VISITOR}
    people |= {"new_councillor": Role.COUNCILLOR, "new_staff": Role.HOME_STAFF}
    for name, role in people.items():
        cast.people[name] = User.objects.create_user(
            f"{name}@council.example".replace("_", "."), name.replace("_", " ").title()
        )
        Appointment.objects.create(person=cast.people[name], role=role, home=ash, starts=BEGAN)
    pages = (
        "governance:start",
        "homes:list",
        "reg44:visits",
        "reg44:rota",
        "reg44:referrals",
        "deadlines:board",
        "deadlines:timeliness",
        "delivery:messages",
    )
    for who in people:
        for name in pages:
            look(album, who, reverse(name), f"{name}, nothing there")
        for name in ("home", "residents", "staff"):
            look(album, who, reverse(f"homes:{name}", args=[ash.pk]), f"homes:{name}, nothing there")
    look(album, "administrator", reverse("homes:home", args=[ash.pk]), "homes:home, nothing there")
    album.get("administrator", reverse("homes:people") + "?words=nobody", name="homes:people, none found")
    with undone():
        Delivery.objects.update(
            state="portal_only", sent_at=None, last_answer="", dealt_with_at=None, dealt_with_by=None
        )
        album.get("qa_officer", reverse("delivery:mails"), name="delivery:mails, none")


def homes(album: Album) -> None:
    """A home that is closed, rooms out of use, a document that is overdue, a person who cannot sign in."""
    cast = album.world.cast
    with undone():
        StatutoryDocument.objects.update(review_by=NOW.date() - DAY)
        for building in cast.oak.buildings.all():
            building.bedrooms.update(in_use=False)
        cast.oak.buildings.update(in_use=False)
        User.objects.filter(pk=cast.leaver.pk).update(is_active=False)
        for who in (*READERS, "deputy", "administrator"):
            look(album, who, reverse("homes:home", args=[cast.oak.pk]), "homes:home, overdue")
            look(album, who, reverse("homes:list"), "homes:list, overdue")
            look(album, who, "/", "governance:start, overdue")
        Home.objects.filter(pk=cast.oak.pk).update(closed_on=NOW.date() - DAY)
        for who in (*READERS, "administrator"):
            look(album, who, reverse("homes:home", args=[cast.oak.pk]), "homes:home, closed")
            look(album, who, reverse("homes:list"), "homes:list, closed")
        for name in ("leaver", "visitor", "placing_authority", "stranger"):
            url = reverse("homes:person", args=[cast.people[name].pk])
            album.get("administrator", url, name=f"homes:person, {name}")


def second_pages(album: Album) -> None:
    """Lists so long that they have more pages, or are cut."""
    cast = album.world.cast
    User.objects.bulk_create(
        User(email=f"p{n}@council.example", full_name=f"Person {n}", password="!") for n in range(150)
    )
    for number in range(110):
        outbox.put(
            to=cast.visitor, code="many", key=f"many{number}", subject=f"Oak House: note {number}", body="Sign in.", link="/",
            home=cast.oak, now=NOW,
        )  # fmt: skip
    plan(now=NOW)
    Delivery.objects.update(state="retry", last_answer="451 later", sent_at=None)
    pages = ((reverse("homes:people"), "administrator"), (reverse("delivery:messages"), "visitor"))
    pages += tuple((reverse(f"delivery:{name}"), "qa_officer") for name in ("mails", "all_mails"))
    for (url, who), page in product(pages, ("1", "2", "3", "99")):
        album.get(who, f"{url}?page={page}", name=f"{url}, page {page}")
    some = Obligation.objects.filter(state="open", home=cast.oak).first()
    Obligation.objects.bulk_create(
        Obligation(
            rule=some.rule, subject_type=some.subject_type, subject_id=10_000 + n, home=cast.oak, started_at=some.started_at,
            due_at=NOW + n * DAY, opened_at=NOW,
        )
        for n in range(-100, 110)
    )  # fmt: skip
    for who in ("visitor", "manager", "qa_officer"):
        look(album, who, reverse("deadlines:board"), "deadlines:board, cut")
        look(album, who, "/", "governance:start, much to do")


def long_words(album: Album) -> None:
    """Words wider than a telephone in every place that somebody types into, and as the name of a home and of its people."""
    cast = album.world.cast
    Home.objects.filter(pk=cast.elm.pk).update(name=LONG, address=LONG, provider=LONG)
    cast.elm.refresh_from_db()
    for key in ("other_visitor", "other_manager"):
        User.objects.filter(pk=cast.people[key].pk).update(full_name=LONG)
    cast.elm.buildings.update(name=LONG)
    cast.elm.staff.update(job=LONG)
    cast.elm.residents.update(reference=LONG[:40])
    said = dict.fromkeys(("premises_inside", "premises_outside", "concluding_statement"), f"{LONG}{LONG}")
    months = {"signed_off": 4, "amending": 5, "with_manager": 6, "drafting": 7}
    for state, month in months.items():
        arrives = dt.datetime(2026, month, 2, 10, tzinfo=dt.UTC)
        report = make_report(cast, home=cast.elm, state=state, arrives=arrives, **said)
        Recommendation.objects.filter(report=report, report__state="drafting").update(text=LONG * 2, measure=LONG * 2)
        for who, name in product(
            ("other_visitor", "other_manager", "ri", "qa_officer"), sorted({row.name for row in matrix_visits.ROWS})
        ):
            try:
                url = reverse(name, args=[report.visit_id])
            except NoReverseMatch:
                continue
            if "/visits/" in url:
                look(album, who, url, f"{name}, long words, {state}")
        for who in ("other_visitor", "other_manager"):
            for section in ("premises", "previous_recommendations", "residents", "concluding"):
                look(
                    album,
                    who,
                    reverse("reg44:report_section", args=[report.visit_id, section]),
                    f"reg44:report_section {section}, long words",
                )
            for name in ("answer", "recommendation_change"):
                look(
                    album,
                    who,
                    reverse(f"reg44:{name}", args=[report.visit_id, 1]),
                    f"reg44:{name}, long words, {state}",
                )
    pages = (
        "governance:start",
        "homes:list",
        "reg44:visits",
        "reg44:rota",
        "deadlines:board",
        "deadlines:timeliness",
        "delivery:messages",
        "reg44:plan",
        "accounts:account",
    )
    for who, name in product(
        ("other_visitor", "other_manager", "ri", "qa_officer", "administrator"), (*pages, "homes:people")
    ):
        look(album, who, reverse(name), f"{name}, long words")
    for who, name in product(("other_visitor", "other_manager", "administrator"), ("home", "residents", "staff")):
        look(album, who, reverse(f"homes:{name}", args=[cast.elm.pk]), f"homes:{name}, long words")
    album.get("administrator", reverse("homes:person", args=[cast.other_visitor.pk]), name="homes:person, long words")


def changed_past_the_portal(album: Album) -> None:
    """A sealed report in which somebody changed a word in the database itself."""
    report = album.world.report["signed_off"]
    guards.lift(connection)
    with undone():
        report.response.answers.filter(key="concluding_statement").update(value="The home is run badly.")
        for who, name in product(READERS, ("read", "sign_off", "visit", "action_plan", "addenda")):
            look(album, who, reverse(f"reg44:{name}", args=[report.visit_id]), f"reg44:{name}, changed past the portal")
        look(album, "visitor", reverse("reg44:documents", args=[report.pk]), "reg44:documents, changed past the portal")
    album.keep("413", "visitor", "/", errors.too_large())


ALL = (
    everywhere, cycle, visits_apart, referred, time_limits, mails, questionnaire_files, nothing_there, homes, second_pages, long_words,
    changed_past_the_portal,
)  # fmt: skip
