"""The check for names: every place decided before sending, asked again when its sentence changes."""

from __future__ import annotations

import pytest

from core.refusal import Refused
from reg44 import names
from reg44.models import NameDecision
from reg44.services import naming
from tests.integration.reg44.writing.desk import edit
from tests.reports import ARRIVED

KAYLEIGH = "I sat with Kayleigh. She told me that Kayleigh likes the garden."


def found(writer):
    return names.undecided(writer.report, writer.answers)


def decide(writer, act, place, **data):
    return writer.post(f"report_names_{act}", data={"fingerprint": place.fingerprint, **data}, follow=True)


def test_a_name_is_found_in_its_place_replaced_or_called_harmless_with_a_reason(writer):
    writer.autosave(edit(KAYLEIGH))
    writer.post("recommendation_add", data={"op_id": "r", "priority": "low"})
    writer.autosave(edit("Talk with Kayleigh about the garden.", key="recommendation.text", row="1", op_id="op2"))
    page = writer.get("report_names").content.decode()
    assert "<mark>Kayleigh</mark>" in page
    assert writer.url("report_section", "premises") + "#id_premises_inside" in page
    places = found(writer)
    assert [place.words for place in places].count("Kayleigh") == 3
    decide(writer, "replace", places[0], instead="K.L.")
    assert writer.answer("premises_inside") == KAYLEIGH.replace("with Kayleigh", "with K.L.")
    late = decide(writer, "replace", places[0], instead="Z.")
    assert "have changed since you opened the page" in late.content.decode()
    assert (
        "Enter why these words point to nobody"
        in decide(writer, "harmless", found(writer)[0], reason=" ").content.decode()
    )
    for _ in range(2):
        decide(writer, "harmless", places[1], reason="The cat.")
    assert [place.place.key for place in found(writer)] == ["recommendation.text"]
    decide(writer, "replace", found(writer)[0], instead="K.L.")
    assert names.undecided_names(writer.report) == 0
    assert set(NameDecision.objects.values_list("harmless", flat=True)) == {True, False}
    writer.autosave(edit("I sat with K.L. He told me that Kayleigh likes the pond.", op_id="op3", rev=2))
    assert [place.words for place in found(writer)] == ["Kayleigh"]


def test_words_out_of_sight_are_not_asked_about(writer):
    writer.autosave(edit(KAYLEIGH))
    writer.post("report_leave_out", "premises", data={"reason": "No light."})
    assert found(writer) == []


def test_those_whom_the_report_may_name_are_let_stand(writer, cast):
    writer.autosave(edit("Mina Manager and Vera Visitor walked round Oak House."))
    assert found(writer) == []


@pytest.mark.parametrize(("act", "field", "most"), [("replace", "instead", 200), ("harmless", "reason", 300)])
def test_what_is_too_long_or_missing_is_said_at_its_field_with_what_was_typed_and_never_cut(
    writer, cast, act, field, most
):
    writer.autosave(edit(KAYLEIGH))
    first, second = found(writer)
    long = "é" * (most + 1)
    reply = decide(writer, act, second, **{field: long})
    page = reply.content.decode()
    assert (reply.status_code, "<title>Error: " in page) == (200, True)
    assert f'href="#id_{field}_2"' in page
    assert f'value="{long}"' in page
    label = {"instead": "What to write instead", "reason": "Why it points to nobody"}[field]
    assert f"{label} must be {most} characters or fewer. It is 1 too long" in page
    page = decide(writer, act, first, **{field: " "}).content.decode()
    assert f'href="#id_{field}_1"' in page
    service, words = getattr(naming, act), {field: long}
    with pytest.raises(Refused, match="too_long"):
        service(report=writer.report, fingerprint=first.fingerprint, by=cast.visitor, now=ARRIVED, **words)
    assert not NameDecision.objects.exists()
    decide(writer, act, first, **{field: "é" * most})
    kept = writer.answer("premises_inside") if act == "replace" else NameDecision.objects.get().reason
    assert "é" * most in kept


def test_a_place_that_is_decided_already_comes_back_with_the_error_and_what_was_typed(writer):
    writer.autosave(edit(KAYLEIGH))
    place = found(writer)[0]
    decide(writer, "harmless", place, reason="The cat.")
    page = decide(writer, "harmless", place, reason="No one. " * 50).content.decode()
    assert page.count("<mark>Kayleigh</mark>") == 2
    assert "It is 99 too long" in page
