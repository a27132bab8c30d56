"""The writer's desk: the report of one visit as its visitor sees it while writing. Every writing page begins here."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from core import access, clock, errors
from core.refusal import Refused
from deadlines.selectors import Running, running_limits
from questionnaires import answers as stored
from questionnaires import definitions
from questionnaires.answers import Answers
from questionnaires.conditions import Facts
from questionnaires.schema import Questionnaire, Section
from reg44 import policy
from reg44.facts import facts
from reg44.models import Report, Visit

View = Callable[..., HttpResponseBase]
HEAVY = ("draft", "response__version__source", "response__version__canonical")


class Desk:
    """One report, its questionnaire, and its answers (loaded when first asked for)."""

    def __init__(self, report: Report) -> None:
        self.report, self.visit, self.response = report, report.visit, report.response
        self.home = report.visit.home
        self.schema: Questionnaire = definitions.schema_of(report.response.version)

    @functools.cached_property
    def answers(self) -> Answers:
        """The stored answers, three queries."""
        return stored.load(self.response)

    @functools.cached_property
    def facts(self) -> Facts:
        """The numbers that rules and conditions ask for."""
        return facts(self.report, self.answers)

    @functools.cached_property
    def running(self) -> Mapping[str, Running]:
        """The time limits that run for the visit, by rule; read by its visitor only."""
        return running_limits(Visit, [self.visit.pk])[self.visit.pk]

    def again(self) -> None:
        """Forget the answers, to be read afresh after a write."""
        self.__dict__.pop("answers", None)
        self.__dict__.pop("facts", None)

    def section(self, section_id: str) -> Section:
        """A section that the visitor writes. Raises Http404 for any other."""
        found = self.schema.section(section_id)
        if found is None or found.audience != "visitor":
            raise Http404("No such section.")
        return found

    def url(self, name: str, *args: Any) -> str:
        """The address of a writing page of this report."""
        return reverse(f"reg44:{name}", args=[self.visit.pk, *args])

    def place(self) -> dict[str, Any]:
        """What every writing page shows above its heading."""
        due, late, why = "", False, ""
        if self.report.state == "drafting" and (limit := self.running.get("reg44.draft_to_manager")):
            local = clock.london(limit.at)
            due, late = f"Draft due {local:%A} {local.day} {local:%B}", limit.at < clock.now()
            why = reverse("deadlines:why", args=[limit.number])
        return {
            "desk": self,
            "report": self.report,
            "visit": self.visit,
            "home": self.home,
            "about": f"Visit of {self.visit.month:%B %Y}",
            "due": due,
            "late": late,
            "why": why,
            "tasks_url": self.url("report_tasks"),
            "op_id": uuid.uuid4().hex,
        }


def at(user: Any, visit_id: int) -> Desk:
    """The desk of this visit's own visitor. Raises Http404 for everybody else."""
    rows = (
        Report.objects.visible_to(user)
        .select_related("visit__home", "visit__visitor", "response__version")
        .defer(*HEAVY)
    )
    report = rows.filter(visit_id=visit_id).order_by("pk").first()
    if report is None or not policy.is_its_visitor(user, report.visit):
        raise Http404("No report of yours.")
    return Desk(report)


def writing(view: View) -> View:
    """A page of the visitor who writes: 404 for others, a plain page while the report cannot be written or a service says no."""

    @access.guarded("the visitor of this visit, by desk.at")
    @functools.wraps(view)
    def inner(request: HttpRequest, visit_id: int, **kwargs: Any) -> HttpResponseBase:
        desk = at(request.user, visit_id)
        try:
            policy.writes(request.user, desk.report).demand()
        except Refused as refusal:
            return errors.refused(
                request, refusal, back=reverse("reg44:visit", args=[visit_id]), back_text="Go to the visit"
            )
        try:
            return view(request, desk, **kwargs)
        except Refused as refusal:
            return errors.refused(request, refusal, back=desk.url("report_tasks"), back_text="Back to the report")

    return inner
