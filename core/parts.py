"""The parts of Word and Excel files: relations of the ordinary kinds, pictures that are pictures, no commands in fields.

Parts are read with a parser that knows no other file and takes no document type, so nothing can grow or be fetched while reading.
"""

from __future__ import annotations

import re
import zipfile
from typing import Final
from xml.parsers import expat

from core.refusal import Refused

LARGEST_LIST: Final = 1024 * 1024  # bytes of a list of relations or of types
LARGEST_WORDS: Final = 16 * 1024 * 1024  # bytes of a part with fields
# What a part of an ordinary file may be to another, by the last word of its type.
RELATIONS: Final = """
    officeDocument extended-properties core-properties custom-properties thumbnail classificationlabels
    styles stylesWithEffects settings webSettings fontTable font numbering theme themeOverride header footer footnotes
    endnotes comments commentsExtended commentsIds commentsExtensible people person image hyperlink glossaryDocument
    customXml customXmlProps chart chartEx chartStyle chartColorStyle chartUserShapes diagramData diagramLayout
    diagramQuickStyle diagramColors diagramDrawing drawing vmlDrawing worksheet chartsheet sharedStrings calcChain table
    pivotTable pivotCacheDefinition pivotCacheRecords printerSettings ctrlProp threadedComment sheetMetadata slicer
    slicerCache timeline timelineCache rdRichValue rdRichValueStructure rdRichValueTypes richValueRel documenttasks
"""
TYPE_ACTS: Final = re.compile(r"macro|vba|activex|ole-?object|msdownload|x-msdos|javascript|html|rtf", re.IGNORECASE)
ELSEWHERE: Final = re.compile(r"^(?:/|\\)[/\\]|[:\\]")
PICTURES: Final = re.compile(
    rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|BM.{4}\x00{4}|II\*\x00|MM\x00\*|II\xbc\x01|\xd7\xcd\xc6\x9a"
    rb"|[\x01\x02]\x00\x09\x00\x00[\x01\x03]|\x01\x00\x00\x00.{36} EMF|RIFF.{4}WEBP",
    re.DOTALL,
)
# Settings of a printer and fonts of the document: bytes of no kind we read, named as office programs name them.
SETTINGS: Final = re.compile(r"(?:word|xl)/(?:printerSettings/)?printerSettings\d*\.bin|word/fonts/font\d+\.odttf")
PROGRAMS: Final = (b"MZ", b"\xd0\xcf\x11\xe0", b"PK", b"\x7fELF", b"#!", b"<", b"{\\rtf")
WORDS: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
FIELDS: Final = re.compile(rb"instrText|InstrText|fldSimple|\x00")
COMMAND: Final = re.compile(r"^\W*(?:LINK|DATABASE|INCLUDE|INCLUDETEXT|IMPORT)\b|\bDDE(?:AUTO)?\b", re.IGNORECASE)
DAMAGED: Final = "not written by an office program"


def judge(name: str, content: bytes) -> None:
    """Refused: harmful, too_large. Raises BadZipFile or ExpatError for what no office program writes."""
    lower = name.lower()
    if lower == "[content_types].xml" or lower.endswith(".rels"):
        _list(lower, content)
    elif not content or PICTURES.match(content):
        return
    elif SETTINGS.fullmatch(name):
        if content.startswith(PROGRAMS):
            raise _harmful("holds another file inside")
    elif lower.endswith(".vml"):  # Excel does not close all its marks in these
        if b"<!DOCTYPE" in content or not content.lstrip().startswith(b"<"):
            raise zipfile.BadZipFile(DAMAGED)
    elif content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"\xff\xfe", b"\xfe\xff")) and (
        "/media/" not in lower or lower.endswith(".svg")
    ):
        _written(lower, content)
    else:
        raise _harmful("holds another file inside")


def _harmful(what: str) -> Refused:
    return Refused("harmful", f"The file {what}, so it was not taken. Save it as a PDF.")


def _parser(encoding: str | None = None) -> expat.XMLParserType:
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    parser.buffer_text = True

    def no_type(*_: object) -> None:
        raise zipfile.BadZipFile(DAMAGED)

    parser.StartDoctypeDeclHandler = no_type
    return parser


