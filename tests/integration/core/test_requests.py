"""Requests that are too long are refused before anything reads them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse

from reg44.views.documents import LARGEST_FILE

ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024


class Unread:
    """A body that nobody may read."""

    def read(self, *_):
        raise AssertionError("The body was read.")

    readline = read


@pytest.mark.parametrize("megabytes", [13, 400])
def test_a_request_that_is_too_long_is_refused_unread_and_says_so(client, megabytes):
    answer = client.generic(
        "POST",
        reverse("core:help"),
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(megabytes * MEGABYTE), "wsgi.input": Unread()},
    )
    assert answer.status_code == 413
    assert "larger than this service takes" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_only_the_check_of_a_file_takes_as_much_as_a_file_may_have(client, db):
    large = SimpleUploadedFile("report.pdf", b"%PDF" + bytes(11 * MEGABYTE))
    assert client.post(reverse("reg44:verify"), {"file": large}).status_code == 200
    assert [resolve(path).view_name for path in settings.LARGEST_REQUESTS] == ["reg44:verify"]
    assert settings.LARGEST_REQUESTS[reverse("reg44:verify")] > LARGEST_FILE


def test_the_proxy_lets_through_exactly_what_the_portal_takes():
    proxy = (ROOT / "deploy/proxy.conf").read_text()
    at = re.findall(r"location = (\S+) \{ client_max_body_size (\d+)m;", proxy)
    assert {path: int(size) * MEGABYTE for path, size in at} == settings.LARGEST_REQUESTS
    assert re.search(r"^client_max_body_size (\d+)m;", proxy, re.M)[1] == str(settings.LARGEST_REQUEST // MEGABYTE)
