"""What the beat wakes: the sweep over documents that a lost task left behind, at a clock of so many minutes from now.

``python -m tests.chaos.sweep_documents MINUTES`` prints how many it made, as JSON. With ``ask REPORT`` instead it asks for a file
of that report without making it, as when the broker is gone, and prints its id.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from unittest import mock

import django
import time_machine


def main() -> None:
    """Ask or sweep."""
    django.setup()
    from core import clock, tasks
    from reg44.documents import kinds
    from tests.cast import User

    if sys.argv[1] == "ask":
        visitor = User.objects.get(email="visitor@council.example")
        with mock.patch.object(tasks.make_document, "delay"):
            made = kinds.request(
                report_id=int(sys.argv[2]), kind=kinds.OWN_DRAFT, format="docx", by=visitor, now=clock.now()
            )
        print(json.dumps(made.pk))
        return
    with time_machine.travel(clock.now() + dt.timedelta(minutes=int(sys.argv[1])), tick=False):
        print(json.dumps(tasks.make_waiting_documents()))


if __name__ == "__main__":
    main()
