"""The records of a home: the list, each record, beginning, completing and correcting it, and what follows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.freshness import fresh_to_sign, method_of
from accounts.pages import Page, form_methods, form_page, sent
from core import clock, errors, readings
from core.access import guarded
from core.forms import PageError
from core.permissions import Decision
from core.refusal import Refused
from deadlines.selectors import running_limits
from homes import naming
from homes.models import Home
from questionnaires import definitions, render
from records import forms, getters, matters, policy, selectors
from records.desk import Desk
from records.kinds import KINDS, StepKind, step_of
from records.models import Record
from records.services import keeping, steps
from records.words import changes, current, of_revision, written_by

READS = (
    "manager, deputy and staff of the home; responsible individual, QA officer, service lead; the visitor in the visit"
)
WRITES = "who works in the home (policy.begins, policy.writes)"
EACH_PAGE = 50


def to(name: str, *args: Any) -> str:
    """The address of a page of this app."""
    return reverse(f"records:{name}", args=args)


def parts(user: Any, home: Home, current_part: str) -> list[dict[str, Any]]:
    """The pages of the home's own records that this person has."""
    pages = [("records", "Records", to("records", home.pk))]
    if policy.reads_returns(user, home):
        pages += [("returns", "Returns", to("returns", home.pk)), ("trends", "Trends", to("trends", home.pk))]
    return [{"label": label, "url": url, "current": key == current_part} for key, label, url in pages]


@guarded(READS)
@require_safe
def records(request: HttpRequest, pk: int) -> HttpResponse:
    """The records of one home that this person reads, the newest first, of one kind when asked."""
    user = request.user
    home = getters.home_with_records(user, pk)
    kind = request.GET.get("kind", "")
    page = Paginator(selectors.of_home(user=user, home=home, kind=kind), EACH_PAGE).get_page(request.GET.get("page"))
    counts = selectors.counts(user=user, home=home)
    context = {
        "home": home,
        "page": page,
        "lines": selectors.lines(page.object_list, user=user),
        "kind": KINDS.get(kind),
        "filters": [
            {"key": key, "label": each.title, "count": counts[key], "current": key == kind}
            for key, each in KINDS.items()
            if key in counts
        ],
        "begin": [each for each in KINDS.values() if policy.begins(user, home, each)],
        "parts": parts(user, home, "records"),
    }
    readings.note(home, "records", by=user, now=clock.now())
    return TemplateResponse(request, "records/records.html", context)


