"""Whatever a browser sends to any address of the portal: never an error of ours, no text lost, nothing foreign touched, no script in a page.

Addresses come from tests/architecture/matrix*.py and fields from the forms on the screens, so a new one is attacked without being
named here. Each request is rolled back; a view that raises fails the test, because the client of the tests raises it again.
"""

from __future__ import annotations

import itertools
import json
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from questionnaires import definitions
from tests.architecture.rows import ALL, OURS
from tests.cast import PEOPLE
from tests.crawling import READINGS, watching
from tests.integration.hostile import poison
from tests.integration.hostile.pages import Page
from tests.integration.hostile.poison import MARK, RAW
from tests.integration.hostile.targets import LEAVES, foreign_rows, stored_texts, too_long, touched, undone

pytestmark = [pytest.mark.xdist_group("hostile"), pytest.mark.django_db]
SLOW = frozenset({"account_reset_password"})  # counts how often it is asked
LIBRARY = (
    "account_",
    "mfa_",
)  # pages of the sign-in library: what is typed there (a code, an address) is not handed back


def ask(client, method, url, content=b"", kind=poison.FORM):
    """One request: (response, tables written to). What a view raises is told as 500, so that one run finds all of it."""
    with watching(but=READINGS) as wrote:
        try:
            response = client.generic(method, url, content, content_type=kind)
        except Exception as error:
            response = HttpResponse(status=500, reason=repr(error)[:120])
    return response, wrote


def send(client, url, data):
    """One form, sent as a browser sends it."""
    return ask(client, "POST", url, urlencode(data, doseq=True, errors="surrogatepass"))


def told(response):
    """Code and reason, for the message of a failure."""
    return f"{response.status_code} {response.reason_phrase if response.status_code == 500 else ''}".strip()


def lost(response, wrote, sent, form):
    """Which of the texts that were sent are neither stored nor on the page that came back."""
    stored = stored_texts(wrote) if response.status_code == 302 else set()
    page = set() if response.status_code == 302 else set(Page(response.content.decode()).typed)
    have = {text.strip() for text in stored | {poison.kept(text) for text in page}}
    ways = {name: {poison.kept(text).strip()} for name, text in sent.items()}
    for name in (name for name in sent if form.controls[name].kind == "text"):
        ways[name].add(poison.on_one_line(sent[name]).strip())
    return [name for name in sent if not ways[name] & have]


@pytest.mark.parametrize("kind", poison.TEXTS)
def test_hostile_words_are_stored_to_the_letter_or_stand_in_the_page_that_comes_back(field, kind):
    wrong, text = [], poison.TEXTS[kind]
    for target in field.targets:
        free = target.form.free()
        if not free or target.name.startswith(LIBRARY):
            continue
        sent = {name: f"{text}{number}" for number, name in enumerate(free)}
        with undone():
            response, wrote = send(field.client(target.who), target.url, target.form.filled() | sent)
            away = lost(response, wrote, sent, target.form)
            if away or response.status_code not in (200, 302, 409, 422):
                wrong.append(f"{target}: {told(response)}, lost {away}")
            wrong += [f"{target}: {column} holds more than it may" for column in too_long(wrote)]
    assert not wrong, "\n".join(wrong)


def test_words_that_come_too_late_stand_in_the_page_that_says_so(field):
    """The page was open while the record moved on: what was typed is handed back, not thrown away."""
    forms = {target.name: target for target in field.targets}
    wrong, seen = [], 0
    for row in OURS:
        target = forms.get(row.name)
        if not row.told or target is None or not target.form.free():
            continue
        sent = {name: f"{MARK} too late {number}" for number, name in enumerate(target.form.free())}
        with undone():
            response, wrote = send(field.client(sorted(row.told)[0]), field.url(row), target.form.filled() | sent)
        seen += 1
        if response.status_code not in (404, 409) or wrote:
            wrong.append(f"{row.name} {row.when}: {told(response)} {wrote}")
        elif response.status_code == 409 and (away := lost(response, wrote, sent, target.form)):
            wrong.append(f"{row.name} {row.when}: lost {away}")
    assert seen > 5
    assert not wrong, "\n".join(wrong)


