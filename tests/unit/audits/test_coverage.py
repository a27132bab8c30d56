"""The child audit and the leadership audit ask for every area and criterion of the council's framework (its Appendices A and B).

Where each stands is data: appendix_a.txt and appendix_b.txt beside this file, with the lines of the reference document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from questionnaires.lint import check
from questionnaires.schema import Questionnaire

HERE = Path(__file__).parent
DEFINITIONS = HERE.parents[2] / "audits" / "definitions"
AREA = re.compile(r"(?P<name>.+) = (?P<count>\d+)")
TOTALS = {"appendix_a.txt": (20, 106), "appendix_b.txt": (24, 131)}
"""File -> areas and criteria that the framework has there, counted in the reference document itself."""


@dataclass
class Area:
    """One area: what the framework asks for there, and where."""

    name: str
    stated: int
    criteria: list[tuple[int, str, list[str]]] = field(default_factory=list)


@dataclass
class Appendix:
    """One appendix as data: its areas, and our own questions."""

    schema: Questionnaire
    areas: list[Area]
    ours: dict[str, str]

    @property
    def places(self) -> list[str]:
        """Where the criteria stand, section.question."""
        return [place for area in self.areas for _, _, places in area.criteria for place in places]


def read(name: str) -> Appendix:
    """A file of areas and criteria with the definition that it speaks of."""
    key, areas, ours, mine = "", [], {}, False
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if line.startswith("definition: "):
            key = line.removeprefix("definition: ")
        elif line == "Ours":
            mine = True
        elif mine:
            ours[parts[0]] = parts[1]
        elif found := AREA.fullmatch(line):
            areas.append(Area(found["name"], int(found["count"])))
        else:
            assert parts[1] in ("s", "c"), line
            areas[-1].criteria.append((int(parts[0]), parts[2], parts[3].split()))
    schema, faults = check((DEFINITIONS / f"{key}.v1.yaml").read_text(encoding="utf-8"))
    assert schema is not None, faults
    return Appendix(schema, areas, ours)


@pytest.fixture(scope="module", params=TOTALS)
def appendix(request):
    return read(request.param)


def exists(schema: Questionnaire, place: str) -> bool:
    section, _, key = place.partition(".")
    return schema.question(key) is not None and schema.section_of(key).id == section


def test_every_criterion_of_the_framework_has_its_place_in_the_questionnaire(appendix):
    places = [*appendix.places, *appendix.ours]
    missing = [place for place in places if not exists(appendix.schema, place)]
    assert not missing, missing


def test_each_area_asks_for_as_many_criteria_as_the_framework(appendix, request):
    wrong = [f"{area.name}: {len(area.criteria)}" for area in appendix.areas if len(area.criteria) != area.stated]
    assert not wrong, wrong
    name = request.node.callspec.params["appendix"]
    assert (len(appendix.areas), sum(area.stated for area in appendix.areas)) == TOTALS[name]
    lines = [line for area in appendix.areas for line, _, _ in area.criteria]
    assert lines == sorted(lines), "the criteria stand in the order of the framework"


def test_every_question_is_asked_because_the_framework_or_we_ask_for_it_and_says_why(appendix):
    claimed = {*appendix.places, *appendix.ours}
    asked = {
        f"{section.id}.{question.key}"
        for section in appendix.schema.sections
        for question in section.questions
        if question.key != f"{section.id}_analysis"
    }
    assert asked == claimed
    assert all(appendix.ours.values())
    assert not set(appendix.places) & set(appendix.ours)
