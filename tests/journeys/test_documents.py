"""A statutory document in a real browser, with and without JavaScript: recorded with its file, approved, fetched by who may (A5)."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from homes.models import DocumentVersion
from tests.files import pdf
from tests.journeys.browser import at, heading, press, sound
from tests.journeys.life import date

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_manager_records_a_document_with_its_file_and_the_responsible_individual_approves_it(
    people, cast, clock, script
):
    def once(name: str) -> None:
        if script:
            sound(page, name)

    page = people(cast.manager, java_script_enabled=script)
    page.goto(at("home", cast.oak.pk, namespace="homes"))
    press(page, "Record a document or check")
    page.get_by_label("Document or check").select_option(label="Statement of purpose")
    page.get_by_label("Version or number").fill("5")
    date(page, "checked_on", dt.date(2027, 3, 1))
    page.get_by_label("The document").set_input_files(
        {"name": "purpose.pdf", "mimeType": "application/pdf", "buffer": DRAWING}
    )
    press(page, "Record it")
    expect(page.get_by_role("alert")).to_contain_text("This kind of file is not taken")
    expect(page.get_by_label("Version or number")).to_have_value("5")
    once("document-refused")
    page.get_by_label("The document").set_input_files(
        {"name": "../purpose.exe", "mimeType": "text/html", "buffer": pdf()}
    )
    press(page, "Record it")
    expect(page.get_by_text("It is recorded.", exact=True)).to_be_visible()
    page.get_by_role("link", name="Statement of purpose").first.click()
    heading(page, "Statement of purpose")
    expect(page.get_by_text("It waits for approval.")).to_be_visible()
    once("document")

    page = people(cast.ri, java_script_enabled=script)
    page.goto(at("home", cast.oak.pk, namespace="homes"))
    page.get_by_role("link", name="Statement of purpose").first.click()
    press(page, "Approve this version")
    expect(page.get_by_text("It waits for approval.")).to_have_count(0)
    once("document-approved")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download").click()
    assert fetched.value.suggested_filename.endswith(".pdf")
    assert "purpose.exe" not in fetched.value.suggested_filename
    version = DocumentVersion.objects.get()
    assert (version.label, version.approved_by, bytes(version.file.content)) == ("5", cast.ri, pdf())

    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(at("home", cast.oak.pk, namespace="homes"))
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Statement of purpose"))
    expect(row.get_by_role("cell")).to_have_count(3)  # stacked, and still a row of a table
    cut = "tables => tables.filter(each => each.scrollWidth > each.clientWidth).length"
    assert page.locator(".portal-table-scroll").evaluate_all(cut) == 0, "no column is cut off on a telephone"
