"""A section and its answers -> a Django form with a crispy layout. The only place that knows crispy.

Field names: a question's full key with "." as "__" ("sanctions__child"), in a checklist followed by "__" and the row key.
Beside each field `name` stands a hidden `rev__<name>`: the revision the page was made from (see services.save_section).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import render_field
from django import forms
from django.template.loader import render_to_string

from core.forms import HouseForm
from questionnaires.answers import Answers
from questionnaires.conditions import Facts, Sight
from questionnaires.schema import Checklist, CheckRow, Question, Questionnaire, Section, Table, Text
from questionnaires.services.answering import text_hash
from questionnaires.types import Value, type_of
from questionnaires.validate import Problem

REV = "rev__"


def field_name(full_key: str, check_row: str = "") -> str:
    """The name of a question's input on the page."""
    name = full_key.replace(".", "__")
    return f"{name}__{check_row}" if check_row else name


class Template(LayoutObject):
    """A piece of the page drawn by a template of ours (never from text)."""

    def __init__(self, template: str, **context: Any) -> None:
        self.template, self.context = template, context
        self.fields: list[Any] = []

    def render(self, form: Any, context: Any, template_pack: str = "", **kwargs: Any) -> str:
        return render_to_string(self.template, {**self.context, "form": form})


class Asked(LayoutObject):
    """One question: its field, and what the autosave script needs around it."""

    def __init__(self, name: str, **context: Any) -> None:
        self.name, self.context = name, context
        self.fields = [name]

    def render(self, form: Any, context: Any, template_pack: str = "house", **kwargs: Any) -> str:
        field = render_field(self.name, form, context, template_pack=template_pack)
        return render_to_string("questionnaires/form/asked.html", {**self.context, "field": field, "name": self.name})


class SectionForm(HouseForm):
    """The questions of one page. `keys` maps field name -> (full key, row). It never refuses; `wrong` shows problems."""

    def __init__(
        self,
        asked: Iterable[tuple[Question, str, str]],
        answers: Answers,
        data: Any = None,
        *,
        shown: Sight | None = None,
    ) -> None:
        super().__init__(data, auto_id="id_%s")
        self.keys: dict[str, tuple[str, str]] = {}
        self.answers = answers
        for question, row, check_row in asked:
            name = field_name(question.full_key, check_row)
            kind = type_of(question)
            self.keys[name] = (question.full_key, row)
            field = kind.field(question)
            stored = answers.stored(question.full_key, row)
            field.initial = stored.value if stored else kind.empty()
            self.fields[name] = field
            rev = forms.CharField(required=False, widget=forms.HiddenInput(), initial=str(stored.rev if stored else 0))
            self.fields[REV + name] = rev
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False
        self.helper.render_hidden_fields = True  # the revisions
        self.helper.layout = Layout()

    def posted(self) -> dict[str, object]:
        """Field name -> raw value, only for fields that the page held (a box left unticked counts as held)."""
        found: dict[str, object] = {}
        for name in self.keys:
            widget = self.fields[name].widget
            held = f"{REV}{name}" in self.data or not widget.value_omitted_from_data(self.data, self.files, name)
            if held:
                found[name] = widget.value_from_datadict(self.data, self.files, name)
        return found

    def values(self) -> dict[str, object]:
        """Full key -> raw value of what was posted: for services.save_section (forms without a checklist)."""
        return {self.keys[name][0]: value for name, value in self.posted().items()}

    def cells(self) -> list[tuple[str, str, object]]:
        """(full key, row, raw value) of everything posted: also for checklists."""
        return [(*self.keys[name], value) for name, value in self.posted().items()]

    def revs(self) -> dict[tuple[str, str], int]:
        """(full key, row) -> revision the page was made from; nonsense counts as 0."""
        found = {}
        for name, place in self.keys.items():
            text = str(self.data.get(REV + name, "0"))
            found[place] = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
        return found

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put the validator's words beside the fields they belong to (those of other pages are left out)."""
        names = {place: name for name, place in self.keys.items()}
        errors = self.errors
        for problem in problems:
            name = names.get((problem.key, problem.row))
            if name:
                errors.setdefault(name, self.error_class()).append(problem.text)


