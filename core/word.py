"""A printed document as a Word file: the same content as the PDF, in real styles that a screen reader can follow."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any, Final

from core import citing
from core.documents import Made
from core.printed import Answer, Box, Chapter, Fact, Facts, Grid, Heading, Printed, Prose, Signed, right_to_left

TEAL: Final = "0F5F5C"
DARK: Final = "083B39"
GREY: Final = "484949"
RED: Final = "942514"
FONT: Final = "Arial"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(printed: Printed, *, made_at: dt.datetime) -> Made:
    """The Word file; ``made_at`` (UTC) is written into its properties."""
    return Made(content=_Writer(printed, made_at).content())


class _Writer:
    """Walks the document once. python-docx has no types, hence Any."""

    def __init__(self, printed: Printed, made_at: dt.datetime) -> None:
        from docx import Document
        from docx.shared import Mm

        self.printed = printed
        self.file: Any = Document()
        self.marks = 0
        self._properties(made_at)
        self._styles()
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        self._margins(section)
        self._head_and_foot(section, 174)

    def content(self) -> bytes:
        self._cover()
        self._contents()
        for chapter in self.printed.chapters:
            self._chapter(chapter)
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    # --- Set-up

    def _properties(self, made_at: dt.datetime) -> None:
        about = self.file.core_properties
        about.title, about.author, about.subject = self.printed.title, self.printed.council, self.printed.subject
        about.language, about.comments, about.last_modified_by = "en-GB", "", self.printed.council
        about.created = about.modified = made_at.astimezone(dt.UTC).replace(tzinfo=None)

    def _styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        styles = self.file.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(10.5)
        normal.paragraph_format.space_after = Pt(6)
        normal.element.rPr.append(_element("w:lang", **{"w:val": "en-GB"}))
        for name, size, colour in (
            ("Title", 26, DARK),
            ("Heading 1", 18, DARK),
            ("Heading 2", 13.5, DARK),
            ("Heading 3", 10.5, "0B0C0C"),
        ):
            style = styles[name]
            style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
            style.font.color.rgb = RGBColor.from_string(colour)
            fonts = style.element.rPr.rFonts
            for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(theme), None)
            style.paragraph_format.space_before = Pt(0 if name == "Title" else 14)
            style.paragraph_format.space_after = Pt(5)
            style.paragraph_format.keep_with_next = True
        for name, size, colour, italic in (
            ("Quiet", 10, GREY, False),
            ("Label", 8.5, GREY, False),
            ("Note", 9, GREY, True),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
            style.font.size, style.font.italic = Pt(size), italic
            style.font.color.rgb = RGBColor.from_string(colour)
        styles["Label"].font.bold = True
        styles["Label"].paragraph_format.space_after = Pt(2)
        styles["Label"].paragraph_format.keep_with_next = True
        cell = styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style, cell.font.size = normal, Pt(9.5)
        cell.paragraph_format.space_after = Pt(2)

    def _margins(self, section: Any) -> None:
        from docx.shared import Mm

        section.left_margin = section.right_margin = Mm(18)
        section.top_margin, section.bottom_margin = Mm(25), Mm(22)
        section.header_distance = section.footer_distance = Mm(11)

    def _head_and_foot(self, section: Any, width: int) -> None:
        """Header: council and running title, with DRAFT between; footer: the mark and "Page x of y"."""
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        for line in (head, foot):
            _tabs(line, width)
        _run(head, self.printed.council, size=8.5, colour=TEAL, bold=True)
        _run(head, "\t", size=8.5)
        if self.printed.draft:
            _run(head, "DRAFT", size=9, colour=RED, bold=True)
        _run(head, f"\t{self.printed.running}", size=8.5, colour=GREY)
        _run(foot, f"{self.printed.mark}\t\tPage ", size=8.5, colour=GREY)
        _field(foot, "PAGE")
        _run(foot, " of ", size=8.5, colour=GREY)
        _field(foot, "NUMPAGES")

    # --- Parts

    def _cover(self) -> None:
        line = self.file.add_paragraph()
        _run(line, self.printed.council, size=13, colour=TEAL, bold=True)
        if self.printed.draft:
            _run(self.file.add_paragraph(), "Draft. Not final and not signed.", size=13, colour=RED, bold=True)
        self.file.add_paragraph(_clean(self.printed.title), style="Title")
        for text in self.printed.about:
            _run(self.file.add_paragraph(), text, size=14)
        self._facts(self.printed.facts)
        for text in self.printed.notice:
            self._paragraph(text, "Quiet")

    def _contents(self) -> None:
        """A table of contents that Word can refresh; until then it lists and links every heading, without page numbers."""
        heading = self.file.add_paragraph("Contents", style="Heading 1")
        heading.paragraph_format.page_break_before = True
        entries = [
            (level, text, anchor)
            for chapter in self.printed.chapters
            for level, text, anchor in (
                (1, chapter.title, chapter.anchor),
                *((2, each.text, each.anchor) for each in chapter.sections),
            )
        ]
        for index, (level, text, anchor) in enumerate(entries):
            from docx.shared import Mm, Pt

            line = self.file.add_paragraph()
            line.paragraph_format.left_indent = Mm(5 * (level - 1))
            line.paragraph_format.space_after = Pt(1)
            if index == 0:
                _field_begin(line, 'TOC \\o "1-2" \\h \\z \\u')
            _link(line, text, anchor, size=9.5, bold=level == 1)
            if index == len(entries) - 1:
                _field_end(line)

    def _chapter(self, chapter: Chapter) -> None:
        turned = chapter.landscape
        if turned:
            self._turn(landscape=True)
        heading = self.file.add_paragraph(_clean(chapter.title), style="Heading 1")
        heading.paragraph_format.page_break_before = chapter.new_page and not turned and not self._just_turned
        self._bookmark(heading, chapter.anchor)
        self._just_turned = False
        for block in chapter.blocks:
            match block:
                case Heading():
                    self._heading(block)
                case Prose():
                    for text in block.paragraphs:
                        self._paragraph(text, "Quiet" if block.quiet else "Normal")
                case Answer():
                    label = f"{block.ref} {block.label}" if block.ref else block.label
                    self.file.add_paragraph(_clean(label), style="Heading 3")
                    for text in block.paragraphs:
                        self._paragraph(text)
                    if block.note:
                        self._paragraph(block.note, "Note")
                case Facts():
                    if block.title:
                        self._caption(block.title)
                    self._facts(block.rows)
                case Grid():
                    self._grid(block, 265 if turned else 174)
                case Box():
                    self.file.add_paragraph(_clean(block.title), style="Heading 3")
                    for text in block.paragraphs:
                        self._paragraph(text)
                case Signed():
                    self.file.add_paragraph(_clean(block.name), style="Heading 3")
                    for text in (block.role, *block.declared, f"Signed on {block.when}. {block.how}"):
                        self._paragraph(text)
        if turned:
            self._turn(landscape=False)

    _just_turned = False

    def _turn(self, *, landscape: bool) -> None:
        from docx.enum.section import WD_ORIENT, WD_SECTION
        from docx.shared import Mm

        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
        self._margins(section)
        if landscape:
            section.left_margin = section.right_margin = Mm(16)
        self._head_and_foot(section, 265 if landscape else 174)
        self._just_turned = True

    # --- Pieces

    def _heading(self, block: Heading) -> None:
        if block.caption:
            caption = self.file.add_paragraph(_clean(block.caption), style="Label")
            caption.paragraph_format.keep_with_next = True
        line = self.file.add_paragraph(_clean(block.text), style="Heading 2" if block.level == 3 else "Heading 3")
        if block.anchor:
            self._bookmark(line, block.anchor)

    def _paragraph(self, text: str, style: str = "Normal", into: Any = None) -> Any:
        line = (into or self.file).add_paragraph(style=style)
        for words, number in citing.pieces(text, self.printed.cites):
            if number:
                _link(line, words, citing.anchor(number))
            else:
                _text(line, words)
        return line

    def _caption(self, text: str) -> None:
        line = self.file.add_paragraph()
        line.paragraph_format.keep_with_next = True
        _run(line, text, bold=True)

    def _facts(self, rows: tuple[Fact, ...]) -> None:
        if not rows:
            return
        table = self._table(len(rows), [65, 109])
        cells = table._cells
        for index, fact in enumerate(rows):
            label = f"{fact.ref} {fact.label}" if fact.ref else fact.label
            _fill(cells[2 * index], (label,), bold=True)
            _fill(cells[2 * index + 1], fact.paragraphs)
        self.file.add_paragraph().paragraph_format.space_after = 0

    def _grid(self, block: Grid, width: int) -> None:
        from docx.shared import RGBColor

        self._caption(f"{block.ref} {block.title}" if block.ref else block.title)
        across = len(block.columns)
        lines = 1 + sum(1 + len(row.below) for row in block.rows)
        table = self._table(lines, [column.width * width / 100 for column in block.columns])
        cells, at = table._cells, 0
        for column in block.columns:
            _fill(cells[at], (column.label,), bold=True, colour=RGBColor.from_string(DARK), size=8.5)
            cells[at]._tc.get_or_add_tcPr().append(
                _element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": "E3EFEE"})
            )
            at += 1
        first = table.rows[0]._tr.get_or_add_trPr()
        first.append(_element("w:cantSplit"))
        first.append(_element("w:tblHeader"))
        for row in block.rows:
            for index, cell in enumerate(row.cells):
                _fill(cells[at + index], cell, bold=index == 0)
            if row.anchor:
                self._bookmark(cells[at].paragraphs[0], row.anchor)
            at += across
            for fact in row.below:
                whole = cells[at].merge(cells[at + across - 1])
                _fill(whole, (fact.label,), style="Label")
                for text in fact.paragraphs:
                    self._paragraph(text, "Cell", into=whole)
                at += across
        self.file.add_paragraph().paragraph_format.space_after = 0

    def _table(self, rows: int, widths: list[float]) -> Any:
        from docx.shared import Mm

        table = self.file.add_table(rows, len(widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for index, cell in enumerate(table._cells):
            cell.width = Mm(widths[index % len(widths)])
        borders = _element("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(
                _element(f"w:{side}", **{"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "B9C8C6"})
            )
        properties = table._tbl.tblPr
        after = [each for each in properties if each.tag.endswith(("}tblLayout", "}tblCellMar", "}tblLook"))]
        after[0].addprevious(borders) if after else properties.append(borders)  # the order is part of the format
        return table

    def _bookmark(self, line: Any, name: str) -> None:
        self.marks += 1
        line._p.insert(1, _element("w:bookmarkStart", **{"w:id": str(self.marks), "w:name": name}))
        line._p.append(_element("w:bookmarkEnd", **{"w:id": str(self.marks)}))


# --- XML that python-docx has no words for


def _clean(text: str) -> str:
    """Without the characters that a Word file cannot hold."""
    return _FORBIDDEN.sub("", text)


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made


def _run(line: Any, text: str, *, size: float = 0, colour: str = "", bold: bool = False) -> Any:
    from docx.shared import Pt, RGBColor

    run = line.add_run(_clean(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)
    return run


def _text(line: Any, text: str) -> Any:
    """Typed words with their line ends; a paragraph of a script from right to left is set that way."""
    run = line.add_run(_clean(text))
    if right_to_left(text):
        if not line._p.xpath("./w:pPr/w:bidi"):
            line._p.get_or_add_pPr().append(_element("w:bidi"))
        run._r.get_or_add_rPr().append(_element("w:rtl"))
    return run


def _link(line: Any, text: str, anchor: str, *, size: float = 0, bold: bool = False) -> None:
    """Words that lead to a bookmark of the same file."""
    link = _element("w:hyperlink", **{"w:anchor": anchor, "w:history": "1"})
    link.append(_run(line, text, size=size, bold=bold)._r)
    line._p.append(link)


def _fill(
    cell: Any,
    paragraphs: tuple[str, ...],
    *,
    bold: bool = False,
    colour: Any = None,
    size: float = 0,
    style: str = "Cell",
) -> None:
    from docx.shared import Pt

    for index, text in enumerate(paragraphs or ("",)):
        line = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        line.style = style
        run = _text(line, text)
        run.bold = bold or None
        if colour is not None:
            run.font.color.rgb = colour
        if size:
            run.font.size = Pt(size)


def _tabs(line: Any, width: int) -> None:
    """Middle and right tab stops of a page ``width`` mm wide, instead of those of the style."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    line.style.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(width / 2), WD_TAB_ALIGNMENT.CENTER)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)


def _field_begin(line: Any, instruction: str) -> None:
    for kind in ("begin", "separate"):
        if kind == "separate":
            code = _element("w:instrText", **{"xml:space": "preserve"})
            code.text = f" {instruction} "
            line.add_run()._r.append(code)
        line.add_run()._r.append(_element("w:fldChar", **{"w:fldCharType": kind}))


def _field_end(line: Any) -> None:
    line.add_run()._r.append(_element("w:fldChar", **{"w:fldCharType": "end"}))


def _field(line: Any, instruction: str) -> None:
    """A field that Word fills in by itself: PAGE, NUMPAGES."""
    _field_begin(line, instruction)
    _run(line, "1", size=8.5, colour=GREY)
    _field_end(line)
