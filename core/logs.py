"""Log lines without secrets: what an address holds instead of a sign-in stands in no log."""

from __future__ import annotations

import logging
import re

# The secret of a personal calendar, of a survey and of a poster, the key of a link that sets a new password.
SECRETS = re.compile(
    r"(/calendar/|/answer/|/say/|/password/[0-9A-Za-z]+-|%2F(?:calendar|answer|say)%2F)[^/%\s\"?]+(?=/|%2F)"
)
# Where people answer without a name: that somebody asked for such a page, from where and when, stands in no access log at all.
UNNAMED = re.compile(r"[A-Z]+ /(?:(?:answer|say|thank-you)/|static/css/voice)")


class NoSecrets(logging.Filter):
    """Writes “…” for the secret part of an address, whoever logs the line; drops access lines of pages where nobody is to be known."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if record.name == "gunicorn.access" and UNNAMED.search(text):
            return False
        if SECRETS.search(text):
            record.msg, record.args = SECRETS.sub(r"\1…", text), None
        return True
