"""Definitions that councils may have published already: their files never change again."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RELEASED = {
    "reg44/definitions/reg44_report.v1.yaml": "59b28279098a52650a585c3fea4732d5f0dc7727816834a8c543a02655e4b672",
    "reg44/definitions/reg44_report.v2.yaml": "78ae7b58d05621178ee9fcb345ec1f82f62fc5003640fadfd8487f074d3a69eb",
    "voice/definitions/voice_children.v1.yaml": "b795584aa5d83e8ecda91d9313b3f90570293620604370149d369943b91ee493",
    "voice/definitions/voice_parents.v1.yaml": "300d78694df8d69de8e5ec989a9b922e8b08e0b84a598aa024d2879203d4fe00",
    "voice/definitions/voice_placing.v1.yaml": "30a8e586ab7543b7e2192b90491660b8ab2e912a2ab245af522812afafa069e1",
    "voice/definitions/voice_staff.v1.yaml": "eca095092c08b93a2cf950b0e34825df165069036829fa9b57f8f8b68c389a01",
}


@pytest.mark.parametrize("name", RELEASED)
def test_the_file_of_a_released_definition_never_changes_so_that_old_reports_keep_their_questions(name):
    found = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    assert found == RELEASED[name], f"{name} was released: copy it to the next version and edit that"


def test_every_definition_in_the_repository_is_released_so_none_can_be_forgotten_here():
    found = {str(path.relative_to(ROOT)) for path in ROOT.glob("*/definitions/*.yaml")}
    assert found == set(RELEASED)
