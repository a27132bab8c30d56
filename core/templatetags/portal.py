"""Filters and component tags that every template has; each tag declares its parameters, and /gallery/components/ shows them all.

Components draw what they are given and ask the database nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms as django_forms
from django import template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import clock, forms
from core.registry import navigation

register = template.Library()

# Colour by status; a status not named here is drawn in the quiet colour. Meaning is always in the word, never in the colour alone.
TAG_COLOURS = {
    "completed": "plain",
    "done": "plain",
    "signed off": "green",
    "met": "green",
    "verified": "green",
    "ready": "green",
    "in progress": "teal",
    "writing": "teal",
    "drafting": "teal",
    "with the manager": "yellow",
    "with manager": "yellow",
    "waiting": "yellow",
    "amending": "yellow",
    "due soon": "yellow",
    "late": "red",
    "overdue": "red",
    "failed": "red",
    "not met": "red",
    "there is a problem": "red",
    "high": "red",
    "medium": "yellow",
    "low": "grey",
    "not started": "grey",
    "planned": "grey",
    "cannot start yet": "quiet",
    "draft": "grey",
}


# --- Times, numbers and words --------------------------------------------------------------------------------------


def _day(value: dt.date | dt.datetime) -> dt.date:
    """The London date of a moment, or the date itself."""
    if isinstance(value, dt.datetime):
        return clock.london(value).date()
    return value


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """24 March 2027 (a moment is shown by its date in London); nothing for None."""
    return f"{(found := _day(value)).day} {found:%B %Y}" if value else ""


@register.filter
def short_day(value: dt.date | dt.datetime | None) -> str:
    """Wed 24 Mar."""
    return f"{(found := _day(value)):%a} {found.day} {found:%b}" if value else ""


@register.filter
def month(value: dt.date | dt.datetime | None) -> str:
    """March 2027."""
    return f"{_day(value):%B %Y}" if value else ""


@register.filter
def clock_time(value: dt.datetime | dt.time | None) -> str:
    """2:30pm in London; midnight and midday as words."""
    if value is None or value == "":
        return ""
    return clock.time_words(clock.london(value) if isinstance(value, dt.datetime) else value)


@register.filter
def moment(value: dt.datetime | None) -> SafeString | str:
    """24 March 2027, 2:30pm in London, inside a time element that carries the moment in UTC."""
    if not value:
        return ""
    return format_html(
        '<time datetime="{}">{}, {}</time>', value.astimezone(dt.UTC).isoformat(), day(value), clock_time(value)
    )


@register.filter
def limit_words(value: dt.datetime | None) -> str:
    """A limit as people say it: “the end of 25 November 2026”, “20 November 2026, 2:30pm” (London)."""
    if not value:
        return ""
    local = clock.london(value)
    return f"the end of {day(value)}" if (local.hour, local.minute) == (23, 59) else moment_words(value)


@register.filter
def moment_words(value: dt.datetime | None) -> str:
    """24 March 2027, 2:30pm in London, as plain text (for documents and messages)."""
    return f"{day(value)}, {clock_time(value)}" if value else ""


@register.filter
def duration(value: dt.timedelta | int | None) -> str:
    """A length of time (timedelta or seconds) in its largest whole unit: 2 days, 5 hours, 1 minute, less than a minute."""
    if value is None or value == "":
        return ""
    seconds = abs(int(value.total_seconds() if isinstance(value, dt.timedelta) else value))
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return counted(seconds // size, word)
    return "less than a minute"


@register.filter
def counted(number: int | None, words: str) -> str:
    """3 visits, 1 visit, no visits; ``words`` is the singular, or singular and plural with a comma: "child,children"."""
    one, _, many = words.partition(",")
    amount = int(number or 0)
    return f"{'no' if amount == 0 else format(amount, ',')} {one if amount == 1 else many or one + 's'}"


@register.filter
def ordinal_words(number: int) -> str:
    """first, second, third, then 4th."""
    return {1: "first", 2: "second", 3: "third"}.get(int(number), f"{number}th")


@register.filter
def yes_no(value: bool | None) -> str:
    """Yes, No, or Not answered."""
    return "Not answered" if value is None else ("Yes" if value else "No")


@register.filter
def paragraphs(value: Any) -> SafeString:
    """Typed text as paragraphs with its line breaks; everything typed is escaped."""
    blocks = [block for block in str(value or "").replace("\r\n", "\n").split("\n\n") if block.strip()]
    lines = [
        (format_html_join(SafeString("<br>"), "{}", ((line,) for line in block.strip("\n").split("\n"))),)
        for block in blocks
    ]
    return format_html_join("", '<p class="govuk-body portal-typed">{}</p>', lines)


@register.filter
def get_item(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """The value of a key, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def beside(first: Iterable[Any], second: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Pairs of two lists of one length: each heading with the cell below it."""
    return list(zip(first, second, strict=True))


# --- Forms ---------------------------------------------------------------------------------------------------------


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the field is one box to tick, which carries its own label."""
    return isinstance(field.field.widget, django_forms.CheckboxInput)


@register.filter
def is_invalid(attrs: Mapping[str, Any]) -> bool:
    """Whether a widget stands in error."""
    return "aria-invalid" in attrs


@register.filter
def data_attrs(attrs: Mapping[str, Any]) -> SafeString:
    """The data-… attributes of a widget, for the element around its choices."""
    return format_html_join("", ' {}="{}"', ((key, value) for key, value in attrs.items() if key.startswith("data-")))


@register.simple_tag
def house_widget(field: BoundField) -> SafeString:
    """The widget of any form's field, with the markup of the house."""
    widget = forms.dress(field.field.widget)
    if isinstance(widget, forms.Checkbox):
        attrs = field.build_widget_attrs({"id": field.auto_id, **widget.attrs}, widget)
        context = widget.get_context(field.html_name, field.value(), attrs) | {"label": field.label}
        return render_to_string(widget.template_name, context)
    if isinstance(widget, forms.TextArea) and widget.limit:
        described = " ".join(part for part in (field.aria_describedby, f"{field.auto_id}-info") if part)
        return field.as_widget(widget, attrs={"aria-describedby": described})
    return field.as_widget(widget)


@register.simple_tag(takes_context=True)
def page_errors(context: template.Context) -> list[forms.PageError]:
    """Every error of the page in order: of ``form``, of ``forms`` (a list or a formset), and of ``problems``."""
    found: list[forms.PageError] = []
    several = context.get("forms") or context.get("formset") or []
    for form in [context.get("form"), *several]:
        if isinstance(form, django_forms.BaseForm) and form.is_bound:
            found += forms.form_errors(form)
    for problem in context.get("problems") or []:
        if isinstance(problem, forms.PageError):
            found.append(problem)
        elif isinstance(problem, Mapping):
            found.append(forms.PageError(str(problem.get("text", "")), str(problem.get("href", ""))))
        else:
            found.append(
                forms.PageError(str(getattr(problem, "text", problem)), str(getattr(problem, "href", "") or ""))
            )
    return found


@register.simple_tag(takes_context=True)
def page_messages(context: template.Context) -> dict[str, Any]:
    """What was just done (Django's messages), as one banner; reading them is what clears them."""
    found = list(context.get("messages") or [])
    success = all(message.level_tag == "success" for message in found)
    return {
        "texts": [str(message) for message in found],
        "success": success,
        "title": "Done" if success else "Important",
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(errors: Sequence[forms.PageError]) -> dict[str, Any]:
    """The box at the top that names and links every error."""
    return {"errors": errors}


# --- The frame of the page -----------------------------------------------------------------------------------------


def _address(name: str) -> str:
    """The address of a named view, or nothing where this installation has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("components/navigation.html", takes_context=True)
def main_navigation(context: template.Context) -> dict[str, Any]:
    """The main navigation of this person; the entry whose address begins this page's address is the current one."""
    user, request = context.get("user"), context.get("request")
    if user is None or not user.is_authenticated:
        return {"items": []}
    path = request.path if request else ""
    found = [(item.label_for(user), _address(item.url_name)) for item in navigation.items_for(user)]
    inside = [url for _, url in found if url and (path == url or (url != "/" and path.startswith(url)))]
    current = max(inside, key=len, default="")
    return {"items": [{"label": label, "url": url, "current": url == current} for label, url in found if url]}


@register.simple_tag
def address(name: str) -> str:
    """The address of a named view, or nothing where there is none (unlike the url tag, which fails)."""
    return _address(name)


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*steps: str) -> dict[str, Any]:
    """Where the page stands: text, address, text, address, …"""
    return {"steps": list(zip(steps[::2], steps[1::2], strict=True))}


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, text: str = "Back") -> dict[str, Any]:
    """The way back, above the heading."""
    return {"url": url, "text": text}


