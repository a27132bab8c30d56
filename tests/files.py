"""Files that people hand in: honest ones, made small, and what a hostile or broken program may send."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image

from core.uploads import TRIAL_VIRUS

TYPES = b'<?xml version="1.0" encoding="UTF-8"?><Types><Override PartName="/word/document.xml" ContentType="wordprocessingml"/></Types>'
RELS = b'<?xml version="1.0" encoding="UTF-8"?><Relationships>%s</Relationships>'


@cache
def picture(kind: str = "png", *, size: tuple[int, int] = (40, 30), comment: bytes = b"", exif: bool = False) -> bytes:
    """A real picture, perhaps with where and when it was taken."""
    made, kept = Image.new("RGB", size, (12, 90, 160)), io.BytesIO()
    more = {"exif": _place(made)} if exif else {}
    made.save(kept, format=kind.upper(), **({"comment": comment} if comment else {}), **more)
    return kept.getvalue()


def _place(made: Image.Image) -> Image.Exif:
    exif = made.getexif()
    exif[0x010E] = "Taken in the child’s bedroom".encode()
    exif[0x0112] = 6  # lies on its side
    return exif


def pdf(more: bytes = b"", *, end: bytes = b"") -> bytes:
    """The smallest PDF that is whole; ``more`` stands in its catalogue."""
    pages = b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\n"
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + more + b" >>\nendobj\n"
    return head + pages + b"endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n" + end


def packed_pdf(hidden: bytes, way: bytes = b"/Filter /FlateDecode", name: bytes = b"/ObjStm") -> bytes:
    """A PDF whose objects are packed, as most are."""
    body = zlib.compress(hidden)
    head = b"2 0 obj\n<< " + way + b" /Type " + name + b" /N 1 /First 4 >>\nstream\n"
    return b"%PDF-1.7\n" + head + body + b"\nendstream\nendobj\n%%EOF\n"


def office(main: str = "word/document.xml", *, members: dict[str, bytes] | None = None, types: bytes = TYPES) -> bytes:
    """A Word file (or with ``xl/workbook.xml`` an Excel file) with the members that count, and more."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types, zipfile.ZIP_STORED)
        archive.writestr("_rels/.rels", RELS % b"")
        archive.writestr(main, b"<document>Words</document>", zipfile.ZIP_STORED)
        for name, content in (members or {}).items():
            archive.writestr(name, content)
    return kept.getvalue()


def archive(**members: bytes) -> bytes:
    """An ordinary zip archive."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return kept.getvalue()


def huge_png() -> bytes:
    """The header of a picture of 50,000 × 50,000 points, with next to nothing behind it."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\x00" * 100)
    chunks = (header, data, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks
    )


def bomb() -> bytes:
    """A Word file of some kilobytes that unpacks to 100 MB."""
    return office(members={"word/media/a.bin": b"\x00" * 100 * 1024 * 1024})


HEADINGS = (
    "URN", "Inspection date", "Inspection type", "Overall experiences and progress of children and young people",
    "How well children and young people are helped and protected", "The effectiveness of leaders and managers", "Publication date",
)  # fmt: skip


def published(*lines: str, headings: str = ",".join(HEADINGS)) -> str:
    """A file as Ofsted publishes it; a line is cells with commas."""
    return "\n".join([headings, *lines, ""])


PUBLISHED = published("SC100001,01/03/2027,Full inspection,Good,Good,Outstanding,22/03/2027")
OUTSIDE = RELS % b'<Relationship Type="x/attachedTemplate" Target="https://evil.example/a.dotm" TargetMode="External"/>'
LINKED = RELS % b'<Relationship Type="x/hyperlink" Target="https://www.gov.uk" TargetMode="External"/>'

GOOD = {
    "a PDF": (pdf(), "pdf"),
    "a packed PDF": (packed_pdf(b"1 0 << /Type /Page >>"), "pdf"),
    "a PDF whose picture holds /JS by chance": (pdf(end=b"stream\n/JS(\nendstream\n%%EOF"), "pdf"),
    "a JPEG": (picture("jpeg"), "jpeg"),
    "a PNG": (picture("png"), "png"),
    "a Word file": (office(), "docx"),
    "a Word file with a link": (office(members={"word/_rels/document.xml.rels": LINKED}), "docx"),
    "an Excel file": (office("xl/workbook.xml"), "xlsx"),
    "a list": ("Day,Check\n1 May,Done – by P.Q.\n".encode(), "txt"),
    "an old list": ("Gas – £90".encode("cp1252"), "txt"),
    "a list of Excel": ("Day\tCheck".encode("utf-16"), "txt"),
}
HOSTILE = {
    "empty": b"",
    "the trial virus": TRIAL_VIRUS,
    "the trial virus in a Word file": office(members={"word/media/a.bin": TRIAL_VIRUS}),
    "a web page": b"<!DOCTYPE html><script>alert(1)</script>",
    "a web page after words": b"Hello\n<script src='//evil.example'></script>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a program": b"MZ\x90\x00" + b"\x00" * 60,
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a PDF with a script": pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
    "a PDF with a script written another way": pdf(b"/OpenAction << /S /J#61vaScript >>"),
    "a PDF with a packed script": packed_pdf(b"1 0 << /S /JavaScript >>"),
    "a PDF with objects packed oddly": packed_pdf(b"1 0 << /S /Anything >>", b"/Filter /LZWDecode /Predictor 12"),
    "a PDF with a packed script far from its name": packed_pdf(
        b"1 0 << /S /JavaScript >>", b"/Filter /FlateDecode " + b" " * 3000
    ),
    "a PDF with a packed script under another name": packed_pdf(b"1 0 << /S /JavaScript >>", name=b"/Obj#53tm"),
    "a PDF that starts a program": pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
    "a PDF with a file inside": pdf(b"/Names << /EmbeddedFiles 3 0 R >>"),
    "a PDF with a lock": pdf(b"/Encrypt 5 0 R"),
    "a PDF that is cut off": pdf()[:-8],
    "a PDF that is an archive, too": pdf(end=archive(a=b"x")),
    "an archive": archive(a=b"x"),
    "an archive behind a picture’s first bytes": b"\xff\xd8\xff" + archive(a=b"x"),
    "a Word file that is a PDF, too": office(types=b"%PDF-1.7" + TYPES),
    "a Word file with a web page behind it": office() + b"<script>alert(1)</script>",
    "a Word file with a macro": office(members={"word/vbaProject.bin": b"x"}),
    "a Word file that may hold macros": office(types=TYPES.replace(b"wordprocessingml", b"x.macroEnabled.main+xml")),
    "a Word file with a file inside": office(members={"word/embeddings/oleObject1.bin": b"x"}),
    "a Word file that fetches its template": office(members={"word/_rels/settings.xml.rels": OUTSIDE}),
    "a Word file that hides what it fetches": office(members={"word/_rels/a.rels": OUTSIDE.decode().encode("utf-16")}),
    "a Word file with a way out": office(members={"word/../../etc/cron.d/x": b"x"}),
    "a Word file with another program in it": office(members={"payload/run.sh": b"x"}),
    "a Word file that is cut off": office()[:-30],
    "a Word file with changed bytes": office().replace(b"Words", b"Wordz"),
    "a picture of 50,000 × 50,000": huge_png(),
    "a picture of 25 million points": picture("png", size=(5000, 5000)),
    "a picture that is cut off": picture("jpeg", size=(400, 300))[:700],
    "half the first bytes of a picture": b"\x89PNG\r\n\x1a\n",
    "a picture that is none": b"\xff\xd8\xff\xe0" + b"\x00" * 500,
}