def _list(name: str, content: bytes) -> None:
    if len(content) > LARGEST_LIST:
        raise Refused("too_large", "The file has too many parts. Save it as a PDF and choose that.")
    parser = _parser("utf-8")

    def start(tag: str, given: dict[str, str]) -> None:
        mark = tag.rpartition(" ")[2]
        if mark in {"Override", "Default"} and name == "[content_types].xml":
            if TYPE_ACTS.search(given.get("ContentType", "")):
                raise _harmful("can hold macros or another file")
        elif mark == "Relationship" and name.endswith(".rels"):
            _relation(given)
        elif mark not in {"Types", "Relationships"}:
            raise zipfile.BadZipFile(DAMAGED)

    parser.StartElementHandler = start
    parser.Parse(content, True)


def _relation(given: dict[str, str]) -> None:
    kind, mode = given.get("Type", "").rpartition("/")[2], given.get("TargetMode", "Internal")
    if kind not in RELATIONS.split() or not {"Id", "Type", "Target", "TargetMode"}.issuperset(given):
        raise _harmful("holds or fetches parts that can act by themselves")
    if kind != "hyperlink" and (mode != "Internal" or ELSEWHERE.search(given.get("Target", ""))):
        raise _harmful("fetches parts from elsewhere")


def _written(name: str, content: bytes) -> None:
    parser = _parser()
    if name.endswith(".svg"):
        parser.StartElementHandler = _drawn
    elif FIELDS.search(content):
        if len(content) > LARGEST_WORDS:
            raise Refused("too_large", "The file has too many words. Save it as a PDF and choose that.")
        fields = Fields()
        parser.StartElementHandler, parser.EndElementHandler = fields.start, fields.end
        parser.CharacterDataHandler = fields.said
    parser.Parse(content, True)


def _drawn(tag: str, given: dict[str, str]) -> None:
    acts = tag.rpartition(" ")[2].lower() in {"script", "foreignobject", "handler", "iframe", "embed", "object"}
    if acts or any(one.lower().startswith("on") for one in given):
        raise _harmful("holds a picture with a script")


class Fields:
    """The commands of the fields of one part, put together from their pieces as Word does."""

    def __init__(self) -> None:
        # Open fields, the innermost last: their command so far, and whether it is still being said. None is a mark of
        # another language (a text box, a choice); no field reaches across it.
        self.open: list[tuple[list[str], list[bool]] | None] = []
        self.mark = ""

    def start(self, tag: str, given: dict[str, str]) -> None:
        space, _, self.mark = tag.rpartition(" ")
        if not tag.startswith(WORDS):
            self.open.append(None)
        elif self.mark == "fldSimple":
            self._judge("".join(value for name, value in given.items() if name.endswith("instr")))
        elif self.mark == "fldChar":
            self._turn(given.get(f"{space} fldCharType", ""))
        elif self.mark in {"instrText", "delInstrText"} and not (self.open and self.open[-1]):
            raise _harmful("holds a command outside of a field")

    def _turn(self, way: str) -> None:
        inner = self.open[-1] if self.open else None
        if way == "begin":
            if inner and inner[1][0] and not "".join(inner[0]).strip():
                raise _harmful("holds a field whose command is put together")
            self.open.append(([], [True]))
        elif inner and way == "separate":
            inner[1][0] = False
            self._judge("".join(inner[0]))
        elif inner and way == "end":
            self._judge("".join(inner[0]))
            self.open.pop()

    def said(self, words: str) -> None:
        if self.mark not in {"t", "delText", "instrText", "delInstrText"}:
            return
        for field in reversed(self.open):
            if field is None:
                return
            if field[1][0]:
                field[0].append(words)
                return

    def end(self, tag: str) -> None:
        self.mark = ""
        if not tag.startswith(WORDS):
            while self.open and self.open.pop():
                pass

    def _judge(self, command: str) -> None:
        if COMMAND.search(command):
            raise _harmful("holds a command that starts a program or fetches from elsewhere")
