"""One thing is asked for once: whose it is, that it comes back, that it was not done after all, that two ask for the same (G1)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from actions import services, sources
from actions.models import Action
from core import clock
from core.models import Message
from core.refusal import Refused
from deadlines.models import Obligation
from reg44.services import carry, manager, referrals
from tests.reports import DAY, make_report

pytestmark = pytest.mark.django_db
GATE = "The gate to the road must be locked at night and the lock checked each evening."


@pytest.fixture
def report(cast, time_machine):
    """Issued with two recommendations, High and Medium; it is the day after."""
    made = make_report(cast, state="issued", priorities=("high", "medium"))
    time_machine.move_to(made.finalised_at + DAY, tick=False)
    return made


def raise_one(cast, text: str = GATE, **more) -> Action:
    values = {"source": "test.other", "priority": "low", "standard": "25", "by": cast.qa_officer, "now": clock.now()}
    return services.create(**{"home": cast.oak, "text": text} | values | more)


def finish(cast, action: Action) -> None:
    services.claim(action=action, evidence="It is locked.", by=cast.manager, now=clock.now())
    services.close(action=action, seen="I saw it.", by=cast.qa_officer, now=clock.now())


def post(client, action: Action, name: str, **typed: str):
    return client.post(reverse(f"actions:{name}", args=[action.pk]), typed)


def limit_of(action: Action) -> Obligation:
    return Obligation.objects.get(subject_type="actions.action", subject_id=action.pk, rule__startswith="reg44.recomm")


def test_the_manager_gives_an_action_to_somebody_of_the_home_who_is_told_does_it_and_never_verifies_it(cast, report):
    action = report.recommendations.first().action
    boss, staff = cast.client(cast.manager), cast.client(cast.home_staff)
    address = reverse("actions:action", args=[action.pk])
    assert staff.get(address).status_code == 404
    page = boss.get(reverse("actions:owner", args=[action.pk]))
    offered = {words: value for value, words in page.context["form"].fields["owner"].choices}
    assert post(boss, action, "owner", owner=offered["Hana Homestaff, member of the home’s staff"]).status_code == 302
    action.refresh_from_db()
    assert (action.owner, action.owner_role) == (cast.home_staff, "home_staff")
    assert Message.objects.get(code="actions.assigned").to == cast.home_staff
    assert "Hana Homestaff, member of the home’s staff" in staff.get(address).content.decode()
    assert [line.action for line in staff.get(reverse("actions:list")).context["board"].lines] == [action]
    assert "Act on" in staff.get("/").content.decode()
    assert post(staff, action, "done", evidence="It is locked.").status_code == 302
    with pytest.raises(Refused) as no:
        services.close(action=action, seen="I saw it.", by=cast.home_staff, now=clock.now())
    assert no.value.code in ("own_claim", "own_action")
    assert post(cast.client(cast.visitor), action, "owner", owner="0").status_code == 409
    with pytest.raises(Refused) as no:
        services.assign(action=action, role="visitor", person=cast.visitor, by=cast.manager, now=clock.now())
    assert no.value.code == "no_part"
    ri = cast.client(cast.ri)
    assert post(ri, action, "owner", owner=offered["Responsible individual, whoever it is"]).status_code == 302
    assert staff.get(address).status_code == 404


def test_what_comes_back_within_six_months_of_its_closure_shows_as_a_repeat_on_both_pages(cast, report, time_machine):
    first = raise_one(cast)
    finish(cast, first)
    unlike = raise_one(cast, "Medicine is signed for by two members of staff.")
    elsewhere = raise_one(cast, home=cast.elm)
    other_rule = raise_one(cast, standard="12")
    again = raise_one(cast, "Lock the gate at the road every night, and check the lock in the evening.")
    assert [each.repeats for each in (unlike, elsewhere, other_rule, again)] == [None, None, None, first]
    officer = cast.client(cast.qa_officer)
    for one, other, words in ((first, again, "Repeated by"), (again, first, "Repeats")):
        page = officer.get(reverse("actions:action", args=[one.pk])).content.decode()
        assert words in page
        assert reverse("actions:action", args=[other.pk]) in page
    assert 'tag--yellow">Repeat' in officer.get(reverse("actions:list")).content.decode().replace("\n", "")
    time_machine.move_to(first.raised_at + 190 * DAY, tick=False)
    assert raise_one(cast).repeats is None


def test_a_closed_action_that_was_not_done_is_the_same_action_again_and_the_visitor_is_asked_of_it_again(
    cast, report, time_machine
):
    row = report.recommendations.order_by("number").last()
    action, due = row.action, limit_of(row.action).due_at
    finish(cast, action)
    assert row not in carry.open_recommendations(cast.oak)
    assert post(cast.client(cast.manager), action, "open_again", reason="No.").status_code == 409
    time_machine.move_to(clock.now() + 60 * DAY, tick=False)
    assert post(cast.client(cast.visitor), action, "open_again", reason="The lock is broken.").status_code == 302
    before = action.raised_at
    action.refresh_from_db()
    assert (action.state, action.closed_at, action.claimed_by, action.raised_at) == ("open", None, None, before)
    assert action.repeated
    assert (limit_of(action).state, limit_of(action).due_at) == ("open", due)
    assert row in carry.open_recommendations(cast.oak)
    finish(cast, action)
    time_machine.move_to(clock.now() + 200 * DAY, tick=False)
    assert post(cast.client(cast.visitor), action, "open_again", reason="Late.").status_code == 409


def test_two_that_ask_for_the_same_are_merged_and_the_earliest_dates_stay(cast, report, monkeypatch):
    high, medium = report.recommendations.order_by("number")
    words = medium.text
    old = raise_one(cast, priority="medium", now=report.finalised_at - 30 * DAY)
    visitor = cast.client(cast.visitor)
    form = visitor.get(reverse("actions:merge", args=[old.pk]))
    assert {int(value) for value, _ in form.context["form"].fields["into"].choices} == {
        high.action_id,
        medium.action_id,
    }
    assert post(cast.client(cast.manager), old, "merge", into=str(medium.action_id)).status_code == 409
    assert post(visitor, high.action, "merge", into=str(medium.action_id)).status_code == 200  # the higher one goes on
    early = report.finalised_at + 2 * DAY
    Action.objects.filter(pk=old.pk).update(act_by=early)
    assert post(visitor, old, "merge", into=str(medium.action_id)).status_code == 302
    assert post(visitor, medium.action, "merge", into=str(high.action_id)).status_code == 302
    for each in (old, high.action, medium.action, medium):
        each.refresh_from_db()
    standing = high.action
    assert {each.merged_into for each in (old, medium.action)} == {standing}
    assert {each.state for each in (old, medium.action)} == {"merged"}
    assert standing.raised_at == report.finalised_at - 30 * DAY
    assert medium.text == words
    assert limit_of(medium.action).state == "cancelled"
    assert limit_of(standing).due_at == standing.act_by <= early
    page = visitor.get(reverse("actions:action", args=[standing.pk])).content.decode()
    assert page.count("Asks for the same, and was merged into this one") == 2
    assert visitor.get(reverse("actions:action", args=[old.pk])).status_code == 200
    # What the manager says of one is said of all; a refusal of one is not.
    values = {"recommendation": medium, "what": "A lock.", "by": cast.manager, "now": clock.now()}
    manager.save_answer(accepted=False, **values)
    standing.refresh_from_db()
    assert standing.state == "open"
    manager.save_answer(accepted=True, done=True, evidence="It is locked.", **values)
    standing.refresh_from_db()
    assert (standing.state, standing.evidence) == ("claimed", "It is locked.")
    assert medium in carry.open_recommendations(cast.oak)
    services.close(action=standing, seen="I saw it.", by=cast.visitor, now=clock.now())
    assert not carry.open_recommendations(cast.oak).exists()
    assert "I saw it." in visitor.get(reverse("actions:action", args=[old.pk])).content.decode()
    kept = sources.Source(label=str, place=lambda action, user: "", readable=lambda user: Action.objects.values("pk"))
    monkeypatch.setitem(sources.SOURCES, "test.child", kept)
    with pytest.raises(Refused) as no:
        services.merge(
            action=raise_one(cast), into=raise_one(cast, source="test.child"), by=cast.visitor, now=clock.now()
        )
    assert no.value.code == "narrow"


def test_a_merged_recommendation_is_referred_once_with_the_one_it_was_merged_into(cast, report, time_machine):
    high, medium = report.recommendations.order_by("number")
    services.merge(action=medium.action, into=high.action, by=cast.visitor, now=clock.now())
    time_machine.move_to(report.visit.arrived_at + 70 * DAY, tick=False)
    assert referrals.owe_by_time(now=clock.now()) == 1
    assert high.referral is not None
