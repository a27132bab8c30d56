"""What the templates of printed documents need."""

from __future__ import annotations

from collections.abc import Collection

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import citing, printed

register = template.Library()


@register.filter
def direction(text: str) -> str:
    """ "rtl" for a paragraph that begins in a script written from right to left, else "ltr"."""
    return "rtl" if printed.right_to_left(text) else "ltr"


@register.filter
def cited(text: str, known: Collection[int]) -> SafeString:
    """Typed words with their line ends; a number of evidence that is ``known`` is a link to its row."""
    drawn = (
        format_html('<a href="#{}">{}</a>', citing.anchor(number), words) if number else linebreaksbr(words)
        for words, number in citing.pieces(text, known)
    )
    return format_html_join("", "{}", ((each,) for each in drawn))


@register.filter
def is_short(row: printed.Row) -> bool:
    """A row that may be kept whole on one page: less text than a third of a page."""
    return (
        sum(len(text) for cell in row.cells for text in cell)
        + sum(len(text) for fact in row.below for text in fact.paragraphs)
        < 900
    )


@register.filter
def is_small(facts: printed.Facts) -> bool:
    """A table of facts that may be kept whole on one page."""
    return sum(len(text) for fact in facts.rows for text in (fact.label, *fact.paragraphs)) < 700


@register.filter
def is_long(cell: printed.Paragraphs) -> bool:
    """A cell of whole sentences, which bold letters would make hard to read."""
    return sum(map(len, cell)) > 80
