"""The writer's desk: a review as its manager or deputy sees it while writing. Every writing page begins here."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from core import access, errors
from core.refusal import Refused
from questionnaires import answers as stored
from questionnaires import definitions, validate
from questionnaires.answers import Answers
from questionnaires.schema import Questionnaire, Section
from questionnaires.validate import Status
from reg45 import getters, policy
from reg45.models import Review
from reg45.views import _page

View = Callable[..., HttpResponseBase]
WORDS = {
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.COMPLETED: "Completed",
    Status.NOT_EXAMINED: "Completed",
    Status.PROBLEM: "There is a problem",
}


class Desk:
    """One review, its questionnaire, and its answers (loaded when first asked for)."""

    def __init__(self, review: Review) -> None:
        self.review, self.home, self.response = review, review.home, review.response
        self.schema: Questionnaire = definitions.schema_of(review.response.version)

    @functools.cached_property
    def answers(self) -> Answers:
        """The stored answers, three queries."""
        return stored.load(self.response)

    def again(self) -> None:
        """Forget the answers, to be read afresh after a write."""
        self.__dict__.pop("answers", None)

    def section(self, section_id: str) -> Section:
        """A section of the review. Raises Http404 for any other."""
        found = self.schema.section(section_id)
        if found is None:
            raise Http404("No such section.")
        return found

    def problems(self, section: Section, *, strict: bool) -> list[validate.Problem]:
        """What is wrong on the page of a section."""
        return validate.problems(self.schema, self.answers, strict, {section.id}, rules=False)

    def tasks(self) -> list[dict[str, Any]]:
        """The sections in their groups, each with its status."""
        done = {each.id for each in self.schema.sections if self.answers.section_state(each.id).complete}
        wrong = validate.problems(self.schema, self.answers, True, done, rules=False)
        groups: list[dict[str, Any]] = []
        for each in self.schema.sections:
            if not groups or groups[-1]["title"] != each.group:
                groups.append({"title": each.group, "tasks": []})
            status = WORDS[validate.status(each, self.answers, wrong)]
            groups[-1]["tasks"].append({"title": each.title, "status": status, "url": self.url("section", each.id)})
        return groups

    def next_url(self, found: Section) -> str:
        """The page after this section."""
        place = self.schema.sections.index(found) + 1
        more = self.schema.sections[place:]
        return self.url("section", more[0].id) if more else self.url("tasks")

    def url(self, name: str, *args: Any) -> str:
        """The address of a page of this review."""
        return _page.to(name, self.review, *args)

    def place(self) -> dict[str, Any]:
        """What every writing page shows above its heading."""
        return {
            "desk": self,
            "review": self.review,
            "home": self.home,
            "about": _page.about(self.review),
            "tasks_url": self.url("tasks"),
            "op_id": uuid.uuid4().hex,
        }


def at(user: Any, pk: int) -> Desk:
    """The desk of whoever writes the reviews of this home. Raises Http404 for everybody else."""
    return Desk(getters.written(user, pk))


def writing(view: View) -> View:
    """A page of who writes: 404 for others, a plain page while the review cannot be written or a service says no."""

    @access.guarded("the registered manager and the deputy of the home, by desk.at")
    @functools.wraps(view)
    def inner(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        desk = at(request.user, pk)
        back, text = desk.url("review"), "Go to the review"
        try:
            policy.writes(request.user, desk.review).demand()
            back, text = desk.url("tasks"), "Back to the review"
            return view(request, desk, **kwargs)
        except Refused as refusal:
            return errors.refused(request, refusal, back=back, back_text=text)

    return inner