def test_no_page_carries_a_script_that_somebody_typed(field):
    wrong, seen = [], 0
    shown = itertools.cycle(
        ("read", "report_check", "report_names", "recommendations", "comments", "action_plan", "history")
    )
    for target in field.targets:
        sent = dict.fromkeys(target.form.free(), poison.SCRIPT)
        if not sent:
            continue
        with undone():
            client = field.client(target.who)
            response, wrote = send(client, target.url, target.form.filled() | sent)
            pages = [response.headers.get("Location", target.url)]
            if any(table.startswith(("reg44", "questionnaires")) for table in wrote) and "/visits/" in target.url:
                visit = target.url.split("/")[2]
                pages += [reverse(f"reg44:{name}", args=[visit]) for name in itertools.islice(shown, 2)]
            for page in [response, *(client.get(url) for url in pages)]:
                seen += MARK in page.content.decode(errors="replace")
                if any(raw in page.content.decode(errors="replace") for raw in RAW):
                    wrong.append(f"{target}: {page.request['PATH_INFO']}")
    assert seen > 30
    assert not wrong, "\n".join(wrong)


def test_a_field_that_holds_what_nobody_asked_for_is_refused_in_words_or_ignored(field):
    wrong, turn = [], 0
    for target in field.targets:
        client, filled = field.client(target.who), target.form.filled()
        for name in target.form.controls:
            value, turn = poison.VALUES[turn % len(poison.VALUES)], turn + 1
            with undone():
                response, _ = send(client, target.url, filled | {name: value})
            if response.status_code not in (200, 302, 404, 409, 422, 429):
                wrong.append(f"{target}: {name}={value!r:.40}: {told(response)}")
    assert turn > 200
    assert not wrong, "\n".join(wrong)


def test_dates_that_are_none_are_refused_and_come_back_as_they_were_typed(field):
    wrong, seen, dates = [], 0, itertools.cycle(poison.DATES)
    for target in field.targets:
        boxes = [name.removesuffix("_day") for name in target.form.controls if name.endswith("_day")]
        for date in itertools.islice(dates, 3) if boxes else ():
            typed = {
                f"{box}_{part}": text
                for box in boxes
                for part, text in zip(("day", "month", "year"), date, strict=True)
            }
            with undone():
                response, _ = send(field.client(target.who), target.url, target.form.filled() | typed)
            seen += 1
            if response.status_code == 200:
                missing = set(date) - set(Page(response.content.decode()).typed)
                wrong += [f"{target}: {date} came back without {missing}"] if missing else []
            elif response.status_code not in (302, 409):
                wrong.append(f"{target}: {date}: {told(response)}")
    assert seen > 40
    assert not wrong, "\n".join(wrong)


def test_a_body_that_is_broken_never_breaks_a_page(field):
    wrong, turn = [], itertools.cycle(poison.BODIES.items())
    for target in field.targets:
        for body, (kind, content) in itertools.islice(turn, BODIES_EACH):
            with undone():
                response, _ = ask(field.client(target.who), "POST", target.url, content, kind)
            if response.status_code not in (200, 302, 400, 404, 409, 422, 429):
                wrong.append(f"{target}: {body}: {told(response)}")
    assert not wrong, "\n".join(wrong)


BODIES_EACH = 3  # of the 17 bodies for each address; the turn goes on from one to the next, so that all kinds of page meet all of them


def everybody_who_may(field):
    """(name, who, address) of every row of the table, with one person who may use it (or anybody, where nobody may)."""
    for name, row in {row.name: row for row in ALL}.items():
        if name != LEAVES:
            yield name, next(iter(sorted(row.who())), "stranger"), field.url(row)


def test_no_way_of_asking_but_get_and_post_is_known(field):
    wrong, methods = [], itertools.cycle(poison.METHODS)
    for name, who, url in everybody_who_may(field):
        for method in itertools.islice(methods, 1):
            with undone():
                response, wrote = ask(field.client(who), method, url, b"text=x")
            code = response.status_code
            refused = code in (302, 404, 405, 409) or (method in ("HEAD", "OPTIONS") and code == 200)
            if wrote or not (refused or (name.startswith(LIBRARY) and code < 500)):
                wrong.append(f"{method} {name}: {told(response)} {wrote}")
    assert not wrong, "\n".join(wrong)


def test_nonsense_after_the_question_mark_never_breaks_a_page(field):
    wrong = []
    for number, (name, who, url) in enumerate(everybody_who_may(field)):
        for query in poison.QUERIES[number % 2 :: 2] if name not in ASKED else poison.QUERIES:
            with undone():
                response, _ = ask(field.client(who), "GET", url.split("?")[0] + query)
            page = response.getvalue().decode(errors="replace")  # also of files that are streamed
            if response.status_code not in (200, 302, 400, 404, 405, 409) or any(raw in page for raw in RAW):
                wrong.append(f"{name}: {query[:20]}: {told(response)}")
            if response.headers.get("Location", "").startswith(("//", "http")):
                wrong.append(f"{name} leads to {response.headers['Location']}")
    assert not wrong, "\n".join(wrong)


