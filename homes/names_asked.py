"""Forms whose words others read: what may be a name is asked about before it is saved, and nothing typed is lost (C7)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms

from core.forms import Checkbox, HouseForm
from homes.naming import Known


class NamesAsked(HouseForm):
    """``texts`` names the fields that are read, ``known`` says who may be named and is asked only when something was sent.

    A tick counts for what was found when it was made, and for nothing typed after.
    """

    texts: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, known: Callable[[], Known], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = self._found(known()) if self.is_bound else {}
        if self.found:
            self._ask()

    def _found(self, known: Known) -> dict[str, list[str]]:
        """Field -> what was found in it, each once."""
        found = {}
        for name in self.texts:
            text = str(self.data.get(self.add_prefix(name)) or "")
            if words := list(dict.fromkeys(text[each.start : each.end] for each in known.find(text))):
                found[name] = words
        return found

    def _ask(self) -> None:
        """Put the box to tick on the form; one that was ticked for other words is empty again."""
        mark = hashlib.sha256(repr(sorted(self.found.items())).encode("utf-8", "replace")).hexdigest()
        data: Any = self.data
        data = data.copy()
        if data.get("names_seen") != mark:
            data.pop("points_to_nobody", None)
        data["names_seen"] = mark
        self.data = data
        self.fields["points_to_nobody"] = forms.BooleanField(
            label="It points to nobody", required=False, widget=Checkbox
        )
        self.fields["names_seen"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuses what may be a name until it is changed or ticked; the tick itself is no part of what is saved."""
        super().clean()
        data = self.cleaned_data
        ticked = data.pop("points_to_nobody", False)
        data.pop("names_seen", None)
        for name, words in self.found.items():
            if not ticked:
                some = ", ".join(f"“{each[:60]}”" for each in words[:5])
                self.add_error(name, f"{some} may point to somebody. Use initials, or tick “It points to nobody”")
        return data
