"""States of pages that the table of addresses does not tell of: an empty report, what was left out, two texts for one answer, files
that are being made, sign-in with its second step, refusals. Each function sets up its part on the world and opens the pages of it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import reverse

from core import errors
from core.models import Document
from core.refusal import Refused
from questionnaires import definitions, examples
from reg44.services import closing
from tests import voices
from tests.architecture.world import NOW
from tests.cast import PASSWORD
from tests.journeys.screens import Album, pages
from tests.reports import make_report, submit_plan
from voice import services

RETURNED = dt.datetime(2026, 9, 2, 10, tzinfo=dt.UTC)
EMPTY = dt.datetime(2027, 3, 9, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def reports(album: Album) -> None:
    """A report just begun at Elm Lodge and the complete one of Oak House: every section, said to be complete, left out, removed from."""
    world = album.world
    empty = make_report(world.cast, home=world.cast.elm, arrives=EMPTY, filled=False)
    _writing(album, "other_visitor", empty)
    _writing(album, "visitor", world.report["drafting"])
    _two_texts(album, "other_visitor", empty)
    for row in ("visit", "history", "briefing", "leave", "consents"):
        album.get("other_visitor", reverse(f"reg44:{row}", args=[empty.visit_id]), name=f"reg44:{row}, begun")
    for who in ("other_manager", "qa_officer", "ri"):
        album.get(who, reverse("reg44:visit", args=[empty.visit_id]), name="reg44:visit, begun")


def _writing(album: Album, who: str, report: Any) -> None:
    def at(name: str, *args: Any) -> str:
        return reverse(f"reg44:{name}", args=[report.visit_id, *args])

    for name in ("report_tasks", "report_names", "report_check", "report_send", "recommendations"):
        album.get(who, at(name), name=f"reg44:{name} of {who}")
    for section in definitions.schema_of(report.response.version).sections:
        if section.audience != "visitor":
            continue
        url = at("report_section", section.id)
        answer = album.client(who).get(url)  # one section is closed until a consent is recorded
        album.keep(f"reg44:report_section {section.id}", who, url, answer)
        if who == "visitor":  # a complete report has no errors to show
            continue
        token = re.search(r'name="op_id" value="([^"]+)"', answer.content.decode())
        done = {"op_id": token[1] if token else "", "done": "yes", "then": "later"}
        album.post(who, url, done, name=f"reg44:report_section {section.id}, said to be complete")
    left_out = at("report_leave_out", "premises")
    album.post(who, left_out, {"reason": "The light failed."}, name="reg44:report_section, left out")
    album.get(who, at("report_removed", "complaints"), name="reg44:report_removed")


def _two_texts(album: Album, who: str, report: Any) -> None:
    url = reverse("reg44:report_autosave", args=[report.visit_id])
    edit = {"key": "premises_inside", "row": "", "base_rev": 0}
    for number, text in enumerate(("Kayleigh told me of the stairs.", "Kayleigh Smith told me of the gate.")):
        edits = {"edits": [edit | {"op_id": f"text{number}", "text": text}]}
        answer = album.client(who).post(url, json.dumps(edits), content_type="application/json").json()
    album.get(who, answer["results"][0]["url"], name="reg44:report_clash")
    album.get(who, reverse("reg44:report_names", args=[report.visit_id]), name="reg44:report_names, a name")
    album.get(
        who, reverse("reg44:report_section", args=[report.visit_id, "premises"]), name="reg44:report_section, clash"
    )


def addenda(album: Album) -> None:
    """A signed-off report with one addendum in force and one that waits."""
    world, report = album.world, album.world.report["signed_off"]
    for number in (1, 2):
        row = closing.write_addendum(
            report=report, text="The gate was mended.", reason=f"Seen later, {number}.", by=world.cast.visitor, now=NOW
        )
        if number == 1:
            closing.approve_addendum(addendum=row, by=world.cast.qa_officer, now=NOW)
    for who in ("visitor", "qa_officer", "ri", "manager"):
        for name in ("addenda", "read", "visit", "history"):
            album.get(who, reverse(f"reg44:{name}", args=[report.visit_id]), name=f"reg44:{name}, with addenda")


def returned(album: Album) -> None:
    """An action plan that the responsible individual sent back."""
    cast, report = album.world.cast, make_report(album.world.cast, state="issued", arrives=RETURNED)
    now = report.issued_at + HOUR
    submit_plan(report, cast.manager, now)
    album.get("ri", reverse("reg44:sign_off", args=[report.visit_id]), name="reg44:sign_off, with a plan")
    closing.return_plan(report=report, reason="Say who mends the gate.", by=cast.ri, now=now + HOUR)
    for who in ("manager", "ri", "visitor"):
        for name in ("visit", "action_plan", "read", "history"):
            album.get(who, reverse(f"reg44:{name}", args=[report.visit_id]), name=f"reg44:{name}, sent back")
    album.get("manager", "/", name="governance:start, a plan sent back")


def files(album: Album) -> None:
    """The page of a file that is being made, is late, ready, or could not be made; the check of a file."""
    report = album.world.report["signed_off"]
    ask = reverse("reg44:ask_document", args=[report.pk])
    answer = album.client("visitor").post(ask, {"kind": "reg44.report", "format": "pdf"})
    url, found = answer.headers["Location"], Document.objects.get()
    states: dict[str, dict[str, Any]] = {
        "waiting": {},
        "late": {"asked_at": NOW - 3 * HOUR},
        "failed": {"state": "failed"},
        "ready": {"state": "ready", "sha256": "ab" * 32, "pages": 20, "made_at": NOW, "content": b"%PDF"},
    }
    for state, values in states.items():
        Document.objects.filter(pk=found.pk).update(**values)
        album.get("visitor", url, name=f"core:document, {state}")
    album.get("visitor", reverse("reg44:documents", args=[report.pk]), name="reg44:documents, made")
    album.get("nobody", reverse("reg44:verify") + "?code=no-such-code", name="reg44:verify, unknown")
    album.get("ri", reverse("reg44:verify") + "?code=" + "ab" * 32, name="reg44:verify, a code")


def galleries(album: Album) -> None:
    """Every component, with errors too; every kind of question in every state."""
    album.get("stranger", reverse("core:components") + "?errors=1", name="core:components, errors")
    for state in examples.STATES:
        url = reverse("questionnaires:gallery_state", args=[state])
        album.get("stranger", url, name=f"questionnaires:gallery_state {state}")


def sign_in(album: Album) -> None:
    """A wrong password, a forgotten one, the second step and the codes for an emergency."""
    cast, at = album.world.cast, reverse
    album.get("nobody", at("account_login"), name="account_login")
    wrong = {"login": cast.ri.email, "password": "not this one at all"}
    album.post("nobody", at("account_login"), wrong, name="account_login, wrong")
    album.post("nobody", at("account_login"), {}, name="account_login, empty")
    mail.outbox = []
    album.client("nobody").post(at("account_reset_password"), {"email": cast.ri.email})
    link = re.search(r"https?://[^/\s]+(/password/\S+)", str(mail.outbox[-1].body))
    assert link
    url, answer = pages(album.client("nobody").get(link[1]), album.client("nobody").get, link[1])
    album.keep("account_reset_password_from_key, a link", "nobody", url, answer)
    album.post(
        "nobody", url, {"password1": "short", "password2": "other"}, name="account_reset_password_from_key, wrong"
    )
    TOTP.activate(cast.director, generate_totp_secret())
    RecoveryCodes.activate(cast.director)
    second = album.clients["at the second step"] = Client()
    url, answer = pages(
        second.post(at("account_login"), {"login": cast.director.email, "password": PASSWORD}), second.get, ""
    )
    album.keep("mfa_authenticate", "at the second step", url, answer)
    album.post("at the second step", url, {"code": "000000"}, name="mfa_authenticate, wrong")
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        album.get("director", at(name), name=f"{name}, with an app")
    album.get("director", at("mfa_reauthenticate"), name="mfa_reauthenticate")
    _passkey(album)


def _passkey(album: Album) -> None:
    key = Authenticator.objects.create(
        user=album.world.cast.ri,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "My tablet", "passwordless": True, "credential": {}},
    )
    for name, args in (("mfa_index", []), ("mfa_list_webauthn", []), ("mfa_edit_webauthn", [key.pk])):
        album.get("ri", reverse(name, args=args), name=f"{name}, with a passkey")
    album.get("ri", reverse("mfa_remove_webauthn", args=[key.pk]), name="mfa_remove_webauthn")
    album.get(
        "administrator", reverse("homes:person", args=[album.world.cast.ri.pk]), name="homes:person, with a passkey"
    )


def refusals(album: Album) -> None:
    """What stands in place of a page that cannot be given."""
    for who in ("nobody", "visitor"):
        album.get(who, "/no/such/page/", name="404", status=404)
    request = RequestFactory().get("/")
    request.user = album.world.cast.visitor
    refusal = Refused("already_sent", "The draft was already sent.")
    answers = {
        "400": errors.bad_request(request),
        "403": errors.permission_denied(request),
        "409": errors.refused(request, refusal, back="/visits/"),
        "429": render(request, "429.html", status=429),
        "500": errors.server_error(request),
    }
    for name, answer in answers.items():
        album.keep(name, "visitor", "/", answer)
    late = Client(enforce_csrf_checks=True)
    words = {"answer": "The children told the visitor that they like the garden."}
    old = late.post(reverse("account_login"), words, headers={"sec-fetch-site": "same-origin"})
    album.keep("a form that was open too long", "nobody", reverse("account_login"), old)


def voice(album: Album) -> None:
    """A survey page by page, with an answer that cannot be; a link that does not work; few answers; what was said and done."""
    world = album.world
    url = reverse("voice:answer", args=[world.survey_secret])
    for at in ("-1", "0", "2"):
        album.post("nobody", url, {"at": at, "child_safe": "mostly"}, name=f"voice:answer, after {at}")
    album.post("nobody", url, {"at": "0", "child_safe": "no such answer"}, name="voice:answer, wrong")
    album.post("nobody", url, {"at": "3"}, name="voice:answer, empty")
    gone = reverse("voice:answer", args=["none"])
    album.get("nobody", gone, name="voice:answer, gone", status=404)
    sent = album.client("nobody").post(gone, {"better": "More time with the children."})
    album.keep("voice:answer, gone with words", "nobody", gone, sent)
    album.get("nobody", reverse("voice:thanks", args=["said"]), name="voice:thanks, said")
    few = voices.closed(world.cast, "placing", replies=2, now=NOW)
    album.get("manager", reverse("voice:survey", args=[few.pk]), name="voice:survey, few")
    services.deal_with(word=world.word_for_home, kind="answered", text="We talked.", by=world.cast.visitor, now=NOW)
    for who in ("visitor", "manager"):
        album.get(who, reverse("voice:word", args=[world.word_for_home.pk]), name="voice:word, answered")
        album.get(who, reverse("voice:words"), name="voice:words, answered")


ALL = (reports, addenda, returned, files, galleries, sign_in, refusals, voice)