ASKED = frozenset(
    {"homes:people", "reg44:verify", "reg44:add_comment", "reg44:plan", "homes:appoint_visitor", "reg44:report_clash"}
)
"""Addresses that read what stands after the question mark."""


def test_numbers_and_names_in_an_address_that_are_none_are_not_there(field):
    wrong, seen = [], 0
    odd, numbers = itertools.cycle(poison.PARTS_OF_PATH), itertools.cycle(poison.NUMBERS)
    for name, who, url in everybody_who_may(field):
        parts = url.split("?")[0].split("/")
        places = [(at, part) for at, part in enumerate(parts) if part.isdigit() or len(part) == 26]
        for at, part in places:
            for other in (*(itertools.islice(numbers, 2) if part.isdigit() else ()), next(odd)):
                strange = "/".join([*parts[:at], other, *parts[at + 1 :]])
                with undone():
                    response, wrote = ask(field.client(who), METHODS[seen % 2], strange)
                seen += 1
                nowhere = (404, 405, 302) if name == "accounts:end_session" else (404, 405)
                if wrote or response.status_code not in nowhere:
                    wrong.append(f"{METHODS[seen % 2 - 1]} {name} {strange[:60]}: {told(response)} {wrote}")
    assert seen > 200
    assert not wrong, "\n".join(wrong)


METHODS = ("GET", "POST")


def test_what_belongs_to_another_home_stays_as_it_is_whatever_is_sent(field):
    elm, before, wrong, tried = field.elm, foreign_rows(field), [], 0
    ids = [
        elm.visit_id,
        elm.pk,
        field.world.cast.elm.pk,
        elm.response.rows.first().ulid,
        elm.recommendations.first().pk,
    ]
    names = ("home", "report", "visit", "recommendation", "id", "row", "comment", "action")
    for target in field.targets:
        if target.who in ("administrator", "head_of_qa", "qa_officer", "other_visitor"):
            continue  # theirs is the whole council, or Elm Lodge
        odd = [name for name, control in target.form.controls.items() if not control.free()] + list(names)
        for foreign in ids:
            with undone():
                response, wrote = send(
                    field.client(target.who), target.url, target.form.filled() | dict.fromkeys(odd, foreign)
                )
                tried += 1
                if response.status_code >= 500 or (touched(wrote) and foreign_rows(field) != before):
                    wrong.append(f"{target}: {foreign}: {told(response)}")
    assert tried > 90
    assert not wrong, "\n".join(wrong)


def test_who_may_not_use_an_address_writes_nothing_with_a_whole_hostile_form(field):
    wrong = []
    allowed = {}
    for row in OURS:
        allowed.setdefault(row.name, set()).update(row.who() | set(row.told))
    for target in field.targets:
        outside = sorted(set(PEOPLE) - allowed.get(target.name, set(PEOPLE)))
        for who in outside[:2]:
            data = target.form.filled() | dict.fromkeys(target.form.free(), poison.SCRIPT)
            with undone():
                response, wrote = send(field.client(who), target.url, data)
            if response.status_code not in (404, 405) or wrote:
                wrong.append(f"{target}, not {who}: {told(response)} {wrote}")
    assert not wrong, "\n".join(wrong)


def test_every_address_that_takes_a_post_is_attacked(field):
    """The reader of forms fails loudly: an address that takes a post and shows no form has to be prepared in targets.py."""
    fields = {target.name: target.form.free() for target in field.targets}
    assert len(list(filter(None, fields.values()))) >= 30
    assert fields["reg44:report_names_replace"] == ["instead"]  # these two have a form only where a name was found
    assert fields["reg44:report_names_harmless"] == ["reason"]
    reached = {target.name for target in field.targets} | {
        "reg44:report_autosave",
        "records:autosave",
        "audits:autosave",
        "reg45:autosave",
    }
    missed = []
    for row in OURS:
        if row.name not in reached and row.who():
            with undone():
                response, _ = ask(field.client(sorted(row.who())[0]), "POST", field.url(row))
            missed += [] if response.status_code in (404, 405, 409) else [f"{row.name}: {told(response)}"]
    assert not missed, "\n".join(missed)


# -- autosave ----------------------------------------------------------------------------------------------------------------


def autosave(field, body, kind="application/json"):
    """One request of the autosave script as the visitor who writes."""
    url = reverse("reg44:report_autosave", args=[field.world.report["drafting"].visit_id])
    return ask(field.client("visitor"), "POST", url, body, kind)[0]


