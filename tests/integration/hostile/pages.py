"""Forms as a browser reads them, so that the hostile tests follow the screens: fields, what stands in them, and where they are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TYPED = frozenset({"text", "textarea", "search", "email"})
TICKED = frozenset({"radio", "checkbox"})
OTHERWISE = {"_day": "24", "_month": "3", "_year": "2027", "_time": "14:30", "time": "14:30", "urn": "SC200001"}


@dataclass
class Control:
    """One field of a form: ``kind`` is its type, ``values`` what can be chosen or stands in it."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    numeric: bool = False

    def free(self) -> bool:
        """Whether words are typed into it (and not a part of a date, a time, a number or an address)."""
        return self.kind in ("text", "textarea") and not self.numeric and not self.name.endswith(tuple(OTHERWISE))


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str = "get"
    controls: dict[str, Control] = field(default_factory=dict)

    def filled(self) -> dict[str, Any]:
        """What a browser would send when the person has answered everything: the first choice of each, the last button."""
        return {name: _answer(control) for name, control in self.controls.items() if control.kind != "file"}

    def free(self) -> list[str]:
        """Names of the fields that take words."""
        return [name for name, control in self.controls.items() if control.free()]


def _answer(control: Control) -> str:
    if control.kind == "button":
        return control.values[-1]
    if control.values and control.values[0]:
        return control.values[0]
    if control.kind not in TYPED:
        return next(filter(None, control.values), "")
    if control.kind == "email":
        return "new@council.example"
    found = [value for end, value in OTHERWISE.items() if control.name.endswith(end)]
    return found[0] if found else ("2" if control.numeric else "Some words.")


class Page(HTMLParser):
    """Forms of a page, what stands in its fields, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.typed: list[str] = []
        self._form: Form | None = None
        self._area: list[str] | None = None
        self._name, self._choice = "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "textarea":
            self._name, self._area = name, []
        elif tag == "select":
            self._choice = name
            self._add(name, "select")
        elif tag == "option" and self._choice:
            self._add(self._choice, "select", given.get("value", ""), "selected" in given)
        elif tag in ("input", "button") and name:
            kind = given.get("type", "text") if tag == "input" else "button"
            self.typed += [given.get("value", "")] if kind in TYPED else []
            value = given.get("value", "on" if kind in TICKED else "")
            self._add(name, kind, value, "checked" in given, given.get("inputmode") == "numeric")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._choice = ""
        elif tag == "textarea" and self._area is not None:
            text = "".join(self._area).removeprefix("\n")
            self.typed.append(text)
            self._add(self._name, "textarea", text)
            self._area = None

    def _add(self, name: str, kind: str, value: str = "", first: bool = False, numeric: bool = False) -> None:
        if self._form is None or not name or name == "csrfmiddlewaretoken":
            return
        control = self._form.controls.setdefault(name, Control(name, kind, numeric=numeric))
        control.values.insert(0 if first else len(control.values), value)
