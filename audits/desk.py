"""The desk: an audit as its auditor writes it. Every writing page begins here."""

from __future__ import annotations

import functools
import itertools
import uuid
from typing import Any

from django.http import Http404
from django.urls import reverse

from audits.models import Audit
from questionnaires import answers as stored
from questionnaires import definitions, validate
from questionnaires.answers import Answers
from questionnaires.models import Response
from questionnaires.schema import Questionnaire, Section
from questionnaires.validate import Problem


class Desk:
    """One audit that was started, its questionnaire, and its answers (loaded when first asked for)."""

    def __init__(self, audit: Audit) -> None:
        if audit.response is None:
            raise Http404("Nothing is written yet.")
        self.audit, self.home = audit, audit.home
        self.response: Response = audit.response
        self.schema: Questionnaire = definitions.schema_of(audit.response.version)

    @functools.cached_property
    def answers(self) -> Answers:
        """The stored answers, three queries."""
        return stored.load(self.response)

    def again(self) -> None:
        """Forget the answers, to be read afresh after a write."""
        self.__dict__.pop("answers", None)
        self.__dict__.pop("_lacking", None)

    @property
    def home_url(self) -> str:
        """The page of the audit."""
        return reverse("audits:audit", args=[self.audit.pk])

    def section(self, section_id: str) -> Section:
        """A section. Raises Http404 for any other."""
        found = self.schema.section(section_id)
        if found is None:
            raise Http404("No such section.")
        return found

    def url(self, name: str, *args: Any) -> str:
        """The address of a writing page."""
        return reverse(f"audits:{name}", args=[self.audit.pk, *args])

    def problems(self, strict: bool, section: str | None = None) -> list[Problem]:
        """What is wrong or lacks."""
        return validate.problems(
            self.schema, self.answers, strict, {section} if section else None, rules=section is None
        )

    @functools.cached_property
    def _lacking(self) -> set[str]:
        """The sections in which something lacks or is wrong."""
        return {each.section for each in self.problems(True) if each.severity == "error"}

    @property
    def left(self) -> int:
        """How many sections are still to be completed."""
        return len(self._lacking)

    def groups(self) -> list[dict[str, Any]]:
        """The sections as lists of tasks under the headings of the questionnaire."""
        return [
            {"title": title, "tasks": [self._task(each) for each in sections]}
            for title, sections in itertools.groupby(self.schema.sections, key=lambda section: section.group)
        ]

    def _task(self, section: Section) -> dict[str, str]:
        """One section; whoever has begun all of them is shown at once what lacks there."""
        status, url = self._status(section), self.url("section", section.id)
        begun = all(validate.started(self.answers, each) for each in self.schema.sections)
        if begun and status == "In progress":
            status, url = "Something is missing", f"{url}?check=all"
        return {"title": section.title, "url": url, "status": status, "hint": ""}

    def _status(self, section: Section) -> str:
        if self.answers.section_state(section.id).not_examined:
            return "Left out"
        if not validate.started(self.answers, section):
            return "Not started"
        return "In progress" if section.id in self._lacking else "Completed"

    def next_url(self, found: Section) -> str:
        """The page after this section: the next one, or the page of the audit."""
        sections = self.schema.sections
        place = sections.index(found) + 1
        return self.url("section", sections[place].id) if place < len(sections) else self.home_url

    def place(self) -> dict[str, Any]:
        """What every writing page shows above its heading."""
        return {"desk": self, "audit": self.audit, "home": self.home, "op_id": uuid.uuid4().hex}
