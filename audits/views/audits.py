"""The lists of audits, the page of one, and its steps: start, talk with the child, send, moderate, discuss, close."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.pages import Page, act, chosen, form_methods, form_page, sent
from actions.models import Action
from audits import findings, forms, getters, policy, selectors
from audits.desk import Desk
from audits.models import Audit
from audits.services import judging, writing
from audits.states import State
from audits.views._page import caption, known, step, to
from core import clock, readings
from core.access import guarded
from homes.getters import home_for
from questionnaires import render

PARTS = "whoever may have a part in audits (policy.READERS); each audit by policy.visible_audits"
READS = "auditor, moderator, and the roles that read or carry out this kind at the home (policy.visible_audits)"
AUDITS = "the auditor, while they hold a role that carries out this kind"
MODERATES = "moderators of this kind who have no post at the home and did not write in it (policy.moderates)"


@guarded(PARTS)
@require_safe
def audits(request: HttpRequest) -> HttpResponse:
    """The audits that this person may know of, what is due first on top."""
    if not policy.reads_any(request.user):
        raise Http404("No part in audits.")
    return _list(request, home=None)


@guarded(PARTS)
@require_safe
def of_home(request: HttpRequest, pk: int) -> HttpResponse:
    """The same of one home, with the way to plan one."""
    home = home_for(request.user, pk)
    if not policy.has_part(request.user, home):
        raise Http404("No part in the audits of this home.")
    return _list(request, home=home)


def _list(request: HttpRequest, *, home: Any) -> HttpResponse:
    asked = request.GET
    every = selectors.audits_page(
        user=request.user,
        now=clock.now(),
        number=asked.get("page", ""),
        home=home.pk if home else chosen(asked.get("home", "")),
        kind=chosen(asked.get("kind", "")),
        show=asked.get("show", ""),
    )
    context = {
        "every": every,
        "home": home,
        "plans": bool(home and selectors.kinds_to_plan(user=request.user, home=home)),
        "plans_at_homes": home is None and policy.has_part(request.user),
        "filters": selectors.FILTERS.items(),
        "keeps_kinds": bool(policy.keeps_kinds(request.user)),
    }
    return TemplateResponse(request, "audits/audits.html", context)


@step(getters.audit, READS)
@require_safe
def audit(request: HttpRequest, audit: Audit) -> HttpResponse:
    """Where it stands, what is next and by whom, its words for those who read them, and its history."""
    user, now = request.user, clock.now()
    line = selectors.lines([audit], user=user, now=now)[0]
    reads = policy.reads_words(user, audit)
    context: dict[str, Any] = {
        "audit": audit,
        "home": audit.home,
        "line": line,
        "at_home": policy.has_part(user, audit.home),
        "reads": bool(reads),
        "why_not": "" if reads else reads.reason,
        "may": _may(user, audit),
        "entries": selectors.history(audit),
    }
    if reads:
        desk = Desk(audit)
        context |= {
            "desk": desk,
            "moderations": list(audit.moderations.select_related("by").defer("content")),
            "discussion": getattr(audit, "discussion", None),
            "findings": _findings(user, audit) if audit.settled else [],
        }
        if context["may"]["write"]:
            first = _talk_first(audit, desk)
            context |= {"groups": first + desk.groups(), "left": desk.left + bool(first and audit.talk_lacks)}
        else:
            context["words"] = _words(desk)
        readings.note(audit, "read", by=user, now=now)
    return TemplateResponse(request, "audits/audit.html", context)


def _may(user: Any, audit: Audit) -> dict[str, bool]:
    """What this person may do with it now; each by one rule."""
    rules = {
        "start": policy.starts,
        "write": policy.writes,
        "plan": policy.changes_plan,
        "cancel": policy.cancels,
        "discuss": policy.discusses,
        "close": policy.closes,
    }
    found = {name: bool(rule(user, audit)) for name, rule in rules.items()}
    return found | {"moderate": audit.state == State.MODERATION and bool(policy.moderates(user, audit))}


def _talk_first(audit: Audit, desk: Desk) -> list[dict[str, Any]]:
    """The conversation with the child, before the first section, where the questionnaire does not ask for it."""
    if not audit.kind.begins_with_child or findings.asks_talk(desk.schema):
        return []
    status = "Not started" if audit.talk_lacks else "Completed"
    task = {"title": "Talk with the child", "url": to("talk", audit.pk), "status": status, "hint": ""}
    return [{"title": "The child first", "tasks": [task]}]


def _words(desk: Desk) -> str:
    return render.html(render.tree(desk.schema, desk.answers, render.Mode.SCREEN), render.Mode.SCREEN)


def _findings(user: Any, audit: Audit) -> list[dict[str, Any]]:
    """The actions that came of it, with links for those who may open them. Two queries."""
    rows = list(audit.findings.select_related("action"))
    mine = (
        Action.objects.visible_to(user).filter(pk__in=[row.action_id for row in rows])
        if rows
        else Action.objects.none()
    )
    open_to = set(mine.values_list("pk", flat=True)) if rows else set()
    return [{"row": row, "action": row.action, "open": row.action_id in open_to} for row in rows]


@step(getters.to_start, AUDITS, rule=policy.starts)
@require_POST
def start(request: HttpRequest, audit: Audit) -> HttpResponse:
    """Begin it on the questionnaire in force."""
    return act(
        request,
        lambda: writing.start(audit=audit, by=request.user, now=clock.now()),
        done="The audit is started. What you write is saved while you type.",
        back=to("audit", audit.pk),
    )


@step(getters.written, AUDITS, rule=policy.writes)
@form_methods
def talk(request: HttpRequest, audit: Audit) -> HttpResponse:
    """The conversation with the child, or the child's wish not to have one."""
    if not _talk_first(audit, Desk(audit)):
        raise Http404("No conversation belongs to this kind.")
    lead = (
        "The audit begins with the child. Ask what is good, what is not, and what should change.",
        "A child may say no. Then write down what the child said. Nobody has to talk.",
    )
    page = Page("Talk with the child", "Save", to("audit", audit.pk), "Saved.", caption(audit), lead=lead)
    initial = {"talked_on": audit.talked_on, "wish": audit.child_wish}
    form = forms.TalkForm(sent(request), initial=initial, known=known(audit.home))
    return form_page(
        request,
        form,
        page,
        lambda form: writing.talk(audit=audit, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@step(getters.written, AUDITS, rule=policy.writes)
@form_methods
def send(request: HttpRequest, audit: Audit) -> HttpResponse:
    """Send it to the moderator or, where nobody moderates this kind, agree it."""
    desk, second = Desk(audit), bool(audit.kind.moderators)
    rows = findings.found(desk.schema, desk.answers)
    many = f"{len(rows)} action{'' if len(rows) == 1 else 's'}"
    lead = (
        "You cannot change it while the moderator reads it."
        if second
        else "After this it cannot be changed. Nobody looks at this kind of audit a second time.",
        f"When it is agreed, {many} for the home begin."
        if len(rows) != 1
        else "When it is agreed, 1 action for the home begins.",
        *(each.text for each in desk.problems(True) if each.severity == "warning"),
    )
    title = "Send the audit to the moderator" if second else "Finish the audit"
    said = "The audit is with the moderator." if second else "The audit is agreed."
    page = Page(title, title, to("audit", audit.pk), said, caption(audit), lead=lead)
    texts = [each.value for each in desk.answers.values.values() if isinstance(each.value, str)]
    form = forms.SendForm(sent(request), texts=texts, initial={"version": audit.version}, known=known(audit.home))
    return form_page(
        request,
        form,
        page,
        lambda form: judging.send(audit=audit, version=form.seen(), by=request.user, now=clock.now()),
    )


@step(getters.moderated, MODERATES, rule=policy.moderates)
@form_methods
def moderate(request: HttpRequest, audit: Audit) -> HttpResponse:
    """Read the whole audit, then agree or give it back."""
    desk = Desk(audit)
    page = Page(
        "Moderate the audit",
        "Save your judgement",
        to("audit", audit.pk),
        "Your judgement is saved. The auditor was told.",
        caption(audit),
        template="audits/moderate.html",
    )
    form = forms.JudgeForm(sent(request), initial={"version": audit.version}, known=known(audit.home))

    def save(form: forms.JudgeForm) -> None:
        do = judging.agree if form.cleaned_data["verdict"] == "agree" else judging.give_back
        do(
            audit=audit,
            words=form.cleaned_data["words"],
            version=form.seen(),
            by=request.user,
            now=clock.now(),
        )

    context = {
        "audit": audit,
        "words": _words(desk),
        "moderations": list(audit.moderations.select_related("by").defer("content")),
    }
    readings.note(audit, "read", by=request.user, now=clock.now())
    return form_page(request, form, page, save, **context)


@step(getters.discussed, "the managers of the home, and the auditor", rule=policy.discusses)
@form_methods
def discuss(request: HttpRequest, audit: Audit) -> HttpResponse:
    """What the team takes from it."""
    page = Page(
        "Discuss the audit with the team",
        "Save",
        to("audit", audit.pk),
        "The discussion is recorded.",
        caption(audit),
        lead=("Once recorded it stands. You cannot change it later.",),
    )
    form = forms.DiscussForm(sent(request), initial={"held_on": clock.today()}, known=known(audit.home))
    return form_page(
        request,
        form,
        page,
        lambda form: judging.discuss(audit=audit, **form.cleaned_data, by=request.user, now=clock.now()),
    )


@step(getters.closed, "the auditor, the moderator, and the QA officer", rule=policy.closes)
@require_POST
def close(request: HttpRequest, audit: Audit) -> HttpResponse:
    """Nothing is left to do with it."""
    return act(
        request,
        lambda: judging.close(audit=audit, by=request.user, now=clock.now()),
        done="The audit is closed. Its actions go on in their own list.",
        back=to("audit", audit.pk),
    )
