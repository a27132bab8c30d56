"""The table of accounts that is printed where the demonstration starts."""

from __future__ import annotations

from governance.demo.council import PASSWORD, PEOPLE


def table() -> str:
    """Who can sign in, with which address, and what to try first."""
    title = max(len(each.title) for each in PEOPLE)
    email = max(len(each.email) for each in PEOPLE)
    lines = [f"{each.title:<{title}}  {each.email:<{email}}  {each.first}" for each in PEOPLE]
    head = f"{'Who':<{title}}  {'Sign in as':<{email}}  Try first"
    return "\n".join([head, "-" * len(head), *lines, "", f"The password of everybody is: {PASSWORD}"])
