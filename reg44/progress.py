"""How far the writing of a report is: one pure function says each status that the task list shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from questionnaires import validate
from questionnaires.answers import Answers
from questionnaires.schema import Questionnaire, Section
from questionnaires.validate import Problem, Status
from reg44.facts import consented

WORDS = {
    Status.NOT_STARTED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.COMPLETED: "Completed",
    Status.NOT_EXAMINED: "Not examined this time",
    Status.PROBLEM: "There is a problem",
}
CANNOT_START = "Cannot start yet"
NEEDS_CONSENT = "You may read a file only when the child and the placing authority agree. Fill in “Consent to read children’s files” first."


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list. ``why`` says why it cannot start yet, or what is left to do."""

    section: str
    title: str
    group: str
    status: str
    why: str = ""

    @property
    def open(self) -> bool:
        """Whether the line is a link."""
        return self.status != CANNOT_START

    @property
    def done(self) -> bool:
        """Completed by the visitor's word, or left out with a reason."""
        return self.status in (WORDS[Status.COMPLETED], WORDS[Status.NOT_EXAMINED])


def closed_because(section: Section, answers: Answers) -> str:
    """Why a section cannot be started yet; "" when it can. Case files need both consents (regulation 44(2)(b)).

    Once the visitor has finished the list of consents, the files can be answered in any case: with "I read no file".
    """
    if section.id != "files" or consented(answers) or answers.section_state("consents").complete:
        return ""
    if answers.section_state(section.id).not_examined or answers.get("consents.none"):
        return ""
    return "" if validate.started(answers, section) else NEEDS_CONSENT


def status(section: Section, answers: Answers, found: Collection[Problem]) -> str:
    """The status of one section, in the words of the task list. ``found`` are the strict problems of completed sections."""
    if closed_because(section, answers):
        return CANNOT_START
    return WORDS[validate.status(section, answers, found)]


def completed(schema: Questionnaire, answers: Answers) -> set[str]:
    """The sections whose problems a task list has to look for."""
    return {section.id for section in schema.sections if answers.section_state(section.id).complete}


def tasks(schema: Questionnaire, answers: Answers, found: Collection[Problem]) -> list[Task]:
    """The sections the visitor writes, in the order of the questionnaire."""
    waiting: dict[str, int] = {}
    for key, _, _ in answers.carried():
        place = schema.section_of(key).id
        waiting[place] = waiting.get(place, 0) + 1
    lines = []
    for section in schema.sections:
        if section.audience != "visitor":
            continue
        why = closed_because(section, answers)
        if not why and (count := waiting.get(section.id)):
            why = f"{count} answer{'s' if count > 1 else ''} to check"
        lines.append(Task(section.id, section.title, section.group, status(section, answers, found), why))
    return lines
