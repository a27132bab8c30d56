"""The cells of a table as rows of a summary list. A report holds some thousands, so they are put together in Python."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
LINE = (
    '<div class="govuk-summary-list__row govuk-summary-list__row--no-actions">'
    '<dt class="govuk-summary-list__key">{}</dt><dd class="govuk-summary-list__value">{}{}</dd></div>'
)
MARK = ' <strong class="govuk-tag govuk-tag--grey">From {}, check</strong>'


@register.simple_tag
def cell_lines(row: Any, mode: str) -> SafeString:
    """The cells of one row: those answered; for CHECK also those that are not."""
    shown = (cell for cell in row.cells if cell.answered or mode == "check")
    return format_html_join(
        "\n",
        LINE,
        (
            (cell.label, linebreaksbr("\n".join(cell.paragraphs)) or "Not provided", _mark(cell.carried_from))
            for cell in shown
        ),
    )


def _mark(source: str) -> SafeString | str:
    return format_html(MARK, source) if source else ""
