"""The list and board of visits, planning one, and the page of each."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.pages import chosen, form_methods, form_page, sent
from core import access as ground
from core import clock
from core.permissions import ALLOWED, Decision, refuse
from deadlines.selectors import running_limits
from homes import access
from reg44 import briefing, forms, getters, policy, selectors
from reg44.models import Visit
from reg44.services import visits as service
from reg44.states import VisitState
from reg44.views._page import VisitPage, op_id, place, step, to


@ground.holds(*policy.KNOW_VISITS, "councillor", "placing_authority")
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Visits this person may know of, and reports that were handed to them."""
    now = clock.now()
    home = chosen(request.GET.get("home", ""))
    every = selectors.visits_page(user=request.user, now=now, number=request.GET.get("page", ""), home=home)
    plans = access.holds_any(request.user, *selectors.PLANNERS)
    context = {
        "every": every,
        "parts": _parts(request.user, "visits"),
        "plans": plans,
        "to_plan": selectors.homes_to_plan(user=request.user, now=now) if plans else [],
        "copies": selectors.handed(user=request.user),
        "now": now,
    }
    return TemplateResponse(request, "reg44/visits.html", context)


def _parts(user: object, current: str) -> list[dict[str, object]]:
    """The list of visits and, for the makers of the rota, the table of homes by months."""
    if not access.holds_any(user, *policy.KNOW_THE_DATE):
        return []
    pages = (("visits", "Every visit"), ("rota", "By home and month"))
    return [{"label": label, "url": reverse(f"reg44:{name}"), "current": name == current} for name, label in pages]


@ground.holds(*policy.KNOW_THE_DATE)
@require_safe
def rota(request: HttpRequest) -> HttpResponse:
    """Which home was visited when, and which month went by without a visit; for the makers of the rota."""
    board = selectors.board(user=request.user, now=clock.now(), number=request.GET.get("page", ""))
    return TemplateResponse(request, "reg44/rota.html", {"board": board, "parts": _parts(request.user, "rota")})


