"""Words of the home and of the responsible individual are read for names, and the member's copy names nobody (C7)."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.urls import reverse

from reg44.documents import content, members
from reg44.models import Addendum, ManagerAnswer, NarrativeResponse, SupervisorComment, UrgentNotice
from tests.reports import ARRIVED, DAY, make_report

pytestmark = pytest.mark.django_db
NAMED = "Jordan Whittaker will see to it."


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(ARRIVED + 9 * DAY, tick=False):
        yield


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page) or re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return found[1]


CASES = {
    "answer": ("manager", "issued", "answer", [1], {"accepted": "yes", "what": NAMED}, ManagerAnswer),
    "who": ("manager", "issued", "answer", [1], {"accepted": "yes", "who": "Jordan Whittaker"}, ManagerAnswer),
    "response": ("manager", "issued", "narrative", [], {"text": NAMED}, NarrativeResponse),
    "supervisor": ("ri", "issued", "supervisor", [1], {"text": NAMED}, SupervisorComment),
    "urgent": ("visitor", "drafting", "urgent", [], {"text": NAMED, "serious_concern": "no"}, UrgentNotice),
    "addendum": ("visitor", "issued", "addenda", [], {"text": NAMED, "reason": "It came later."}, Addendum),
}


@pytest.mark.parametrize("case", CASES)
def test_a_name_is_asked_about_before_it_is_saved_and_nothing_typed_is_lost(cast, case):
    who, state, name, more, typed, model = CASES[case]
    report = make_report(cast, state=state)
    client = cast.client(cast.people[who])
    address = reverse(f"reg44:{name}", args=[report.visit_id, *more])
    first = client.get(address).content.decode()
    assert "It points to nobody" not in first
    typed = typed | ({"op_id": hidden(first, "op_id")} if 'name="op_id"' in first else {})
    page = client.post(address, typed)
    assert page.status_code == 200
    said = page.content.decode()
    assert "“Jordan Whittaker” may point to somebody. Use initials" in said
    assert "It points to nobody" in said
    assert "Jordan Whittaker" in re.sub(r"(?s)<div class=\"govuk-error-summary.*?</div>\s*</div>", "", said)
    assert not model.objects.exists()
    seen = {"points_to_nobody": "on", "names_seen": hidden(said, "names_seen")}
    other = client.post(address, {key: text.replace("Jordan", "Kayleigh") for key, text in typed.items()} | seen)
    assert "Kayleigh Whittaker” may point to somebody" in other.content.decode(), "The tick was for other words."
    assert not model.objects.exists()
    assert client.post(address, typed | seen).status_code == 302
    assert model.objects.count() == 1


def test_initials_jobs_the_home_and_those_in_office_are_not_asked_about(cast):
    report = make_report(cast, state="issued")
    what = "J.S. and P.Q. agreed. Mina Manager of Oak House asks Northmere Council. The deputy orders it by 3 May."
    address = reverse("reg44:answer", args=[report.visit_id, 1])
    typed = {"accepted": "yes", "what": what, "who": "Deputy manager"}
    assert cast.client(cast.manager).post(address, typed).status_code == 302
    assert ManagerAnswer.objects.get().what == what


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("J S went out.", "a child went out."),
        ("I met js and Js.", "I met a child and a child."),
        ("j.s. was calm.", "a child was calm."),
        ("J/S was calm, J-S too.", "a child was calm, a child too."),
        ("p.q. cooked with PQ.", "a member of staff cooked with a member of staff."),
        ("Child J was calm. The child J slept.", "a child was calm. a child slept."),
        ("Young person K and staff member P spoke.", "a child and a member of staff spoke."),
        ("Jordan Whittaker and Mrs Okafor came.", "somebody and somebody came."),
        ("I spoke with J. Whittaker and J.S. Okafor.", "I spoke with somebody and somebody."),
        ("Ring 07700 900123 or a.b@home.example.", "Ring (taken out) or (taken out)."),
        ("The child I met is at ease. It is a J.S.E. day.", "The child I met is at ease. It is a somebody day."),
        ("At 9 a.m. it is quiet, as on other days.", "At 9 a.m. it is quiet, as on other days."),
        ("Mr Jordan Whittaker of Oak House came at 3 pm.", "somebody of Oak House came at 3 pm."),
        ("Vera Visitor and Mina Manager of Oak House met.", "Vera Visitor and Mina Manager of Oak House met."),
    ],
)
def test_the_members_copy_names_nobody_however_the_initials_are_typed(cast, typed, read):
    from homes.models import Resident
    from reg44 import names
    from reg44.documents.removing import Remover
    from tests.reports import make_visit

    for number, initials in enumerate(("A.M.", "I.S.", "P.M.")):
        entry = {"reference": f"OAK-9{number}", "placing_authority": cast.host, "arrived_on": ARRIVED.date()}
        Resident.objects.create(home=cast.oak, initials=initials, **entry)
    visit = make_visit(cast, arrives=ARRIVED + 9 * DAY)
    assert Remover(cast.oak.pk, names.known(visit, ARRIVED.date()))(typed) == read


def test_the_page_of_the_members_copy_has_no_name_that_the_manager_typed_into_an_answer(cast):
    report = make_report(cast, state="signed_off", concluding_statement="The home did well for js and Child M.")
    text = "\n".join(members.build(content.load(report.pk)).texts())
    assert "The home did well for a child and a child." in text
    page = cast.client(cast.councillor).get(reverse("reg44:members_copy", args=[report.visit_id])).content.decode()
    assert "Child M" not in page
