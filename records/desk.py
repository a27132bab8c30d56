"""The desk: a record or a return as its writer sees it. Every writing page begins here."""

from __future__ import annotations

import functools
import uuid
from typing import Any

from django.http import Http404
from django.urls import reverse

from core.forms import PageError
from core.permissions import Decision
from questionnaires import answers as stored
from questionnaires import definitions, forms, measures, validate
from questionnaires.answers import Answers
from questionnaires.models import Response
from questionnaires.schema import Questionnaire, Section
from questionnaires.validate import Problem, Status
from records import counting, policy
from records.models import MonthlyReturn, Record

STATUS_WORDS = {
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.COMPLETED: "Completed",
    Status.PROBLEM: "Something is missing",
    Status.NOT_EXAMINED: "Completed",
}


class Desk:
    """One record or return, its questionnaire, and its answers (loaded when first asked for)."""

    def __init__(self, owner: Record | MonthlyReturn) -> None:
        self.owner, self.home = owner, owner.home
        self.response: Response = owner.response
        self.schema: Questionnaire = definitions.schema_of(owner.response.version)

    @property
    def is_return(self) -> bool:
        """A return, whose sections are said to be complete one by one."""
        return isinstance(self.owner, MonthlyReturn)

    @functools.cached_property
    def answers(self) -> Answers:
        """The stored answers, three queries."""
        return stored.load(self.response)

    def again(self) -> None:
        """Forget the answers, to be read afresh after a write."""
        self.__dict__.pop("answers", None)

    def may_write(self, user: Any) -> Decision:
        """Whether this person writes in it now."""
        if isinstance(self.owner, Record):
            return policy.writes(user, self.owner)
        return policy.sends(user, self.owner)

    @property
    def home_url(self) -> str:
        """The page of the record or return."""
        name = "records:return" if self.is_return else "records:record"
        return reverse(name, args=[self.owner.pk])

    @property
    def about(self) -> str:
        """What the bar says: “Restraint 00012”, “Return of March 2027”."""
        return str(self.owner)

    def section(self, section_id: str) -> Section:
        """A section. Raises Http404 for any other."""
        found = self.schema.section(section_id)
        if found is None:
            raise Http404("No such section.")
        return found

    def url(self, name: str, *args: Any) -> str:
        """The address of a writing page."""
        return reverse(f"records:{name}", args=[self.response.pk, *args])

    def problems(self, strict: bool, section: str | None = None) -> list[Problem]:
        """What is wrong or lacks; rules that compare numbers are asked when a return is sent."""
        return validate.problems(self.schema, self.answers, strict, {section} if section else None, rules=False)

    def lacking(self) -> list[PageError]:
        """What stands in the way of completing a record, or of sending a return, each with the link to where it is mended."""
        found = []
        unfinished = validate.unfinished(self.schema, self.answers) if self.is_return else []
        carried = {self.schema.section_of(key).id for key, _, _ in self.answers.carried()} if self.is_return else set()
        rules = validate.problems(self.schema, self.answers, True, facts=self._facts()) if self.is_return else []
        wrong = self.problems(True)
        for section in self.schema.sections:
            here = self.url("section", section.id)
            if section in unfinished:
                found.append(PageError(f"Complete “{section.title}”", here))
                continue
            form = forms.build(self.schema, section, self.answers)
            form.show_problems(each for each in wrong if each.section == section.id and each.severity == "error")
            found += [PageError(text, f"{here}?check=all#{target}") for target, text in forms.wrong_links(form)]
            if section.id in carried:
                found.append(PageError(f"Check the numbers that were counted for “{section.title}”", here))
            found += [
                PageError(each.text, here)
                for each in rules
                if each.section == section.id and not each.key and each.severity == "error"
            ]
        return found

    def _facts(self) -> dict[str, int]:
        return counting.excesses(measures.measures(self.schema, self.answers))

    def status(self, section: Section, wrong: list[Problem]) -> str:
        """Where a section stands: of a return by its writer's word, of a record by whether anything lacks."""
        if self.is_return:
            return STATUS_WORDS[validate.status(section, self.answers, wrong)]
        if not validate.started(self.answers, section):
            return "Not started"
        return "In progress" if any(each.section == section.id for each in wrong) else "Completed"

    def tasks(self) -> list[dict[str, Any]]:
        """The sections as a task list."""
        wrong = self.problems(True)
        return [
            {"title": each.title, "url": self.url("section", each.id), "status": self.status(each, wrong), "hint": ""}
            for each in self.schema.sections
        ]

    def next_url(self, found: Section) -> str:
        """The page after this section: the next one, or the page of the record."""
        sections = self.schema.sections
        place = sections.index(found) + 1
        return self.url("section", sections[place].id) if place < len(sections) else self.home_url

    def place(self) -> dict[str, Any]:
        """What every writing page shows above its heading."""
        return {"desk": self, "home": self.home, "op_id": uuid.uuid4().hex}
