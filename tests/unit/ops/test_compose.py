"""The compose file: valid by its specification, and every service as closed as it can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft201909Validator

ROOT = Path(__file__).resolve().parents[3]
OURS = ("migrate", "web", "worker", "beat")


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_the_compose_file_follows_the_compose_specification(compose):
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text())
    errors = [f"{list(error.path)}: {error.message}" for error in Draft201909Validator(schema).iter_errors(compose)]
    assert not errors


def test_the_portal_is_web_worker_beat_database_queue_and_proxy(compose):
    assert set(compose["services"]) == {*OURS, "db", "redis", "proxy"}


@pytest.mark.parametrize("promise", ["user", "read_only", "cap_drop", "security_opt", "healthcheck"])
def test_every_service_runs_without_rights_it_does_not_need_and_tells_its_health(compose, promise):
    for name, service in compose["services"].items():
        if (name, promise) == ("migrate", "healthcheck"):
            continue  # ends when it has done its work
        assert service.get(promise), f"{name} has no {promise}"
    assert not any(service["user"].startswith(("0", "root")) for service in compose["services"].values())
    assert all(service["cap_drop"] == ["ALL"] for service in compose["services"].values())


def test_only_the_proxy_is_reached_from_outside_and_data_stands_on_volumes(compose):
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert all(services[name]["networks"] == ["inside"] for name in ("db", "redis"))
    assert compose["networks"]["inside"]["internal"] is True
    named = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert set(compose["volumes"]) <= named
    assert services["db"]["volumes"]
    assert services["redis"]["volumes"]


def test_no_secret_and_no_floating_image_stands_in_the_file(compose):
    for name, service in compose["services"].items():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key or "SECRET" in key or "AUTH" in key:
                assert value.startswith("${"), f"{name}: {key} is written out"
        tag = service["image"].partition(":")[2]
        assert service.get("build") or tag not in {"", "latest"}, f"{name}: name the version of {service['image']}"


def test_processes_wait_for_a_healthy_database_and_a_finished_migration(compose):
    for name in ("web", "worker", "beat"):
        waits = {other: rule["condition"] for other, rule in compose["services"][name]["depends_on"].items()}
        assert waits == {
            "migrate": "service_completed_successfully",
            "db": "service_healthy",
            "redis": "service_healthy",
        }


def test_the_settings_of_the_file_are_settings_the_portal_reads(compose):
    read = (ROOT / "qa_portal/settings.py").read_text()
    for key in compose["services"]["web"]["environment"]:
        assert f'"{key}"' in read, f"{key} is set but never read"


def test_the_image_runs_as_the_person_the_services_name_and_installs_by_hash(compose):
    recipe = (ROOT / "Dockerfile").read_text()
    people = [line.split()[1] for line in recipe.splitlines() if line.startswith("USER ")]
    assert people[-1] == compose["services"]["web"]["user"]
    assert recipe.count("--require-hashes") == recipe.count("pip install")
    assert compose["services"]["web"]["environment"]["QA_STATIC"] in recipe
