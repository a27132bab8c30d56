"""Nothing typed is lost: the protocol of saving, rows, sections, freezing, on a real database."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from core.refusal import Refused
from questionnaires import answers, definitions, examples, render, services
from questionnaires.models import Answer, AnswerRevision, Response, Row, Version

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 3, 24, 10, tzinfo=dt.UTC)
SOURCE = (examples.Path(examples.__file__).parent / "data" / "gallery.yaml").read_text(encoding="utf-8")


@pytest.fixture
def people(django_user_model):
    return django_user_model.objects.bulk_create(
        [django_user_model(email=f"{name}@council.example", full_name=name, password="!") for name in ("one", "two")]
    )


@pytest.fixture
def response(people):
    services.publish_version(source=SOURCE, by=people[0], now=NOW)
    return services.begin(key="gallery", by=people[0], now=NOW)


@pytest.fixture
def save(response, people):
    numbers = iter(range(1000))

    def do(key, value, base_rev=0, row="", op_id="", by=people[0]):
        op_id = op_id or f"op-{next(numbers)}"
        return services.save_answer(
            response=response, key=key, row=row, value=value, op_id=op_id, base_rev=base_rev, by=by, now=NOW
        )

    return do


def refusal(call, **kwargs):
    with pytest.raises(Refused) as caught:
        call(**kwargs)
    assert len(caught.value.reason) > 20
    return caught.value.code


def test_a_save_answers_with_the_hash_of_what_is_on_the_screen(save, response):
    saved = save("story", "Zoë\r\nsaw 🙂 مرحبا")
    assert saved.hash == hashlib.sha256("Zoë\nsaw 🙂 مرحبا".encode()).hexdigest()
    assert (saved.rev, saved.clash, saved.cleaned) == (1, None, False)
    assert save("day", ["24", "03", "2027"]).hash == hashlib.sha256(b"24/3/2027").hexdigest()
    assert save("spoke", ["staff", "children"]).hash == hashlib.sha256(b"children,staff").hexdigest()
    cleaned = save("line", "a\x00b\ud800")
    assert (cleaned.value, cleaned.cleaned) == ("ab", True)
    assert answers.load(response).get("day") == "2027-03-24"


def test_the_same_operation_again_has_one_effect_and_the_same_reply(save):
    first = save("story", "once", op_id="same")
    assert save("story", "once", op_id="same") == first
    assert AnswerRevision.objects.count() == 1
    with pytest.raises(Refused, match="out of step"):
        save("story", "twice", base_rev=1, op_id="same")


def test_two_people_in_one_answer_keep_both_texts_and_in_different_answers_never_meet(save, people):
    save("story", "first")
    save("story", "hers", base_rev=1, by=people[1])
    saved = save("story", "mine", base_rev=1, op_id="late")
    assert (saved.clash.mine, saved.clash.theirs, saved.clash.rev) == ("mine", "hers", 2)
    assert saved.clash.by_id == people[1].pk
    assert (saved.value, saved.rev) == ("hers", 2)
    assert save("story", "mine", base_rev=1, op_id="late").clash == saved.clash
    lost = AnswerRevision.objects.get(lost=True)
    assert (lost.value, Answer.objects.get(key="story").value) == ("mine", "hers")
    assert save("line", "elsewhere", by=people[1]).clash is None
    assert save("story", "both", base_rev=2).rev == 3
    assert save("story", "both", base_rev=1).clash is None  # what they wanted stands already


def test_200_kb_and_much_more_are_kept_to_the_letter(save, response):
    text = "Ein Wörtchen 🙂 " * 20_000
    assert save("story", text).value == text
    assert answers.load(response).get("story") == text
    with pytest.raises(Refused, match="too long"):
        save("story", "x" * 1_000_001, base_rev=1)


def test_what_is_not_asked_is_refused_and_changes_nothing(save, response, people):
    for key, row in [("nothing", ""), ("story", "r"), ("sanctions.child", "no-row"), ("certificates.seen", "boiler"),
                     ("sanctions.none", "x"), ("certificates.seen", "")]:  # fmt: skip
        with pytest.raises(Refused) as caught:
            save(key, "x", row=row)
        assert caught.value.code in ("unknown_question", "unknown_row")
    assert save("certificates.seen", "yes", row="gas").rev == 1
    assert Answer.objects.count() == 1


def test_a_posted_page_saves_what_changed_and_its_repetition_changes_nothing(response, people):
    page = {"response": response, "values": {"story": "new", "line": ""}, "revs": {}, "op_id": "page", "now": NOW}
    saved = services.save_section(**page, by=people[0])
    assert (saved["story"].rev, saved["line"].rev) == (1, 0)
    assert services.save_section(**page, by=people[0])["story"].rev == 1
    assert AnswerRevision.objects.count() == 1


def test_rows_are_added_once_removed_and_restored_with_their_answers(response, save, people):
    by = {"response": response, "table": "sanctions", "by": people[0], "now": NOW}
    save("sanctions.none", "yes")
    row = services.add_row(**by, op_id="a")
    assert services.add_row(**by, op_id="a") == row
    assert answers.load(response).get("sanctions.none") == ""
    save("sanctions.child", "J.S.", row=row.ulid)
    services.remove_row(**by, row=row.ulid)
    services.remove_row(**by, row=row.ulid)
    assert answers.load(response).rows("sanctions") == []
    assert services.snapshot(response)["answers"] == []
    with pytest.raises(Refused, match="no longer in the list"):
        save("sanctions.child", "A.B.", row=row.ulid, base_rev=1)
    services.restore_row(**by, row=row.ulid)
    assert answers.load(response).get("sanctions.child", row.ulid) == "J.S."
    assert refusal(services.add_row, **{**by, "table": "certificates"}, op_id="b") == "unknown_table"


def test_a_section_is_completed_left_out_and_taken_back_by_word(response, save, people):
    by = {"response": response, "by": people[0], "now": NOW}
    assert refusal(services.complete_section, **by, section="writing") == "incomplete"
    assert refusal(services.mark_not_examined, **by, section="choosing", reason="Because") == "must_be_examined"
    assert refusal(services.mark_not_examined, **by, section="writing", reason=" ") == "no_reason"
    save("story", "typed")
    services.mark_not_examined(**by, section="writing", reason="No time")
    services.examine_again(**by, section="writing")
    assert answers.load(response).get("story") == "typed"
    services.complete_section(**by, section="writing")
    assert answers.load(response).section_state("writing").complete
    services.reopen_section(**by, section="writing")
    assert not answers.load(response).section_state("writing").complete


def test_loading_takes_three_queries_whatever_the_size(response, people, django_assert_num_queries):
    row = {"child": "J.S.", "when": "2027-03-01", "spoken": "yes"}
    services.bulk_fill(
        response=response, answers=[("story", "", "s")], rows=[("sanctions", row)] * 60, by=people[0], now=NOW
    )
    with django_assert_num_queries(3):
        loaded = answers.load(response)
    assert len(loaded.rows("sanctions")) == 60
    assert len(loaded.values) == 181


def test_one_autosave_takes_few_queries(response, save, django_assert_max_num_queries):
    save("story", "warm")
    with django_assert_max_num_queries(7):  # savepoint x2, lock, current, operation, write, revision
        save("story", "again", base_rev=1)


def test_carried_answers_are_marked_until_changed_or_confirmed(response, save, people):
    carried = [("line", "", "office"), ("initials", "", "J.S.")]
    services.bulk_fill(response=response, answers=carried, by=people[0], now=NOW, carried_from="February 2027")
    assert len(answers.load(response).carried()) == 2
    save("line", "cupboard", base_rev=1)
    services.confirm_carried(response=response, key="initials", by=people[0], now=NOW)
    assert answers.load(response).carried() == []
    with pytest.raises(Refused, match="already has an answer"):
        services.bulk_fill(response=response, answers=[("line", "", "x")], by=people[0], now=NOW)


def test_a_frozen_response_refuses_every_write_in_words_and_in_the_database(response, save, people):
    by = {"response": response, "by": people[0], "now": NOW}
    assert refusal(services.freeze, **by) == "incomplete"
    services.bulk_fill(
        **by,
        answers=[("story", "", "s"), ("fair", "", "yes")],
        rows=[("sanctions", {"child": "J.S."})],
        complete=["writing"],
    )
    content = services.freeze(**by)
    assert services.freeze(**by) == content
    text = render.text(render.tree(definitions.schema_of(response.version), answers.from_frozen(content), "text"))
    assert "J.S." in text
    for call, more in [
        (services.save_answer, {"key": "story", "value": "x", "op_id": "z", "base_rev": 1}),
        (services.add_row, {"table": "sanctions", "op_id": "z"}),
        (services.mark_not_examined, {"section": "writing", "reason": "r"}),
        (services.reopen_section, {"section": "writing"}),
        (services.bulk_fill, {}),
    ]:
        assert refusal(call, **by, **more) == "frozen"
    for model in (Answer, Row, Response):
        for act in (lambda found: found.update(id=-1), lambda found: found._raw_delete(found.db)):
            with pytest.raises((IntegrityError, DatabaseError), match="guard"), transaction.atomic():
                act(model.objects.all())


def test_a_published_version_never_changes_and_the_next_leaves_old_responses_alone(response, people):
    old = response.version
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic():
        Version.objects.filter(pk=old.pk).update(source="other")
    with pytest.raises(DatabaseError, match="guard"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM questionnaires_version")
    assert services.publish_version(source=SOURCE, by=people[0], now=NOW) == old
    new = services.publish_version(
        source=SOURCE.replace("number: 1", "number: 2", 1).replace("What did you see?", "What did you see today?"),
        by=people[0],
        now=NOW,
    )
    assert services.begin(key="gallery", by=people[0], now=NOW).version == new
    response.refresh_from_db()
    assert response.version == old
    services.withdraw(version=new, by=people[0], now=NOW)
    assert services.begin(key="gallery", by=people[0], now=NOW).version == old
    assert refusal(services.withdraw, version=old, by=people[0], now=NOW) == "last_version"
    assert refusal(services.begin, key="nothing", by=people[0], now=NOW) == "no_version"
