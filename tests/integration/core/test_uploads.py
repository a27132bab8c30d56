"""Files that people hand in: judged by what is in them, cleaned or refused in words, never lost and never changed."""

from __future__ import annotations

import io

import pytest
from django.db import DatabaseError, connection, transaction
from PIL import Image

from core import clock, pdf, uploads
from core.models import StoredFile
from core.refusal import Refused
from tests import files, office_files


@pytest.mark.parametrize("name", files.GOOD)
def test_what_a_home_keeps_is_taken_for_what_it_is_whatever_it_is_called(name):
    content, kind = files.GOOD[name]
    assert uploads.check(content).kind == kind


@pytest.mark.parametrize("name", files.HOSTILE)
def test_what_acts_hides_or_is_broken_is_refused_in_words(name):
    with pytest.raises(Refused) as no:
        uploads.check(files.HOSTILE[name])
    assert no.value.reason.endswith(".")
    assert no.value.code in {"empty", "too_large", "unknown", "harmful", "broken"}


@pytest.mark.parametrize("name", office_files.ACTING)
def test_what_acts_is_refused_however_it_is_written(name):
    with pytest.raises(Refused) as no:
        uploads.check(office_files.ACTING[name])
    assert no.value.code in {"harmful", "unknown", "broken"}


@pytest.mark.parametrize("name", office_files.ENDLESS)
def test_ten_megabytes_of_what_looks_like_a_beginning_are_judged_in_one_pass(name):
    content, code = office_files.ENDLESS[name]
    if code:
        with pytest.raises(Refused, match=code):
            uploads.check(content)
    else:
        assert uploads.check(content).content == content


def test_files_of_common_programs_are_taken_as_they_are():
    assert uploads.check(office_files.word()).kind == "docx"
    ours = pdf.render(
        "<!doctype html><html lang='en'><title>Report</title><h1>Oak House</h1><p><a href='https://www.gov.uk'>Words</a></p></html>"
    ).content
    for content in (ours, office_files.packed(ours)):
        assert uploads.check(content).content == content
    assert b"/ObjStm" in content


def test_a_file_that_unpacks_to_100_mb_or_is_11_mb_itself_is_refused():
    for content in (files.bomb(), b"a" * 11 * 1024 * 1024):
        with pytest.raises(Refused, match="too_large"):
            uploads.check(content)


def test_of_a_picture_only_the_picture_is_kept():
    page = b"--><script>alert(1)</script>"
    hostile = files.picture("jpeg", comment=page, exif=True) + page + files.archive(a=b"x")
    kept = uploads.check(hostile)
    opened = Image.open(io.BytesIO(kept.content))
    assert kept.kind == "jpeg"
    assert opened.size == (30, 40), "it lay on its side, and stands upright now"
    assert not opened.getexif()
    assert not {b"script", b"bedroom", b"PK"} & {
        part for part in (b"script", b"bedroom", b"PK") if part in kept.content
    }


def test_a_stored_file_is_never_changed_or_removed(cast):
    kept = uploads.keep(file=uploads.check(files.pdf()), name="Gas: Oak House/../x", by=cast.manager, now=clock.now())
    assert kept.name == "gas-oak-housex.pdf"
    for statement in ("UPDATE core_storedfile SET name = 'x'", "DELETE FROM core_storedfile"):
        with pytest.raises(DatabaseError, match="guard"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert StoredFile.objects.get().name == kept.name
