"""A measure of control, discipline or restraint: eight items, signed by somebody else, the child spoken to; nothing is corrected in silence (A10)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import Event, Reading
from core.refusal import Refused
from deadlines.models import Obligation
from homes.models import StaffMember
from questionnaires.models import AnswerRevision
from records.models import Record, Revision
from records.services import keeping, steps
from tests.records import make_record, publish

pytestmark = pytest.mark.django_db
AT = dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(1)
SIGNED = {"not_user": True, "accurate": True}


@pytest.fixture(autouse=True)
def _published(cast, time_machine):
    time_machine.move_to(AT + HOUR, tick=False)
    publish(cast.qa_officer, AT - DAY, "behaviour_record", "complaint_record")


def at(moment: dt.datetime) -> dict[str, str]:
    return {"day_day": str(moment.day), "day_month": str(moment.month), "day_year": str(moment.year), "time": f"{moment:%H:%M}"}  # fmt: skip


def limits(record: Record) -> dict[str, tuple[str, dt.datetime]]:
    rows = Obligation.objects.filter(subject_type="records.record", subject_id=record.pk)
    return {row.rule.removeprefix("records."): (row.state, row.due_at) for row in rows}


def test_a_worker_writes_a_restraint_down_page_by_page_and_the_limits_count_from_the_measure(cast):
    """Without a script: head, two pages, completing; each step is a plain form."""
    worker = cast.client(cast.home_staff)
    used_by = StaffMember.objects.filter(home=cast.oak).first()
    head = at(AT) | {"resident": cast.residents[0].pk, "staff": [used_by.pk], "exempt": "no"}
    for _ in range(2):  # pressed twice
        response = worker.post(reverse("records:begin", args=[cast.oak.pk, "restraint"]), head)
    record = Record.objects.get()
    assert response.headers["Location"] == reverse("records:section", args=[record.response_id, "happened"])
    assert {name: due - AT for name, (_, due) in limits(record).items() if name != "control_child"} == {
        "control_recorded": 24 * HOUR,
        "control_spoken": 48 * HOUR,
    }
    assert limits(record)["control_child"][1] == dt.datetime(2027, 3, 29, 22, 59, tzinfo=dt.UTC)
    page = {"behaviour": "Ran to the road.", "place": "Gate", "description": "Held at the arm.", "minutes": "2"}
    page |= {"avoided": "Talked.", "present": "R.T.", "then": "continue", "op_id": "one"}
    here = response.headers["Location"]
    asked = worker.get(here).content.decode()
    assert '<div class="govuk-input__suffix" aria-hidden="true">minutes</div>' in asked
    assert '<span class="govuk-visually-hidden"> (minutes)</span>' in asked
    words = page | {"minutes": "about five minutes", "op_id": "words"}
    assert worker.post(here, words).headers["Location"] == here, "nobody goes on over what is no number"
    asked = worker.get(here).content.decode()
    assert "“How long did it last?” must be a number, like 3" in asked
    assert 'value="about five minutes"' in asked
    shown = worker.get(reverse("records:record", args=[record.pk])).content.decode()
    assert "about five minutes" in shown
    assert "about five minutes minutes" not in shown
    page |= {f"rev__{key}": "1" for key in ("behaviour", "place", "description", "minutes", "avoided", "present")}
    there = worker.post(here, page).headers["Location"]
    assert there == reverse("records:section", args=[record.response_id, "after"])
    finish = reverse("records:complete", args=[record.pk])
    mend = f'href="{there}?check=all#id_effect"'
    for lacking in (
        worker.get(reverse("records:record", args=[record.pk])),
        worker.get(finish),
        worker.post(finish, {}),
    ):
        assert "Did it work?" in lacking.content.decode()
        assert mend in lacking.content.decode(), "a link to the question"
    assert "Complete the record</a>" not in worker.get(reverse("records:record", args=[record.pk])).content.decode()
    assert Record.objects.get().state == "begun"
    worker.post(there, {"effect": "Calmed down.", "injured": "no", "in_policy": "yes", "op_id": "two"})
    assert worker.post(finish, {}).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.last_revision, record.begun_by) == ("kept", 1, cast.home_staff)
    content = Revision.objects.get().content
    assert content["head"]["child"] == "J.S."
    assert content["head"]["staff"] == [used_by.label]
    assert {"key": "behaviour", "row": "", "value": "Ran to the road.", "rev": 1} in content["words"]["answers"]
    assert {name: state for name, (state, _) in limits(record).items()} == {
        "control_recorded": "met",
        "control_spoken": "open",
        "control_child": "open",
    }
    shown = worker.get(reverse("records:record", args=[record.pk])).content.decode()
    assert "Ran to the road." in shown
    assert "To be signed" in shown
    assert Reading.objects.filter(subject_type="records.record", by=cast.home_staff, what="read").exists()


def test_a_manager_signs_after_a_fresh_sign_in_and_what_was_typed_survives_it(cast, time_machine):
    record = make_record(cast, "restraint", at=AT, by=cast.home_staff)
    boss, address = cast.client(cast.manager), reverse("records:step", args=[record.pk, "signed"])
    time_machine.move_to(AT + 1.15 * HOUR, tick=False)
    typed = at(AT + HOUR) | {"words": "We talked it over.", "not_user": "on", "accurate": "on"}
    asked = boss.post(address, typed)
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert record.steps.count() == 0
    cast.sign_in(boss, cast.manager)
    assert boss.post(address, typed).status_code == 302
    step = record.steps.get()
    assert (step.code, step.words, step.revision, step.by) == ("signed", "We talked it over.", 1, cast.manager)
    assert step.method
    assert limits(record)["control_spoken"][0] == "met"
    child = {"words": "I was scared.", "spoken": "on"}
    assert (
        boss.post(reverse("records:step", args=[record.pk, "child_spoken"]), at(AT + HOUR) | child).status_code == 302
    )
    assert limits(record)["control_child"][0] == "met"
    page = boss.get(reverse("records:record", args=[record.pk])).content.decode()
    assert "I was scared." in page
    assert "The child was offered an advocate: no" in page
    assert "Complete" in page


def test_whoever_used_the_measure_does_not_sign_and_staff_never_do(cast):
    record = make_record(cast, at=AT, subjects=[cast.manager], by=cast.home_staff)
    values = {"record": record, "code": "signed", "at": AT + HOUR / 2, "words": "Talked.", "now": AT + HOUR}
    for person, answers, code in (
        (cast.manager, SIGNED, "concerned"),
        (cast.home_staff, SIGNED, "not_allowed"),
        (cast.deputy, SIGNED | {"not_user": False}, "not_user"),
        (cast.deputy, SIGNED | {"accurate": False}, "accurate"),
    ):
        with pytest.raises(Refused) as caught:
            steps.take(by=person, answers=answers, **values)
        assert caught.value.code == code
    steps.take(by=cast.deputy, answers=SIGNED, **values)
    steps.take(by=cast.deputy, answers=SIGNED, **values)
    assert record.steps.count() == 1


def test_a_correction_is_a_new_version_with_its_reason_and_the_signature_stays_with_the_version_it_was_given_to(cast):
    record = make_record(cast, at=AT, by=cast.home_staff, behaviour="First words.")
    steps.take(record=record, code="signed", at=AT, words="Talked.", answers=SIGNED, by=cast.manager, now=AT + HOUR)
    worker, boss = cast.client(cast.home_staff), cast.client(cast.manager)
    section = reverse("records:section", args=[record.response_id, "happened"])
    assert worker.post(section, {"behaviour": "Other words.", "op_id": "x"}).status_code == 409
    worker.post(reverse("records:correct", args=[record.pk]), {"reason": "The place was wrong."})
    worker.post(section, {"behaviour": "Other words.", "rev__behaviour": "1", "op_id": "y"})
    read = reverse("records:record", args=[record.pk])
    assert "First words." in boss.get(read).content.decode()
    worker.post(reverse("records:complete", args=[record.pk]), {})
    record.refresh_from_db()
    assert (record.state, record.last_revision) == ("kept", 2)
    page = boss.get(read).content.decode()
    assert "Other words." in page
    assert "On an earlier version" in page
    assert "To be signed" in page
    assert "The place was wrong." in page
    old = boss.get(reverse("records:revision", args=[record.pk, 1])).content.decode()
    assert "<del>First words. </del>" in old
    assert "<ins>Other words. </ins>" in old
    assert AnswerRevision.objects.filter(response=record.response, key="behaviour").count() == 2
    steps.take(
        record=record, code="signed", at=AT + HOUR, words="Again.", answers=SIGNED, by=cast.manager, now=AT + HOUR
    )
    assert "To be signed" not in boss.get(read).content.decode()


def test_completed_versions_and_steps_are_never_changed_or_removed_not_even_past_the_services(cast):
    record = make_record(cast, at=AT)
    steps.take(record=record, code="signed", at=AT, words="Talked.", answers=SIGNED, by=cast.deputy, now=AT + HOUR)
    for rows in (Revision.objects.all(), record.steps.all()):
        for write in (lambda rows=rows: rows.update(by=cast.visitor), rows.delete):
            with pytest.raises(IntegrityError), transaction.atomic():
                write()
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(last_revision=0, kept_at=None, state="begun")


def test_a_corrected_time_moves_the_limits_and_needs_a_reason(cast):
    record = make_record(cast, at=AT)
    head = {"record": record, "resident": cast.residents[0], "staff": list(record.staff.all()), "by": cast.manager}
    with pytest.raises(Refused) as caught:
        keeping.correct_head(happened_at=AT - HOUR, now=AT + HOUR, **head)
    assert caught.value.code == "no_reason"
    keeping.correct_head(happened_at=AT - HOUR, now=AT + HOUR, reason="An hour earlier.", **head)
    record.refresh_from_db()
    assert record.last_revision == 2
    assert limits(record)["control_spoken"][1] == AT + 47 * HOUR
    assert Event.objects.get(code="records.head_corrected").data["changed"]["happened_at"][0] == AT.isoformat()


def test_routine_restraint_of_a_plan_and_a_record_begun_by_mistake_have_no_limits(cast):
    exempt = make_record(cast, "restraint", at=AT, exempt=True)
    assert limits(exempt) == {}
    noted = make_record(cast, "restraint", at=AT, resident=cast.residents[1])
    head = {"resident": cast.residents[1], "staff": list(noted.staff.all()), "reason": "It stands in the plan."}
    keeping.correct_head(record=noted, happened_at=AT, exempt=True, by=cast.manager, now=AT + HOUR, **head)
    assert {state for state, _ in limits(noted).values()} == {"met", "cancelled"}
    mistake = make_record(cast, at=AT, keep=False, by=cast.home_staff)
    with pytest.raises(Refused):
        keeping.withdraw(record=mistake, reason="Twice.", by=cast.home_staff, now=AT + HOUR)
    keeping.withdraw(record=mistake, reason="Twice.", by=cast.manager, now=AT + HOUR)
    assert {state for state, _ in limits(mistake).values()} == {"cancelled"}
    boss = cast.client(cast.manager)
    pages = [boss.get(reverse("records:record", args=[each.pk])).content.decode() for each in (exempt, mistake)]
    assert all("What comes next" not in page for page in pages)
    assert "What you can add" in pages[0], "the law does not ask for a signature, and it may be given"
    assert "Speak to the person" not in pages[1]


def test_the_words_of_a_page_that_was_open_while_another_device_wrote_are_both_kept(cast):
    record = make_record(cast, at=AT, keep=False, by=cast.home_staff, place="Kitchen")
    worker = cast.client(cast.home_staff)
    address = reverse("records:autosave", args=[record.response_id])
    edit = {"op_id": "a", "key": "place", "row": "", "base_rev": 0, "text": "Hall"}
    answer = worker.post(address, {"edits": [edit]}, content_type="application/json")
    assert answer.status_code == 409
    told = answer.json()["results"][0]
    assert told["state"] == "clash"
    page = worker.get(told["url"]).content.decode()
    assert "Kitchen" in page
    assert "Hall" in page
    assert worker.post(told["url"], {"choice": "mine", "base_rev": "1"}).status_code == 302
    assert record.response.answers.get(key="place").value == "Hall"


def test_a_name_in_the_words_is_asked_about_before_they_are_kept(cast):
    record = make_record(cast, at=AT, keep=False, behaviour="Oliver Smithson shouted.")
    boss, address = cast.client(cast.manager), reverse("records:complete", args=[record.pk])
    page = boss.post(address, {})
    assert "may point to somebody" in page.content.decode()
    assert Record.objects.get().state == "begun"
    mark = page.context["form"].data["names_seen"]
    assert boss.post(address, {"points_to_nobody": "on", "names_seen": mark}).status_code == 302


def test_whoever_used_the_measure_does_not_take_themselves_out_to_sign(cast):
    record = make_record(cast, at=AT, by=cast.deputy, subjects=[cast.manager])
    head = {"record": record, "happened_at": AT, "resident": record.resident, "staff": record.staff.all()}
    head |= {"reason": "Not me.", "now": AT + HOUR}
    with pytest.raises(Refused) as caught:
        keeping.correct_head(by=cast.manager, **head)
    assert caught.value.code == "concerned"
    assert list(record.subjects.all()) == [cast.manager]
    keeping.correct_head(by=cast.deputy, **head)
    assert not record.subjects.exists()


def test_the_same_signature_of_a_later_version_is_another(cast):
    record = make_record(cast, at=AT)
    sign = {"record": record, "code": "signed", "at": AT, "words": "Talked.", "answers": SIGNED, "by": cast.manager}
    first = steps.take(now=AT + HOUR, **sign)
    assert steps.take(now=AT + HOUR, **sign) == first
    keeping.correct(record=record, reason="Wrong time.", by=cast.manager, now=AT + HOUR)
    keeping.keep(record=record, by=cast.manager, now=AT + HOUR)
    assert steps.take(now=AT + HOUR, **sign).revision == 2
    with pytest.raises(Refused):
        steps.take(now=AT + HOUR, **sign | {"answers": {}})
