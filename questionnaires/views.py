"""Pages for whoever publishes questionnaires, and the gallery of question types."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import access, clock, errors
from core.forms import HouseForm, TextField
from core.refusal import Refused
from questionnaires import diff, examples, render, selectors, services, validate
from questionnaires.forms import SectionForm, build, wrong_links
from questionnaires.models import Version
from questionnaires.parse import MAX_BYTES, BadFile, Fault
from questionnaires.policy import PUBLISHERS
from questionnaires.schema import Questionnaire, Section

DAY = dt.date(2027, 3, 31)  # the day on which invented answers are judged


class SourceForm(HouseForm):
    """A questionnaire as a file or as pasted text."""

    file = forms.FileField(required=False, label="Choose a file", help_text="A file that ends in .yaml")
    source = TextField(required=False, lines=12, label="Or paste the text of the file")

    def clean(self) -> dict[str, Any]:
        """Puts the text of either into `source`."""
        found = super().clean() or {}
        upload = found.get("file")
        if upload is not None:
            if upload.size > MAX_BYTES:
                raise forms.ValidationError("The file is larger than 1 MB. A questionnaire is far smaller")
            try:
                found["source"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError("The file is not plain text in UTF-8. Save it again as text") from None
        if not (found.get("source") or "").strip():
            raise forms.ValidationError("Choose a file or paste its text")
        return found


def get_version(request: HttpRequest, version_id: int) -> Version:
    """The version, for whoever publishes; else 404."""
    return get_object_or_404(selectors.versions(request.user), pk=version_id)


def _section(schema: Questionnaire, section_id: str) -> Section:
    section = schema.section(section_id)
    if section is None:
        raise Http404("No such section.")
    return section


@require_GET
@access.holds(*PUBLISHERS)
def listing(request: HttpRequest) -> HttpResponse:
    """Every questionnaire with its versions."""
    context = {"versions": selectors.versions(request.user)}
    return TemplateResponse(request, "questionnaires/list.html", context)


@require_http_methods(["GET", "POST"])
@access.holds(*PUBLISHERS)
def add(request: HttpRequest) -> HttpResponse:
    """Upload or paste a file: faults by line, or a draft to look at."""
    form = SourceForm(request.POST, request.FILES) if request.method == "POST" else SourceForm()
    context: dict[str, Any] = {"form": form, "faults": []}
    if form.is_valid():
        try:
            source = form.cleaned_data["source"]
            draft = services.draft_version(source=source, by=request.user, now=clock.now())
        except BadFile as problem:
            context |= _faults(problem.faults, source)
        else:
            return redirect("questionnaires:version", draft.pk)
    return TemplateResponse(request, "questionnaires/add.html", context, status=422 if form.is_bound else 200)


def _faults(faults: list[Fault], source: str) -> dict[str, Any]:
    """Faults with the line they stand in, and one error for the summary."""
    lines = source.splitlines()
    shown = [(fault, lines[fault.line - 1][:200] if fault.line <= len(lines) else "") for fault in faults[:200]]
    count = len(faults)
    words = f"{count} thing{'s' if count > 1 else ''} in the file must be put right first"
    return {"faults": shown, "problems": [{"text": words, "href": "#faults"}]}


@require_GET
@access.holds(*PUBLISHERS)
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: what it asks, how it differs, and the way to publish it."""
    found = get_version(request, version_id)
    before = selectors.before(found)
    schema = selectors.schema(found)
    changes = diff.versions(selectors.schema(before), schema) if before else []
    context = {"version": found, "schema": schema, "before": before, "changes": changes}
    return TemplateResponse(request, "questionnaires/version.html", context)


@require_GET
@access.holds(*PUBLISHERS)
def form_preview(request: HttpRequest, version_id: int, section_id: str) -> HttpResponse:
    """One page of the form as its writer will see it; nothing can be saved here."""
    found = get_version(request, version_id)
    schema = selectors.schema(found)
    section = _section(schema, section_id)
    position = schema.sections.index(section)
    context = {
        "version": found,
        "section": section,
        "form": build(schema, section, examples.answers(schema, "empty"), autosave=False),
        "next": schema.sections[position + 1] if position + 1 < len(schema.sections) else None,
        "row_forms": _row_forms(schema, section, "empty"),
    }
    return TemplateResponse(request, "questionnaires/form_preview.html", context)


