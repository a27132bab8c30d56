"""Writing the words of a record or of a return: one page for each section, autosave, and the choice between two texts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from core import access, clock, errors
from core.forms import PageError
from core.refusal import Refused
from questionnaires import autosave as autosaving
from questionnaires import clashes, forms
from questionnaires.schema import Section
from records import getters
from records.desk import Desk
from records.services import writing as services

View = Callable[..., HttpResponseBase]
WRITERS = "the writer of the record, managers of the home (policy.writes, policy.sends)"


def writing(view: View) -> View:
    """A page of whoever writes: 404 for others, a plain page while nothing can be written or a service says no."""

    @access.guarded(WRITERS)
    @functools.wraps(view)
    def inner(request: HttpRequest, paper: int, **kwargs: Any) -> HttpResponseBase:
        desk = Desk(getters.paper(request.user, paper))
        try:
            desk.may_write(request.user).demand()
            return view(request, desk, **kwargs)
        except Refused as no:
            return errors.refused(request, no, back=desk.home_url, back_text=f"Go to {desk.about}")

    return inner


@writing
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, desk: Desk, section_id: str) -> HttpResponse:
    """One section."""
    found = desk.section(section_id)
    if request.method == "POST":
        return _save(request, desk, found)
    return _page(request, desk, found, strict="check" in request.GET)


def _page(
    request: HttpRequest, desk: Desk, found: Section, *, strict: bool = False, refusal: Refused | None = None
) -> HttpResponse:
    """The page of a section; ``strict`` shows what is missing, ``refusal`` hands back what could not be saved."""
    state = desk.answers.section_state(found.id)
    form = forms.build(desk.schema, found, desk.answers, data=request.POST if refusal else None)
    wrong = desk.problems(strict or state.complete, found.id)
    form.show_problems(wrong)
    links = [PageError(text, f"#{target}") for target, text in forms.wrong_links(form)]
    if refusal:
        links.insert(0, PageError(refusal.reason))
    carried = sum(desk.schema.section_of(key).id == found.id for key, _, _ in desk.answers.carried())
    context = {
        "section": found,
        "form_of_section": form,
        "problems": links,
        "state": state,
        "carried_count": carried,
    }
    status = 409 if refusal else 200
    return TemplateResponse(request, "records/section.html", desk.place() | context, status=status)


def _save(request: HttpRequest, desk: Desk, found: Section) -> HttpResponse:
    """Save the page, then go where the pressed button says."""
    form = forms.build(desk.schema, found, desk.answers, data=request.POST)
    now = clock.now()
    try:
        kept = services.save_page(
            owner=desk.owner,
            cells=form.cells(),
            revs=form.revs(),
            op_id=autosaving.op_id(request.POST.get("op_id", "")),
            by=request.user,
            now=now,
        )
    except Refused as refusal:
        return _page(request, desk, found, refusal=refusal)
    if kept.clashes:
        return clashes.to_first(kept.clashes, lambda clash: desk.url("clash", clash))
    desk.again()
    here = desk.url("section", found.id)
    if desk.is_return:
        done = request.POST.get("done") == "yes"
        try:
            services.say_complete(owner=desk.owner, section=found.id, complete=done, by=request.user, now=now)
        except Refused as refusal:
            if refusal.code != "incomplete":
                raise
            return redirect(f"{here}?check=all")
    then = request.POST.get("then", "")
    if then == "later":
        return redirect(desk.home_url)
    # What cannot be right ("about five minutes" for a number) is kept as it was typed, but nobody goes on over it.
    return redirect(here if then == "stay" or desk.problems(False, found.id) else desk.next_url(found))


@access.guarded(WRITERS)
@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, paper: int) -> JsonResponse:
    """The script of the writing pages (questionnaires/autosave.py)."""
    desk = Desk(getters.paper(request.user, paper))
    return autosaving.answer(
        request,
        lambda edit: autosaving.save(
            desk.schema,
            edit,
            lambda **values: services.save_one(owner=desk.owner, by=request.user, now=clock.now(), **values),
            lambda clash: desk.url("clash", clash),
        ),
    )


@writing
@require_http_methods(["GET", "POST"])
def clash(request: HttpRequest, desk: Desk, revision_id: int) -> HttpResponse:
    """Two texts for one answer, side by side: keep one, the other, or both joined."""
    return clashes.page(
        request,
        desk,
        revision_id,
        functools.partial(services.settle, owner=desk.owner),
        address=lambda clash: desk.url("clash", clash),
        back=lambda mine: desk.url("section", desk.schema.section_of(mine.key).id),
        template="records/clash.html",
    )
