"""Word and Excel files as the archives they are: the expected members, bounded when unpacked, nothing that acts by itself."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final
from urllib.parse import unquote

from core import parts
from core.models import StoredFile
from core.refusal import Refused

Kind = StoredFile.Kind
MOST_MEMBERS: Final = 3000
MOST_UNPACKED: Final = 80 * 1024 * 1024  # bytes of all members together
WAYS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
MAIN: Final = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
FOLDERS: Final = ("_rels/", "docProps/", "word/", "xl/", "customXml/", "docMetadata/")
ACTS: Final = re.compile(
    r"vbaproject|vbadata|activex|/embeddings/|/macrosheets/|/dialogsheets/|oleobject|\.exe$|\.piece$", re.IGNORECASE
)
END: Final = b"PK\x05\x06"  # nothing stands behind the record that ends an archive
PIECE: Final = 64 * 1024


def is_archive(content: bytes) -> bool:
    """Whether a zip archive with members can be opened in these bytes, wherever it begins."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return bool(archive.infolist())
    except Exception:  # whatever the reader of archives says: it is none
        return False


def inflate(packed: bytes, most: int) -> bytes | None:
    """The unpacked bytes, or None when they are not packed this way or are more than ``most``."""
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(packed, most)
    except zlib.error:
        return None
    return None if unpacking.unconsumed_tail or not unpacking.eof else found


def kind_of(content: bytes, forbidden: bytes) -> str:
    """“docx” or “xlsx”. Refused: unknown (another archive), broken, too_large when unpacked, harmful."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            kind = _kind(members, content)
            _bounded(members)
            for member in members:
                _harmless(unquote(member.filename), _read(archive, member), forbidden)
    except Refused:
        raise
    except Exception:  # a broken archive is met with errors of many kinds
        raise Refused(
            "broken", "The file is damaged or not whole. Open it on your device, save it again and choose it."
        ) from None
    return kind


def _kind(members: list[zipfile.ZipInfo], content: bytes) -> str:
    names = {member.filename for member in members}
    found = [kind for name, kind in MAIN.items() if name in names]
    expected = all(name == "[Content_Types].xml" or name.startswith(FOLDERS) for name in names)
    alike = {unquote(name).lower() for name in names}  # as an office program compares names
    climbing = any(".." in name.split("/") or "\\" in name for name in names)
    if len(found) != 1 or "[Content_Types].xml" not in names or not expected or climbing or len(alike) != len(members):
        raise Refused("unknown", "The file is an archive, not a Word or Excel file. Choose the files in it one by one.")
    alone = min(member.header_offset for member in members) == 0 and content[-22:].startswith(END)
    if b"%PDF-" in content[:1024] or not alone:
        raise Refused("harmful", "The file can be read as two kinds at once, so it was not taken. Save it as a PDF.")
    return found[0]


def _bounded(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Refused("too_large", "The file grows too large when it is opened. Save it as a PDF and choose that.")
    if any(member.flag_bits & 1 for member in members):
        raise Refused("unknown", "The file has a password. Save it without the password and choose it again.")
    if any(member.compress_type not in WAYS for member in members):
        raise Refused("unknown", "The file is packed in an unusual way. Save it as a PDF and choose that.")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The member, never more of it than it says (a different size or checksum raises BadZipFile)."""
    pieces, left = [], member.file_size
    with archive.open(member) as opened:
        while piece := opened.read(PIECE):
            left -= len(piece)
            if left < 0:
                raise zipfile.BadZipFile("larger than it says")
            pieces.append(piece)
    return b"".join(pieces)


def _harmless(name: str, content: bytes, forbidden: bytes) -> None:
    if forbidden in content:
        raise Refused("harmful", "The file holds the test text of virus scanners, so it was not taken.")
    if ACTS.search(name):
        raise Refused(
            "harmful", "The file holds a macro or another file inside, so it was not taken. Save it as a PDF."
        )
    parts.judge(name, content)
