"""manage.py deadline: the due moment and why, for people and for programs; clear words and exit status 2 for what it cannot read."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from deadlines.models import ClosureDay, Setting
from tests.architecture.files import ROOT

pytestmark = pytest.mark.django_db
KEYS = ["rule", "source", "start", "due", "steps"]


def explain(rule: str, start: str) -> dict:
    out = StringIO()
    call_command("deadline", "explain", rule, "--start", start, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_limit_is_explained_as_one_object():
    found = explain("reg44.draft_to_manager", "2027-03-24 10:00")
    assert list(found) == KEYS
    assert found["start"] == "2027-03-24T10:00:00+00:00"
    assert found["due"] == "2027-04-01T23:59:00+01:00"
    assert found["steps"][-1].endswith("11:59pm in London.")


def test_without_json_the_same_steps_are_sentences_for_people():
    out = StringIO()
    call_command("deadline", "explain", "reg44.accuracy_comments", "--start", "2027-03-27 15:00", stdout=out)
    assert "clocks go forward" in out.getvalue()
    assert "Due: 2027-03-29T16:00:00+01:00" in out.getvalue()


def test_the_list_names_every_rule_with_limit_and_source():
    out = StringIO()
    call_command("deadline", "list", stdout=out)
    lines = {line.split()[0]: line for line in out.getvalue().splitlines()}
    assert "48 hours" in lines["reg44.accuracy_comments"]
    assert "28 days  [the law: Regulation 45(4)(a)" in lines["reg45.to_ofsted"]


def test_an_hour_that_the_clocks_skip_is_read_as_the_hour_after_it_and_said():
    found = explain("reg44.recommendation_high", "2027-03-28 01:30")
    assert found["start"] == "2027-03-28T02:30:00+01:00"
    assert "The clocks go forward over 01:30 on this day" in found["steps"][0]


def test_an_hour_that_comes_twice_is_read_as_the_first_and_said():
    found = explain("reg44.recommendation_high", "2027-10-31 01:30")
    assert found["start"] == "2027-10-31T01:30:00+01:00"
    assert found["due"] == "2027-11-01T00:30:00+00:00"
    assert "show 01:30 twice" in found["steps"][0]


@pytest.mark.parametrize(
    "start", ["soon", "2027-02-30 10:00", "2027-03-24", "24/03/2027 10:00", "9999-12-31 23:00", ""]
)
def test_a_time_that_cannot_be_read_ends_with_status_2(start):
    with pytest.raises(CommandError) as caught:
        explain("reg44.draft_to_manager", start)
    assert caught.value.returncode == 2


def test_an_unknown_rule_ends_with_status_2_and_names_the_nearest():
    with pytest.raises(CommandError, match=r"Did you mean reg44\.draft_to_manager") as caught:
        explain("reg44.draft_to_manger", "2027-03-24 10:00")
    assert caught.value.returncode == 2


def test_the_process_itself_ends_with_status_2_and_works_before_any_database_is_made(tmp_path):
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        env = os.environ | {"QA_MODE": "test", "QA_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "qa_portal.settings"}
        env.pop("DATABASE_URL", None)
        command = [sys.executable, "manage.py", "deadline", *words]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    wrong = run("explain", "reg44.nothing", "--start", "2027-03-24 10:00")
    assert (wrong.returncode, "There is no rule" in wrong.stderr) == (2, True)
    good = run("explain", "reg44.draft_to_manager", "--start", "2027-03-24 10:00", "--json")
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["due"] == "2027-04-01T23:59:00+01:00"


def test_the_councils_setting_and_closure_days_count(cast):
    now = dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)
    Setting.objects.create(
        rule="reg44.draft_to_manager", count=2, unit="working days", starts=dt.date(2027, 3, 1), reason="sooner", at=now
    )
    ClosureDay.objects.create(day=dt.date(2027, 3, 25), reason="moving house", at=now)
    assert explain("reg44.draft_to_manager", "2027-03-24 10:00")["due"].startswith("2027-03-31T23:59")
    assert explain("reg44.draft_to_manager", "2027-02-24 10:00")["due"].startswith("2027-03-02T23:59")
