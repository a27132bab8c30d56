"""The settings of a council stop the start when they would do harm."""

import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from qa_portal.env import Env

SETTINGS = str(Path(__file__).resolve().parents[3] / "qa_portal/settings.py")


@pytest.fixture
def start(monkeypatch, tmp_path):
    """Read the settings as a council would with this address."""

    def read(site: str) -> dict:
        monkeypatch.setenv("QA_MODE", "live")
        monkeypatch.setenv("QA_SECRET_KEY", "only for this test, never for real data: 3c1d")
        monkeypatch.setenv("QA_VAR", str(tmp_path))
        monkeypatch.setenv("QA_SITE_URL", site)
        return runpy.run_path(SETTINGS)

    return read


@pytest.mark.parametrize(
    "site", ["http://quality.example.gov.uk", "quality.example.gov.uk", "https://", "https://example.gov.uk/quality"]
)
def test_in_real_use_the_portal_does_not_start_without_a_secure_address(start, site):
    with pytest.raises(ImproperlyConfigured, match="QA_SITE_URL"):
        start(site)


def test_with_a_secure_address_every_cookie_and_redirect_is_strict(start):
    found = start("https://quality.example.gov.uk/")
    assert found["SITE_URL"] == "https://quality.example.gov.uk"
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["SECURE_SSL_REDIRECT"] is True
    assert found["CSRF_TRUSTED_ORIGINS"] == [found["SITE_URL"]]


def test_a_demonstration_may_stand_on_this_machine_without_tls():
    assert Env({}).address("QA_SITE_URL", "http://127.0.0.1:8000") == "http://127.0.0.1:8000"
