"""Homes and their registers in the browser: who sees which child, and nothing that looks like a name."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from core import clock
from core.refusal import Refused
from homes import selectors, services
from homes.models import Bedroom, Building, Home, Resident, StaffMember, StatutoryDocument

NOW = dt.datetime(2027, 3, 24, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def child(cast, **changes):
    given = {"initials": "js", "reference": "OAK-9", "placing_authority": cast.placing.pk, **day("arrived_on", TODAY)}
    return given | changes


def test_the_manager_enters_corrects_and_discharges_a_child_and_shared_initials_get_a_number(client, cast):
    cast.sign_in(client, cast.manager)
    register = reverse("homes:residents", args=[cast.oak.pk])
    assert client.post(reverse("homes:admit_resident", args=[cast.oak.pk]), child(cast)).url == register
    new = Resident.objects.get(reference="OAK-9")
    assert new.label == "J.S. 3"
    client.post(reverse("homes:change_resident", args=[new.pk]), child(cast, initials="Q.Z."))
    new.refresh_from_db()
    assert new.label == "Q.Z."
    assert "Q.Z." in client.get(register).content.decode()
    client.post(reverse("homes:discharge_resident", args=[new.pk]), day("left_on", TODAY))
    assert [entry.label for entry in client.get(register).context["register"].here] == ["J.S.", "J.S. 2"]
    client.post(reverse("homes:admit_resident", args=[cast.oak.pk]), child(cast, initials="q z", reference="OAK-10"))
    assert Resident.objects.get(reference="OAK-10").label == "Q.Z. 2"  # who left keeps the label


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"initials": "John Smith"}, "Never write a name"),
        ({"reference": "OAK-1"}, "Another child of this home has this reference"),
        (day("arrived_on", TODAY + dt.timedelta(days=1)), "is in the future"),
        (day("arrived_on", TODAY) | {"arrived_on_day": "31", "arrived_on_month": "2"}, "must be a real date"),
        ({"placing_authority": "999999"}, "must be one of the answers shown"),
    ],
)
def test_an_entry_that_cannot_stand_is_refused_with_words_and_what_was_typed_is_still_there(
    client, cast, changes, words
):
    cast.sign_in(client, cast.manager)
    typed = child(cast) | {"reference": "typed by me"} | changes
    page = client.post(reverse("homes:admit_resident", args=[cast.oak.pk]), typed).content.decode()
    assert words in page
    assert "<title>Error: " in page
    assert f'value="{typed["reference"]}"' in page
    assert Resident.objects.count() == len(cast.residents)


def test_staff_are_entered_corrected_and_leave(client, cast):
    cast.sign_in(client, cast.deputy)
    given = {"initials": "n k", "job": "Cook", "agency": "no", **day("arrived_on", TODAY)}
    client.post(reverse("homes:add_staff_member", args=[cast.oak.pk]), given)
    member = StaffMember.objects.get(job="Cook")
    client.post(reverse("homes:change_staff_member", args=[member.pk]), given | {"job": "Head cook", "agency": "yes"})
    client.post(reverse("homes:staff_member_left", args=[member.pk]), day("left_on", TODAY))
    member.refresh_from_db()
    assert (member.label, member.job, member.agency, member.left_on) == ("N.K.", "Head cook", True, TODAY)
    again = client.post(reverse("homes:staff_member_left", args=[member.pk]), day("left_on", TODAY))
    assert "already entered" in again.content.decode()


def test_another_home_is_not_there_for_reading_or_writing(cast):
    other = cast.client(cast.other_manager)
    theirs = [
        ("homes:home", cast.oak.pk),
        ("homes:residents", cast.oak.pk),
        ("homes:admit_resident", cast.oak.pk),
        ("homes:change_resident", cast.residents[0].pk),
        ("homes:discharge_resident", cast.residents[0].pk),
        ("homes:record_document", cast.oak.pk),
    ]
    for name, pk in theirs:
        assert other.get(reverse(name, args=[pk])).status_code == 404, name
        assert other.post(reverse(name, args=[pk]), child(cast)).status_code in {404, 405}, name
    assert Resident.objects.count() == len(cast.residents)
    page = other.get(reverse("homes:list")).content.decode()
    assert "Elm Lodge" in page
    assert "Oak House" not in page
    with pytest.raises(Refused):
        services.discharge_resident(resident=cast.residents[0], left_on=TODAY, by=cast.other_manager, now=NOW)


def test_a_councillor_sees_the_home_and_no_initials_of_anybody(cast):
    councillor = cast.client(cast.councillor)
    for name in ("homes:home", "homes:list", "governance:start"):
        page = councillor.get(reverse(name, args=[cast.oak.pk] if name == "homes:home" else [])).content.decode()
        assert not any(label in page for label in ("J.S.", "M.K.", "P.Q.", "R.T.", "OAK-1"))
    for name in ("homes:residents", "homes:staff"):
        assert councillor.get(reverse(name, args=[cast.oak.pk])).status_code == 404


def test_an_administrator_enters_a_home_with_its_buildings_and_bedrooms_and_closes_it(client, cast):
    cast.sign_in(client, cast.administrator)
    given = {
        "name": "Ash Cottage",
        "urn": "sc100003",
        "kind": "general",
        "registered_places": "3",
        "address": "Ash Lane",
        "host_authority": cast.host.pk,
        "provider": "",
        "conditions": "",
    }
    again = client.post(reverse("homes:open_home"), given | {"urn": "SC100001"}).content.decode()
    assert "already exists" in again
    client.post(reverse("homes:open_home"), given)
    ash = Home.objects.get(name="Ash Cottage")
    assert (ash.urn, ash.external, ash.buildings.count()) == ("SC100003", False, 1)
    client.post(
        reverse("homes:change_home", args=[ash.pk]), given | {"registered_places": "4", "provider": "Kind Care"}
    )
    client.post(reverse("homes:add_building", args=[ash.pk]), {"name": "Barn", "address": ""})
    barn = Building.objects.get(name="Barn")
    client.post(reverse("homes:add_bedroom", args=[barn.pk]), {"name": "Bedroom 1"})
    room = Bedroom.objects.get(building=barn)
    client.post(reverse("homes:bedroom_use", args=[room.pk]))
    client.post(reverse("homes:building_use", args=[barn.pk]))
    client.post(reverse("homes:close_home", args=[ash.pk]), day("closed_on", TODAY))
    for row in (ash, barn, room):
        row.refresh_from_db()
    assert (ash.registered_places, ash.external, ash.closed_on) == (4, True, TODAY)
    assert (barn.in_use, room.in_use) == (False, False)
    page = client.get(reverse("homes:home", args=[ash.pk])).content.decode()
    assert page.count("Not in use") == 2
    assert ash.history.count() == 3
    stays = client.post(reverse("homes:close_home", args=[cast.oak.pk]), day("closed_on", TODAY)).content.decode()
    assert "Children are still entered" in stays


def test_documents_are_recorded_and_what_is_past_its_review_shows_to_those_who_keep_it(client, cast):
    cast.sign_in(client, cast.manager)
    page = reverse("homes:record_document", args=[cast.oak.pk])
    nameless = client.post(page, {"kind": "policy", "title": "", **day("checked_on", TODAY)}).content.decode()
    assert "Write the name of the policy" in nameless
    long_ago = clock.add_months(TODAY, -13)
    client.post(page, {"kind": "gas", "version": "", **day("checked_on", long_ago)})
    assert "Gas and boiler, Oak House" in client.get("/").content.decode()
    assert "Late" in cast.client(cast.visitor).get(reverse("homes:home", args=[cast.oak.pk])).content.decode()
    document = StatutoryDocument.objects.get(kind="gas")
    again = {"version": "2", "revised": "yes", **day("checked_on", TODAY), **day("review_by", TODAY)}
    client.post(reverse("homes:change_document", args=[document.pk]), again)
    document.refresh_from_db()
    assert (document.version, document.review_by, StatutoryDocument.objects.filter(kind="gas").count()) == (
        "2",
        TODAY,
        1,
    )


def test_the_registers_pre_fill_a_report_with_who_came_and_left_since_the_last_visit(cast):
    before, since = dt.date(2027, 2, 10), dt.date(2027, 3, 10)
    j_s, second, *_ = cast.residents
    services.discharge_resident(resident=j_s, left_on=dt.date(2027, 3, 1), by=cast.manager, now=NOW)
    new = services.admit_resident(
        home=cast.oak,
        initials="A.A.",
        reference="OAK-11",
        placing_authority=cast.host,
        arrived_on=since,
        by=cast.manager,
        now=NOW,
    )
    found = selectors.movements(home=cast.oak, after=before, until=since)
    assert (found.residents, found.admitted, found.discharged) == ([new, second], [new], [j_s])
    later = selectors.movements(home=cast.oak, after=since, until=TODAY)
    assert (later.residents, later.admitted, later.discharged) == ([new, second], [], [])
    first = selectors.movements(home=cast.oak, after=None, until=since)
    assert first.admitted == []


def test_pages_ask_the_same_few_questions_of_the_database_with_one_row_and_with_forty(cast, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    pages = [reverse("homes:list")]
    pages += [reverse(f"homes:{name}", args=[cast.oak.pk]) for name in ("home", "residents", "staff")]

    def counted():
        found = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    cast.sign_in(client, cast.ri)
    client.get(pages[0])
    few = counted()
    building = cast.oak.buildings.first()
    Bedroom.objects.bulk_create(Bedroom(building=building, name=f"Room {number}") for number in range(40))
    Building.objects.bulk_create(Building(home=cast.oak, name=f"Building {number}") for number in range(40))
    Resident.objects.bulk_create(
        Resident(
            home=cast.oak,
            initials="X.Y.",
            number=number,
            reference=f"R-{number}",
            placing_authority=cast.placing,
            arrived_on=TODAY,
        )
        for number in range(1, 41)
    )
    Home.objects.bulk_create(
        Home(name=f"Home {number}", urn=f"9{number:06d}", registered_places=1, address="x", host_authority=cast.host)
        for number in range(40)
    )
    assert counted() == few
    assert max(few) <= 12, few
