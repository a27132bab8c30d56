"""A source whose records not everybody may read narrows who sees its actions: in every list, on their page, in what is exported."""

from __future__ import annotations

import pytest
from django.urls import reverse

from actions import services, sources
from actions.models import Action
from core import clock

pytestmark = pytest.mark.django_db


def test_an_action_of_a_source_with_readers_of_its_own_is_there_for_them_and_for_nobody_else(cast, monkeypatch):
    values = {"home": cast.oak, "priority": "low", "by": cast.qa_officer, "now": clock.now()}
    open_to_all = services.create(source="ofsted.requirement", text="Mend the gate.", **values)
    narrow = services.create(source="test.child", text="Speak with the child.", **values)

    def readable(user):
        rows = Action.objects.filter(source="test.child") if user == cast.manager else Action.objects.none()
        return rows.order_by().values("pk")

    kept = sources.Source(label=lambda action: "A child’s audit", place=lambda action, user: "", readable=readable)
    monkeypatch.setitem(sources.SOURCES, "test.child", kept)
    seen = {name: set(Action.objects.visible_to(cast.people[name])) for name in ("manager", "deputy", "qa_officer")}
    assert seen == {"manager": {open_to_all, narrow}, "deputy": {open_to_all}, "qa_officer": {open_to_all}}
    address = reverse("actions:action", args=[narrow.pk])
    assert cast.client(cast.manager).get(address).status_code == 200
    assert cast.client(cast.ri).get(address).status_code == 404