@ground.holds(*selectors.PLANNERS)
@form_methods
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a visit of a home."""
    now, chosen = clock.now(), request.GET.get("home", "")
    homes = selectors.plannable_homes(request.user)
    initial = {"home": chosen} if chosen.isdigit() else {}
    today = clock.today(now)
    form = forms.PlanForm(sent(request), initial=initial, homes=homes, user=request.user, today=today)
    page = VisitPage(
        "Plan a visit",
        "Plan the visit",
        reverse("reg44:visits"),
        "The visit is planned.",
        lead=(
            "A home has one visit in each calendar month (regulation 44(1)).",
            "Nobody at the home can see the date of an unannounced visit until you have arrived.",
        ),
    )
    return form_page(request, form, page, lambda form: service.plan(**form.visit(), by=request.user, now=clock.now()))


@step(getters.visit, "whoever may know of the visit (policy.visible_visits)")
@require_safe
def visit(request: HttpRequest, found: Visit) -> HttpResponse:
    """One visit: where it stands, what this person does next, what can be done besides."""
    running = running_limits(Visit, [found.pk], user=request.user)[found.pk]
    line = selectors.line_of(found, running, request.user, clock.now())
    own = policy.is_its_visitor(request.user, found)
    context = place(request.user, found, "visit", running=running) | {
        "line": line,
        "own": own,
        "plans": bool(policy.plans(request.user, found.home)),
        "planned": found.state == VisitState.PLANNED,
        "notices": _notices(request, found),
        "writable": own and line.report is not None and line.report.state in ("drafting", "amending"),
    }
    return TemplateResponse(request, "reg44/visit.html", context)


def _notices(request: HttpRequest, found: Visit) -> list[object]:
    """Urgent notices, for those who may open them."""
    return list(found.urgent_notices.all()) if getters.may_read_notice(request.user, found) else []


@step(getters.visit, "whoever may know of the visit (policy.visible_visits)")
@require_safe
def history(request: HttpRequest, found: Visit) -> HttpResponse:
    """What happened, newest first."""
    entries = selectors.history(user=request.user, visit=found)
    return TemplateResponse(request, "reg44/history.html", place(request.user, found, "history") | {"entries": entries})


@step(getters.own_visit, "the visitor of the visit")
@require_safe
def brief(request: HttpRequest, found: Visit) -> HttpResponse:
    """What to know before going, to read or print."""
    context = place(request.user, found, running={}) | {"brief": briefing.brief(visit=found, now=clock.now())}
    return TemplateResponse(request, "reg44/briefing.html", context)


def _planned(user: object, found: Visit) -> Decision:
    if found.state == VisitState.PLANNED:
        return ALLOWED
    return refuse(f"This visit is “{found.get_state_display()}” already.", "done_already")


@step(getters.planned_visit, "the visitor of the home or the makers of the rota", rule=_planned)
@form_methods
def move(request: HttpRequest, found: Visit) -> HttpResponse:
    """Move a planned visit."""
    initial = {
        "planned_for": found.planned_for,
        "planned_time": found.planned_time,
        "announced": "yes" if found.announced else "no",
    }
    page = VisitPage("Move the visit", "Move the visit", to("visit", found), "The visit is moved.")
    form = forms.DayForm(sent(request), initial=initial)
    return form_page(
        request,
        form,
        page,
        lambda form: service.move(visit=found, **form.visit(), by=request.user, now=clock.now()),
        **place(request.user, found),
    )


@step(getters.planned_visit, "the visitor of the home or the makers of the rota")
@form_methods
def cancel(request: HttpRequest, found: Visit) -> HttpResponse:
    """Cancel a planned visit."""
    page = VisitPage(
        "Cancel the visit",
        "Cancel the visit",
        to("visit", found),
        "The visit is cancelled.",
        then=reverse("reg44:visits"),
        lead=("The home is still owed a visit in this month. Plan another one.",),
        warning="This cannot be undone.",
    )
    return form_page(
        request,
        forms.WhyForm(sent(request)),
        page,
        lambda form: service.cancel(visit=found, why=form.cleaned_data["why"], by=request.user, now=clock.now()),
        **place(request.user, found),
    )


@step(getters.own_visit, "the visitor of the visit")
@form_methods
def conflict(request: HttpRequest, found: Visit) -> HttpResponse:
    """Declare a conflict of interest before the visit."""
    page = VisitPage(
        "Declare a conflict of interest",
        "Declare it and cancel the visit",
        to("visit", found),
        "Thank you. The visit is cancelled, and the quality assurance officer and the service lead are told.",
        then=reverse("reg44:visits"),
        lead=("Regulation 43(6) and (7): the visit is cancelled and somebody else makes it.",),
    )
    return form_page(
        request,
        forms.ConflictForm(sent(request)),
        page,
        lambda form: service.declare_conflict(
            visit=found, what=form.cleaned_data["what"], by=request.user, now=clock.now()
        ),
        **place(request.user, found),
    )


@step(getters.own_visit, "the visitor of the visit")
@form_methods
def arrive(request: HttpRequest, found: Visit) -> HttpResponse:
    """Record the arrival; the report begins."""
    if found.state == VisitState.ARRIVED and request.method != "POST":
        return form_done(found)
    page = VisitPage(
        "You have arrived",
        "Begin the visit",
        to("visit", found),
        "The visit has begun. The portal has filled in what it knows.",
        lead=("The report begins now. From now on the home can see that you are there.",),
    )
    return form_page(
        request,
        forms.MomentForm(sent(request), initial=forms.at(clock.now())),
        page,
        lambda form: service.arrive(visit=found, arrived_at=form.moment(), by=request.user, now=clock.now()),
        **place(request.user, found),
    )


def form_done(found: Visit) -> HttpResponse:
    """The step was made already: back to the visit."""
    from django.http import HttpResponseRedirect

    return HttpResponseRedirect(to("visit", found))


@step(getters.own_visit, "the visitor of the visit")
@form_methods
def leave(request: HttpRequest, found: Visit) -> HttpResponse:
    """Record when the visitor left."""
    page = VisitPage(
        "You have left",
        "Save",
        to("visit", found),
        "Saved. The draft is due with the manager in 4 working days.",
        lead=("The 4 working days for the draft count from here.",),
    )
    return form_page(
        request,
        forms.MomentForm(sent(request), initial=forms.at(found.left_at or clock.now())),
        page,
        lambda form: service.leave(visit=found, left_at=form.moment(), by=request.user, now=clock.now()),
        **place(request.user, found),
    )


@step(getters.own_visit, "the visitor of the visit")
@form_methods
def urgent(request: HttpRequest, found: Visit) -> HttpResponse:
    """Tell the manager and the responsible individual now."""
    page = VisitPage(
        "Tell the manager now",
        "Tell them now",
        to("visit", found),
        "The manager and the responsible individual are told. Their 24 hours begin now.",
        lead=(
            "This goes to the registered manager and the responsible individual at once. It stands in your report as a High recommendation.",
        ),
    )
    return form_page(
        request, forms.UrgentForm(sent(request), initial={"op_id": op_id()}, visit=found), page,
        lambda form: service.urgent_notice(
            visit=found,
            text=form.cleaned_data["text"],
            serious_concern=form.cleaned_data["serious_concern"] == "yes",
            op_id=form.cleaned_data["op_id"],
            by=request.user,
            now=clock.now(),
        ),
        **place(request.user, found),
    )  # fmt: skip


@ground.guarded("the visitor, the managers of the home, its responsible individual, and whoever watches quality")
@require_safe
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One urgent notice."""
    found = getters.notice(request.user, notice_id)
    row = getattr(found, "recommendation", None)
    context = {
        "notice": found,
        "visit": found.visit,
        "own": policy.is_its_visitor(request.user, found.visit),
        "row": row,
        "manages": access.covers(request.user, found.visit.home_id, *policy.MANAGERS),
    }
    return TemplateResponse(request, "reg44/notice.html", context)


@ground.guarded("the visitor who gave the notice")
@form_methods
def ofsted_told(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Record that Ofsted was told."""
    found = getters.notice(request.user, notice_id)
    if not policy.is_its_visitor(request.user, found.visit):
        raise Http404("Not a notice of this person.")
    back = reverse("reg44:notice", args=[found.pk])
    page = VisitPage("When did you tell Ofsted?", "Save", back, "Saved.")

    def save(form: forms.OfstedForm) -> object:
        how = form.cleaned_data["how"]
        return service.record_ofsted_told(
            notice=found, told_at=form.moment(), how=how, by=request.user, now=clock.now()
        )

    return form_page(request, forms.OfstedForm(sent(request), initial=forms.at(clock.now())), page, save)
