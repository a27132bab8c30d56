"""The review from its first word to Ofsted, through the browser's requests; what each step demands, freezes, seals and starts."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions.models import Action
from core import clock
from core.models import Document, Message
from core.refusal import Refused
from deadlines.models import Obligation
from questionnaires.models import Answer
from reg45 import checking, policy, sealing
from reg45.documents import kinds
from reg45.models import Copy, EvidenceItem, EvidenceText, PlanRow, Review, Signature
from reg45.services import closing, copies, gathering, plan, reviews
from tests.reports import make_report
from tests.reviews import BEGUN, BOTH, DAY, HOUR, add_row, fill, make_review, publish

pytestmark = pytest.mark.django_db
NOW = BEGUN + 4 * HOUR


@pytest.fixture(autouse=True)
def clock_at():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def refused(code, act, **data):
    with pytest.raises(Refused) as said:
        act(**data)
    assert said.value.code == code


def address(name, review, *more):
    return reverse(f"reg45:{name}", args=[review.pk, *more])


def test_the_whole_way_from_the_first_word_to_ofsted_by_requests(cast, clock_at):
    publish()
    manager = cast.client(cast.manager)
    begun = {"period_to_day": "28", "period_to_month": "6", "period_to_year": "2027"}
    opened = manager.post(reverse("reg45:begin", args=[cast.oak.pk]), begun)
    review = Review.objects.get()
    assert opened.url == address("tasks", review)
    assert (review.period_from, review.period_to) == (dt.date(2026, 12, 29), dt.date(2027, 6, 28))
    page = manager.post(
        address("section", review, "summary"),
        {"op_id": "one", "summary_overall": "Good [1].", "rev__summary_overall": "0", "then": "stay"},
    )
    assert page.status_code == 302
    assert Answer.objects.get(response=review.response, key="summary_overall").value == "Good [1]."
    text = {"op_id": "two", "key": "summary_strengths", "row": "", "base_rev": 0, "text": "Warm."}
    kept = manager.post(address("autosave", review), {"edits": [text]}, content_type="application/json").json()
    assert kept["results"][0]["state"] == "saved"
    row = {"op_id": "row", "text": "Paint the hall.", "standard": "6", "owner": "deputy manager", "priority": "medium"}
    assert manager.post(address("plan_add", review), row).status_code == 302
    assert PlanRow.objects.get().text == "Paint the hall."
    body = manager.get(address("complete", review)).content.decode()
    assert "cites [1], and there is no such evidence" in body
    assert "is not marked as completed" in body
    fill(review, cast.manager, NOW)
    Answer.objects.filter(response=review.response, key="summary_overall").update(value="Good.")
    form = manager.get(address("complete", review)).context["form"]
    pressed = {"version": review.version, **({"no_names": "on"} if "no_names" in form.fields else {})}
    assert manager.post(address("complete", review), pressed).status_code == 302
    assert manager.post(address("complete", review), pressed).status_code == 302  # a second press changes nothing
    review.refresh_from_db()
    assert review.state == "completed"
    assert Action.objects.get(source="reg45.action").text == "Paint the hall."
    clock_at.move_to(NOW + DAY)
    ri, qa = cast.client(cast.ri), cast.client(cast.qa_officer)
    signed = {"version": review.version, "declare_read": "on", "declare_content": "on"}
    assert ri.post(address("approve", review), signed).status_code == 302
    review.refresh_from_db()
    assert (review.state, bool(sealing.verify(review))) == ("approved", True)
    seen = {
        "seen_on_day": "29",
        "seen_on_month": "6",
        "seen_on_year": "2027",
        "remarks": "The sub-group asks for more pictures.",
    }
    assert qa.post(address("see", review), seen).status_code == 302
    copy = Copy.objects.get(review=review, to="ofsted")
    assert [row.recipient for row in review.copies.filter(to="placing_authority")] == [
        "Northmere Council",
        "Westshire Council",
    ]
    went = {"day_day": "29", "day_month": "6", "day_year": "2027", "time": "3pm", "how": "email", "reference": "A1"}
    clock_at.move_to(NOW + DAY + HOUR)
    lead = cast.client(cast.service_lead)
    assert lead.post(address("copy", review, copy.pk), went).status_code == 302
    review.refresh_from_db()
    assert review.state == "sent"
    assert Obligation.objects.get(rule="reg45.to_ofsted").state == "met"
    for person in (cast.manager, cast.visitor, cast.director, cast.placing_authority, cast.home_staff):
        shown = cast.client(person).get(address("review", review)).content.decode()
        assert "nothing was changed since" in shown
        assert ("The sub-group asks for more pictures." in shown) is (person == cast.manager)


def test_nobody_completes_a_review_that_lacks_a_group_a_plan_or_a_section(cast):
    review = make_review(cast)
    record = sealing.load(review)
    assert checking.problems(record, review.period_to) == []
    Answer.objects.filter(response=review.response, key="heard.answered", row="parents").update(value="0")
    gaps = [gap.text for gap in checking.problems(sealing.load(review), review.period_to)]
    assert gaps == ["Nobody of the group “Parents and carers” answered (regulation 45(5)). Say why not."]
    Answer.objects.create(
        response=review.response, key="heard.why_not", row="parents", value="They did not reply to two letters.", at=NOW
    )
    assert checking.problems(sealing.load(review), review.period_to) == []
    plan.remove(row=review.plan.get(), by=cast.manager, now=NOW)
    refused("not_ready", closing.complete, review=review, by=cast.manager, now=NOW)
    refused("not_allowed", closing.complete, review=review, by=cast.deputy, now=NOW)


def test_a_record_changed_before_freezing_counts_anew_and_after_it_does_not_and_the_page_says_so(cast):
    report = make_report(cast, state="issued", arrives=BEGUN - 40 * DAY)
    action = report.recommendations.order_by("number").first().action
    review = make_review(cast)
    opened = reverse("reg45:figure", args=[review.pk, "reg44", "recommendations_open"])
    manager = cast.client(cast.manager)
    total = manager.get(opened).context["one"].total
    number = review.items.get(subject_type="actions.action", subject_id=action.pk).number
    assert reverse("actions:action", args=[action.pk]) in manager.get(opened).content.decode()

    def close(state):
        row = Action.objects.get(pk=action.pk)
        row.state = state
        row.closed_at, row.closed_by = (NOW, cast.qa_officer) if state == "closed" else (None, None)
        row.save()

    close("closed")
    refused(
        "not_ready", closing.complete, review=review, by=cast.manager, now=NOW
    )  # the evidence is older than the record
    gathering.gather(review=review, by=cast.manager, now=NOW)
    item = review.items.get(subject_type="actions.action", subject_id=action.pk)
    assert (item.number, item.texts.count()) == (number, 2)
    response = manager.get(opened)
    now_open = response.context["one"].total
    assert total - now_open == 1
    assert "Before, gathered" in manager.get(address("evidence", review)).content.decode()

    closing.complete(review=review, by=cast.manager, now=NOW)
    close("open")
    refused("wrong_state", gathering.gather, review=review, by=cast.manager, now=NOW)
    assert manager.get(opened).context["one"].total == now_open
    page = manager.get(address("evidence", review))
    assert page.context["moved"] == [number]
    assert "say something else now" in page.content.decode()
    assert "The record says something else now" in manager.get(address("item", review, number)).content.decode()


def test_what_its_source_says_no_more_counts_for_nothing_and_keeps_its_number(cast, monkeypatch):
    make_report(cast, state="issued", arrives=BEGUN - 40 * DAY)
    review = make_review(cast)
    numbers = list(review.items.values_list("number", flat=True))
    from core import evidence

    with monkeypatch.context() as patch:
        patch.setitem(evidence.PROVIDERS, "reg44", evidence.Provider(10, lambda *_: []))
        taken = gathering.gather(review=review, by=cast.manager, now=NOW)
        assert taken.gone == len(numbers)
        Answer.objects.filter(response=review.response, key="summary_overall").update(value="Good [1].")
        gaps = [gap.text for gap in checking.problems(sealing.load(review), review.period_to)]
        assert gaps == ["“Summary” cites [1], which counts no more. See why on the page of evidence."]
    gathering.gather(review=review, by=cast.manager, now=NOW)
    assert list(review.items.values_list("number", flat=True)) == numbers
    assert not review.items.exclude(gone_at=None).exists()


def test_cited_numbers_are_links_on_the_page_in_the_pdf_and_in_the_word_file(cast):
    make_report(cast, state="issued", arrives=BEGUN - 40 * DAY)
    review = make_review(cast, summary_overall="Good, see [1] and [999].")
    body = cast.client(cast.manager).get(address("review", review)).content.decode()
    assert f'href="{address("item", review, 1)}">[1]</a> and [999].' in body
    from django.template.loader import render_to_string

    from core import word
    from reg45.documents import content

    printed = content.build(content.load(review.pk))
    page = render_to_string("print/document.html", {"printed": printed})
    assert 'see <a href="#item_1">[1]</a> and [999].' in page
    assert '<tr id="item_1"' in page
    import io
    import zipfile

    file = zipfile.ZipFile(io.BytesIO(word.render(printed, made_at=NOW).content)).read("word/document.xml").decode()
    assert 'w:anchor="item_1"' in file
    assert 'w:name="item_1"' in file


def test_a_review_given_back_is_written_and_completed_again_and_its_actions_follow(cast):
    review = make_review(cast, state="completed")
    first = review.plan.get().action
    refused("no_reason", closing.give_back, review=review, reason=" ", by=cast.ri, now=NOW + 2 * DAY)
    closing.give_back(review=review, reason="Say more of missing episodes.", by=cast.ri, now=NOW + 2 * DAY)
    review.refresh_from_db()
    assert review.state == "drafting"
    assert not review.items.filter(frozen=True).exists()
    row = review.plan.get()
    again = {"text": "Paint the hall and the stairs.", "standard": "6", "owner": "Deputy manager", "priority": "medium"}
    plan.change(row=row, act_by=None, by=cast.manager, now=NOW + 2 * DAY, **again)
    add_row(review, cast.manager, NOW + 2 * DAY, 2, priority="high", act_by=dt.date(2027, 8, 2))
    closing.complete(review=review, by=cast.manager, now=NOW + 3 * DAY)
    assert Action.objects.get(pk=first.pk).text == "Paint the hall and the stairs."
    second = review.plan.get(number=2).action
    assert second.act_by == dt.datetime(2027, 8, 2, 22, 59, tzinfo=dt.UTC)
    limit = Obligation.objects.get(rule="reg45.to_ofsted")
    assert limit.started_at == NOW + 3 * DAY
    owed = Obligation.objects.get(rule="reg45.review_due")
    assert owed.started_at == BEGUN + DAY
    assert owed.due_at == dt.datetime(2027, 12, 29, 23, 59, tzinfo=dt.UTC)


def test_the_responsible_individual_never_approves_what_they_wrote_nor_as_one_of_the_home(cast):
    review = make_review(cast, state="completed")
    refused("not_allowed", closing.approve, review=review, declared=BOTH, by=cast.manager, now=NOW + 2 * DAY)
    refused("not_declared", closing.approve, review=review, declared=("read",), by=cast.ri, now=NOW + 2 * DAY)
    row = review.plan.get()
    row.made_by = cast.ri
    row.save()
    assert policy.decides(cast.ri, review).code == "two_hats"


def test_approving_asks_for_a_fresh_sign_in_and_gives_back_what_was_ticked(cast, clock_at):
    review = make_review(cast, state="completed")
    clock_at.move_to(NOW + 2 * DAY)
    client = cast.client(cast.ri)
    clock_at.move_to(NOW + 2 * DAY + HOUR / 6)
    signed = {"version": review.version, "declare_read": "on", "declare_content": "on"}
    response = client.post(address("approve", review), signed)
    assert response.url.startswith(reverse("account_reauthenticate"))
    review.refresh_from_db()
    assert review.state == "completed"


SEALED_CHANGES = {
    "an answer": lambda review: Answer.objects.filter(response=review.response, frozen=True).update(value="Other."),
    "a text of the evidence": lambda review: EvidenceText.objects.filter(item__review=review).update(text="Other."),
    "a number": lambda review: EvidenceItem.objects.filter(review=review).update(number=77),
    "a thaw": lambda review: EvidenceItem.objects.filter(review=review).update(frozen=False),
    "the plan": lambda review: PlanRow.objects.bulk_update(
        [row for row in review.plan.all() if not setattr(row, "text", "Other.")], ["text"]
    ),
    "the signature": lambda review: Signature.objects.filter(review=review).update(name="Other"),
    "the period": lambda review: Review.objects.bulk_update(
        [row for row in [Review.objects.get(pk=review.pk)] if not setattr(row, "period_to", dt.date(2028, 1, 1))],
        ["period_to"],
    ),
    "the list of copies": lambda review: Copy.objects.filter(review=review).update(recipient="Other"),
    "a removed copy": lambda review: Copy.objects.filter(review=review).delete(),
}


def test_the_database_itself_refuses_to_change_what_is_frozen_or_sealed(cast):
    make_report(cast, state="final", arrives=BEGUN - 40 * DAY)
    review = make_review(cast, state="completed")
    with pytest.raises(IntegrityError, match="guard"), transaction.atomic():
        EvidenceItem.objects.filter(review=review).update(gone_at=NOW)
    closing.approve(review=review, declared=BOTH, by=cast.ri, now=NOW + 2 * DAY)
    for change in SEALED_CHANGES.values():
        with pytest.raises(IntegrityError, match="guard"), transaction.atomic():
            change(review)


def test_a_changed_row_is_found_by_page_and_command_and_a_whole_one_is_genuine(cast, capsys):
    from django.core.management import call_command
    from django.db import connection

    from core import guards, seals

    review = make_review(cast, state="sent")
    code = seals.short(seals.find(review, sealing.APPROVED))
    verify = reverse("reg44:verify") + f"?code={code}"
    stranger = cast.client(cast.stranger).get(verify).content.decode()
    assert "This review is genuine and unchanged" in stranger
    assert "Oak House" not in stranger
    assert "Oak House" in cast.client(cast.manager).get(verify).content.decode()
    call_command("verify_seals")
    assert "1 sealed reports and 1 chains" in capsys.readouterr().out
    guards.lift(connection)
    EvidenceItem.objects.filter(review=review).delete()
    PlanRow.objects.bulk_update([row for row in review.plan.all() if not setattr(row, "text", "Other.")], ["text"])
    guards.lay(connection)
    with pytest.raises(SystemExit):
        call_command("verify_seals")
    assert "was changed after it was sealed" in capsys.readouterr().err
    assert "seal of this review is broken" in cast.client(cast.manager).get(address("review", review)).content.decode()


def test_whoever_reads_a_review_sees_who_does_what_next_by_when_and_who_has_a_copy(cast, django_assert_max_num_queries):
    def says(person, name="review"):
        return cast.client(person).get(address(name, review)).content.decode()

    review = make_review(cast)
    assert "The registered manager writes the review and completes it." in says(cast.manager)
    closing.complete(review=review, by=cast.manager, now=NOW)
    for person in (cast.manager, cast.ri, cast.qa_officer):
        assert "Then the service lead sends it to Ofsted by the end of 26 July 2027" in says(person)
    closing.approve(review=review, declared=BOTH, by=cast.ri, now=NOW)
    for person in (cast.manager, cast.director, cast.visitor):
        assert "The service lead sends a copy to Ofsted" in says(person)
        page = says(person, "copies")
        assert "Northmere Council" in page
        assert "Not yet" in page
        assert "Record this copy" not in page
        assert "Somebody asked" not in page
    assert "sub-group looks at the review" in says(cast.manager)
    assert "sub-group looks at the review" not in says(cast.visitor)
    assert f'href="{address("copies", review)}">Do it now' in says(cast.service_lead)
    assert f'href="{address("see", review)}">Do it now' in says(cast.qa_officer)
    assert "Record this copy" in says(cast.service_lead, "copies")
    closing.see(review=review, seen_on=clock.today(NOW), remarks="", by=cast.qa_officer, now=NOW)
    for row in review.copies.order_by("pk"):
        copies.record(copy=row, how="email", reference="A1", sent_at=NOW, by=cast.service_lead, now=NOW)
    own = says(cast.placing_authority, "copies")
    assert "Northmere Council" in own
    assert "Westshire Council" not in own  # whose children live here beside theirs is not theirs to know
    assert "A1" not in own
    assert "Westshire Council" in says(cast.manager, "copies")
    client = cast.client(cast.manager)
    client.get(address("review", review))
    with django_assert_max_num_queries(22):
        assert (
            "This review is done. The next one has to be complete by the end of 28 December 2027"
            in client.get(address("review", review)).content.decode()
        )


def test_an_addendum_needs_the_second_person_and_is_sealed(cast):
    review = make_review(cast, state="sent")
    now = BEGUN + 6 * DAY
    row = closing.write_addendum(review=review, text="One more.", reason="Late.", by=cast.manager, now=now)
    refused("not_allowed", closing.approve_addendum, addendum=row, by=cast.manager, now=now)
    closing.approve_addendum(addendum=row, by=cast.ri, now=now)
    assert sealing.verify(Review.objects.get(pk=review.pk))
    with pytest.raises(IntegrityError, match="guard"), transaction.atomic():
        review.addenda.update(text="Other.")


def test_a_request_for_a_copy_is_logged_once_and_answered(cast):
    review = make_review(cast, state="sent")
    now, asked = BEGUN + 6 * DAY, dt.date(2027, 7, 3)
    who = {"review": review, "recipient": "Eastmere Council", "asked_on": asked, "by": cast.service_lead, "now": now}
    row = copies.ask(**who)
    assert copies.ask(**who).pk == row.pk
    refused("bad_way", copies.record, copy=row, how="portal", sent_at=now, by=cast.service_lead, now=now)
    sent = copies.record(copy=row, how="post", reference="12", sent_at=now, by=cast.service_lead, now=now)
    assert (sent.sha256, sent.sent_by) == (sealing.load(review).seals["approved"].sha256, cast.service_lead)


def test_one_review_of_a_home_at_a_time_and_the_next_begins_where_it_ended(cast):
    first = make_review(cast)
    refused("one_open", reviews.begin, home=cast.oak, by=cast.manager, now=NOW + DAY)
    pressed_again = reviews.begin(home=cast.oak, period_to=first.period_to, by=cast.manager, now=NOW)
    assert pressed_again == first
    refused("not_allowed", reviews.begin, home=cast.oak, by=cast.ri, now=NOW)
    closing.complete(review=first, by=cast.manager, now=NOW + DAY)
    closing.approve(review=first, declared=BOTH, by=cast.ri, now=NOW + 2 * DAY)
    second = reviews.begin(home=cast.oak, by=cast.manager, now=NOW + 3 * DAY)
    assert (second.period_from, second.period_to) == (dt.date(2027, 6, 29), dt.date(2027, 12, 28))
    refused("not_ready", closing.complete, review=second, by=cast.manager, now=NOW + 3 * DAY)
    long = dt.date(2028, 12, 28)
    refused("wrong_period", reviews.change_period, review=second, period_to=long, by=cast.manager, now=NOW + 3 * DAY)


def test_both_files_hold_every_word_and_an_old_draft_is_closed_to_later_readers(cast, monkeypatch):
    from core import tasks
    from core.documents import Made

    monkeypatch.setattr(kinds, "make", lambda printed, format, made_at: Made("\n".join(printed.texts()).encode(), 1))
    monkeypatch.setattr(tasks.make_document, "delay", lambda pk: None)
    review = make_review(cast, words="The stairs creak.", summary_overall="Good.")
    client = cast.client(cast.manager)
    assert client.post(address("ask_document", review), {"format": "pdf"}).status_code == 302
    draft = Document.objects.get()
    made = kinds._build(review.pk, "", "docx").content.decode()
    for words in ("The stairs creak.", "Paint the hall with the children.", "Parents and carers", "This is a draft."):
        assert words in made
    closing.complete(review=review, by=cast.manager, now=NOW)
    closing.approve(review=review, declared=BOTH, by=cast.ri, now=NOW + DAY)
    assert "sealed 29 June 2027" in kinds._build(review.pk, "", "pdf").content.decode()
    assert kinds.may_read(cast.manager, draft)
    assert not kinds.may_read(cast.visitor, draft)
    assert not Message.objects.filter(body__contains="stairs").exists()


def test_two_people_writing_the_same_answer_lose_nothing(cast):
    review = make_review(cast, filled=False)
    edit = {"key": "summary_overall", "row": "", "base_rev": 0}
    manager, deputy = cast.client(cast.manager), cast.client(cast.deputy)
    for client, op, text in ((manager, "a1", "Good."), (deputy, "b1", "Weak.")):
        body = {"edits": [edit | {"op_id": op, "text": text}]}
        response = client.post(address("autosave", review), body, content_type="application/json")
    assert response.status_code == 409
    clash = response.json()["results"][0]["url"]
    page = deputy.get(clash).content.decode()
    assert "Good." in page
    assert "Weak." in page
    assert deputy.post(clash, {"choice": "joined", "joined": "Good.\n\nWeak.", "base_rev": "1"}).status_code == 302
    assert Answer.objects.get(response=review.response, key="summary_overall").value == "Good.\n\nWeak."
