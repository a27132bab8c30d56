"""Definitions that councils may have published already: their files never change again."""

import hashlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RELEASED = {
    "audits/definitions/case_file_audit.v1.yaml": "49714f6d6aff389deca7e449bce79963b37fd9b4099d84fe279eb91cfb157d7f",
    "audits/definitions/child_audit.v1.yaml": "e1f0eeb8a7bfaf995c2b88dd41e3de405224af4898c8988309cd5951cc3846d5",
    "audits/definitions/daily_check.v1.yaml": "ac945d88e44885a7e8c19a9fb9c132e3d4272d446ef1a9343887787644e290d1",
    "audits/definitions/deep_dive_audit.v1.yaml": "4c7f79b3379588db0733fbe53b161f6d504bc1b6b52e8a3ef7b95eb40c2da6b0",
    "audits/definitions/dip_sample.v1.yaml": "356746bdd8d5a2694a8561ab992edb84f8d24b0957cb72aee83e0c8527cc6391",
    "audits/definitions/external_home_visit.v1.yaml": "cbace534da0b4cdfde1ebe9c0c9a7c9ca60fef374f9b63533c2cca593192deb8",
    "audits/definitions/leadership_audit.v1.yaml": "ec1636682a8c9716081d59f79574e5a657a5332f79d3696d7f61512ed4cc2faf",
    "audits/definitions/peer_audit.v1.yaml": "097de92751e2595a773c9a09daa41a74af9eea0ec584b3dd470f0a27bc55d8cf",
    "audits/definitions/responsible_individual_visit.v1.yaml": "462939ec992dd6974abb3e339598fdba8f5f92b60982355292429234547195d1",
    "audits/definitions/senior_leader_visit.v1.yaml": "91d06067dad65be92c8b55ef1aae9ce8d13f28a444e83e20bf970470997ad9c0",
    "audits/definitions/thematic_audit.v1.yaml": "7698405f62b32e1300b8a7b849a7764629aa2625808d8e6b14961c4e7b547a21",
    "audits/definitions/weekly_check.v1.yaml": "663a42e7e1d67ecfc391a8737ceea00610b710ad5ec931d5de62cdbb12b6b397",
    "audits/definitions/young_inspectors_panel.v1.yaml": "d1cb12eb079db0d2272fa0d7130e4c5d933b4f536569a679a45b7000af4981dd",
    "audits/definitions/young_inspectors_visit.v1.yaml": "6bb4f0b1fa6fec13756eb3427a098af395235c761715ce570cea74b700ae5576",
    "records/definitions/allegation_record.v1.yaml": "58f9d0f90d3c87dbe6d436d9a527b62b86145d41e320b22ab061f8de849117b8",
    "records/definitions/behaviour_record.v1.yaml": "c86133787f951a4676dfab28d2a59f8f53dc8a9cd912004d852992a95f595b28",
    "records/definitions/complaint_record.v1.yaml": "2bc6e7f70a3b52e8ac377ed87c746145808fdeb1e0d03e17b5a3309c32a70347",
    "records/definitions/compliment_record.v1.yaml": "bfefbdd8616fc774f036cf9d5c75da8be2d1ecd6a550561b351e5572f85ddf7a",
    "records/definitions/incident_record.v1.yaml": "0eb7dc023c895489241358d6314003b849a81596d45ec289e25b23742dd65ebe",
    "records/definitions/missing_record.v1.yaml": "5aebb200a418e7b2ac7813c9ee4c1651a1698988e886be96df12bb2898d51acf",
    "records/definitions/monthly_return.v1.yaml": "13d328d8a155f2e0a56b7895204523fdf2190d8ce8f96cbf4c666ddfc0e3ccc8",
    "records/definitions/notification.v1.yaml": "351430d96d75adea5d9268be61a29a420ea00f51e5c4a11e96ec247a0448b01f",
    "reg44/definitions/reg44_report.v1.yaml": "59b28279098a52650a585c3fea4732d5f0dc7727816834a8c543a02655e4b672",
    "reg44/definitions/reg44_report.v2.yaml": "78ae7b58d05621178ee9fcb345ec1f82f62fc5003640fadfd8487f074d3a69eb",
    "voice/definitions/voice_children.v1.yaml": "b795584aa5d83e8ecda91d9313b3f90570293620604370149d369943b91ee493",
    "voice/definitions/voice_parents.v1.yaml": "300d78694df8d69de8e5ec989a9b922e8b08e0b84a598aa024d2879203d4fe00",
    "voice/definitions/voice_placing.v1.yaml": "30a8e586ab7543b7e2192b90491660b8ab2e912a2ab245af522812afafa069e1",
    "voice/definitions/voice_staff.v1.yaml": "eca095092c08b93a2cf950b0e34825df165069036829fa9b57f8f8b68c389a01",
    "reg45/definitions/reg45_review.v1.yaml": "3d6b3ef7da2bcecfc904e772adcd5442116036b3224987df842c22c7d01f2a36",
}


@pytest.mark.parametrize("name", RELEASED)
def test_the_file_of_a_released_definition_never_changes_so_that_old_reports_keep_their_questions(name):
    found = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
    assert found == RELEASED[name], f"{name} was released: copy it to the next version and edit that"


def test_every_definition_in_the_repository_is_released_so_none_can_be_forgotten_here():
    found = {str(path.relative_to(ROOT)) for path in ROOT.glob("*/definitions/*.yaml")}
    assert found == set(RELEASED)
