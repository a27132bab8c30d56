"""Fields, widgets and the base form of the house: plain messages, nothing typed is ever thrown away.

The widgets carry the markup of the design system (templates/house/widgets/); ``dress`` does the same for the widgets
of foreign forms (sign-in), so every form on every page looks and behaves alike. The browser never validates
(``novalidate``, no ``required``): a draft is taken as it is, and a refusal comes with all its reasons at once.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.forms.boundfield import BoundField
from django.template.loader import get_template

from core.clock import time_words

MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]  # fmt: skip
# What dictation and copying leave behind, and no reader sees; line breaks and tabs stay.
STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BREAK = re.compile(r"\s*[\n\r\t\x0b\x0c\x85\u2028\u2029]\s*")


class HouseWidget(forms.Widget):
    """A widget drawn by a template of the house (not overriding Django's own, which other apps use)."""

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> str:
        return get_template(template_name).render(context)


class TextInput(HouseWidget, forms.TextInput):
    """One line of text; ``width`` in characters (2, 3, 4, 5, 10, 20) when the answer has a known length.

    ``unit`` stands behind the box for the eye ("minutes"); the label says it to whoever hears the page.
    """

    template_name = "house/widgets/input.html"
    house_class = "govuk-input"

    def __init__(self, attrs: dict[str, Any] | None = None, *, width: int | None = None, unit: str = "") -> None:
        super().__init__(attrs)
        self.width, self.unit = width, unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["width"], context["unit"] = self.width, self.unit
        return context


class NumberInput(TextInput):
    """A whole number typed as text: no spinner, no scroll wheel that changes it."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, width: int = 5) -> None:
        super().__init__({"inputmode": "numeric", "spellcheck": "false", **(attrs or {})}, width=width)


class EmailInput(HouseWidget, forms.EmailInput):
    """An email address."""

    template_name = "house/widgets/input.html"


class PasswordInput(HouseWidget, forms.PasswordInput):
    """A password, with a button to see it."""

    template_name = "house/widgets/password.html"


class TextArea(HouseWidget, forms.Textarea):
    """Several lines; ``limit`` shows how many characters are left and never stops the typing."""

    template_name = "house/widgets/textarea.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 5, limit: int | None = None) -> None:
        super().__init__({"rows": rows, **(attrs or {})})
        self.attrs.pop("cols", None)  # the width follows the page
        self.limit = limit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["limit"] = self.limit
        return context


class Select(HouseWidget, forms.Select):
    """A list that opens."""

    template_name = "house/widgets/select.html"


class ChoiceMixin(HouseWidget, forms.widgets.ChoiceWidget):
    """Choices one below the other; ``hints`` by value, ``reveals`` names by value the id of a block it opens."""

    house_kind = "radios"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Iterable[Any] = (),
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
        inline: bool = False,
        small: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})
        self.reveals = dict(reveals or {})
        self.inline = inline
        self.small = small

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for _, options, _ in context["widget"]["optgroups"]:
            for option in options:
                option["hint"] = self.hints.get(str(option["value"]), "")
                option["reveals"] = self.reveals.get(str(option["value"]), "")
        return context | {"kind": self.house_kind, "inline": self.inline, "small": self.small}


class Radios(ChoiceMixin, forms.RadioSelect):
    """One of a few."""

    template_name = "house/widgets/choices.html"


class Checkboxes(ChoiceMixin, forms.CheckboxSelectMultiple):
    """Any of a few."""

    template_name = "house/widgets/choices.html"
    house_kind = "checkboxes"


class Checkbox(HouseWidget, forms.CheckboxInput):
    """One statement to tick; the label stands beside the box."""

    template_name = "house/widgets/checkbox.html"


class FileInput(HouseWidget, forms.FileInput):
    """One file."""

    template_name = "house/widgets/file.html"


class DateInput(HouseWidget):
    """Day, month and year in three boxes; what was typed comes back as it was typed."""

    template_name = "house/widgets/date.html"
    use_fieldset = True
    parts = ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The three texts, or the single ISO text that a script or a test may send, or None."""
        found = [data.get(f"{name}_{part}") for part in self.parts]
        if any(value is not None for value in found):
            return [value or "" for value in found]
        return data.get(name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and all(f"{name}_{part}" not in data for part in self.parts)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        values = date_parts(value)
        in_error = "aria-invalid" in context["widget"]["attrs"]
        id_ = context["widget"]["attrs"].get("id", name)
        context["parts"] = [
            {
                "name": f"{name}_{part}",
                "id": f"{id_}_{part}",
                "label": part.capitalize(),
                "value": text,
                "width": 4 if part == "year" else 2,
                "wrong": in_error,
            }
            for part, text in zip(self.parts, values, strict=True)
        ]
        return context


def date_parts(value: Any) -> list[str]:
    """Day, month and year as texts, from a date, an ISO text or three texts."""
    if isinstance(value, dt.date):
        return [str(value.day), str(value.month), str(value.year)]
    if isinstance(value, (list, tuple)) and len(value) == 3:
        return [str(part) for part in value]
    if isinstance(value, str) and value:
        pieces = value.split("-")
        return [pieces[2], pieces[1], pieces[0]] if len(pieces) == 3 else [value, "", ""]
    return ["", "", ""]


def said(label: str) -> str:
    """A label inside a sentence: its first letter small unless the word is an abbreviation, a name of one letter or Ofsted."""
    label = label.strip().rstrip(":")
    return label if label[1:2].isupper() or label.startswith("Ofsted") or not label else label[0].lower() + label[1:]


def missing(label: str, *, choose: bool = False) -> str:
    """The message when an answer is needed and there is none."""
    label = label.strip()
    if label.endswith("?"):
        return f"Answer the question “{label}”"
    return f"{'Select' if choose else 'Enter'} {said(label)}"


def named(label: Any, otherwise: str = "This answer") -> str:
    """A label as the subject of a sentence; a question is quoted."""
    text = str(label or "").strip().rstrip(":")
    return f"Your answer to “{text}”" if text.endswith("?") else text or otherwise


class TextField(forms.CharField):
    """Text as it was typed: only control characters that no reader sees are dropped, and line ends are made alike.

    In a field of one line a line break, which only copying brings there, becomes a space: a name stands in subjects and file names.
    """

    def __init__(self, *, lines: int = 1, limit: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("widget", TextArea(rows=lines, limit=limit) if lines > 1 else TextInput())
        kwargs.setdefault("strip", lines == 1)
        super().__init__(**kwargs)
        self.limit = limit
        self.one_line = lines == 1

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = BREAK.sub(" ", value) if self.one_line else value
            value = STRAY.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value.strip() if isinstance(value, str) else value)
        if self.limit and len(value) > self.limit:
            over = len(value) - self.limit
            raise ValidationError(
                f"{named(self.label)} must be {self.limit} characters or fewer. It is {over} too long",
                code="too_long",
            )


class DateField(forms.Field):
    """A calendar date (no time, no zone) typed in three boxes. The month may be a number or a word."""

    widget = DateInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return date_parts(initial) != date_parts(data)

    def to_python(self, value: Any) -> dt.date | None:
        """The date; None when nothing was typed. ValidationError says in plain words what is missing or wrong."""
        if isinstance(value, dt.date) or value in (None, ""):
            return cast("dt.date | None", value or None)
        day, month, year = (part.strip() for part in date_parts(value))
        if not (day or month or year):
            return None
        name = named(self.label, "Date")
        lacking = [word for word, text in (("day", day), ("month", month), ("year", year)) if not text]
        if lacking:
            raise ValidationError(f"{name} must include a {' and a '.join(lacking)}", code="incomplete")
        if not re.fullmatch("[0-9]{4}", year):
            raise ValidationError(f"{name}: the year must have 4 numbers, like 2027", code="year")
        try:
            return dt.date(int(year), month_number(month), int(day) if re.fullmatch("[0-9]{1,2}", day) else 0)
        except ValueError:
            raise ValidationError(f"{name} must be a real date, like 24 3 2027", code="not_real") from None


def month_number(text: str) -> int:
    """1 to 12 from a number or from a month's name or its first three letters; 0 when it is none."""
    if re.fullmatch("[0-9]{1,2}", text):
        return int(text)
    word = text.lower().rstrip(".")
    found = [number for number, month in enumerate(MONTHS, 1) if len(word) >= 3 and month.startswith(word[:9])]
    return found[0] if found else (9 if word == "sept" else 0)


class TimeField(forms.Field):
    """A time of day in London, typed as people write it: 2:30pm, 2.30 pm, 14:30, 1430, 9am."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", TextInput(width=10))
        kwargs.setdefault("help_text", "For example, 2:30pm")
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return time_words(value) if isinstance(value, dt.time) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")

    def to_python(self, value: Any) -> dt.time | None:
        """The time; None when nothing was typed; ValidationError with an example when it cannot be read."""
        if isinstance(value, dt.time) or value in (None, ""):
            return value if isinstance(value, dt.time) else None
        text = str(value).strip().lower().replace(" ", "").replace("a.m.", "am").replace("p.m.", "pm")
        text = {"midday": "12pm", "noon": "12pm", "midnight": "12am"}.get(text, text)
        if not text:
            return None
        found = re.fullmatch("([0-9]{1,2})(?:[:.]?([0-9]{2}))?(?::[0-9]{2})?(am|pm)?", text)
        if found and (found[2] or found[3]):  # a bare hour could be morning or afternoon
            hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
            if half and 1 <= hour <= 12:
                hour = hour % 12 + (12 if half == "pm" else 0)
            if hour < 24 and minute < 60:
                return dt.time(hour, minute)
        name = named(self.label, "Time")
        raise ValidationError(f"{name} must be a time, like 2:30pm or 14:30", code="time")


class WholeNumberField(forms.IntegerField):
    """A whole number; commas and spaces inside it are accepted."""

    widget = NumberInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid"] = f"{named(self.label)} must be a whole number, like 12"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def to_python(self, value: Any) -> int | None:
        text = re.sub(r"[\s,]", "", str(value)) if value is not None else ""
        if text and not re.fullmatch("-?[0-9]{1,12}", text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


class HouseFormMixin:
    """What every form of the house has: plain messages, house widgets, no ``required`` attribute, no colon."""

    fields: dict[str, forms.Field]
    label_suffix: str
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget = dress(field.widget)
            label = str(field.label or name.replace("_", " ").capitalize())
            written = (
                type(field).default_error_messages.get("required") or forms.Field.default_error_messages["required"]
            )
            if field.error_messages.get("required") == written:
                choose = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
                field.error_messages["required"] = missing(label, choose=choose)
                if isinstance(field, forms.BooleanField):
                    field.error_messages["required"] = f"Tick to confirm: {label}"
            if "invalid_choice" in field.error_messages:
                field.error_messages["invalid_choice"] = f"{named(label)} must be one of the answers shown"
            if isinstance(field, forms.EmailField):
                message = f"{named(label)} must look like name@example.org"
                field.error_messages["invalid"] = message
                field.validators = [EmailValidator(message=message)]


class HouseForm(HouseFormMixin, forms.Form):
    """A form of the house."""


class HouseModelForm(HouseFormMixin, forms.ModelForm):
    """A form of the house over a model."""


DRESSES: tuple[tuple[type[forms.Widget], type[forms.Widget]], ...] = (
    (forms.CheckboxSelectMultiple, Checkboxes),
    (forms.RadioSelect, Radios),
    (forms.Select, Select),
    (forms.CheckboxInput, Checkbox),
    (forms.PasswordInput, PasswordInput),
    (forms.FileInput, FileInput),
    (forms.Textarea, TextArea),
    (forms.DateInput, DateInput),
    (forms.NumberInput, NumberInput),
    (forms.EmailInput, EmailInput),
    (forms.TextInput, TextInput),
)


def dress(widget: forms.Widget) -> forms.Widget:
    """The widget of the house for one of Django's own; hidden and house widgets come back as they are."""
    if isinstance(widget, HouseWidget) or widget.is_hidden or isinstance(widget, forms.MultiWidget):
        return widget
    for theirs, ours in DRESSES:
        if isinstance(widget, theirs):
            attrs = {
                key: value for key, value in widget.attrs.items() if key not in ("class", "required", "placeholder")
            }
            dressed = ours(attrs)
            if isinstance(dressed, forms.widgets.ChoiceWidget):
                dressed.choices = copy.copy(cast(forms.widgets.ChoiceWidget, widget).choices)
            dressed.is_required = widget.is_required
            return dressed
    return widget


@dataclass(frozen=True, slots=True)
class PageError:
    """One line of the error summary: the text, and where its link leads ("" when it belongs to no field)."""

    text: str
    href: str = ""


def focus_id(field: BoundField) -> str:
    """The id of the element that takes the focus when somebody follows the link of an error."""
    if isinstance(field.field.widget, DateInput):
        return f"{field.auto_id}_day"
    if field.use_fieldset and len(field.subwidgets):
        return str(field.subwidgets[0].id_for_label)
    return str(field.id_for_label or field.auto_id)


def form_errors(form: forms.BaseForm) -> list[PageError]:
    """The errors of one form in the order of its fields, those of the whole form first."""
    found = [PageError(str(text)) for text in form.non_field_errors()]
    for field in form:
        found += [PageError(str(text), "" if field.is_hidden else f"#{focus_id(field)}") for text in field.errors]
    return found