@register.inclusion_tag("components/identity_bar.html")
def identity_bar(
    home: str, about: str = "", status: str = "", clock: str = "", late: bool = False, why: str = ""
) -> dict[str, Any]:
    """What the pages below are about: home, visit month, state, the next clock in words, and the page that explains it."""
    return {"home": home, "about": about, "status": status, "clock": clock, "late": late, "why": why}


@register.inclusion_tag("components/sub_navigation.html")
def sub_navigation(items: Iterable[Mapping[str, Any]], label: str = "Parts of this visit") -> dict[str, Any]:
    """Links between the parts of one record: items with ``label``, ``url`` and ``current``."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any, label: str = "Pages") -> dict[str, Any]:
    """Links to the other pages of a list (a Page of Django's paginator); filters in the address are kept."""
    request = context.get("request")
    kept = request.GET.copy() if request else QueryDict(mutable=True)
    kept.pop("page", None)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    query = kept.urlencode() + "&" if kept else ""
    gap = page.paginator.ELLIPSIS
    return {
        "page": page,
        "numbers": [None if number == gap else number for number in numbers],
        "query": query,
        "label": label,
    }


# --- Pieces of a page ----------------------------------------------------------------------------------------------


@register.inclusion_tag("components/tag.html")
def tag(status: Any, colour: str = "") -> dict[str, Any]:
    """A status as a word on a colour; the colour follows the word unless it is given."""
    text = str(getattr(status, "label", status) or "")
    return {"text": text, "colour": colour or TAG_COLOURS.get(text.lower(), "grey")}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Iterable[Mapping[str, Any]], name: str) -> dict[str, Any]:
    """Tasks with ``title``, ``status``, and where they can be started ``url``; ``hint`` is optional. ``name`` is unique on the page."""
    return {"tasks": tasks, "name": name}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Iterable[Mapping[str, Any]], title: str = "", level: int = 2) -> dict[str, Any]:
    """Rows with ``key``, ``value`` (or ``lines``), and optional ``change`` address; with a title it is a card."""
    return {"rows": rows, "title": title, "level": level}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest first: entries with ``title``, ``at``, ``by``, and optional ``text``."""
    return {"entries": entries}


@register.inclusion_tag("components/table.html")
def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]], numbers: str = "", hide_caption: bool = False
) -> dict[str, Any]:
    """A table of texts; the first cell of each row is its heading; ``numbers`` names the columns (from 0, with commas) set to the right."""
    right = {int(part) for part in numbers.split(",") if part.strip()}
    heads = [(text, index in right) for index, text in enumerate(head)]
    body = [[(cell, index in right, head[index]) for index, cell in enumerate(row)] for row in rows]
    return {"caption": caption, "head": heads, "rows": body, "hide_caption": hide_caption}


@register.inclusion_tag("components/notification_banner.html")
def notification_banner(text: str, kind: str = "", title: str = "") -> dict[str, Any]:
    """One banner a page at most. ``kind`` success is announced at once; anything else stands quietly."""
    return {
        "text": text,
        "success": kind == "success",
        "title": title or ("Done" if kind == "success" else "Important"),
    }


@register.inclusion_tag("components/warning.html")
def warning(text: str) -> dict[str, Any]:
    """A sentence that must not be missed."""
    return {"text": text}


@register.inclusion_tag("components/button.html")
def button(text: str, kind: str = "", name: str = "", value: str = "", url: str = "") -> dict[str, Any]:
    """A button of a form, or with ``url`` a link that looks like one; kind is secondary, warning or nothing."""
    return {"text": text, "kind": kind, "name": name, "value": value, "url": url}


@register.simple_block_tag
def details(content: str, summary: str, open: bool = False) -> SafeString:
    """{% details "What to look at" %}…{% enddetails %}: text that opens on demand."""
    return render_to_string("components/details.html", {"content": content, "summary": summary, "open": open})


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """{% inset %}…{% endinset %}: words set apart, such as what was written last month."""
    return render_to_string("components/inset.html", {"content": content})


@register.simple_block_tag
def card(content: str, title: str, level: int = 2) -> SafeString:
    """{% card "Episode 1" %}…{% endcard %}: a titled box around anything."""
    return render_to_string("components/card.html", {"content": content, "title": title, "level": level})


@register.simple_block_tag
def confirm_panel(content: str, title: str) -> SafeString:
    """{% confirm_panel "Who will receive it" %}…{% endconfirm_panel %}: what is about to happen, above the one button that does it."""
    return render_to_string("components/confirm_panel.html", {"content": content, "title": title})
