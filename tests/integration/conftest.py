"""What tests through the whole portal share."""

from __future__ import annotations

import pytest

from tests.smtp import MailServer


@pytest.fixture
def server(settings):
    """A mail server, and the settings that lead to it."""
    made = MailServer().start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", made.port, False
    settings.EMAIL_TIMEOUT = 5
    yield made
    made.stop()
