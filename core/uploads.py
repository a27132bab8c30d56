"""Files that people hand in: judged by what is in them, never by their name, and kept with a name of our own.

``check`` answers with a file that may be kept, or refuses in words (security.md T9). Pictures are decoded and written anew, so that
nothing but the picture is left of them. Office files and PDFs are kept as they are, if nothing in them acts by itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpResponse
from django.utils.text import slugify
from PIL import Image, ImageOps

from core import office, pdfs, readings
from core.forms import FileInput, HouseForm, missing
from core.models import StoredFile
from core.refusal import Refused

LARGEST: Final = 10 * 1024 * 1024  # bytes
MOST_PIXELS: Final = 20_000_000
HINT: Final = "PDF, Word (docx), Excel (xlsx), JPEG, PNG, plain text or CSV; 10 MB at most."
Kind = StoredFile.Kind
TYPES: Final[dict[str, str]] = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.TXT: "text/plain; charset=utf-8",
}
# The text that virus scanners are tried with, in two parts so that no scanner stops at this file.
TRIAL_VIRUS: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!"
MARKUP: Final = re.compile(r"^\s*<|<\s*(?:script|svg|html|iframe|!doctype|\?xml|\?php)", re.IGNORECASE)
NOT_WRITTEN: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: what it is, and its bytes as they will be stored."""

    kind: str
    content: bytes


def check(content: bytes) -> Checked:
    """What these bytes are, cleaned where that can be done. Refused: empty, too_large, unknown, harmful, broken."""
    if not content:
        raise Refused("empty", "The file is empty. Choose the file again, or save it again first.")
    if len(content) > LARGEST:
        raise Refused("too_large", "The file is larger than 10 MB. Make it smaller, or split it, and choose it again.")
    if TRIAL_VIRUS in content:
        raise _harmful("the test text of virus scanners")
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(content, Kind.JPEG)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(content, Kind.PNG)
    if content.startswith(b"%PDF-"):
        pdfs.judge(content)
        return Checked(Kind.PDF, content)
    if content.startswith(b"PK\x03\x04"):
        return Checked(office.kind_of(content, TRIAL_VIRUS), content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "unknown",
            "The file has a password, or is of an old kind of Word or Excel. Save it as a PDF and choose that.",
        )
    return _text(content)


def _harmful(what: str) -> Refused:
    return Refused(
        "harmful", f"The file holds {what}, so it was not taken. Save or print it as a plain PDF and choose that."
    )


def _broken(what: str) -> Refused:
    return Refused(
        "broken", f"The {what} is damaged or not whole. Open it on your device, save it again and choose it."
    )


def _picture(content: bytes, kind: str) -> Checked:
    """The picture and nothing else: decoded, turned upright, written anew without place, time or comments."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind.upper()]) as opened:
            if opened.width * opened.height > MOST_PIXELS:  # known from the header; nothing is decoded yet
                raise Refused(
                    "too_large", "The picture has more than 20 million points. Make it smaller and choose it."
                )
            if kind == Kind.PNG and getattr(opened, "n_frames", 1) > 1:
                raise Refused("unknown", "The picture moves. Save the one picture you mean and choose that.")
            opened.load()
            upright = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(
            "too_large", "The picture has more than 20 million points. Make it smaller and choose it."
        ) from None
    except Refused:
        raise
    except Exception:  # the decoder meets whatever bytes there are with errors of many kinds
        raise _broken("picture") from None
    plain = upright.convert(_colours(upright, kind))
    plain.info = {}
    kept = io.BytesIO()
    plain.save(kept, format=kind.upper(), **({"quality": 90} if kind == Kind.JPEG else {}))
    if len(kept.getvalue()) > LARGEST:
        raise Refused("too_large", "The picture is larger than 10 MB. Make it smaller and choose it again.")
    return Checked(kind, kept.getvalue())


def _colours(picture: Image.Image, kind: str) -> str:
    """The way of storing colours that keeps all there is to see. Refused for rare ways that would change the picture."""
    if picture.mode not in {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"}:
        raise Refused(
            "unknown", "The picture has an unusual way of colours. Save it as an ordinary JPEG and choose that."
        )
    if kind == Kind.PNG and (picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info):
        return "RGBA"
    return "L" if picture.mode in {"1", "L"} else "RGB"


def _text(content: bytes) -> Checked:
    """Plain text or CSV, stored as UTF-8; web pages and drawings are no plain text."""
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            words = content.decode(encoding)
        except UnicodeError:
            continue
        if not NOT_WRITTEN.search(words) and not MARKUP.search(words):
            return Checked(Kind.TXT, words.encode("utf-8", "ignore"))
        break
    raise Refused("unknown", f"This kind of file is not taken. Choose one of these: {HINT}")


def fingerprint(file: Checked) -> str:
    """The SHA-256 of its bytes."""
    return hashlib.sha256(file.content).hexdigest()


def keep(*, file: Checked, name: str, by: Any, now: dt.datetime) -> StoredFile:
    """Store it. ``name`` is ours, made of the record it belongs to; whatever the file was called is not kept."""
    return StoredFile.objects.create(
        name=f"{slugify(name)[:100] or 'file'}.{file.kind}",
        kind=file.kind,
        size=len(file.content),
        sha256=fingerprint(file),
        content=file.content,
        by=by,
        at=now,
    )


def response(stored: StoredFile, *, of: models.Model, by: Any, now: dt.datetime) -> HttpResponse:
    """The file as an attachment (nosniff and no-store come with every page); the download of the record ``of`` is noted."""
    readings.note(of, f"file {stored.pk}", by=by, now=now)
    answer = HttpResponse(bytes(stored.content), content_type=TYPES[stored.kind])
    answer["Content-Disposition"] = f'attachment; filename="{stored.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class UploadField(forms.Field):
    """One file, already checked: cleans to ``Checked``, or None when none was chosen and none is needed."""

    widget = FileInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", HINT)
        super().__init__(**kwargs)
        self.error_messages["required"] = missing(str(self.label or "the file"), choose=True)

    def to_python(self, value: Any) -> Checked | None:
        """ValidationError with the words of the refusal; a text sent in place of a file counts as no file."""
        if not isinstance(value, UploadedFile):
            return None
        if (value.size or 0) > LARGEST:
            raise ValidationError("The file is larger than 10 MB. Make it smaller, or split it, and choose it again.")
        try:
            return check(value.read())
        except Refused as no:
            raise ValidationError(no.reason, code=no.code) from None


AGAIN: Final = "Choose the file again. It was in order, but browsers forget it when a form comes back"


class UploadForm(HouseForm):
    """A form with files: where something else is wrong with it, it says that the file has to be chosen once more."""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.errors:
            self._again()

    def add_error(self, field: Any, error: Any) -> None:
        super().add_error(field, error)
        if field is None:  # what a service refused
            self._again()

    def _again(self) -> None:
        for name, field in self.fields.items():
            if isinstance(field, UploadField) and self.files.get(name) and name not in self.errors:
                super().add_error(name, AGAIN)
