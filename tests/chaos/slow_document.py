"""Makes one document in a process of its own that says when it is in the middle of the work, and never comes to its end.

``python -m tests.chaos.slow_document ID``
"""

from __future__ import annotations

import signal
import sys

import django


def main() -> None:
    """Begin to make the document, say so, and hang until killed."""
    django.setup()
    from core import clock, documents

    def hang(*args: object) -> documents.Made:
        print("in the middle", flush=True)
        signal.pause()
        raise AssertionError("Nobody killed this process.")

    for name, kind in list(documents.KINDS.items()):
        documents.KINDS[name] = documents.Kind(kind.title, hang, kind.may_read, kind.file_name, kind.back)
    documents.make(int(sys.argv[1]), now=clock.now)


if __name__ == "__main__":
    main()
