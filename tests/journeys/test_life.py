"""One monthly report through its whole life on the screen: planned, written, commented on, sealed, signed off, printed, carried on."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import expect

from core import clock as ground
from questionnaires import answers as stored
from reg44.models import Report, Visit
from reg44.states import ReportState
from tests.journeys import life
from tests.journeys.browser import at, heading, look, press, without_network
from tests.reports import fill

DAY = dt.date(2027, 3, 3)
INSIDE = "What is the home like inside?"
OUTSIDE = "What is the home like outside?"
WORDS = "The lounge is warm and tidy.\n\nKayleigh told me that the carpet on the stairs is loose."


def on(clock, day: int, hour: int, minute: int = 0, month: int = 3) -> None:
    """Set the clock to that time of that day in London."""
    clock.goto(ground.at_london(dt.date(2027, month, day), hour, minute))


def write_with_a_lost_network_and_a_killed_tab(people, page):
    """The words of one section, typed while the network goes away and the tab dies. Gives the page that goes on."""
    press(page, "The building and grounds")
    status = page.locator("[data-save-text]")
    page.get_by_label(INSIDE).press_sequentially(WORDS[:28])
    expect(status).to_have_text(life.SAVED)
    with without_network(page):
        page.get_by_label(INSIDE).press_sequentially(WORDS[28:])
        expect(status).to_contain_text("Not saved yet. What you typed is still on this page.")
    expect(status).to_have_text(life.SAVED)
    page.get_by_label(OUTSIDE).press_sequentially("The garden gate does not lock.")
    expect(status).to_have_text(life.SAVED)
    address = page.url
    page.close(run_before_unload=False)
    page = people.contexts[0].new_page()
    page.goto(address)
    expect(page.get_by_label(INSIDE)).to_have_value(WORDS)
    expect(page.get_by_label(OUTSIDE)).to_have_value("The garden gate does not lock.")
    look(page, "section")
    life.complete(page)
    return page


def write_by_buttons(page):
    """The same words without JavaScript."""
    press(page, "The building and grounds")
    page.get_by_label(INSIDE).fill(WORDS)
    page.get_by_label(OUTSIDE).fill("The garden gate does not lock.")
    life.complete(page)
    return page


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_report_lives_from_the_plan_to_the_sealed_pdf_and_what_was_not_met_is_asked_again(
    people, cast, clock, script
):
    options = {"java_script_enabled": script}
    page = people(cast.visitor, **options)
    number = life.plan(page, DAY)
    visit = Visit.objects.get(pk=number)
    assert (visit.planned_for, visit.announced) == (DAY, False)

    on(clock, 3, 10)
    people.sign_in(page, cast.visitor)
    life.arrive(page, number)
    report = Report.objects.get(visit=visit)
    page.goto(at("report_tasks", number))
    look(page, "tasks")
    page = write_with_a_lost_network_and_a_killed_tab(people, page) if script else write_by_buttons(page)
    assert stored.load(report.response).get("premises_inside") == WORDS
    life.write_list(page)
    life.write_checklist(page)
    life.leave_out(page)
    life.write_opinion(page)
    life.recommend(page, number, life.GATE, "High")
    life.recommend(page, number, life.STAIRS, "Medium")
    life.leave(page, number)
    fill(report, cast.visitor, ground.now())
    life.check_names(page, number, "Kayleigh")

    on(clock, 4, 9)
    people.sign_in(page, cast.visitor)
    life.send(page, number)
    assert Report.objects.get(pk=report.pk).state == ReportState.WITH_MANAGER

    manager = people(cast.manager, **options)
    life.comment(manager, number)
    life.decide(page, number)
    on(clock, 4, 9, 12)
    life.finalise(page, number)
    life.issue(page, number)
    assert Report.objects.get(pk=report.pk).state == ReportState.ISSUED
    on(clock, 4, 14)
    people.sign_in(manager, cast.manager)
    life.answer(manager, number, dt.date(2027, 3, 5))

    responsible = people(cast.ri, **options)
    on(clock, 4, 14, 12)
    life.sign_off(responsible, number)
    assert Report.objects.get(pk=report.pk).state == ReportState.SIGNED_OFF
    file = life.download(responsible, report.pk)
    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert len(pdf.pages) > 10
    words = " ".join(" ".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(file)).split())
    for said in ("Oak House", life.GATE, "was mended on Monday", "A joiner comes.", "I will look at the gate myself."):
        assert said in words
    assert "Kayleigh" not in words

    on(clock, 6, 9, month=4)
    people.sign_in(page, cast.visitor)
    following = life.plan(page, dt.date(2027, 4, 7))
    on(clock, 7, 10, month=4)
    people.sign_in(page, cast.visitor)
    life.arrive(page, following)
    page.goto(at("report_section", following, "previous_recommendations"))
    heading(page, "Recommendations from before")
    for words in (life.GATE, life.STAIRS):
        expect(page.get_by_text(words).first).to_be_visible()
    look(page, "carried-over")
    page.goto(at("report_section", following, "premises"))
    look(page, "section-last-month")