def build(
    schema: Questionnaire,
    section: Section,
    answers: Answers,
    *,
    data: Any = None,
    facts: Facts | None = None,
    row: str = "",
    table: Table | None = None,
    autosave: bool = True,
) -> SectionForm:
    """The form of a section: its questions, and its checklist. Rows of tables have pages of their own: give `table`, `row`.

    `data` is a posted QueryDict. Hidden questions are on the page too (with data-show-if, closed by script), so that
    without JavaScript nothing is out of reach; the validator ignores them.
    """
    sight = Sight(schema, answers, facts)
    asked: list[tuple[Question, str, str]] = []
    layout: list[Any] = []
    blocks: Iterable[Any] = table.columns if table else section.blocks
    for block in blocks:
        if isinstance(block, Question):
            asked.append((block, row, ""))
            layout.append(_asked(block, row, "", answers, sight, autosave))
        elif isinstance(block, Text):
            layout.append(Template("questionnaires/form/text.html", text=block.text))
        elif isinstance(block, Checklist):
            layout.append(Template("questionnaires/form/list_title.html", title=block.title, hint=block.hint))
            for check_row in block.rows:
                asked += [(column, check_row.key, check_row.key) for column in block.columns]
                layout.append(_check_row(block, check_row, answers, sight, autosave))
        elif isinstance(block, Table):
            layout.append(Template("questionnaires/form/table_place.html", table=block))
    form = SectionForm(asked, answers, data)
    form.helper.layout = Layout(*layout)
    return form


class _Row(LayoutObject):
    """One row of a checklist: a fieldset named after it."""

    def __init__(self, row: CheckRow, parts: list[Asked]) -> None:
        self.row, self.parts = row, parts
        self.fields = [part.name for part in parts]

    def render(self, form: Any, context: Any, template_pack: str = "house", **kwargs: Any) -> str:
        inner = [part.render(form, context, template_pack=template_pack) for part in self.parts]
        return render_to_string("questionnaires/form/check_row.html", {"row": self.row, "inner": inner})


def _check_row(block: Checklist, row: CheckRow, answers: Answers, sight: Sight, autosave: bool) -> _Row:
    return _Row(row, [_asked(column, row.key, row.key, answers, sight, autosave) for column in block.columns])


def _asked(question: Question, row: str, check_row: str, answers: Answers, sight: Sight, autosave: bool) -> Asked:
    stored = answers.stored(question.full_key, row)
    value: Value = stored.value if stored else type_of(question).empty()
    condition = question.show_if
    simple = condition is not None and condition.op == "in" and condition.of in ("question", "column")
    other = ""
    if simple and condition is not None:
        key = f"{question.table}.{condition.key}" if condition.of == "column" else condition.key
        other = field_name(key, check_row)
    return Asked(
        field_name(question.full_key, check_row),
        key=question.full_key,
        row=row,
        type=question.type,
        rev=stored.rev if stored else 0,
        hash=text_hash(question, value),
        autosave=autosave,
        carried_from=stored.carried_from if stored else "",
        shown=sight.shown(question, row),
        show_if_field=other,
        show_if_values=",".join(condition.values) if simple and condition else "",
        regs=question.regs,
        evidence=bool(question.evidence_of),
    )


def wrong_links(form: SectionForm) -> list[tuple[str, str]]:
    """(id of the element to focus, text) for an error summary, in the order of the page."""
    from core.forms import focus_id

    return [(focus_id(form[name]), str(text)) for name in form.keys for text in form.errors.get(name, [])]


__all__ = ["SectionForm", "build", "field_name", "wrong_links"]
