"""PDF files: kept as they are if nothing in them acts by itself. Every look goes through the bytes once.

A reader finds objects by a table, this module by their words. Where the two could differ about packed objects, the file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from core import office
from core.refusal import Refused

# Names that stand for something that acts or hides; “#4a” is another way of writing “J”.
ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTS: Final = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|Rendition|GoTo[RE]|SubmitForm|ImportData|RichMedia|Movie|Sound)(?![A-Za-z0-9])"
    rb"|/(XFA)\s*(?=[\[(<0-9])"
)
SHORT: Final = re.compile(rb"/(JS)\s*(?=[(<0-9])")
LOCK: Final = re.compile(rb"/Encrypt(?![A-Za-z])")
MOST_OBJECTS: Final = 40 * 1024 * 1024  # bytes of all packed objects of one PDF together
IN_WORDS: Final = {
    b"JavaScript": "a script",
    b"JS": "a script",
    b"Launch": "a command that starts a program",
    b"Rendition": "a film or sound that can carry a script",
    b"RichMedia": "a film or sound",
    b"Movie": "a film or sound",
    b"Sound": "a film or sound",
    b"GoToR": "a command that opens another file",
    b"SubmitForm": "a form that sends itself elsewhere",
    b"ImportData": "a form that fetches from elsewhere",
    b"XFA": "a form that can carry a script",
}
BEGINS: Final = re.compile(rb"(?<![A-Za-z])stream\r?\n")
# The whole dictionary of packed objects as every program writes it: no comment and no text in which a second one could hide.
HEAD: Final = re.compile(rb"\s*<<[\w\s/<>\[\].+-]*>>\s*")
NUMBERED: Final = re.compile(rb"(?:endobj)?\s*\d{1,10}\s+\d{1,5}\s*")  # stands alone in its line: no comment before it
NAME: Final = re.compile(rb"/([^\s/<>\[\]()%]*)")
PACKED: Final = {b"Type", b"ObjStm", b"N", b"First", b"Length", b"Filter", b"FlateDecode", b"Extends"}
FILTERED: Final = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\b")


def judge(content: bytes) -> None:
    """Refused: broken, unknown (locked, or packed in a way that cannot be checked), harmful."""
    if b"%%EOF" not in content[-1024:]:
        raise Refused("broken", "The PDF is damaged or not whole. Open it on your device, save it again and choose it.")
    if office.is_archive(content):
        raise _harmful("a second, hidden file behind the PDF")
    plain = _names(content)
    if LOCK.search(plain):
        raise Refused("unknown", "The PDF has a password or is locked. Save it without the lock and choose it again.")
    packed = _packed(content) if b"/ObjStm" in plain else b""
    # Two letters can stand in any picture by chance, so they are looked for outside of streams only.
    outside = b"\n".join(_names(between) for between, _ in _streams(content))
    for acts in (ACTS.search(plain), ACTS.search(packed), SHORT.search(packed), SHORT.search(outside)):
        if acts:
            raise _harmful(IN_WORDS.get(acts[acts.lastindex or 1], "another file inside"))


def _harmful(what: str) -> Refused:
    return Refused(
        "harmful", f"The file holds {what}, so it was not taken. Save or print it as a plain PDF and choose that."
    )


def _names(content: bytes) -> bytes:
    """The same with every name written plainly."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)


def _streams(content: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """What stands before each stream, and the stream; last what stands behind them all, and None."""
    place = 0
    while begins := BEGINS.search(content, place):
        end = content.find(b"endstream", begins.end())
        if end < 0:
            break
        yield content[place : begins.start()], content[begins.end() : end]
        place = end
    yield content[place:], None


def _packed(content: bytes) -> bytes:
    """What is written in the packed objects (they are ordinary). Refused unless every one of them can be read here."""
    pieces, left = [], MOST_OBJECTS
    for between, body in _streams(content):
        before = _names(between)
        if b"/ObjStm" in before:
            unpacked = _unpacked(before, body, left)
            if unpacked is None:
                break
            left -= len(unpacked)
            pieces.append(_names(unpacked))
        if body is not None and b"/ObjStm" in _names(body):
            break
    else:
        return b"\n".join(pieces)
    raise Refused("unknown", "The PDF is packed in a way that cannot be checked. Print it to a PDF and choose that.")


def _unpacked(before: bytes, body: bytes | None, most: int) -> bytes | None:
    """The objects in ``body``, whose dictionary is the last thing in ``before``; None if that is not certain."""
    number, _, head = before.rpartition(b"obj")
    line = number[max(number.rfind(b"\r"), number.rfind(b"\n")) + 1 :]
    names = NAME.findall(head)
    written_alone = HEAD.fullmatch(head) and NUMBERED.fullmatch(line)
    if body is None or most <= 0 or not written_alone or before.count(b"/ObjStm") != 1:
        return None
    if len(names) != len(set(names)) or not PACKED.issuperset(names) or b"ObjStm" not in names:
        return None
    if b"Filter" not in names:
        return body
    return office.inflate(body, most) if FILTERED.search(head) else None
