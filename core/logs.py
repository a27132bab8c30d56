"""Log lines without secrets: what an address holds instead of a sign-in stands in no log."""

from __future__ import annotations

import logging
import re

# The secret of a personal calendar, the key of a link that sets a new password.
SECRETS = re.compile(r"(/calendar/|/password/[0-9A-Za-z]+-)[^/\s\"?]+(?=/)")


class NoSecrets(logging.Filter):
    """Writes “…” for the secret part of an address, whoever logs the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if SECRETS.search(text):
            record.msg, record.args = SECRETS.sub(r"\1…", text), None
        return True
