"""What the Regulation 44 reports give to a review, and who opens the record behind a figure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from core import evidence as offered
from core.evidence import Item
from homes.models import Resident
from records.services import returns
from reg45 import checking, evidence, sealing
from reg45.documents import content
from reg45.services import closing, copies
from tests import records, voices
from tests.reports import make_report
from tests.reviews import BEGUN, BOTH, DAY, HOUR, make_review

pytestmark = pytest.mark.django_db
SINCE, UNTIL = dt.date(2027, 1, 1), dt.date(2027, 6, 30)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(BEGUN + 4 * HOUR, tick=False):
        yield


def test_only_final_reports_speak_and_never_the_words_of_a_draft(cast):
    make_report(cast, state="amending", arrives=BEGUN - 70 * DAY)
    assert offered.gather(cast.oak, SINCE, UNTIL)["reg44"] == []
    final = make_report(cast, state="final", arrives=BEGUN - 40 * DAY)
    opinions, *recommendations = offered.gather(cast.oak, SINCE, UNTIL)["reg44"]
    assert opinions.text == "Yes: children are effectively safeguarded. Yes: the home promotes their well-being."
    assert opinions.figures == {
        "visits": Decimal(1),
        "not_safeguarded": Decimal(0),
        "wellbeing_not_promoted": Decimal(0),
    }
    assert [each.text for each in recommendations] == [row.text for row in final.recommendations.all()]
    assert all(each.heading.endswith((": open", ": done, not yet verified")) for each in recommendations)
    assert offered.gather(cast.elm, SINCE, UNTIL)["reg44"] == []
    assert offered.gather(cast.oak, SINCE, dt.date(2027, 5, 1))["reg44"] == []


def says(monkeypatch, provider, *items):
    """The provider says these items, with the measures of its own."""
    standing = offered.PROVIDERS.get(provider, offered.Provider(20, lambda *_: []))
    monkeypatch.setitem(offered.PROVIDERS, provider, replace(standing, items=lambda *_: list(items)))


def words_of(review):
    return {
        (each.provider, each.key): each.words for each in evidence.figures(evidence.shown(sealing.load(review).items))
    }


def test_a_figure_is_summed_within_one_provider_and_a_record_opens_only_to_whoever_may_read_it(cast, monkeypatch):
    child = Resident.objects.filter(home=cast.oak).first()
    says(
        monkeypatch, "kept", *(Item(f"Counted {one}", "One.", SINCE, child, {"calls": Decimal(one)}) for one in (1, 2))
    )
    says(monkeypatch, "reg44", Item("Visit", "V.", SINCE, cast.oak, {"calls": Decimal(7)}))
    review = make_review(cast, state="sent")
    assert words_of(review) == {("kept", "calls"): "3", ("reg44", "calls"): "7"}
    page = reverse("reg45:figure", args=[review.pk, "reg44", "calls"])
    home = reverse("homes:home", args=[cast.oak.pk])
    assert f'href="{home}"' in cast.client(cast.manager).get(page).content.decode()
    closed = cast.client(cast.placing_authority).get(page).content.decode()
    assert "Not open to you" in closed
    assert f'href="{home}"' not in closed


def test_counts_alone_are_added_up_and_two_sources_that_differ_are_both_told_with_the_reason(cast, monkeypatch):
    records.publish(cast.manager, BEGUN - 200 * DAY, "monthly_return")
    months = {"children": (4, 7, 5), "staff": (9, 9, 9), "money_spent": (80, 101, 99), "children_missing": (0, 2, 1)}
    months |= {"restraints": (1, 2, 0), "sanctions": (1, 0, 0), "vacancies": (1, 0, 2), "ofsted_grade": (2, 2, 2)}
    for_return = [
        Item("Return", "R.", dt.date(2027, month, 28), cast.oak, {f"return.{key}": Decimal(values[month - 1]) for key, values in months.items()})
        for month in (1, 2, 3)
    ]  # fmt: skip
    says(monkeypatch, "returns", *for_return)
    counted = Item("Restraint", "R.", SINCE, cast.oak, {"restraints": Decimal(4), "sanctions": Decimal(1)})
    says(monkeypatch, "records", counted)
    review = make_review(cast)
    assert {key.removeprefix("return."): words for (source, key), words in words_of(review).items() if source == "returns"} == {
        "children": "4 in January 2027, 5 in March 2027, 7 at the highest",
        "staff": "9 each time, January 2027 to March 2027",
        "money_spent": "80% in January 2027, 101% in February 2027, 99% in March 2027",
        "children_missing": "0 to 2 a month",
        "restraints": "3",
        "sanctions": "1",
        "vacancies": "1 in January 2027, 2 in March 2027, 0 at the lowest",
        "ofsted_grade": "2 each time, January 2027 to March 2027",
    }  # fmt: skip
    page = cast.client(cast.manager).get(reverse("reg45:evidence", args=[review.pk])).content.decode()
    assert "How many children lived in the home on the last day of the month?" in page
    assert "Return, children" not in page
    assert re.search(">3 in “Monthly returns”</a>, <a[^>]*>4 in “The home’s own records”</a>", page)
    assert page.count("The two can differ. A return counts whole months") == 1
    assert "Sanctions: <a" not in page  # both say one
    level = cast.client(cast.manager).get(reverse("reg45:figure", args=[review.pk, "returns", "return.children"]))
    assert "in all" not in level.content.decode()


def test_every_figure_of_a_review_opens_the_records_behind_it_and_has_a_name_for_people(cast):
    make_report(cast, state="issued", arrives=BEGUN - 40 * DAY)
    records.publish(cast.manager, BEGUN - 200 * DAY)
    for day, kind in enumerate(("restraint", "restraint", "missing", "compliment", "notification")):
        records.make_record(cast, kind, at=BEGUN - (60 + day) * DAY)
    monthly = records.make_return(cast, dt.date(2027, 4, 1), restraints="3")
    returns.send(monthly=monthly, by=cast.manager, now=BEGUN - 30 * DAY)
    for audience, replies in (("children", 3), ("staff", 6)):
        voices.closed(cast, audience, replies=replies, now=BEGUN - 20 * DAY)
    review = make_review(cast)
    client = cast.client(cast.manager)
    page = client.get(reverse("reg45:evidence", args=[review.pk])).content.decode()
    shown = dict(re.findall(r'href="(/reviews/\d+/figures/[^"]+)">([^<]+)<', page))
    measured = {(each.provider, each.key) for each in evidence.figures(evidence.shown(sealing.load(review).items))}
    assert len(shown) == len(measured) > 40
    for provider, key in measured:
        assert key in offered.PROVIDERS[provider].measures([key]), (provider, key)
    behind = set()
    for address, words in shown.items():
        response = client.get(address)
        assert response.status_code == 200
        one, body = response.context["one"], response.content.decode()
        rows = re.findall(r'numeric">([\d.]+)</td>.*?(?:href="([^"]+)">Open the record|Not open)', body, re.DOTALL)
        assert len(rows) == len(one.lines)
        if one.counts:
            assert sum(Decimal(value) for value, _ in rows) == one.total == Decimal(words)
        behind |= {record for _, record in rows}
    assert len(behind) > 8
    for record in behind:
        assert client.get(record).status_code == 200, record


def test_whoever_may_not_open_a_complaint_reads_only_how_many_there_were_on_pages_and_in_files(cast):
    records.publish(cast.manager, BEGUN - 200 * DAY)
    at = BEGUN - 60 * DAY
    kept = [records.make_record(cast, kind, at=at) for kind in ("complaint", "allegation", "notification")]
    kept.append(records.make_record(cast, "complaint", at=at, by=cast.home_staff))
    records.make_record(cast, "restraint", at=at - DAY)
    review = make_review(cast, state="sent")
    numbers = {
        pk: row for row, pk in review.items.values_list("number", "subject_id") if pk in {each.pk for each in kept}
    }
    pages = [reverse("reg45:evidence", args=[review.pk])]
    pages += [reverse("reg45:item", args=[review.pk, number]) for number in numbers.values()]
    for figure in (("records", "complaints"), ("records", "allegations"), ("notifications", "notifications")):
        pages.append(reverse("reg45:figure", args=[review.pk, *figure]))
    told = [f"{each} of" for each in kept] + [f"{at:%-d %B %Y}"]
    for person in (cast.home_staff, cast.placing_authority, cast.director):
        client = cast.client(person)
        for page in pages:
            body = client.get(page).content.decode()
            assert not [words for words in told if words in body], (person, page)
        assert all(
            f"[{number}] A record that you may not open" in client.get(pages[0]).content.decode()
            for number in numbers.values()
        )
        assert re.search(
            r"<strong>2</strong> in all",
            client.get(reverse("reg45:figure", args=[review.pk, "records", "complaints"])).content.decode(),
        )
    for person in (cast.manager, cast.ri, cast.qa_officer):
        body = cast.client(person).get(pages[0]).content.decode()
        assert all(words in body for words in told)
        assert "may not open" not in body
    printed = "\n".join(content.build(content.load(review.pk)).texts())
    assert not [words for words in told if words in printed]
    assert "Allegation\nOnly those who may open the record read more." in printed
    assert "Restraint" in printed


def test_whoever_approves_is_told_of_records_that_the_review_must_not_tell_of_and_nobody_of_the_home_is(
    cast, django_assert_max_num_queries
):
    records.publish(cast.manager, BEGUN - 200 * DAY)
    about = records.make_record(cast, "complaint", at=BEGUN - 60 * DAY, by=cast.home_staff, subjects=[cast.manager])
    staff = records.make_record(cast, "allegation", at=BEGUN - 50 * DAY, subjects=[cast.home_staff])
    records.make_record(cast, "complaint", at=BEGUN - 500 * DAY, by=cast.home_staff, subjects=[cast.manager])
    told = records.make_record(cast, "complaint", at=BEGUN - 40 * DAY)
    review = make_review(cast, state="completed")
    evidence_page, approval = (reverse(f"reg45:{name}", args=[review.pk]) for name in ("evidence", "approve"))
    words = "2 records of this home and period are not in this review"
    for person, page, most in (
        (cast.ri, approval, 22),
        (cast.ri, evidence_page, 21),
        (cast.qa_officer, evidence_page, 21),
    ):
        client = cast.client(person)
        client.get(page)
        with django_assert_max_num_queries(most):
            body = client.get(page).content.decode()
        assert (
            f"{words}</strong>, because people who write or read it must not see them (regulation 39(2)). Look at them before you approve."
            in body
        )
        note = body[body.index(words) : body.index("</ul>", body.index(words))]
        assert re.findall('href="([^"]+)"', note) == [
            reverse("records:record", args=[one.pk]) for one in (about, staff)
        ]
        assert str(told) not in note
    now = BEGUN + 2 * DAY
    review = closing.approve(review=review, declared=BOTH, by=cast.ri, now=now)
    copies.record(copy=review.copies.get(to="ofsted"), how="email", sent_at=now, by=cast.service_lead, now=now)
    for person in (cast.manager, cast.deputy, cast.home_staff, cast.director, cast.head_of_qa):
        assert "not in this review" not in cast.client(person).get(evidence_page).content.decode()
    printed = "\n".join(content.build(content.load(review.pk)).texts())
    assert "not in this review" not in printed
    assert str(about) not in printed


def test_a_group_of_whose_answers_none_can_be_shown_is_not_heard_until_the_review_says_how(cast, monkeypatch):
    figures = {
        "asked_children": 4,
        "answered_children": 3,
        "asked_staff": 9,
        "answered_staff": 6,
        "asked.professionals": 4,
    }
    says(
        monkeypatch, "voice", Item("Survey", "S.", SINCE, cast.oak, {key: Decimal(one) for key, one in figures.items()})
    )
    own = {f"heard.answered {key}": "0" for key in ("children", "staff")}
    review = make_review(cast, **own, **{"heard.asked staff": "NaN", "heard.asked parents": "1e999999"})
    found = {
        each.key: each for each in evidence.groups(evidence.shown(review.items.all()), sealing.load(review).answers)
    }
    assert {key: (each.asked, each.answered, each.heard) for key, each in found.items()} == {
        "children": (4, 3, False),
        "parents": (0, 2, True),
        "placing": (4, 2, True),
        "staff": (9, 6, True),
    }
    gaps = checking.problems(sealing.load(review), review.period_to)
    assert [gap.text for gap in gaps if gap.text.startswith("Children: 3 answered surveys. That is too few to show")]
    client = cast.client(cast.manager)
    page = client.get(reverse("reg45:review", args=[review.pk])).content.decode()
    assert "3 answered; too few to show anybody’s answers. Speak to them instead." in page
    for address, anchor in re.findall(r'href="(/reviews/[^"#]+)#(id_[^"]+)"', page):
        assert f'id="{anchor}"' in client.get(address).content.decode()
    printed = "\n".join(content.build(content.load(review.pk)).texts())
    assert "3 answered surveys; too few to show anybody’s answers." in printed
    assert "At least 4: 4 in surveys; 3 in another way" in printed
    seen = " ".join(re.sub("<[^>]+>", "", page).split())
    assert "At least 4: 4 in surveys: Children, asked; 3 in another way" in seen
    there = evidence.children_of(review)
    assert 0 < there < 7
    assert seen.count(f"more than the {there} children of the register in this time") == 1


def test_the_pages_cost_the_same_number_of_queries_with_one_item_and_with_forty(
    cast, monkeypatch, django_assert_max_num_queries
):
    many = [Item(f"Counted {number}", "One.", SINCE, cast.oak, {"calls": Decimal(1)}) for number in range(40)]
    says(monkeypatch, "kept", *many)
    review = make_review(cast, state="approved")
    client = cast.client(cast.qa_officer)
    for name, most in (("review", 22), ("evidence", 18), ("plan", 12)):
        url = reverse(f"reg45:{name}", args=[review.pk])
        client.get(url)
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200
