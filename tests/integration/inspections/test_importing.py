"""Ofsted's published file: read by the names of its columns, shown line by line, written as shown, twice without effect."""

from __future__ import annotations

import datetime as dt
import re
import time
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.refusal import Refused
from core.uploads import Checked
from inspections import reading, services
from inspections.models import PublishedFile, PublishedInspection
from inspections.services import importing
from tests.files import HEADINGS, published

NOW = dt.datetime(2027, 3, 24, 14, 30, tzinfo=dt.UTC)
TODAY = dt.date(2027, 3, 24)
OAK = "SC100001,01/03/2027,Full inspection,Good,Good,Outstanding,22/03/2027"
FAR = "2599001,2026-11-04,Assurance inspection,,,,2 December 2026"
CHECK = "inspections:check_file"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def send(client, text: str):
    file = SimpleUploadedFile("x.pdf", text.encode(), "application/pdf")
    return client.post(reverse(CHECK), {"file": file}, follow=True)


def test_what_was_shown_is_written_and_a_second_time_changes_nothing(cast):
    officer = cast.client(cast.qa_officer)
    page = send(officer, published(OAK, FAR)).content.decode()
    assert all(words in page for words in ("2 added", "SC100001, Oak House", "2599001", ">Good</td>", "x.pdf"))
    assert page.count("Not one of your homes") == 1
    far = page.index("Not one of your homes")
    assert page.index("SC100001, Oak House") < page.index("2599001") < far
    assert not PublishedInspection.objects.exists(), "checking writes nothing but the file"
    file = PublishedFile.objects.get()
    code = importing.plan_of(importing.read_again(file)).code
    officer.post(reverse("inspections:import_file", args=[file.pk]), {"plan": code})
    oak = PublishedInspection.objects.get(urn="SC100001")
    assert (oak.overall, oak.leadership, oak.published_on) == ("good", "outstanding", dt.date(2027, 3, 22))
    again = officer.post(
        reverse("inspections:import_file", args=[file.pk]), {"plan": code}, follow=True
    ).content.decode()
    assert "2 added, 0 changed, 0 left" in again
    worse = OAK.replace("Good", "Inadequate", 1).replace("22/03", "23/03")
    page = send(officer, published(FAR, worse)).content.decode()
    assert "1 changed" in page
    assert page.index("SC100001") < page.index("2599001"), "what changes stands first"
    moves = re.findall(r"people: Good.*becomes</span> Inadequate", page)
    assert moves
    newest = PublishedFile.objects.latest("pk")
    code = importing.plan_of(importing.read_again(newest)).code
    officer.post(reverse("inspections:import_file", args=[newest.pk]), {"plan": code})
    oak.refresh_from_db()
    assert oak.overall == "inadequate"
    assert [row.overall for row in oak.history.order_by("history_id")] == ["good", "inadequate"]
    assert oak.history.latest().history_user == cast.qa_officer
    assert "nothing to take over" in send(officer, published(FAR, worse)).content.decode()
    third = send(officer, published(OAK, FAR)).content.decode()
    assert "1 changed" in third
    last = PublishedFile.objects.latest("pk")
    code = importing.plan_of(importing.read_again(last)).code
    officer.post(reverse("inspections:import_file", args=[last.pk]), {"plan": code})
    page = officer.get(reverse("inspections:checked_file", args=[newest.pk])).content.decode()
    for words in (
        "What this file did",
        "x.pdf",
        cast.qa_officer.full_name,
        "0 added, 1 changed, 1 left",
        "22 March 2027",
    ):
        assert words in page
    assert re.findall(r"people: Good.*becomes</span> Inadequate", page) == moves, (
        "what was done stays, whatever came after"
    )
    assert "2599001" not in page
    assert cast.client(cast.manager).get(reverse("inspections:checked_file", args=[newest.pk])).status_code == 404


def test_lines_of_other_homes_come_last_and_a_missing_file_is_named_with_its_capital(cast):
    officer = cast.client(cast.qa_officer)
    file = services.check_file(file=Checked("txt", published(FAR).encode()), by=cast.qa_officer, now=NOW)[1]
    code = importing.plan_of(importing.read_again(file)).code
    services.confirm_file(file=file, plan=code, by=cast.qa_officer, now=NOW)
    page = send(officer, published(FAR.replace("2 December", "3 December"), OAK)).content.decode()
    assert page.index("SC100001, Oak House") < page.index("Not one of your homes"), "even where theirs changes"
    assert "Select Ofsted’s file" in officer.post(reverse(CHECK), {}).content.decode()


