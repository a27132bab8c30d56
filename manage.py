#!/usr/bin/env python
"""Run a management command of the portal."""

import os
import sys

READS_FILES_ONLY = {"deadline"}  # answers from the rule files, on a machine where nothing is set up yet


def main() -> None:
    """Hand the command line to Django."""
    if set(sys.argv[1:2]) & READS_FILES_ONLY and "QA_SECRET_KEY" not in os.environ:
        os.environ.setdefault("QA_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qa_portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
