"""A quality of care review as PDF and as Word file: whole, tagged, and with citations that lead to the evidence."""

from __future__ import annotations

import io

import docx
import pikepdf
import pypdfium2
import pytest
import time_machine

from reg45.documents import content, kinds
from tests.documents.test_report import squeezed
from tests.reports import make_report
from tests.reviews import BEGUN, DAY, make_review

pytestmark = pytest.mark.django_db


def test_both_files_hold_every_word_and_a_cited_number_leads_to_its_item(cast):
    with time_machine.travel(BEGUN + 8 * DAY, tick=False):
        make_report(cast, state="issued", arrives=BEGUN - 40 * DAY)
        review = make_review(cast, state="sent", summary_overall="Good, see [1] and [2].")
        printed = content.build(content.load(review.pk))
        pdf = kinds.make(printed, "pdf", BEGUN).content
        word = kinds.make(printed, "docx", BEGUN).content
    pages = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    body = "".join(
        each.text or "" for each in docx.Document(io.BytesIO(word)).element.body.iter() if each.tag.endswith("}t")
    )
    for text in {*printed.texts()} - {printed.running}:  # which stands in the header
        assert squeezed(text) in squeezed(body), text
        assert all(squeezed(part)[:60] in squeezed(pages) for part in text.split()), text
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert "/StructTreeRoot" in file.Root
        names = [str(each.get("/Dest", "")) for page in file.pages for each in page.get("/Annots", [])]
        assert {"item_1", "item_2"} <= set(names)
