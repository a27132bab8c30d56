"""The report as PDF and as Word file: complete, legible, accessible."""

from __future__ import annotations

import re

import pytest

from tests.documents import specimens

pytestmark = pytest.mark.django_db  # the specimens need the test database to exist


def squeezed(text: str) -> str:
    """Without space and hyphens: lines are broken where the column ends."""
    return re.sub("[\\s\\-\x02\xad\u2010\ufffe]+", "", text)


def test_every_field_that_can_be_typed_stands_in_the_record_the_pdf_and_the_word_file(full):
    assert len(full.tokens.found) > 150
    places = {"record": full.stored, "pdf": squeezed("".join(full.pages())), "word": squeezed(full.word_text())}
    for place, text in places.items():
        missing = {token: where for token, where in full.tokens.found.items() if token not in text}
        assert missing == {}, place


@pytest.mark.parametrize("name", ["short", "full", "long"])
def test_everything_in_the_document_is_in_both_files(name, request):
    specimen = request.getfixturevalue(name)
    word = squeezed(specimen.word_text())
    pdf = squeezed("".join(specimen.pages()))
    texts = {text for text in specimen.printed.texts() if text.isascii()}  # other scripts are drawn in another order
    assert {text for text in texts if squeezed(text) not in word} == set()
    words = {squeezed(part)[:60] for text in texts for part in text.split()}
    assert {each for each in words if each not in pdf} == set()


@pytest.mark.parametrize("name", ["short", "full", "long"])
def test_no_words_lie_on_each_other_or_outside_the_page(name, request):
    for number, (width, height, boxes) in enumerate(request.getfixturevalue(name).boxes(), start=1):
        for left, bottom, right, top in boxes:
            assert left >= 30, (number, "left")
            assert right <= width - 30, (number, "right")
            assert bottom >= 20, (number, "bottom")
            assert top <= height - 20, (number, "top")
        boxes = sorted(boxes)
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                if other[0] >= one[2]:
                    break
                across = min(one[2], other[2]) - max(one[0], other[0])
                down = min(one[3], other[3]) - max(one[1], other[1])
                assert across < 1.5 or down < 1.5, (number, one, other)


def test_a_draft_says_so_on_every_page_and_a_final_report_never(short, full):
    assert all("DRAFT" in text for text in short.pages())
    assert not any("DRAFT" in text for text in full.pages())
    assert all("DRAFT" in section.header.paragraphs[0].text for section in short.docx().sections)
    assert "DRAFT" not in full.word_text()


def test_each_page_after_the_cover_names_home_month_seal_and_page(full):
    pages = full.pages()
    code = re.search(r"Code ((?:[0-9A-F]{4}-){3}[0-9A-F]{4})", pages[0])
    assert code
    for number, text in enumerate(pages[1:], start=2):
        assert "Oak House, March 2027" in text
        assert code[1] in text
        assert f"Page {number} of {len(pages)}" in text


def test_the_contents_name_the_right_pages(full):
    pages = full.pages()
    listed = " ".join(text for text in pages[1:3])
    for chapter in full.printed.chapters:
        for title in (chapter.title, *(heading.text for heading in chapter.sections)):
            found = re.search(rf"{re.escape(title)}\s+(\d+)\b", listed)
            assert found, title
            assert squeezed(title) in squeezed(pages[int(found[1]) - 1]), title


def test_the_action_plan_lies_across(full):
    plans = [
        (width, height)
        for (width, height, _), text in zip(full.boxes(), full.pages(), strict=True)
        if "Target date" in text
    ]
    assert plans
    assert all(width > height for width, height in plans)
    turned = [section for section in full.docx().sections if section.page_width > section.page_height]
    assert len(turned) == 2


def test_the_pdf_is_tagged_for_people_who_listen_to_it(full):
    pdf = full.structure()
    assert str(pdf.Root.Lang) == "en-GB"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()
    kinds: dict[str, list] = {}
    for each in pdf.objects:
        if hasattr(each, "get") and each.get("/Type") == "/StructElem":
            kinds.setdefault(str(each.S), []).append(each)
    assert len(kinds["/H1"]) == 1
    assert len(kinds["/H2"]) == len(full.printed.chapters) + 1
    scopes = {str(cell.A.get("/Scope")) for cell in kinds["/TH"]}
    assert scopes == {"/Row", "/Column"}
    assert len(kinds["/Table"]) > 20
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == [full.printed.title, "Contents", *(chapter.title for chapter in full.printed.chapters)]
    assert all(page.get("/Tabs") == "/S" or "/Annots" not in page for page in pdf.pages)


def test_the_word_file_has_real_headings_repeated_table_heads_and_fields(full):
    file = full.docx()
    headings = [line.text for line in file.paragraphs if line.style.name == "Heading 1"]
    assert headings == ["Contents", *(chapter.title for chapter in full.printed.chapters)]
    xml = file.element.xml
    grids = sum(block.kind == "grid" for chapter in full.printed.chapters for block in chapter.blocks)
    assert xml.count("<w:tblHeader") == grids
    assert "PAGE" in file.sections[0].footer._element.xml
    assert "TOC" in xml
    assert file.core_properties.language == "en-GB"
    names = [
        each.get(f"{{{each.nsmap['w']}}}name")
        for each in file.element.body.iter()
        if each.tag.endswith("}bookmarkStart")
    ]
    assert len(names) == len(set(names))


def test_long_and_odd_text_is_printed_as_it_was_typed(long):
    text = "".join(long.pages())
    assert "A" * 300 in squeezed(text)
    assert "<script>alert(1)</script>" in text
    assert "=1+1" in text
    assert "🙂" in text
    assert set("הילד") <= set(text)
    word = long.word_text()
    assert all(odd in word for odd in specimens.ODD)
    assert long.pdf.pages > 40
    assert long.pdf.content.count(b"/EmbeddedFile") == 0