def every_place(field):
    """(key, row) of every question of the report: plain ones, rows of checklists, first rows of lists."""
    schema = definitions.schema_of(field.world.report["drafting"].response.version)
    for section in schema.sections:
        for question in section.questions if section.audience == "visitor" else ():
            yield question.full_key


def test_autosave_takes_hostile_words_for_every_question_and_answers_with_what_it_stored(field):
    wrong, keys = [], list(every_place(field))
    assert len(keys) > 100
    for kind in ("script", "control"):
        text = poison.TEXTS[kind]
        edits = [
            {"op_id": f"{kind}{n}", "key": key, "row": "", "base_rev": 99, "text": text} for n, key in enumerate(keys)
        ]
        for first in range(0, len(edits), 50):
            with undone():
                reply = autosave(field, json.dumps({"edits": edits[first : first + 50]}))
            states = {result["state"] for result in reply.json()["results"]}
            if reply.status_code not in (200, 409) or not states <= {"saved", "clash", "refused"}:
                wrong.append(f"{kind}: {reply.status_code} {states}")
    assert not wrong, "\n".join(wrong)


ODD = [
    None, True, 0, -1, 3.5, 10**40, float("nan"), float("inf"), "", "\x00", "\ud800", "x" * 500, "NaN", [], ["a", ["b"], {}], {}, {"a": {"b": []}},
    ["x"] * 5000, "premises_inside", "0000-00-00", ["31", "2", "2027"], ["9" * 400, "x", None],
]  # fmt: skip


@pytest.mark.parametrize("part", ["op_id", "key", "row", "base_rev", "text", "after", "echo", "unknown"])
def test_autosave_answers_an_edit_of_wrong_types_in_words(field, part):
    whole = {"op_id": "a", "key": "premises_inside", "row": "", "base_rev": 99, "text": "x"}
    for key in ("premises_inside", "visit_date", "children_living", "recommendation.text", "consents.child_consent"):
        edits = [whole | {"key": key, "op_id": f"{key}{number}"} | {part: odd} for number, odd in enumerate(ODD)]
        with undone():
            reply = autosave(field, json.dumps({"edits": edits}))
        assert reply.status_code in (200, 409)
        assert len(reply.json()["results"]) == len(ODD)


BODIES = [
    b"", b"\xff\xfe", b"null", b"[" * 50_000, b'{"edits":' * 900, b'{"edits": [{"text": 1e400, "key": "premises_inside", "op_id": "a"}]}', b'{"edits": {}}',
    b'{"edits": [' + b"{}," * 5000 + b"{}]}", b'{"edits": [{"base_rev": ' + b"9" * 5000 + b"}]}", b'{"edits": [], "edits": [{"key": "\\ud800"}]}',
]  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-16", poison.FORM, poison.PARTS, "text/plain", ""]
)
def test_autosave_answers_every_body(field, kind):
    of_record = reverse("records:autosave", args=[field.world.begun_record.response_id])
    for body in BODIES:
        with undone():
            assert autosave(field, body, kind).status_code in (200, 400, 409), body[:60]
            assert ask(field.client("home_staff"), "POST", of_record, body, kind)[0].status_code in (200, 400, 409), (
                body
            )


# -- passkeys ----------------------------------------------------------------------------------------------------------------

CREDENTIALS = [
    "", "null", "1", "[]", '"x"', "{}", "9" * 5000, "[" * 50_000, "NaN", "1e400", '{"id": 1}', '{"response": null}', '{"response": {"userHandle": 5}}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "%s", "clientDataJSON": "x"}}' % ("9" * 30),
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "oA", "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30", "authenticatorData": "eA", "signature": "eA", "userHandle": "MQ"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA", "attestationObject": "eA"}}',
    '{"id": "\\ud800", "rawId": "é", "type": "x", "response": [], "clientExtensionResults": 3}',
]  # fmt: skip


@pytest.mark.parametrize("address", ["mfa_login_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"])
@pytest.mark.parametrize("begun", [True, False])
def test_a_passkey_that_is_none_is_refused(field, address, begun):
    """Whoever is not signed in can send this, too."""
    wrong = []
    for credential in CREDENTIALS:
        client = Client() if address == "mfa_login_webauthn" else field.client("visitor")
        with undone():
            if begun:
                client.get(reverse(address), headers={"Accept": "application/json"})
            response, wrote = send(client, reverse(address), {"credential": credential})
        if response.status_code not in (200, 302, 400, 429) or "accounts_user" in wrote:
            wrong.append(f"{credential[:60]}: {told(response)} {wrote}")
    assert not wrong, "\n".join(wrong)
