"""Definitions that councils may have published already: their files never change again."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RELEASED = {
    "reg44/definitions/reg44_report.v1.yaml": "59b28279098a52650a585c3fea4732d5f0dc7727816834a8c543a02655e4b672",
    "reg44/definitions/reg44_report.v2.yaml": "78ae7b58d05621178ee9fcb345ec1f82f62fc5003640fadfd8487f074d3a69eb",
    "reg45/definitions/reg45_review.v1.yaml": "3d6b3ef7da2bcecfc904e772adcd5442116036b3224987df842c22c7d01f2a36",
}


@pytest.mark.parametrize("name", RELEASED)
def test_the_file_of_a_released_definition_never_changes_so_that_old_reports_keep_their_questions(name):
    found = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    assert found == RELEASED[name], f"{name} was released: copy it to the next version and edit that"


def test_every_definition_in_the_repository_is_released_so_none_can_be_forgotten_here():
    found = {str(path.relative_to(ROOT)) for path in ROOT.glob("*/definitions/*.yaml")}
    assert found == set(RELEASED)