def test_what_changed_under_the_page_is_shown_again_before_it_is_written(cast):
    _, file = services.check_file(file=Checked("txt", published(OAK).encode()), by=cast.qa_officer, now=NOW)
    shown = importing.plan_of(importing.read_again(file)).code
    worse = Checked("txt", published(OAK.replace("Good", "Inadequate")).encode())
    _, other = services.check_file(file=worse, by=cast.qa_officer, now=NOW)
    code = importing.plan_of(importing.read_again(other)).code
    services.confirm_file(file=other, plan=code, by=cast.qa_officer, now=NOW)
    with pytest.raises(Refused, match="stale"):
        services.confirm_file(file=file, plan=shown, by=cast.qa_officer, now=NOW)
    with pytest.raises(Refused, match="not_allowed"):
        services.confirm_file(file=file, plan=shown, by=cast.manager, now=NOW)
    assert PublishedInspection.objects.get().overall == "inadequate"


WRONG = {
    "unknown": (published(OAK + ",x", headings=",".join([*HEADINGS, "Favourite colour"])), "Line 1: the column “Favourite colour” (number 8) is not known"),
    "missing": (published("SC100001,01/03/2027", headings="URN,Inspection date"), "Line 1: there is no column “Inspection type”"),
    "column twice": (published(OAK + ",x", headings=",".join([*HEADINGS, "Provider URN"])), "Line 1: the columns “URN” and “Provider URN” say the same"),
    "line twice": (published(OAK, FAR, OAK), "Line 4: line 2 is about the same inspection (SC100001, 1 March 2027)"),
    "grade": (published(OAK.replace("Outstanding", "Splendid")), "Line 2, column “The effectiveness of leaders and managers”: “Splendid” is none of"),
    "no grade": (published(OAK.replace("Outstanding", "")), "Line 2, column “The effectiveness of leaders and managers”: “” is none of"),
    "date": (published(OAK.replace("01/03/2027", "31/02/2027")), "Line 2, column “Inspection date”: “31/02/2027” is no date"),
    "future": (published(OAK.replace("22/03/2027", "25/03/2027")), "Line 2, column “Publication date”: “25/03/2027” is before the year 2000 or still to come"),
    "published first": (published(OAK.replace("22/03/2027", "28/02/2027")), "is before the day of the inspection"),
    "urn": (published(OAK.replace("SC100001", "<b>")), "Line 2, column “URN”: “<B>” is no Ofsted number"),
    "kind": (published(OAK.replace("Full inspection", "Party")), "Line 2, column “Inspection type”: “Party” is none of"),
    "short line": (published("SC100001,01/03/2027"), "Line 2: there are 2 cells, and the columns need 7"),
    "quotes": (published('"SC100001' + OAK[8:]), "quotation marks do not close here"),
    "no lines": (published(), "headings and no line below them"),
    "blank": (" \n \n", "The file has no line"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_by_line_and_column_and_changes_nothing(cast, name):
    text, words = WRONG[name]
    problems = reading.read(text, today=TODAY).problems
    assert any(words.replace("<B>", "<b>") in each for each in problems), problems
    page = send(cast.client(cast.qa_officer), text)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not PublishedFile.objects.exists()


def test_known_columns_may_stand_in_any_order_and_those_not_used_are_named(cast):
    headings = "Web link;Date of inspection;urn;Publication_Date;Event type;Overall judgement;Helped and protected;Effectiveness of leaders and managers"
    found = reading.read(published("x;2027-03-01;sc100001;2027-03-22;Full;2;2;1", headings=headings), today=TODAY)
    assert found.problems == []
    assert found.ignored == ["Web link"]
    assert found.lines[0].values["leadership"] == "outstanding"


def thousands(count: int) -> str:
    return published(
        *(f"{2_500_000 + number},01/03/2027,Full inspection,Good,Good,Good,22/03/2027" for number in range(count))
    )


def test_four_thousand_lines_take_seconds_and_the_same_few_queries_as_forty(cast, tmp_path):
    begun = time.monotonic()
    asked = {}
    for count in (40, 4000):
        file = tmp_path / f"{count}.csv"
        file.write_text(thousands(count))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            call_command("import_inspections", str(file), "--write", stdout=StringIO())
        asked[count] = [
            each["sql"] for each in queries if not each["sql"].startswith(("INSERT", "SAVEPOINT", "RELEASE"))
        ]
    assert PublishedInspection.objects.count() == 4000
    out = StringIO()
    call_command("import_inspections", str(tmp_path / "4000.csv"), "--write", stdout=out)
    assert out.getvalue().strip().endswith("0 added, 0 changed, 4000 left as it is. Written.")
    assert PublishedInspection.history.count() == 4000
    assert len(asked[40]) == len(asked[4000])
    assert time.monotonic() - begun < 10


def test_the_command_without_write_changes_nothing_and_says_what_is_wrong(cast, tmp_path):
    file, out = tmp_path / "a.csv", StringIO()
    file.write_text(published(OAK))
    call_command("import_inspections", str(file), stdout=out)
    assert "Line 2: added: Oak House, full, 2027-03-01, Good." in out.getvalue()
    assert not PublishedFile.objects.exists()
    file.write_text(WRONG["grade"][0])
    for path in (file, tmp_path / "none.csv"):
        with pytest.raises(CommandError):
            call_command("import_inspections", str(path), stdout=out)
