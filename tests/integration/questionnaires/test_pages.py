"""Publishing in the browser, section forms, and the gallery."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.template import Context

from questionnaires import answers, definitions, examples, services, validate
from questionnaires.answers import Answers, Stored
from questionnaires.forms import build, wrong_links
from questionnaires.models import Version
from tests.integration.questionnaires.test_saving import NOW, SOURCE, people, response  # noqa: F401

SCHEMA = examples.gallery_schema()
NEXT = SOURCE.replace("number: 1", "number: 2", 1).replace("What did you see?", "What did you see today?")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.django_db
def test_putting_a_questionnaire_in_force_or_out_of_it_needs_a_fresh_sign_in(cast):
    services.publish_version(source=SOURCE, by=cast.qa_officer, now=NOW)
    draft = services.draft_version(source=NEXT, by=cast.qa_officer, now=NOW)
    page = f"/questionnaires/{draft.pk}/"
    with time_machine.travel(NOW, tick=False) as clock:
        client = cast.client(cast.qa_officer)
        clock.shift(6 * 60)
        for address in (f"{page}publish/", f"/questionnaires/{Version.objects.get(number=1).pk}/withdraw/"):
            asked = client.post(address, {"_page": page})
            assert asked.url == f"/sign-in/again/?next={page.replace('/', '%2F')}"
    assert list(Version.objects.values_list("state", flat=True).order_by("number")) == ["published", "draft"]


@pytest.mark.django_db
def test_a_version_is_added_looked_at_compared_and_published_in_the_browser(cast):
    services.publish_version(source=SOURCE, by=cast.qa_officer, now=NOW)
    client = cast.client(cast.qa_officer)
    bad = client.post("/questionnaires/add/", {"source": NEXT.replace("type: text", "type: nonsense", 1)})
    page = bad.content.decode()
    assert bad.status_code == 422
    assert "Line 16." in page
    assert "not a type of question" in page
    assert "What did you see today?" in page  # the text is still there
    assert Version.objects.count() == 1
    upload = SimpleUploadedFile("gallery.v2.yaml", NEXT.encode())
    added = client.post("/questionnaires/add/", {"file": upload})
    assert added.status_code == 302
    draft = Version.objects.get(state="draft")
    page = client.get(added.url).content.decode()
    assert "What did you see today?" in page
    assert "1 difference" in page
    assert client.post(f"/questionnaires/{draft.pk}/publish/").status_code == 302
    assert client.post(f"/questionnaires/{draft.pk}/publish/").status_code == 302
    assert "in force" in client.get(added.url).content.decode()
    for address in ("print/", "file/", *(f"form/{section.id}/" for section in SCHEMA.sections)):
        assert client.get(f"/questionnaires/{draft.pk}/{address}").status_code == 200, address
    assert client.get(f"/questionnaires/{draft.pk}/form/nowhere/").status_code == 404
    assert client.post(f"/questionnaires/{draft.pk}/withdraw/").status_code == 302
    first = Version.objects.get(number=1)
    assert client.post(f"/questionnaires/{first.pk}/withdraw/").status_code == 409
    assert client.get("/questionnaires/").content.decode().count("Version ") == 2


@pytest.mark.django_db
def test_only_publishers_see_questionnaires(cast):
    version = services.publish_version(source=SOURCE, by=None, now=NOW)
    for person in (cast.visitor, cast.manager, cast.administrator, cast.stranger):
        client = cast.client(person)
        assert client.get("/questionnaires/").status_code == 404
        assert client.get(f"/questionnaires/{version.pk}/").status_code == 404
        assert client.post(f"/questionnaires/{version.pk}/withdraw/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"source": " "},
        {"source": "\x00"},
        {"source": "[" * 5000},
        {"source": "a: &a [*a]"},
        {"file": b"\xff\xfe"},
        {"source": "🙂"},
    ],
)
def test_no_file_makes_the_page_fail(cast, body):
    if "file" in body:
        body = {"file": SimpleUploadedFile("x.yaml", body["file"])}
    answer = cast.client(cast.qa_officer).post("/questionnaires/add/", body)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("state", examples.STATES)
def test_the_gallery_shows_every_type_in_every_state(cast, state):
    page = cast.client(cast.visitor).get(f"/gallery/questions/{state}/").content.decode()
    for question in SCHEMA.each_question():
        assert question.label in page.replace("&#x27;", "'")
    for words in (
        "Gas safety",
        "A plain paragraph between questions.",
        'name="rev__certificates__seen__gas" value="0"',
    ):
        assert words in page.split("As it is checked")[0].replace('1"', '0"'), words
    ids = re.findall(r'\bid="([^"]+)"', page)
    targets = re.findall(r"govuk-error-summary.*?</ul>", page, re.DOTALL)
    links = re.findall(r'href="#([^"]+)"', targets[0]) if targets else []
    assert bool(links) is (state == "wrong")
    assert set(links) <= set(ids)
    assert "style=" not in page


def posted(form, **values):
    data = QueryDict(mutable=True)
    for name in form.fields:
        if name.startswith("rev__"):
            data[name] = str(form.fields[name].initial)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.mark.django_db
def test_a_posted_form_saves_through_the_services_and_comes_back_as_typed(response, people):  # noqa: F811
    section = SCHEMA.section("writing")
    form = build(SCHEMA, section, answers.load(response))
    data = posted(form, story=" Two\r\nlines ", day_day="31", day_month="2", day_year="2027", count="a few")
    data.setlist("story_evidence", ["staff", "records"])
    form = build(SCHEMA, section, answers.load(response), data=data)
    revs = {key: rev for (key, _), rev in form.revs().items()}
    services.save_section(response=response, values=form.values(), revs=revs, op_id="p", by=people[0], now=NOW)
    loaded = answers.load(response)
    assert loaded.get("story") == " Two\nlines "
    assert loaded.get("story_evidence") == ["records", "staff"]
    again = build(SCHEMA, section, loaded)
    again.show_problems(validate.problems(SCHEMA, loaded, strict=True))
    html = str(again.helper.render_layout(again, Context()))
    for words in ('value="31"', 'value="2"', 'value="2027"', 'value="a few"', "Two\nlines", "must be a real date"):
        assert words in html, words
    assert [target for target, _ in wrong_links(again)] == ["id_count", "id_day_day"]


def test_an_unticked_box_clears_and_an_absent_field_is_left_alone():
    held = Answers({("spoke", ""): Stored(["staff"]), ("fair", ""): Stored("yes")})
    form = build(SCHEMA, SCHEMA.section("choosing"), held, data=QueryDict("rev__spoke=1"))
    assert form.values() == {"spoke": []}
    checklist = build(SCHEMA, SCHEMA.section("fixed"), Answers(), data=QueryDict("certificates__seen__gas=yes"))
    assert checklist.cells() == [("certificates.seen", "gas", "yes")]


@pytest.mark.django_db
@pytest.mark.slow
def test_the_command_checks_prints_and_publishes_every_shipped_questionnaire(capsys):
    call_command("questionnaire", "check")
    call_command("questionnaire", "tree", "reg44_report")
    call_command("questionnaire", "publish", "reg44_report")
    call_command("questionnaire", "publish")
    assert f"version {definitions.load('reg44_report').number} is in force" in capsys.readouterr().out
    assert Version.objects.filter(questionnaire__key="reg44_report").count() == 1
    with pytest.raises(CommandError, match="There are:"):
        call_command("questionnaire", "tree", "nothing")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("questionnaire", "check", "nowhere.yaml")
