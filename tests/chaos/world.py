"""Fills the database of a portal in its own process: the fixed cast, a report that has just been begun, and a session of its visitor.

``python -m tests.chaos.world`` prints where things are, as JSON.
"""

from __future__ import annotations

import datetime as dt
import json

import django


def main() -> None:
    """Migrate, fill, and say what was made."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from core import clock
    from tests.cast import assemble
    from tests.reports import make_report

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    cast = assemble()
    report = make_report(cast, filled=False, arrives=clock.now() - dt.timedelta(minutes=1))
    client = Client()
    client.force_login(cast.visitor)
    print(
        json.dumps(
            {
                "cookie": settings.SESSION_COOKIE_NAME,
                "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "visit": report.visit_id,
                "response": report.response_id,
                "report": report.pk,
            }
        )
    )


if __name__ == "__main__":
    main()
