"""Each specimen is written to the database and printed once a run; the tests only look at what came out."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import docx
import pikepdf
import pypdfium2
import pytest
from django.db import transaction

from core import seals
from core.documents import Made
from core.models import Seal
from core.printed import Printed
from reg44.documents import content, kinds
from reg44.models import Report
from tests import reports
from tests.cast import Cast, assemble
from tests.documents import specimens


@dataclass
class Specimen:
    """A document in every form: its data, its files, the text of its sealed record and draft, and the words typed into it."""

    printed: Printed
    pdf: Made
    word: Made
    stored: str
    tokens: specimens.Tokens

    def pages(self) -> list[str]:
        """The text of each page of the PDF."""
        document = pypdfium2.PdfDocument(self.pdf.content)
        return [page.get_textpage().get_text_bounded() for page in document]

    def boxes(self) -> list[tuple[float, float, list[tuple[float, float, float, float]]]]:
        """Of each page: width, height, and the place (left, bottom, right, top) of each piece of text."""
        found = []
        for page in pypdfium2.PdfDocument(self.pdf.content):
            text = page.get_textpage()
            found.append((*page.get_size(), [text.get_rect(index) for index in range(text.count_rects())]))
        return found

    def structure(self) -> pikepdf.Pdf:
        """The PDF as a tree of objects."""
        return pikepdf.open(io.BytesIO(self.pdf.content))

    def docx(self):
        """The Word file, opened."""
        return docx.Document(io.BytesIO(self.word.content))

    def word_text(self) -> str:
        """Every text of the body of the Word file, headers and footers."""
        file = self.docx()
        parts = [file.element.body]
        for section in file.sections:
            parts += [section.header._element, section.footer._element]
        return "".join(
            each.text or " " for part in parts for each in part.iter() if each.tag.endswith(("}t", "}p", "}br"))
        )


@pytest.fixture(scope="session")
def printed_once(django_db_setup, django_db_blocker) -> Callable[..., Specimen]:
    """Writes a report, prints it, and takes everything back."""

    def make(write: Callable[[Cast, specimens.Tokens], Report], kind: str) -> Specimen:
        tokens = specimens.Tokens()
        with django_db_blocker.unblock(), transaction.atomic():
            report = content.load(write(assemble(), tokens).pk)
            printed = kinds.printed(report, kind)
            stored = "\n".join((*Seal.objects.values_list("canonical", flat=True), seals.canonical(report.draft or {})))
            made_at = content.made_at(report)
            transaction.set_rollback(True)
        pdf, word = (kinds.make(printed, format, made_at) for format in ("pdf", "docx"))
        return Specimen(printed, pdf, word, stored, tokens)

    return make


@pytest.fixture(scope="session")
def full(printed_once) -> Specimen:
    """Signed, with a word of its own in every field that can be typed."""

    def write(cast: Cast, tokens: specimens.Tokens) -> Report:
        report = specimens.begun(cast)
        specimens.fill_every_field(report.response, cast.visitor, tokens)
        return specimens.sign(report, cast, tokens)

    return printed_once(write, kinds.REPORT)


@pytest.fixture(scope="session")
def long(printed_once) -> Specimen:
    """Signed, and deliberately long."""

    def write(cast: Cast, tokens: specimens.Tokens) -> Report:
        report = specimens.begun(cast)
        specimens.fill_long(report.response, cast.visitor)
        return specimens.sign(report, cast, tokens, recommendations=8, words=specimens.LONG)

    return printed_once(write, kinds.REPORT)


@pytest.fixture(scope="session")
def short(printed_once) -> Specimen:
    """A draft with little in it."""
    return printed_once(lambda cast, tokens: reports.make_report(cast, state="with_manager"), kinds.DRAFT)
