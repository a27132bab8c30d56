"""Word and Excel files and PDFs as common programs write them, and such as act by themselves."""

from __future__ import annotations

import io
from functools import cache

import docx
import pikepdf
from docx.opc.constants import RELATIONSHIP_TYPE

from tests import files

W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:x="x">%s</w:document>'
FIELD = b'<w:fldChar w:fldCharType="begin"/>%s<w:fldChar w:fldCharType="end"/>'


@cache
def word() -> bytes:
    """A Word file with a header, footer, numbering, theme, comment, link, picture and page numbers."""
    made, kept = docx.Document(), io.BytesIO()
    made.sections[0].header.paragraphs[0].text = "Oak House"
    made.sections[0].footer.paragraphs[0].text = "Page"
    made.add_paragraph("First", style="List Number")
    made.add_picture(io.BytesIO(files.picture()))
    made.add_comment(made.add_paragraph("Words").runs, text="Is that so?", author="P.Q.")
    made.part.relate_to("https://www.gov.uk", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    field = docx.oxml.parse_xml(W % (b"<w:r>%s</w:r>" % (FIELD % b"<w:instrText> PAGE </w:instrText>")))
    made.add_paragraph()._p.append(field[0])
    made.save(kept)
    return kept.getvalue()


def packed(content: bytes) -> bytes:
    """The same PDF with its objects packed, as most programs write them."""
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(kept, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return kept.getvalue()


def related(kind: str, more: str = 'Target="media/x.bin"') -> bytes:
    rels = files.RELS % f'<Relationship Id="a" Type="http://x/{kind}" {more}/>'.encode()
    return files.office(members={"word/_rels/document.xml.rels": rels})


def said(words: bytes) -> bytes:
    return files.office(members={"word/header1.xml": W % words})


def typed(kind: bytes) -> bytes:
    return files.office(types=files.TYPES.replace(b"wordprocessingml", kind))


def pieces(*words: bytes) -> bytes:
    return b"".join(b"<w:instrText>%s</w:instrText>" % one for one in words)


TWICE = b"2 0 obj\n<< /Type /ObjStm /Filter [/FlateDecode /FlateDecode] %s>>\nstream\n"
DECOY = b"1 0 << /Type /Page >>"
ACTING = {
    "a template from elsewhere, encoded": related("attachedTemplate", 'Target="https://e.example" TargetMode="Ex&#116;ernal"'),
    "a picture from elsewhere, encoded": related("image", 'Target="https://e.example" TargetMode="Ex&#116;ernal"'),
    "a picture from elsewhere behind a mark": related("image", 'Target="https://e.example/>" TargetMode="External"'),
    "a picture from elsewhere that says it is inside": related("image", 'Target="https://e.example/"'),
    "a file inside under another name": related("oleObject"),
    "a Word file inside": related("package"),
    "a web page inside": related("aFChunk"),
    "a control": related("control"),
    "a link to another sheet": related("externalLink"),
    "a document type in its relations": files.office(members={"word/_rels/a.rels": b"<!DOCTYPE a [<!ENTITY b 'c'>]><Relationships/>"}),
    "a program as a picture": files.office(members={"word/media/x.bin": b"MZ\x90\x00"}),
    "a program as a part": files.office(members={"word/x.bin": b"MZ\x90\x00"}),
    "a macro, encoded": typed(b"ms-office.v&#98;aProject"),
    "a drawing with a script": files.office(members={"word/media/a.svg": b"<svg><script>x</script></svg>"}),
    "a command": said(FIELD % pieces(b" DDEAUTO c:\\\\windows\\\\x.exe ")),
    "a command in pieces": said(FIELD % pieces(b"D", b"DE", b"AUTO x")),
    "a command in pieces with strange ones between": said(FIELD % (pieces(b"D") + b"<x:a>" + pieces(b"x") + b"</x:a>" + pieces(b"DE x"))),
    "a command that is put together": said(FIELD % ((FIELD % pieces(b"QUOTE 68 68 69")) + pieces(b" x"))),
    "a simple command": said(b'<w:fldSimple w:instr="dde&#97;uto x"/>'),
    "a command in another writing": files.office(members={"word/a.xml": (W % (FIELD % pieces(b"DDE x"))).decode().encode("utf-16")}),
    **{f"a PDF with {name}": files.pdf(b"/A " + name.encode()) for name in (
        "/XFA [1 0 R]", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/RichMedia", "/Movie", "/Sound", "/Sub#6ditForm",
    )},
    "a PDF with a script far from its packing": files.packed_pdf(b"1 0 << /S /JavaScript >>", b"/Filter /FlateDecode", b"/ObjStm" + b" " * 3000),
    "a PDF with a script packed twice": files.packed_pdf(files.zlib.compress(b"/JavaScript"), b"/Filter [/FlateDecode /FlateDecode]"),
    "a PDF with a decoy before": b"%PDF-1.7\n% stream\n" + files.packed_pdf(b"/JavaScript"),
    "a PDF with a decoy in a remark": files.packed_pdf(files.zlib.compress(b"/JavaScript"), b"/Filter [/FlateDecode /FlateDecode] % 1 0 obj <<\n /Filter /FlateDecode"),
    "a PDF with a decoy in a text": files.packed_pdf(files.zlib.compress(b"/JavaScript"), b"/Filter [/FlateDecode /FlateDecode] /X (\n1 0 obj\n) /N"),
    "a PDF with a stream without its line": files.packed_pdf(b"/JavaScript").replace(b"stream\n", b"stream\r", 1),
}  # fmt: skip
LONG = 10 * 1024 * 1024 - 2000
# What the patterns of old went over again and again: hours at this size.
ENDLESS = {
    "streams that never end": (files.pdf(b"stream\n" * (LONG // 7)), ""),
    "objects that never begin": (files.pdf(b" 1" * (LONG // 2)), ""),
    "packed objects that never end": (files.pdf(b"/ObjStm " * (LONG // 8)), "unknown"),
    "dictionaries that never end": (
        b"%PDF-1.7\n1 0 obj <<" + b">> " * (LONG // 3) + b"/ObjStm\nstream\nendstream %%EOF",
        "unknown",
    ),
    "relations that never end": (
        files.office(members={"word/_rels/a.rels": b"<Relationship " * (LONG // 14)}),
        "too_large",
    ),
    "fewer relations that never end": (
        files.office(members={"word/_rels/a.rels": b"<Relationship " * 70_000}),
        "broken",
    ),
    "types that never end": (files.office(types=b"<Override " * (LONG // 10)), "too_large"),
}