def _row_forms(schema: Questionnaire, section: Section, state: str) -> list[tuple[Any, SectionForm]]:
    answers = examples.answers(schema, state)
    found = []
    for table in section.tables:
        row = next(iter(answers.rows(table.key)), f"{table.key}-1")
        found.append((table, build(schema, section, answers, table=table, row=row, autosave=False)))
    return found


@require_GET
@access.holds(*PUBLISHERS)
def print_preview(request: HttpRequest, version_id: int) -> HttpResponse:
    """The printed report with invented answers."""
    found = get_version(request, version_id)
    schema = selectors.schema(found)
    nodes = render.tree(schema, examples.answers(schema, "filled"), render.Mode.PRINT)
    context = {"version": found, "body": render.html(nodes, render.Mode.PRINT)}
    return TemplateResponse(request, "questionnaires/print_preview.html", context)


@require_GET
@access.holds(*PUBLISHERS)
def source_file(request: HttpRequest, version_id: int) -> HttpResponse:
    """The file as it was, to keep or to change into the next version."""
    found = get_version(request, version_id)
    response = HttpResponse(found.source, content_type="text/plain; charset=utf-8")
    name = f"{found.questionnaire.key}.v{found.number}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@access.holds(*PUBLISHERS)
@access.fresh
def publish(request: HttpRequest, version_id: int) -> HttpResponse:
    """Put a draft in force."""
    return _do(request, version_id, services.publish_draft, "Version {} is in force. Reports begun before keep theirs.")


@require_POST
@access.holds(*PUBLISHERS)
@access.fresh
def withdraw(request: HttpRequest, version_id: int) -> HttpResponse:
    """Take a version out of force."""
    return _do(request, version_id, services.withdraw, "Version {} is withdrawn. Reports begun on it keep it.")


def _do(request: HttpRequest, version_id: int, service: Any, words: str) -> HttpResponse:
    found = get_version(request, version_id)
    try:
        service(version=found, by=request.user, now=clock.now())
    except Refused as refusal:
        return errors.refused(request, refusal, back=reverse("questionnaires:version", args=[found.pk]))
    messages.success(request, words.format(found.number))
    return redirect("questionnaires:version", found.pk)


@require_GET
@access.signed_in
def gallery(request: HttpRequest, state: str = "empty") -> HttpResponse:
    """Every type of question in one state: form, check page and print."""
    if state not in examples.STATES:
        raise Http404("No such state.")
    schema = examples.gallery_schema()
    answers = examples.answers(schema, state)
    problems = validate.problems(schema, answers, state == "wrong", today=DAY) if state != "empty" else []
    pages = [_gallery_page(schema, section, state, problems) for section in schema.sections]
    nodes = {mode: render.tree(schema, answers, mode) for mode in (render.Mode.CHECK, render.Mode.PRINT)}
    context = {
        "state": state,
        "states": examples.STATES,
        "pages": pages,
        "check": render.html(nodes[render.Mode.CHECK], render.Mode.CHECK),
        "print": render.html(nodes[render.Mode.PRINT], render.Mode.PRINT),
        "problems": [{"text": text, "href": f"#{target}"} for page in pages for target, text in page["wrong"]],
    }
    return TemplateResponse(request, "questionnaires/gallery.html", context)


def _gallery_page(
    schema: Questionnaire, section: Section, state: str, problems: list[validate.Problem]
) -> dict[str, Any]:
    form = build(schema, section, examples.answers(schema, state), autosave=False)
    row_forms = _row_forms(schema, section, state)
    for each in (form, *(row_form for _, row_form in row_forms)):
        each.show_problems(problems)
    wrong = [link for each in (form, *(row_form for _, row_form in row_forms)) for link in wrong_links(each)]
    return {"section": section, "form": form, "row_forms": row_forms, "wrong": wrong}