@guarded(WRITES)
@form_methods
def begin(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Begin a record; its words come next and are saved as they are typed."""
    home, row = getters.kind_to_begin(request.user, pk, kind)
    form = forms.HeadForm(sent(request), kind=row, home=home, known=_known(home))
    lead = (
        "Write one record for each child." if row.child == "needed" else "Use initials, never names.",
        "On the next pages you write what happened. It is saved while you type.",
    )
    page = Page(f"Begin a record: {row.one}", "Continue", to("records", home.pk), caption=home.name, lead=lead)
    made: list[Record] = []

    def save(form: forms.HeadForm) -> None:
        made.append(keeping.begin(home=home, kind=kind, **form.values(), by=request.user, now=clock.now()))

    response = form_page(request, form, page, save)
    if made:
        desk = Desk(made[0])
        return HttpResponseRedirect(desk.url("section", desk.schema.sections[0].id))
    return response


def _known(home: Home) -> Any:
    return lambda: naming.known(home, clock.today(), more=naming.authorities())


@guarded(READS)
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: its head, its words, what followed, what is open, its versions and its history."""
    user = request.user
    found = getters.record(user, pk)
    limits = running_limits(Record, [found.pk], user=user)[found.pk]
    desk = Desk(found)
    own_only = policy.reads_own_words(user, found)
    if own_only:
        words = written_by(found, user)
    else:
        words = current([found])[found.pk] if found.last_revision else desk.answers
    writes = policy.writes(user, found)
    lacking = desk.lacking() if writes else []
    ahead = [] if own_only else selectors.ahead(found, user=user, limits=limits)
    context = {
        "record": found,
        "home": found.home,
        "status": selectors.status_for(found, user),
        "own_only": own_only,
        "words": render.html(render.tree(desk.schema, words, render.Mode.SCREEN), render.Mode.SCREEN),
        "tasks": desk.tasks() if writes else [],
        "lacking": lacking,
        "corrects": policy.corrects(user, found),
        "withdraws": policy.withdraws(user, found),
        "taken": [] if own_only else selectors.taken(found),
        "left_to_tell": []
        if own_only
        else [matters.named(found, key) for key in matters.left(found, found.steps.all())],
        "ahead": [(each, to("step", found.pk, each.kind.code)) for each in ahead if each.open],
        "also": [(each, to("step", found.pk, each.kind.code)) for each in ahead if not each.open],
        "limit": limits.get("records.control_recorded") if found.state == Record.State.BEGUN else None,
        "revisions": [] if own_only else range(1, found.last_revision),
        "entries": [] if own_only else selectors.history(found),
    }
    readings.note(found, "read", by=user, now=clock.now())
    return TemplateResponse(request, "records/record.html", context)


@guarded(READS)
@require_safe
def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier version of a record, as it was completed then."""
    row = getters.revision(request.user, pk, number)
    head_then, words = of_revision(row)
    following = row.record.revisions.filter(number=number + 1).select_related("by").first()
    schema = definitions.schema_of(row.record.response.version)
    context = {
        "row": row,
        "record": row.record,
        "next": following,
        "changes": changes(schema, words, of_revision(following)[1]) if following else [],
        "head": head_then,
        "happened": dt.datetime.fromisoformat(head_then["happened_at"]),
        "words": render.html(render.tree(schema, words, render.Mode.SCREEN), render.Mode.SCREEN),
    }
    readings.note(row.record, f"version {number}", by=request.user, now=clock.now())
    return TemplateResponse(request, "records/revision.html", context)


def _refused(request: HttpRequest, found: Record, rule: Decision, kind: StepKind | None = None) -> HttpResponse:
    """What stands in the way, and the link to where it is put right."""
    back, words = to("record", found.pk), "Go to the record"
    before = step_of(found.kind, kind.after) if kind and rule.code == "too_soon" else None
    if before is not None:
        back, words = to("step", found.pk, before.code), before.title
    elif rule.code in ("not_complete", "correcting") and policy.writes(request.user, found):
        back, words = to("complete", found.pk), "Complete the record"
    return errors.refused(request, Refused(rule.code, rule.reason), back=back, back_text=words)


def lacks(request: HttpRequest, desk: Desk, title: str, lacking: list[PageError]) -> HttpResponse:
    """The page instead of the last button while something lacks: each with its link. Nothing is lost."""
    context = {"desk": desk, "home": desk.home, "title": title, "lacking": lacking}
    return TemplateResponse(request, "records/lacking.html", context, status=409 if request.method == "POST" else 200)


@guarded(WRITES)
@form_methods
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct when it happened, to whom and by whom."""
    found = getters.record_to_write(request.user, pk)
    complete = found.state == Record.State.KEPT
    rule = policy.corrects(request.user, found) if complete else policy.writes(request.user, found)
    if not rule:
        return _refused(request, found, rule)
    home = found.home
    form = forms.HeadForm(
        sent(request),
        kind=found.kind_of,
        home=home,
        record=found,
        initial=forms.head_initial(found),
        known=_known(home),
    )
    caption = f"{home.name}: {found}"
    page = Page("Correct when and who", "Save", to("record", pk), "The record is corrected.", caption)
    return form_page(
        request,
        form,
        page,
        lambda form: keeping.correct_head(record=found, **form.values(), by=request.user, now=clock.now()),
    )


@guarded(WRITES)
@form_methods
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """The record, or its correction, is complete."""
    found = getters.record_to_write(request.user, pk)
    rule = policy.writes(request.user, found)
    if not rule:
        return _refused(request, found, rule)
    desk, home = Desk(found), found.home
    if lacking := desk.lacking():
        return lacks(request, desk, "Before the record is complete", lacking)
    form = forms.CompleteForm(sent(request), answers=desk.answers, known=_known(home))
    lead = (
        "The words are kept as they are now. A later correction is a new version beside this one, with its reason.",
        *([f"You correct it because: {found.correcting_why}"] if found.correcting_why else []),
    )
    page = Page(
        "Complete the record",
        "The record is complete",
        to("record", pk),
        "The record is complete.",
        f"{home.name}: {found}",
        lead=lead,
    )
    return form_page(
        request,
        form,
        page,
        lambda form: keeping.keep(record=found, by=request.user, now=clock.now()),
    )


@guarded(WRITES)
@form_methods
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a completed record to correct it."""
    found = getters.record_to_write(request.user, pk)
    words = (
        "Correct the record",
        "Open the record to correct it",
        "You can correct the record now. Readers see the version before until you complete the correction.",
    )
    return _why(request, found, policy.corrects(request.user, found), words, keeping.correct)


@guarded(WRITES)
@form_methods
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Begun by mistake."""
    found = getters.record_to_write(request.user, pk)
    words = ("This record was begun by mistake", "Mark it as begun by mistake", "The record is marked. It is kept.")
    return _why(request, found, policy.withdraws(request.user, found), words, keeping.withdraw)


def _why(request: HttpRequest, found: Record, rule: Decision, words: tuple[str, str, str], do: Any) -> HttpResponse:
    """A page that asks why: title, button, and what is said when it is done."""
    if not rule:
        return _refused(request, found, rule)
    title, button, said = words
    page = Page(title, button, to("record", found.pk), said, f"{found.home.name}: {found}")
    form = forms.ReasonForm(sent(request), known=_known(found.home))
    return form_page(
        request, form, page, lambda form: do(record=found, **form.cleaned_data, by=request.user, now=clock.now())
    )


@guarded("by kind of step: managers, who works in the home, or the responsible individual (policy.takes)")
@form_methods
@fresh_to_sign
def step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What follows a record: one step of its kind. Pressing the button asks for a fresh sign-in."""
    found, kind = getters.record_for_step(request.user, pk, code)
    rule = policy.takes(request.user, found, kind)
    if rule and request.method != "POST":  # what was pressed twice is judged by the service, which takes it once
        rule = policy.follows(found, kind, found.steps.all())
    if not rule:
        return _refused(request, found, rule, kind)
    form = forms.StepForm(sent(request), step=kind, record=found, known=_known(found.home))
    left = _left(found)
    lead = (left,) if kind.whom and left else ()
    caption = f"{found.home.name}: {found}"
    page = Page(
        kind.title, kind.button, to("record", pk), _after(found, kind, request.POST.getlist("whom")), caption, lead=lead
    )

    def save(form: forms.StepForm) -> None:
        said = form.values() | {"record": found, "by": request.user, "now": clock.now()}
        if kind.whom:
            steps.tell(**said)
        else:
            steps.take(code=code, method=method_of(request), **said)

    return form_page(request, form, page, save)


def _left(found: Record, told: Collection[str] = ()) -> str:
    """Who must still be told of it, as a sentence, when those ``told`` are told; "" for nobody."""
    said = {matters.ANSWERS.get(key, key) for key in told}
    left = [matters.named(found, key) for key in matters.left(found, found.steps.all()) if key not in said]
    return f"Still to be told: {'; '.join(left)}." if left else ""


def _after(found: Record, kind: StepKind, told: Collection[str]) -> str:
    """What is said when a step was taken (to ``told``): who must still be told, or else what is still waited for."""
    words = [each.title for each in selectors.waiting(found) if each != kind and not each.whom]
    after = f"What comes next: {words[0][:1].lower()}{words[0][1:]}." if words else ""
    return f"It stands in the record. {_left(found, told) or after}".strip()
